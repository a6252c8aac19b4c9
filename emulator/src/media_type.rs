//! Compares media types of requests.

use http::{HeaderMap, header};

/// Whether `Content-Type` is `expected`; its parameters do not matter.
pub(crate) fn is_media_type(headers: &HeaderMap, expected: &str) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case(expected))
}
