//! What the transport recorded of one attempt.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{DATE, RETRY_AFTER},
};

use super::{content_coding, http_transport::TransportError};
use crate::text::one_line;

/// Maximum length of a trace id, in bytes; the vendor's have 32 hexadecimal digits.
const MAX_TRACE_ID: usize = 64;
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
    /// A coding of the body that the client did not request.
    pub(crate) content_encoding: Option<Box<str>>,
}

impl Record {
    pub(super) fn read_head(&mut self, status: StatusCode, headers: &HeaderMap) {
        self.status = Some(status);
        self.trace_id = headers.get(TRACE_ID).cloned();
        self.content_encoding = content_coding::unrequested(headers);
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
}

fn text(value: Option<&HeaderValue>, max_bytes: usize) -> Option<Box<str>> {
    let text = one_line(value?.to_str().ok()?, max_bytes);
    (!text.is_empty()).then(|| text.into_boxed_str())
}
