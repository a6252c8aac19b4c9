//! Reads a document from bytes that a third party published, and reports why it is unusable.
//!
//! JSON or YAML 1.2, at most 16 MiB and 128 levels deep. Frequent results of a wrong download (a web page, a
//! truncated file, a Swagger 2.0 document) have messages of their own, with the position.

mod check;
mod error;
mod json;
mod yaml;

use serde_json::Value;

pub use check::{check, check_head, problems};
pub use error::{LoadError, MAX_BYTES, MAX_DEPTH};

/// Reads a document's text as JSON or YAML; [`check`] then says whether it is an OpenAPI document.
///
/// # Errors
/// [`LoadError`] with line and column.
pub fn parse(bytes: &[u8]) -> Result<Value, LoadError> {
    if bytes.len() > MAX_BYTES {
        return Err(LoadError::TooLarge(bytes.len()));
    }
    let text =
        std::str::from_utf8(bytes).map_err(|error| LoadError::NotUtf8(error.valid_up_to()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = text.trim_start();
    match start.chars().next() {
        None => Err(LoadError::Empty),
        Some('<') => Err(LoadError::Markup {
            column: text.len() - start.len() + 1,
        }),
        Some('{' | '[') => json::parse(text),
        Some(_) => yaml::parse(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        parse(bytes)
            .and_then(|value| check(&value).map(|()| value))
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn each_unusable_document_has_its_own_message_and_place() {
        let head = r#""openapi":"3.1.0","paths":{"/a":{"get":{"#;
        for (bytes, message) in [
            ("".into(), "the document is empty".to_owned()),
            (
                "<!doctype html><html>".into(),
                "line 1 column 1: this is an HTML or XML page, not an OpenAPI document".into(),
            ),
            (
                format!("{{{head}"),
                "line 1 column 41: the document is truncated".into(),
            ),
            (
                "{\n \"a\": 1,\n \"a\": 2}".into(),
                "line 3 column 4: the key `a` is declared twice".into(),
            ),
            (
                "{\"a\": tru}".into(),
                "line 1 column 10: expected ident".into(),
            ),
            (
                r#"{"swagger":"2.0","paths":{"/a":{}}}"#.into(),
                "/swagger: Swagger 2.0 is not OpenAPI 3; convert the document first, for example with `swagger2openapi`".into(),
            ),
            (
                r#"{"openapi":"4.0.0","paths":{"/a":{}}}"#.into(),
                "/openapi: the version is `4.0.0`; 3.0.x and 3.1.x are understood".into(),
            ),
            (
                r#"{"paths":{"/a":{}}}"#.into(),
                "/openapi: there is no version; 3.0.x and 3.1.x are understood".into(),
            ),
            (
                r#"{"openapi":"3.0.3","paths":{}}"#.into(),
                "/paths: the document has no paths".into(),
            ),
            (
                format!("{{{head}\"x\":{{\"$ref\":\"#/components/schemas/Nope\"}}}}}}}}}}"),
                "/paths/~1a/get/x: the reference `#/components/schemas/Nope` cannot be resolved".into(),
            ),
            (
                r##"{"openapi":"3.0.3","paths":{"/a":{}},"components":{"schemas":{"example":{"$ref":"#/x"}}}}"##
                    .into(),
                "/components/schemas/example: the reference `#/x` cannot be resolved".into(),
            ),
            (
                "a: &x {b: 1}\nc:\n  <<: *x\n".into(),
                "line 3 column 3: YAML 1.2 has no merge key `<<`; write the members out".into(),
            ),
            (
                format!("{{{head}\"x\":{{\"$ref\":\"other.json#/a\"}}}}}}}}}}"),
                "/paths/~1a/get/x: the reference `other.json#/a` is outside the document; bundle the files into one, for example with `redocly bundle`".into(),
            ),
        ] {
            assert_eq!(text(bytes.as_bytes()), message, "{bytes}");
        }
        assert_eq!(
            text(b"{\"a\": \"\xff\"}"),
            "byte 7: the document is not UTF-8"
        );
    }

    #[test]
    fn limits_depth_and_size() {
        let deep = "[".repeat(100_000);
        assert!(matches!(
            parse(deep.as_bytes()),
            Err(LoadError::Budget { .. })
        ));
        let deep = "- ".repeat(1_000);
        assert!(matches!(
            parse(deep.as_bytes()),
            Err(LoadError::Budget { .. })
        ));
        assert!(matches!(
            parse(&vec![b' '; MAX_BYTES + 1]),
            Err(LoadError::TooLarge(_))
        ));
    }

    #[test]
    fn yaml_is_read_by_its_core_schema() {
        let value =
            parse(b"a: no\nb: 012\nc: 1.5\nd: ~\ne: true\nf: '12'\ng: [1, x]\nh: 0x1f\n2: k\n")
                .unwrap();
        let expected = serde_json::json!({"a": "no", "b": 12, "c": 1.5, "d": null, "e": true, "f": "12",
            "g": [1, "x"], "h": 31, "2": "k"});
        assert_eq!(value, expected);
    }

    #[test]
    fn yaml_with_a_key_twice_is_refused() {
        assert_eq!(
            text(b"a: 1\nb: 2\na: 3\n"),
            "line 3 column 1: the key `a` is declared twice"
        );
    }

    #[test]
    fn aliases_are_followed_within_a_budget() {
        assert_eq!(
            parse(b"a: &x {b: 1}\nc: *x\n").unwrap(),
            serde_json::json!({"a": {"b": 1}, "c": {"b": 1}})
        );
        let mut laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for n in 1..12 {
            let before = format!("*a{},", n - 1).repeat(10);
            laughs += &format!("a{n}: &a{n} [{}]\n", before.trim_end_matches(','));
        }
        assert!(matches!(
            parse(laughs.as_bytes()),
            Err(LoadError::Budget { .. })
        ));
    }
}
