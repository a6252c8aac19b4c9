//! Why a document is unusable, and the limits of what is read.

use crate::finding::{Finding, Position, Severity};

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
    #[error("line {line} column {column}: the key `{key}` is declared twice")]
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
        "{pointer}: the reference `{target}` is outside the document; bundle the files into one, for example with `redocly bundle`"
    )]
    ExternalRef {
        /// The pointer of the `$ref`.
        pointer: String,
        /// The value of the `$ref`.
        target: String,
    },
    /// A `$ref` whose target does not exist.
    #[error("{pointer}: the reference `{target}` cannot be resolved")]
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
            match self {
                Self::DuplicateKey { .. } => "remove one of the two from the document",
                Self::Budget { .. } => {
                    "move inner schemas to components/schemas and refer to them, or write out aliases"
                }
                Self::DanglingRef { .. } => {
                    "add the target or correct the reference with an overlay action"
                }
                _ => "correct the document, or retrieve it from the vendor again",
            }
            .to_owned()
        } else {
            remedy
        };
        let mut finding = Finding::new(Severity::Decide, code, pointer, message, remedy);
        finding.position = position.map(|(line, column)| Position { line, column });
        finding
    }
}

/// A text from the document for a message: without control characters, cut to 64 characters.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(64).collect()
}
