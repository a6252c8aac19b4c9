//! Why a success response cannot be used.

use std::fmt;

/// Why a success response cannot be used: the kind and the position of the problem, never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreadable {
    /// Not JSON, or JSON of another shape than documented.
    Json {
        /// Line in the body, from 1; 0 if the body ends too early.
        line: usize,
        /// Column in the line, from 1.
        column: usize,
    },
    /// The connection closed before the whole body had arrived.
    Truncated,
    /// A success status that the document does not list.
    Status,
    /// The body has a `Content-Encoding` that the client did not ask for; its name, at most 32 bytes.
    ContentEncoding(Box<str>),
    /// A required member is missing; its name.
    Missing(&'static str),
    /// A required id has characters that an id cannot have; the member's name.
    Id(&'static str),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json { line, column } => write!(
                f,
                "the body is not the documented JSON at line {line} column {column}"
            ),
            Self::Truncated => f.write_str("the body is truncated"),
            Self::Status => f.write_str("the status is not documented"),
            Self::ContentEncoding(coding) => {
                write!(f, "the body has the unsupported content encoding {coding}")
            }
            Self::Missing(name) => write!(f, "{name} is missing"),
            Self::Id(name) => write!(f, "{name} is not a valid id"),
        }
    }
}

impl std::error::Error for Unreadable {}
