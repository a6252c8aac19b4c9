//! Reads response bodies up to a limit.

use std::pin::pin;

use bytes::{Buf as _, Bytes, BytesMut};
use http::StatusCode;
use http_body_util::BodyExt as _;

use super::http_transport::TransportError;

/// Limit of a success body: 1 MiB. The documented responses are smaller than 1 KiB.
const MAX_BODY: usize = 1024 * 1024;
/// Limit of an error body: 64 KiB; a longer one is truncated.
const MAX_ERROR_BODY: usize = 64 * 1024;
/// Limit of the number of JSON values in a body: once parsed, a value of two bytes may take hundreds. The
/// documented responses have about ten.
const MAX_VALUES: usize = 4 * 1024;

/// The part of a body that has been read so far. It is kept if reading is cancelled.
#[derive(Default)]
pub(crate) struct BodyBuffer {
    first: Bytes,
    rest: BytesMut,
}

impl BodyBuffer {
    /// Reads the body of a response with this status; returns why the rest of it is missing. Truncation of an
    /// error body is not reported, because its status is enough to classify the error.
    pub(crate) async fn read(
        &mut self,
        body: impl http_body::Body,
        status: StatusCode,
    ) -> Option<TransportError> {
        if !status.is_success() {
            self.read_up_to(MAX_ERROR_BODY, body).await;
            return None;
        }
        let error = self.read_up_to(MAX_BODY, body).await;
        let values = count_values(&self.first) + count_values(&self.rest);
        error.or((values > MAX_VALUES).then_some(TransportError::TooLarge))
    }

    async fn read_up_to(
        &mut self,
        limit: usize,
        body: impl http_body::Body,
    ) -> Option<TransportError> {
        let mut body = pin!(body);
        while let Some(frame) = body.frame().await {
            let Ok(frame) = frame else {
                return Some(TransportError::Interrupted);
            };
            let Ok(mut data) = frame.into_data() else {
                continue;
            };
            let room = limit - self.first.len() - self.rest.len();
            let is_over = data.remaining() > room;
            self.add(data.copy_to_bytes(room.min(data.remaining())), limit);
            if is_over {
                return Some(TransportError::TooLarge);
            }
        }
        None
    }

    fn add(&mut self, data: Bytes, limit: usize) {
        if self.first.is_empty() && self.rest.is_empty() {
            // The usual response is one frame, which needs no copy.
            self.first = data;
            return;
        }
        // Repeated doubling would hold the old and the new buffer at once, up to 1.5 times the limit.
        if self.first.len() + self.rest.len() + data.len() > limit / 16 {
            self.rest.reserve(limit - self.rest.len());
        }
        self.rest
            .extend_from_slice(&std::mem::take(&mut self.first));
        self.rest.extend_from_slice(&data);
    }

    /// Takes the bytes read so far.
    pub(crate) fn take(&mut self) -> Bytes {
        if self.rest.is_empty() {
            std::mem::take(&mut self.first)
        } else {
            std::mem::take(&mut self.rest).freeze()
        }
    }
}

/// The part of a body within the limit.
pub(crate) struct LimitedBody {
    pub(crate) bytes: Bytes,
    /// Why the rest is missing.
    pub(crate) error: Option<TransportError>,
}

impl LimitedBody {
    /// Reads the body of a response with this status.
    pub(crate) async fn read(body: impl http_body::Body, status: StatusCode) -> Self {
        let mut buffer = BodyBuffer::default();
        let error = buffer.read(body, status).await;
        Self {
            bytes: buffer.take(),
            error,
        }
    }
}

/// An upper bound of the number of values in a JSON text: one, plus the `,`, `[` and `{` outside its strings.
/// It is meaningless for invalid JSON, which is rejected later.
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
