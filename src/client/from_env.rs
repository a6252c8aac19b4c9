//! Settings from environment variables.

use std::env::{VarError, var};

use super::{builder::ClientBuilder, handle::Client};
use crate::error::{Error, InvalidInput};

impl ClientBuilder {
    /// Returns a builder with the settings from `SIGNICAT_CLIENT_ID` and `SIGNICAT_CLIENT_SECRET` and, if they
    /// are set, `SIGNICAT_BASE_URL` and `SIGNICAT_TOKEN_URL`.
    ///
    /// # Errors
    /// [`InvalidInput`] with the variable's name, if a variable is missing, empty or not Unicode.
    /// [`build`](Self::build) checks the values; its error names the variable of an invalid one.
    pub fn from_env() -> Result<Self, Error> {
        Ok(Self::from_variables(|name| var(name))?)
    }

    fn from_variables(
        var: impl Fn(&str) -> Result<String, VarError>,
    ) -> Result<Self, InvalidInput> {
        const CLIENT_ID: &str = "SIGNICAT_CLIENT_ID";
        const CLIENT_SECRET: &str = "SIGNICAT_CLIENT_SECRET";
        const BASE_URL: &str = "SIGNICAT_BASE_URL";
        const TOKEN_URL: &str = "SIGNICAT_TOKEN_URL";
        let optional = |name| match var(name) {
            Ok(value) if value.is_empty() => Err(InvalidInput::Missing(name)),
            Ok(value) => Ok(Some(value)),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => Err(InvalidInput::WhiteSpace(name)),
        };
        let required = |name| optional(name)?.ok_or(InvalidInput::Missing(name));
        let mut builder = Client::builder().named_client_credentials(
            (CLIENT_ID, required(CLIENT_ID)?),
            (CLIENT_SECRET, required(CLIENT_SECRET)?),
        );
        if let Some(url) = optional(BASE_URL)? {
            builder = builder.named_base_url(BASE_URL, url);
        }
        if let Some(url) = optional(TOKEN_URL)? {
            builder = builder.named_token_url(TOKEN_URL, url);
        }
        Ok(builder)
    }
}

impl Client {
    /// Builds a client from `SIGNICAT_CLIENT_ID` and `SIGNICAT_CLIENT_SECRET` and, if they are set,
    /// `SIGNICAT_BASE_URL` and `SIGNICAT_TOKEN_URL`.
    ///
    /// # Errors
    /// [`InvalidInput`] with the variable's name, if a variable is missing or invalid.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [(&str, &str); 4] = [
        ("SIGNICAT_CLIENT_ID", "an-id"),
        ("SIGNICAT_CLIENT_SECRET", "a-secret"),
        ("SIGNICAT_BASE_URL", "https://api.example.com"),
        ("SIGNICAT_TOKEN_URL", "https://api.example.com/token"),
    ];

    /// The result of building from all variables but for `changed`.
    fn built(changed: &str, to: Option<&str>) -> Result<Client, Error> {
        let builder = ClientBuilder::from_variables(|name| {
            let value = if name == changed {
                to
            } else {
                ALL.iter()
                    .find(|(other, _)| *other == name)
                    .map(|(_, value)| *value)
            };
            value.map(str::to_owned).ok_or(VarError::NotPresent)
        });
        builder?.build()
    }

    #[test]
    fn errors_name_the_variable() {
        built("", None).unwrap();
        for (name, value) in ALL {
            for bad in [format!("{value}\n"), format!(" {value}"), String::new()] {
                let error = built(name, Some(&bad)).unwrap_err();
                assert!(matches!(error, Error::InvalidInput(_)), "{error}");
                assert!(error.to_string().contains(name), "{error}");
            }
        }
        for (name, is_required) in [(ALL[0].0, true), (ALL[1].0, true), (ALL[2].0, false)] {
            assert_eq!(built(name, None).is_err(), is_required, "{name}");
        }
    }
}
