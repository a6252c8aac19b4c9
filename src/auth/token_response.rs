//! A token response (RFC 6749, section 5.1), read leniently: `oauth2`'s own type rejects a textual
//! `expires_in` and a missing `token_type`.

use std::time::Duration;

use oauth2::{RefreshToken, Scope, basic::BasicTokenType};
use serde::{Deserialize, Deserializer, Serialize, de::IgnoredAny};

/// Assumed if `expires_in` is missing: shorter than the vendor's default of 600 s, because refreshing too
/// early costs a request and using a token too long costs a rejected call.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(60);

#[derive(Debug, Deserialize, Serialize)]
pub(super) struct TokenResponse {
    access_token: oauth2::AccessToken,
    #[serde(default, deserialize_with = "lifetime", skip_serializing)]
    expires_in: Option<Duration>,
    /// Always used as a bearer token, whatever the response says.
    #[serde(skip, default = "bearer")]
    token_type: BasicTokenType,
}

impl TokenResponse {
    pub(super) fn token(&self) -> &str {
        self.access_token.secret()
    }

    pub(super) fn lifetime(&self) -> Duration {
        self.expires_in.unwrap_or(DEFAULT_LIFETIME)
    }
}

fn bearer() -> BasicTokenType {
    BasicTokenType::Bearer
}

/// A number of seconds, or a string with one; a negative number is zero. `None` for anything else.
fn lifetime<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Raw {
        Number(f64),
        Text(String),
        Other(IgnoredAny),
    }
    let seconds = match Raw::deserialize(deserializer)? {
        Raw::Number(seconds) => Some(seconds),
        Raw::Text(text) => text.trim().parse().ok(),
        Raw::Other(_) => None,
    };
    let seconds: Option<f64> = seconds.filter(|seconds: &f64| !seconds.is_nan());
    Ok(seconds
        .map(|seconds| Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX)))
}

impl oauth2::TokenResponse for TokenResponse {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &oauth2::AccessToken {
        &self.access_token
    }
    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }
    fn expires_in(&self) -> Option<Duration> {
        self.expires_in
    }
    fn refresh_token(&self) -> Option<&RefreshToken> {
        None
    }
    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expires_in(value: &str) -> Option<Duration> {
        let json = format!(r#"{{"access_token":"t","expires_in":{value}}}"#);
        serde_json::from_str::<TokenResponse>(&json)
            .unwrap()
            .expires_in
    }

    #[test]
    fn reads_odd_lifetimes() {
        for (value, seconds) in [
            ("600", 600),
            ("\"600\"", 600),
            ("\" 600 \"", 600),
            ("0", 0),
            ("-5", 0),
            ("600.0", 600),
            ("6e2", 600),
        ] {
            let expected = Some(Duration::from_secs(seconds));
            assert_eq!(expires_in(value), expected, "{value}");
        }
        for value in ["1e300", "\"1e999\""] {
            assert_eq!(expires_in(value), Some(Duration::MAX), "{value}");
        }
        for value in ["{}", "null", "\"soon\"", "\"NaN\"", "[]", "true"] {
            assert_eq!(expires_in(value), None, "{value}");
        }
    }

    #[test]
    fn assumes_a_minute_if_the_lifetime_is_missing() {
        let response: TokenResponse = serde_json::from_str(r#"{"access_token":"t"}"#).unwrap();
        assert_eq!(response.lifetime(), Duration::from_secs(60));
    }
}
