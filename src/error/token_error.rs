//! Why there is no access token.

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

use http::StatusCode;

/// Why there is no access token. Only the status, the OAuth error code and `Retry-After` of the token
/// endpoint's response are kept.
#[derive(Clone)]
#[non_exhaustive]
pub enum TokenError {
    /// No connection to the token endpoint.
    Connect,
    /// The token endpoint did not respond in time.
    Timeout,
    /// The connection to the token endpoint broke.
    Interrupted,
    /// The token endpoint responded with an error status.
    #[non_exhaustive]
    Rejected {
        /// HTTP status.
        status: StatusCode,
        /// The `error` member of RFC 6749, section 5.2 (`invalid_client`, ...), cut to 64 bytes; empty if
        /// there was none.
        code: Box<str>,
        /// `Retry-After` of the response, at most a day.
        retry_after: Option<Duration>,
    },
    /// The token endpoint's response is not a valid token response.
    #[non_exhaustive]
    InvalidResponse {
        /// What is wrong with it, in this crate's words.
        reason: &'static str,
    },
    /// The token had expired when it arrived (`expires_in` of zero or less).
    Expired,
    /// The caller's own token source failed. `Debug` and `Display` do not print its error, which may contain
    /// secrets; [`source_error`](TokenError::source_error) returns it.
    #[non_exhaustive]
    Source {
        /// The token source's error.
        error: Arc<dyn StdError + Send + Sync>,
        /// Whether another attempt may succeed.
        retryable: bool,
    },
}

impl TokenError {
    /// A failure of the caller's own token source that another attempt will not fix.
    pub fn permanent(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Source {
            error: error.into().into(),
            retryable: false,
        }
    }

    /// A failure of the caller's own token source that another attempt may fix.
    pub fn retryable(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Source {
            error: error.into().into(),
            retryable: true,
        }
    }

    /// Whether another attempt may get a token.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Connect | Self::Timeout | Self::Interrupted => true,
            Self::Rejected { status, .. } => is_transient(*status),
            Self::InvalidResponse { .. } | Self::Expired => false,
            Self::Source { retryable, .. } => *retryable,
        }
    }

    /// The token endpoint's HTTP status.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Rejected { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// The token endpoint's OAuth error code, for example `invalid_client`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Rejected { code, .. } if !code.is_empty() => Some(code),
            _ => None,
        }
    }

    /// The token endpoint's `Retry-After`; `None` without one, or if another attempt cannot succeed.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Rejected { retry_after, .. } if self.is_retryable() => *retry_after,
            _ => None,
        }
    }

    /// The error of the caller's own token source. It may contain secrets.
    #[must_use]
    pub fn source_error(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        match self {
            Self::Source { error, .. } => Some(&**error),
            _ => None,
        }
    }
}

/// HTTP statuses after which the same request may succeed.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect => f.write_str("could not connect to the token endpoint"),
            Self::Timeout => f.write_str("the token endpoint did not respond in time"),
            Self::Interrupted => f.write_str("the connection to the token endpoint broke"),
            Self::Rejected { status, code, .. } => {
                write!(
                    f,
                    "the token endpoint responded with HTTP {}",
                    status.as_u16()
                )?;
                if !code.is_empty() {
                    write!(f, " {code}")?;
                }
                Ok(())
            }
            Self::InvalidResponse { reason } => write!(f, "invalid token response: {reason}"),
            Self::Expired => f.write_str("the access token had expired when it arrived"),
            Self::Source { .. } => f.write_str("the token source failed"),
        }
    }
}

impl fmt::Debug for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect => f.write_str("Connect"),
            Self::Timeout => f.write_str("Timeout"),
            Self::Interrupted => f.write_str("Interrupted"),
            Self::Rejected {
                status,
                code,
                retry_after,
            } => f
                .debug_struct("Rejected")
                .field("status", status)
                .field("code", code)
                .field("retry_after", retry_after)
                .finish(),
            Self::InvalidResponse { reason } => f
                .debug_struct("InvalidResponse")
                .field("reason", reason)
                .finish(),
            Self::Expired => f.write_str("Expired"),
            Self::Source { retryable, .. } => f
                .debug_struct("Source")
                .field("retryable", retryable)
                .finish_non_exhaustive(),
        }
    }
}

impl StdError for TokenError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn source_error_is_kept_and_not_printed() {
        let error = TokenError::retryable("canary");
        assert!(error.is_retryable() && !TokenError::permanent("x").is_retryable());
        assert!(!format!("{error} {error:?} {error:#?}").contains("canary"));
        assert!(error.source().is_none());
        assert_eq!(error.source_error().unwrap().to_string(), "canary");
    }

    #[test]
    fn retry_after_is_none_where_a_retry_cannot_help() {
        let rejected = |status| TokenError::Rejected {
            status: StatusCode::from_u16(status).unwrap(),
            code: "".into(),
            retry_after: Some(Duration::from_secs(7)),
        };
        assert_eq!(rejected(503).retry_after(), Some(Duration::from_secs(7)));
        assert_eq!(rejected(401).retry_after(), None);
    }
}
