//! Finds a content coding that the client did not request.

use http::{HeaderMap, header::CONTENT_ENCODING};

use crate::text::one_line;

/// Longest content coding kept, in bytes.
const MAX_CODING: usize = 32;

/// The first coding of a body other than `identity`, in any `Content-Encoding` header. Requests ask for
/// `identity`, so such a body cannot be read.
pub(crate) fn unrequested(headers: &HeaderMap) -> Option<Box<str>> {
    let values = headers.get_all(CONTENT_ENCODING).iter();
    values
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .map(<[u8]>::trim_ascii)
        .find(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case(b"identity"))
        .map(|coding| one_line(&String::from_utf8_lossy(coding), MAX_CODING).into_boxed_str())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn finds_a_coding_in_any_header_and_at_any_place() {
        let coding = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(CONTENT_ENCODING, HeaderValue::from_str(value).unwrap());
            }
            unrequested(&headers)
        };
        for none in [
            &[][..],
            &[""],
            &[" , "],
            &["identity"],
            &["IDENTITY, identity"],
            &["identity", "identity"],
        ] {
            assert_eq!(coding(none), None, "{none:?}");
        }
        for gzip in [
            &["gzip"][..],
            &[" gzip "],
            &["identity, gzip"],
            &["identity", "gzip"],
            &[",gzip,br"],
        ] {
            assert_eq!(coding(gzip).as_deref(), Some("gzip"), "{gzip:?}");
        }
        let long = coding(&[&"x".repeat(99)]);
        assert_eq!(long.map(|coding| coding.len()), Some(MAX_CODING));
        assert!(coding(&["\u{e5}"]).is_some());
    }
}
