//! An event whose delivery was verified.

use std::sync::Arc;

use http::HeaderMap;

use super::{delivery_error::DeliveryError, event::Event, webhook_verifier::WebhookVerifier};

/// An event, and the secret that its delivery was signed with.
///
/// With the feature `axum` it is an extractor: it reads the body itself, so that no JSON parser comes before
/// the verification. The state must have a [`WebhookVerifier`] (`FromRef`).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct VerifiedEvent {
    /// The event.
    pub event: Event,
    /// Name of the secret that matched.
    pub secret_name: Arc<str>,
}

impl VerifiedEvent {
    /// Verifies a delivery and reads the event in it.
    ///
    /// # Errors
    /// [`DeliveryError::Unverified`] or [`DeliveryError::Invalid`].
    pub fn from_delivery(
        verifier: &WebhookVerifier,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Self, DeliveryError> {
        let verified = verifier.verify(headers, body)?;
        Ok(Self {
            event: Event::from_verified_bytes(body)?,
            secret_name: verified.into_secret_name(),
        })
    }
}
