//! The report as plain text for a terminal.

use std::fmt::Write as _;
use std::sync::Arc;

use super::model::Report;
use crate::compare::{RustLevel, Severity, Side};

/// Operations listed in one entry.
pub(super) const MAX_OPERATIONS: usize = 3;

impl Report {
    /// Plain text for a terminal, most severe first.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = self.summary();
        out.push('\n');
        if let Some(incomplete) = self.incomplete() {
            let _ = writeln!(out, "\nwarning: {incomplete}");
        }
        for change in &self.changes {
            let severity = change.severity().as_str();
            let rust = change
                .rust
                .map_or(String::new(), |level| format!(", rust {}", level.as_str()));
            let document = if change.document == Side::Old {
                " of the old document"
            } else {
                ""
            };
            let _ = writeln!(out, "\n{severity}{rust}: {}", change.text);
            let _ = writeln!(out, "    {} at {}{document}", change.id, change.location);
            if !change.operations.is_empty() {
                let _ = writeln!(out, "    in {}", first_of(&change.operations));
            }
            for item in &change.items {
                let _ = writeln!(out, "    {item}");
            }
        }
        for reason in &self.rust_reasons {
            let _ = writeln!(out, "\nno Rust verdict: {reason}");
        }
        out
    }

    /// One line with the three verdicts and the number of changes by severity.
    #[must_use]
    pub fn summary(&self) -> String {
        let hosts = match self.new_hosts().len() {
            0 => String::new(),
            count => counted(count, "new host") + ", ",
        };
        format!(
            "wire: {}, rust: {}, semver: {} ({hosts}{} breaking, {}, {} safe)",
            self.wire().as_str(),
            self.rust.map_or("not compared", RustLevel::as_str),
            self.semver().as_str(),
            self.count(Severity::Breaking),
            counted(self.count(Severity::Warning), "warning"),
            self.count(Severity::Safe),
        )
    }
}

/// The first operations, and how many more there are.
pub(super) fn first_of(operations: &[Arc<str>]) -> String {
    let first: Vec<&str> = operations
        .iter()
        .take(MAX_OPERATIONS)
        .map(AsRef::as_ref)
        .collect();
    let more = match operations.len().saturating_sub(MAX_OPERATIONS) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    first.join(", ") + &more
}

/// `1 warning`, `2 warnings`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
