//! Reads response bodies up to a limit.

use std::pin::pin;

use bytes::{Buf as _, Bytes, BytesMut};
use http::StatusCode;
use http_body_util::BodyExt as _;

use super::http_transport::TransportError;

/// Limit of a success body: 1 MiB. The documented responses have less than 1 KiB.
const MAX_BODY: usize = 1024 * 1024;
/// Limit of an error body: 64 KiB; a longer one is cut.
const MAX_ERROR_BODY: usize = 64 * 1024;
/// Limit of JSON values in a body: parsed, each needs up to hundreds of bytes where its text has two. The
/// documented responses have ten.
const MAX_VALUES: usize = 4 * 1024;

/// A body, as far as it was read.
#[derive(Default)]
pub(crate) struct LimitedBody {
    pub(crate) bytes: Bytes,
    /// Why the rest is missing. An error body is never incomplete: its status is worth more than the rest.
    pub(crate) error: Option<TransportError>,
}

impl LimitedBody {
    /// Reads the body of a response with this status.
    pub(crate) async fn read(body: impl http_body::Body, status: StatusCode) -> Self {
        if !status.is_success() {
            let mut body = read(body, MAX_ERROR_BODY).await;
            body.error = None;
            return body;
        }
        // A body that announces to be too large is not read at all.
        let announced = http_body::Body::size_hint(&body).lower();
        if usize::try_from(announced).is_ok_and(|announced| announced > MAX_BODY) {
            return Self {
                error: Some(TransportError::TooLarge),
                ..Self::default()
            };
        }
        let mut body = read(body, MAX_BODY).await;
        if body.error.is_none() && count_values(&body.bytes) > MAX_VALUES {
            body.error = Some(TransportError::TooLarge);
        }
        body
    }
}

async fn read(body: impl http_body::Body, limit: usize) -> LimitedBody {
    let mut body = pin!(body);
    let mut first = Bytes::new();
    let mut buffer = BytesMut::new();
    let mut error = None;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            error = Some(TransportError::Interrupted);
            break;
        };
        let Ok(mut data) = frame.into_data() else {
            continue;
        };
        let room = limit - first.len() - buffer.len();
        let is_over = data.remaining() > room;
        let data = data.copy_to_bytes(room.min(data.remaining()));
        if first.is_empty() && buffer.is_empty() {
            // The usual response is one frame, which needs no copy.
            first = data;
        } else {
            // Doubling up to the limit would need one and a half times the memory while the body is moved.
            if first.len() + buffer.len() + data.len() > limit / 16 {
                buffer.reserve(limit - buffer.len());
            }
            buffer.extend_from_slice(&std::mem::take(&mut first));
            buffer.extend_from_slice(&data);
        }
        if is_over {
            error = Some(TransportError::TooLarge);
            break;
        }
    }
    let bytes = if buffer.is_empty() {
        first
    } else {
        buffer.freeze()
    };
    LimitedBody { bytes, error }
}

/// At least the number of values in a JSON text, counted from the marks outside its strings that precede a
/// value. For a text that is not JSON the number means nothing, and that text is rejected later.
fn count_values(text: &[u8]) -> usize {
    let (mut values, mut quoted, mut escaped) = (1, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b',' | b'[' | b'{' if !quoted => values += 1,
            _ => {}
        }
    }
    values
}
