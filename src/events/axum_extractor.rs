//! Makes [`VerifiedEvent`] an axum extractor.

use axum::{
    extract::{FromRef, FromRequest, Request},
    response::{IntoResponse, Response},
};

use super::{
    body_reader, delivery_error::DeliveryError, receiver::BODY_TIMEOUT,
    verified_event::VerifiedEvent, webhook_verifier::WebhookVerifier,
};

impl<S> FromRequest<S> for VerifiedEvent
where
    WebhookVerifier: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = DeliveryError;

    async fn from_request(request: Request, state: &S) -> Result<Self, DeliveryError> {
        let verifier = WebhookVerifier::from_ref(state);
        let (parts, body) = request.into_parts();
        verifier.check_header(&parts.headers)?;
        let body = body_reader::read(body, BODY_TIMEOUT).await?;
        Self::from_delivery(&verifier, &parts.headers, &body)
    }
}

/// The response has only the status: the reason would help a forger.
impl IntoResponse for DeliveryError {
    fn into_response(self) -> Response {
        self.status().into_response()
    }
}
