//! Reads the body of a delivery, up to a size and a time.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use tokio::time::timeout;

use super::{
    delivery_error::DeliveryError,
    verify_error::{MAX_BODY, VerifyError},
};

/// Reads a body to its end.
pub(super) async fn read<B>(body: B, limit: Duration) -> Result<Bytes, DeliveryError>
where
    B: http_body::Body,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    const TOO_LARGE: DeliveryError = DeliveryError::Unverified(VerifyError::BodyTooLarge);
    // What Content-Length announces need not be read to be refused.
    if body.size_hint().lower() > MAX_BODY as u64 {
        return Err(TOO_LARGE);
    }
    match timeout(limit, Limited::new(body, MAX_BODY).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(TOO_LARGE),
        Ok(Err(_)) => Err(DeliveryError::Interrupted),
        Err(_) => Err(DeliveryError::TooSlow),
    }
}
