//! What preparation found in a document: what it changed, what it costs, and what only a person can decide.

use std::{borrow::Cow, fmt};

use serde::Serialize;

/// What a finding costs. The order is the order of urgency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// The bindings say it in another way; every value can still be sent and read.
    Absorbed,
    /// The bindings work, and something the document says is missing from them or may fail later.
    Lost,
    /// The document is unusable until a maintainer changes it, usually with an overlay action.
    Decide,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absorbed => "absorbed",
            Self::Lost => "lost",
            Self::Decide => "decide",
        })
    }
}

/// A place in the text of a document; both numbers count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// What it costs.
    pub severity: Severity,
    /// The rule, in words joined by hyphens.
    pub code: &'static str,
    /// JSON pointer to the place.
    pub pointer: String,
    /// The same place in the text, where the text is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// What was found and what follows from it.
    pub message: String,
    /// What to do about it; empty where nothing needs to be done.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub remedy: Cow<'static, str>,
}

impl Finding {
    /// A finding without a position.
    pub fn new(
        severity: Severity,
        code: &'static str,
        pointer: impl Into<String>,
        message: impl Into<String>,
        remedy: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            severity,
            code,
            pointer: pointer.into(),
            position: None,
            message: message.into(),
            remedy: remedy.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}] ", self.severity, self.code)?;
        if let Some(Position { line, column }) = self.position {
            write!(f, "line {line} column {column}, ")?;
        }
        let pointer = match self.pointer.as_str() {
            "" => "/",
            pointer => pointer,
        };
        write!(f, "{pointer}: {}", self.message)?;
        if !self.remedy.is_empty() {
            write!(f, "; {}", self.remedy)?;
        }
        Ok(())
    }
}
