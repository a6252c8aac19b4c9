//! What the transport recorded of one attempt.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{CONTENT_ENCODING, DATE, RETRY_AFTER},
};

use super::http_transport::TransportError;
use crate::text::one_line;

/// Maximum length of a trace id, in bytes; the vendor's have 32 hexadecimal digits.
const MAX_TRACE_ID: usize = 64;
/// Maximum length of a content coding, in bytes.
const MAX_CODING: usize = 32;
const TRACE_ID: HeaderName = HeaderName::from_static("x-trace-id");

/// What the transport recorded of one attempt.
#[derive(Default)]
pub(crate) struct Record {
    /// Present from the moment the response's head arrived.
    pub(crate) status: Option<StatusCode>,
    /// `Retry-After` and `Date` of an error response.
    pub(crate) headers: HeaderMap,
    /// The part of the body that was read.
    pub(crate) body: Bytes,
    pub(crate) error: Option<TransportError>,
    pub(crate) trace_id: Option<HeaderValue>,
    pub(crate) content_encoding: Option<HeaderValue>,
}

impl Record {
    pub(super) fn read_head(&mut self, status: StatusCode, headers: &HeaderMap) {
        self.status = Some(status);
        self.trace_id = headers.get(TRACE_ID).cloned();
        self.content_encoding = headers
            .get(CONTENT_ENCODING)
            .filter(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
            .cloned();
        if !status.is_success() {
            for name in [RETRY_AFTER, DATE] {
                for value in headers.get_all(&name) {
                    self.headers.append(&name, value.clone());
                }
            }
        }
    }

    /// The service's id of the request.
    pub(crate) fn trace_id(&self) -> Option<Box<str>> {
        text(self.trace_id.as_ref(), MAX_TRACE_ID)
    }

    /// The `Content-Encoding` of the body, which the client did not request.
    pub(crate) fn content_encoding(&self) -> Option<Box<str>> {
        text(self.content_encoding.as_ref(), MAX_CODING)
    }

    pub(super) fn has_content_encoding(&self) -> bool {
        self.content_encoding.is_some()
    }
}

fn text(value: Option<&HeaderValue>, max_bytes: usize) -> Option<Box<str>> {
    let text = one_line(value?.to_str().ok()?, max_bytes);
    (!text.is_empty()).then(|| text.into_boxed_str())
}
