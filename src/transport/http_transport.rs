//! The trait for sending requests by other means than the built-in HTTP client.

use std::{fmt, future::Future, pin::Pin};

use bytes::Bytes;

/// What a [`HttpTransport`] returns.
pub type TransportFuture<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, TransportError>> + Send + 'a>>;

/// Sends HTTP requests instead of the built-in HTTP client: for tests against a service in the same process,
/// or for programs that send through their own gateway.
///
/// The requests carry the access token and personal data; those to the token endpoint carry the client
/// secret.
pub trait HttpTransport: Send + Sync {
    /// Sends one request and returns the whole response.
    ///
    /// If the head of a response arrived and its body failed, return the head with the part of the body that
    /// arrived: a success status says that the request was processed, even if the response cannot be read.
    ///
    /// Cancel safety: the client drops this future when an attempt times out or its caller is cancelled.
    ///
    /// # Errors
    /// [`TransportError`] says whether the request may have been processed; a start is retried only after
    /// [`TransportError::Connect`].
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_>;
}

/// Why there is no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportError {
    /// The request was not sent.
    Connect,
    /// The request may have been sent.
    Interrupted,
    /// The response is larger than the limit.
    TooLarge,
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Connect => "could not connect",
            Self::Interrupted => "the connection broke",
            Self::TooLarge => "the response is too large",
        })
    }
}

impl std::error::Error for TransportError {}
