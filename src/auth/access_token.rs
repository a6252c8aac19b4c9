//! An access token with its lifetime.

use std::{fmt, time::Duration};

use http::HeaderValue;

use crate::error::InvalidInput;

/// No token is used longer than this, whatever `expires_in` says.
const MAX_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
const SCHEME: &str = "Bearer ";

/// An access token with its lifetime, which is counted from the moment when the client gets it from its
/// [`TokenSource`](crate::TokenSource) or [`TokenStore`](crate::TokenStore).
///
/// `Debug` does not print the token.
#[derive(Clone)]
pub struct AccessToken {
    header: HeaderValue,
    lifetime: Duration,
}

impl AccessToken {
    /// A bearer token that can be used for `lifetime`, at most a day.
    ///
    /// # Errors
    /// [`InvalidInput::Header`] if the token is empty or cannot be sent in a header.
    pub fn bearer(token: &str, lifetime: Duration) -> Result<Self, InvalidInput> {
        const INVALID: InvalidInput = InvalidInput::Header("the access token");
        if token.trim().is_empty() {
            return Err(INVALID);
        }
        let mut header = HeaderValue::try_from(format!("{SCHEME}{token}")).map_err(|_| INVALID)?;
        // Only visible ASCII can be read back by `secret`.
        header.to_str().map_err(|_| INVALID)?;
        header.set_sensitive(true);
        Ok(Self {
            header,
            lifetime: lifetime.min(MAX_LIFETIME),
        })
    }

    /// The token itself, for a [`TokenStore`](crate::TokenStore) to save. Keep it secret.
    #[must_use]
    pub fn secret(&self) -> &str {
        let header = self.header.to_str().unwrap_or_default();
        header.strip_prefix(SCHEME).unwrap_or_default()
    }

    /// How long the token can be used, at most a day.
    #[must_use]
    pub fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// The `Authorization` header, marked as sensitive.
    pub(crate) fn into_header(self) -> HeaderValue {
        self.header
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_tokens_that_cannot_be_sent() {
        for token in ["", " ", "\t", "a\nb", "a\r\nX: y", "ä", "a\u{0}"] {
            let lifetime = Duration::from_secs(60);
            assert!(AccessToken::bearer(token, lifetime).is_err(), "{token:?}");
        }
    }

    #[test]
    fn keeps_the_token_secret_and_the_lifetime_within_a_day() {
        let token = AccessToken::bearer("canary", Duration::MAX).unwrap();
        assert_eq!(token.secret(), "canary");
        assert_eq!(token.lifetime(), MAX_LIFETIME);
        assert!(!format!("{token:?} {:?}", token.clone().into_header()).contains("canary"));
    }
}
