//! Says why a delivery was not accepted, and which status the sender gets.

use std::fmt;

use http::StatusCode;

use super::{event::InvalidEvent, verify_error::VerifyError};

/// Why a delivery was not accepted. It shows nothing of the secret, the signature or the body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeliveryError {
    /// It is no POST: 405.
    Method,
    /// It is not signed, or not by one of the secrets: 401; 413 for [`VerifyError::BodyTooLarge`].
    Unverified(VerifyError),
    /// The body did not arrive within the time limit: 408.
    TooSlow,
    /// The body could not be read to its end: 400.
    Interrupted,
    /// It is signed, and its body is no event: 400.
    Invalid(InvalidEvent),
    /// It is signed, and its timestamp is in the future: 503, so that it is delivered again. One of the two
    /// clocks is wrong.
    FromFuture,
    /// The receiver was given no [`WebhookVerifier`](super::WebhookVerifier) yet: 503.
    NoSecret,
    /// As many deliveries as allowed are in progress: 503.
    TooMany,
    /// The queue of the handler is full: 503.
    QueueFull,
    /// The receiver shuts down: 503.
    ShuttingDown,
    /// The sink could not store it, or not within the time limit: 503.
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
            Self::Unverified(_) => "the delivery is not verified",
            Self::TooSlow => "the body did not arrive in time",
            Self::Interrupted => "the body could not be read",
            Self::Invalid(_) => "the delivery is verified and not an event",
            Self::FromFuture => {
                "the event's timestamp is in the future; check this machine's clock"
            }
            Self::NoSecret => "no webhook secret is set yet",
            Self::TooMany => "too many deliveries are in progress",
            Self::QueueFull => "the queue of the event handler is full",
            Self::ShuttingDown => "the receiver shuts down",
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
