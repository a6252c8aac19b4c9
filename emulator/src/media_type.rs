//! Reads the media type and the content encoding of requests.

use http::{HeaderMap, header};

use crate::request_log::truncate;

/// Whether `Content-Type` is `expected`; its parameters do not matter.
pub(crate) fn is_media_type(headers: &HeaderMap, expected: &str) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case(expected))
}

/// The `Content-Encoding`, at most 32 bytes of it, unless there is none or it is `identity`. No other one is
/// supported.
pub(crate) fn unsupported_encoding(headers: &HeaderMap) -> Option<&str> {
    let encoding = headers.get(header::CONTENT_ENCODING)?;
    let encoding = truncate(encoding.to_str().unwrap_or("unreadable"), 32);
    (!encoding.eq_ignore_ascii_case("identity")).then_some(encoding)
}
