//! Says why a delivery was not accepted, and which status the sender gets.

use std::fmt;

use http::StatusCode;

use super::{event::InvalidEvent, verify_error::VerifyError};

/// Why a delivery was not accepted. It contains no secret, signature or body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeliveryError {
    /// The request is not a POST: 405.
    Method,
    /// The delivery is not signed, or not by one of the secrets: 401; 413 for [`VerifyError::BodyTooLarge`].
    Unverified(VerifyError),
    /// The body did not arrive within the time limit: 408.
    TooSlow,
    /// The body could not be read completely: 400.
    Interrupted,
    /// The signature is valid, but the body is not a valid event: 400.
    Invalid(InvalidEvent),
    /// The signature is valid, but the event's timestamp is in the future: 503, so that it is delivered again.
    /// This machine's clock or the vendor's is wrong.
    FromFuture,
    /// The receiver has no [`WebhookVerifier`](super::WebhookVerifier) yet: 503.
    NoSecret,
    /// Too many deliveries are in progress: 503.
    TooMany,
    /// The queue of the handler is full: 503.
    QueueFull,
    /// The receiver is shutting down: 503.
    ShuttingDown,
    /// The sink could not store the event, or took too long: 503.
    Unavailable,
}

impl DeliveryError {
    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unverified(VerifyError::BodyTooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unverified(_) => StatusCode::UNAUTHORIZED,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Interrupted | Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::FromFuture
            | Self::NoSecret
            | Self::TooMany
            | Self::QueueFull
            | Self::ShuttingDown
            | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl fmt::Display for DeliveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Method => "the request is not a POST",
            Self::Unverified(_) => "the delivery could not be verified",
            Self::TooSlow => "the body did not arrive in time",
            Self::Interrupted => "the body could not be read",
            Self::Invalid(_) => "the delivery is verified, but its body is not a valid event",
            Self::FromFuture => {
                "the event's timestamp is in the future; check this machine's clock"
            }
            Self::NoSecret => "no webhook secret is set yet",
            Self::TooMany => "too many deliveries are in progress",
            Self::QueueFull => "the queue of the event handler is full",
            Self::ShuttingDown => "the receiver is shutting down",
            Self::Unavailable => "the event could not be stored",
        })
    }
}

impl std::error::Error for DeliveryError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unverified(error) => Some(error),
            Self::Invalid(error) => Some(error),
            _ => None,
        }
    }
}

impl From<VerifyError> for DeliveryError {
    fn from(error: VerifyError) -> Self {
        Self::Unverified(error)
    }
}

impl From<InvalidEvent> for DeliveryError {
    fn from(error: InvalidEvent) -> Self {
        match error {
            InvalidEvent::TooLarge => Self::Unverified(VerifyError::BodyTooLarge),
            error => Self::Invalid(error),
        }
    }
}
