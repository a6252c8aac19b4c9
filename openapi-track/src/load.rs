//! Reads a document from bytes that a third party published, and reports why it is unusable.
//!
//! JSON or YAML 1.2, at most 16 MiB and 128 levels deep. Frequent results of a wrong download (a web page, a
//! truncated file, a Swagger 2.0 document) have messages of their own, with the position.

mod check;
mod json;
mod yaml;

use serde_json::Value;

use crate::finding::{Finding, Position, Severity};

pub use check::{check, check_head, problems};

/// Most bytes of a document.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;
/// Deepest nesting.
pub const MAX_DEPTH: usize = 128;

/// Why a document is unusable, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// More than [`MAX_BYTES`].
    #[error("the document has {0} bytes; the limit is {MAX_BYTES}")]
    TooLarge(usize),
    /// Nothing but white space.
    #[error("the document is empty")]
    Empty,
    /// Not UTF-8, from this byte on.
    #[error("byte {0}: the document is not UTF-8")]
    NotUtf8(usize),
    /// A web page instead of a document.
    #[error("line 1 column {column}: this is an HTML or XML page, not an OpenAPI document")]
    Markup {
        /// Column of the first `<`, from 1.
        column: usize,
    },
    /// The text is truncated.
    #[error("line {line} column {column}: the document is truncated")]
    Truncated {
        /// Line of the end, from 1.
        line: usize,
        /// Column of the end.
        column: usize,
    },
    /// Not JSON or not YAML.
    #[error("line {line} column {column}: {message}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column.
        column: usize,
        /// The parser's message.
        message: String,
    },
    /// A duplicate key in an object: parsers disagree on which one counts.
    #[error("line {line} column {column}: the key `{key}` is here twice")]
    DuplicateKey {
        /// Line of the second, from 1.
        line: usize,
        /// Column of the second.
        column: usize,
        /// The key, cut to 64 characters.
        key: String,
    },
    /// A limit is exceeded: the depth, or the size after alias expansion.
    #[error("line {line} column {column}: {what}")]
    Budget {
        /// Line, from 1.
        line: usize,
        /// Column.
        column: usize,
        /// Which limit.
        what: &'static str,
    },
    /// Swagger 2.0.
    #[error(
        "/swagger: Swagger {0} is not OpenAPI 3; convert the document first, for example with `swagger2openapi`"
    )]
    Swagger(String),
    /// Neither OpenAPI 3.0 nor 3.1.
    #[error("/openapi: {0}; 3.0.x and 3.1.x are understood")]
    Version(String),
    /// `paths` is missing or empty.
    #[error("/paths: the document has no paths")]
    NoPaths,
    /// A `$ref` to another file.
    #[error(
        "{pointer}: the reference `{target}` leads out of the document; bundle the files into one, for example with `redocly bundle`"
    )]
    ExternalRef {
        /// The pointer of the `$ref`.
        pointer: String,
        /// The value of the `$ref`.
        target: String,
    },
    /// A `$ref` whose target does not exist.
    #[error("{pointer}: the reference `{target}` leads nowhere")]
    DanglingRef {
        /// The pointer of the `$ref`.
        pointer: String,
        /// The value of the `$ref`.
        target: String,
    },
}

impl LoadError {
    /// The same as a finding.
    pub fn finding(&self) -> Finding {
        let text = self.to_string();
        let (position, pointer, code) = match self {
            Self::TooLarge(_) => (None, "", "too-large"),
            Self::Empty => (None, "", "empty"),
            Self::NotUtf8(_) => (None, "", "not-utf-8"),
            Self::Markup { column } => (Some((1, *column)), "", "markup"),
            Self::Truncated { line, column } => (Some((*line, *column)), "", "truncated"),
            Self::Syntax { line, column, .. } => (Some((*line, *column)), "", "syntax"),
            Self::DuplicateKey { line, column, .. } => {
                (Some((*line, *column)), "", "duplicate-key")
            }
            Self::Budget { line, column, .. } => (Some((*line, *column)), "", "budget"),
            Self::Swagger(_) => (None, "/swagger", "swagger-2"),
            Self::Version(_) => (None, "/openapi", "openapi-version"),
            Self::NoPaths => (None, "/paths", "no-paths"),
            Self::ExternalRef { pointer, .. } => (None, pointer.as_str(), "reference-outside"),
            Self::DanglingRef { pointer, .. } => (None, pointer.as_str(), "reference-to-nothing"),
        };
        // The position is a field of the finding, so it is removed from the message.
        let place = position.map_or_else(
            || format!("{pointer}: "),
            |(line, column)| format!("line {line} column {column}: "),
        );
        let message = text.strip_prefix(&place).unwrap_or(&text).to_owned();
        let (message, remedy) = match message.split_once("; ") {
            Some((message, remedy)) => (message.to_owned(), remedy.to_owned()),
            None => (message, String::new()),
        };
        let remedy = if remedy.is_empty() {
            "correct the document, or ask the vendor for one that is whole".to_owned()
        } else {
            remedy
        };
        let mut finding = Finding::new(Severity::Decide, code, pointer, message, remedy);
        finding.position = position.map(|(line, column)| Position { line, column });
        finding
    }
}

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

/// A text from the document for a message: without control characters, cut to 64 characters.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(64).collect()
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
                "line 3 column 4: the key `a` is here twice".into(),
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
                "/paths/~1a/get/x: the reference `#/components/schemas/Nope` leads nowhere".into(),
            ),
            (
                r##"{"openapi":"3.0.3","paths":{"/a":{}},"components":{"schemas":{"example":{"$ref":"#/x"}}}}"##
                    .into(),
                "/components/schemas/example: the reference `#/x` leads nowhere".into(),
            ),
            (
                "a: &x {b: 1}\nc:\n  <<: *x\n".into(),
                "line 3 column 3: YAML 1.2 has no merge key `<<`; write the members out".into(),
            ),
            (
                format!("{{{head}\"x\":{{\"$ref\":\"other.json#/a\"}}}}}}}}}}"),
                "/paths/~1a/get/x: the reference `other.json#/a` leads out of the document; bundle the files into one, for example with `redocly bundle`".into(),
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
    fn depth_and_size_have_bounds() {
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
            "line 3 column 1: the key `a` is here twice"
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
