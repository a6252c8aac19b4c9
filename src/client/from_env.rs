//! Settings from environment variables.

use std::env::{VarError, var};

use super::{builder::ClientBuilder, handle::Client};
use crate::error::{Error, InvalidInput};

impl ClientBuilder {
    /// Settings from `SIGNICAT_CLIENT_ID` and `SIGNICAT_CLIENT_SECRET` and, if they are set,
    /// `SIGNICAT_BASE_URL` and `SIGNICAT_TOKEN_URL`; further settings can follow.
    ///
    /// # Errors
    /// [`InvalidInput`] with the variable's name, if a variable is missing, empty or not Unicode.
    /// [`build`](Self::build) checks the values, and names the variable of one that cannot be used.
    #[cfg(feature = "client-credentials")]
    pub fn from_env() -> Result<Self, Error> {
        const CLIENT_ID: &str = "SIGNICAT_CLIENT_ID";
        const CLIENT_SECRET: &str = "SIGNICAT_CLIENT_SECRET";
        let missing = |name| InvalidInput::Missing(name);
        let id = optional(CLIENT_ID)?.ok_or(missing(CLIENT_ID))?;
        let secret = optional(CLIENT_SECRET)?.ok_or(missing(CLIENT_SECRET))?;
        let mut builder =
            Client::builder().named_client_credentials((CLIENT_ID, id), (CLIENT_SECRET, secret));
        if let Some(url) = optional("SIGNICAT_BASE_URL")? {
            builder = builder.named_base_url("SIGNICAT_BASE_URL", url);
        }
        if let Some(url) = optional("SIGNICAT_TOKEN_URL")? {
            builder = builder.named_token_url("SIGNICAT_TOKEN_URL", url);
        }
        Ok(builder)
    }
}

impl Client {
    /// A client from `SIGNICAT_CLIENT_ID` and `SIGNICAT_CLIENT_SECRET` and, if they are set,
    /// `SIGNICAT_BASE_URL` and `SIGNICAT_TOKEN_URL`.
    ///
    /// # Errors
    /// [`InvalidInput`] with the variable's name, if a variable is missing or cannot be used.
    #[cfg(feature = "client-credentials")]
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }
}

/// A variable's value; `None` if it is not set.
fn optional(name: &'static str) -> Result<Option<String>, InvalidInput> {
    match var(name) {
        Ok(value) if value.is_empty() => Err(InvalidInput::Missing(name)),
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(InvalidInput::WhiteSpace(name)),
    }
}
