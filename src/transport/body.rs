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

/// What was read of a body so far. It outlives the reading, which may be cancelled.
#[derive(Default)]
pub(crate) struct BodyBuffer {
    first: Bytes,
    rest: BytesMut,
}

impl BodyBuffer {
    /// Reads the body of a response with this status, and says why the rest of it is missing. An error body
    /// is never incomplete: its status is worth more than the rest.
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
        // Doubling up to the limit would need one and a half times the memory while the body is moved.
        if self.first.len() + self.rest.len() + data.len() > limit / 16 {
            self.rest.reserve(limit - self.rest.len());
        }
        self.rest
            .extend_from_slice(&std::mem::take(&mut self.first));
        self.rest.extend_from_slice(&data);
    }

    /// Takes what was read.
    pub(crate) fn take(&mut self) -> Bytes {
        if self.rest.is_empty() {
            std::mem::take(&mut self.first)
        } else {
            std::mem::take(&mut self.rest).freeze()
        }
    }
}

/// A body, as far as it was read.
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
