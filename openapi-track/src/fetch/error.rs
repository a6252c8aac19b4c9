//! Why a download failed.

use std::time::Duration;

use reqwest::StatusCode;

/// Why a download failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// Not an http or https URL.
    #[error("invalid URL `{0}`: expected https://... or http://...")]
    InvalidUrl(String),
    /// Plain http to another machine, directly or after a redirect.
    #[error("insecure URL {0}: expected https, or http to a loopback address")]
    Insecure(String),
    /// User name or password in the URL, which would be written into the lock file.
    #[error("the URL contains a user name or password, which would be written into the lock file")]
    Credentials,
    /// TLS could not be configured on this machine.
    #[error("could not configure TLS: {0}")]
    Tls(String),
    /// DNS, TCP or TLS failed.
    #[error("could not connect: {0}")]
    Connect(String),
    /// A redirect was refused.
    #[error("redirect refused: {0}")]
    Redirect(String),
    /// Another status than 200.
    #[error("unexpected response status {0}")]
    Status(StatusCode),
    /// 304 in response to an unconditional request.
    #[error("unexpected response status 304 Not Modified to an unconditional request")]
    UnexpectedNotModified,
    /// Neither JSON nor YAML.
    #[error("unexpected response media type `{0}`: expected JSON or YAML")]
    MediaType(String),
    /// A content coding that the request does not allow.
    #[error("unexpected response content coding `{0}`: expected gzip or none")]
    ContentCoding(String),
    /// The gzip stream is damaged or truncated.
    #[error("could not decompress the response: {0}")]
    Decompress(String),
    /// Longer than [`super::Limits::bytes`].
    #[error("response is longer than {0} bytes")]
    TooLarge(usize),
    /// Not complete within [`super::Limits::time`].
    #[error("response is not complete after {0:?}")]
    Timeout(Duration),
    /// The connection closed before the end of the response.
    #[error("connection closed before the end of the response: {0}")]
    Interrupted(String),
}
