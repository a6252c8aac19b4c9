//! The report as the body of a pull request: one entry for each cause, most severe first, cut where the
//! body would exceed what GitHub accepts, with a count of what was left out.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::model::Report;
use super::text::{counted, first_of};
use crate::compare::{Change, RustLevel, Severity};

/// Most characters that GitHub accepts in a body.
const MAX_CHARACTERS: usize = 65_536;
/// Kept free for the sentence about what was left out.
const RESERVE: usize = 400;
/// Items and reasons listed in one entry.
const MAX_ITEMS: usize = 20;
/// Most characters of one text.
const MAX_TEXT: usize = 600;

/// The same change at places that only differ by operation.
struct Cause<'a> {
    first: &'a Change,
    operations: Vec<Arc<str>>,
    places: usize,
}

/// A location without the operation that it belongs to; one in a component is a place of its own.
fn place(location: &str) -> &str {
    match location.strip_prefix("#/paths/") {
        Some(inside) => inside.splitn(3, '/').nth(2).unwrap_or_default(),
        None => location,
    }
}

fn causes(changes: &[Change]) -> Vec<Cause<'_>> {
    let mut known = HashMap::new();
    let mut causes: Vec<Cause<'_>> = Vec::new();
    for change in changes {
        let key = (
            &change.id,
            &change.text,
            place(&change.location),
            change.rust,
            &change.items,
        );
        let index = *known.entry(key).or_insert(causes.len());
        if index == causes.len() {
            causes.push(Cause {
                first: change,
                operations: Vec::new(),
                places: 0,
            });
        }
        if let Some(cause) = causes.get_mut(index) {
            cause.operations.extend(change.operations.iter().cloned());
            cause.places += 1;
        }
    }
    for cause in &mut causes {
        cause.operations.sort();
        cause.operations.dedup();
    }
    causes
}

impl Report {
    /// Markdown for the body of a pull request: at most 65,536 characters, and what was left out is counted.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = format!(
            "| wire | rust | semver |\n|---|---|---|\n| **{}** | **{}** | **{}** |\n",
            self.wire().as_str(),
            self.rust.map_or("not compared", RustLevel::as_str),
            self.semver().as_str(),
        );
        if !self.rust_reasons.is_empty() {
            out.push_str(
                "\nThere is no Rust verdict, because one of the documents has no bindings:\n\n",
            );
            for reason in self.rust_reasons.iter().take(MAX_ITEMS) {
                let _ = writeln!(out, "- {}", plain(reason));
            }
            if self.rust_reasons.len() > MAX_ITEMS {
                let _ = writeln!(
                    out,
                    "- and {} more reasons",
                    self.rust_reasons.len() - MAX_ITEMS
                );
            }
        }
        if let Some(incomplete) = self.incomplete() {
            let _ = writeln!(out, "\n**{incomplete}.**");
        }
        if self.changes.is_empty() {
            out.push_str("\nNothing changed.\n");
        }
        write_causes(&mut out, &causes(&self.changes));
        out
    }
}

fn write_causes(out: &mut String, causes: &[Cause<'_>]) {
    let mut length = out.chars().count();
    let mut written = 0;
    let mut heading = None;
    for cause in causes {
        let mut entry = String::new();
        let severity = cause.first.severity();
        if heading != Some(severity) {
            let _ = write!(entry, "\n### {}\n\n", title(severity));
        }
        write_entry(&mut entry, cause);
        length += entry.chars().count();
        if length > MAX_CHARACTERS - RESERVE {
            break;
        }
        heading = Some(severity);
        written += 1;
        out.push_str(&entry);
    }
    let left = causes.get(written..).unwrap_or_default();
    if !left.is_empty() {
        let count = |severity| {
            left.iter()
                .filter(|cause| cause.first.severity() == severity)
                .count()
        };
        let _ = write!(
            out,
            "\n**{} of {} entries are left out here** ({} breaking, {}, {} safe): \
             the JSON report has them all.\n",
            left.len(),
            causes.len(),
            count(Severity::Breaking),
            counted(count(Severity::Warning), "warning"),
            count(Severity::Safe),
        );
    }
}

fn title(severity: Severity) -> &'static str {
    match severity {
        Severity::Host => "New hosts",
        Severity::Breaking => "Breaking on the wire",
        Severity::Warning => "Warnings for the wire",
        Severity::Safe => "Safe on the wire",
    }
}

fn write_entry(out: &mut String, cause: &Cause<'_>) {
    let change = cause.first;
    let rust = change.rust.map_or("not compared", RustLevel::as_str);
    let wire = change.wire.as_str();
    let _ = writeln!(
        out,
        "- {} — wire **{wire}**, rust **{rust}**",
        plain(&change.text)
    );
    let _ = write!(out, "  {} at {}", code(&change.id), code(&change.location));
    if cause.places > 1 {
        let _ = write!(out, " and {} more places", cause.places - 1);
    }
    out.push('\n');
    if !cause.operations.is_empty() {
        let _ = writeln!(out, "  in {}", code(&first_of(&cause.operations)));
    }
    for item in change.items.iter().take(MAX_ITEMS) {
        let _ = writeln!(out, "  - {}", code(item));
    }
    if change.items.len() > MAX_ITEMS {
        let _ = writeln!(out, "  - and {} more items", change.items.len() - MAX_ITEMS);
    }
}

/// One line in which words of the document cannot act as markup or mention anybody.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quoted = false;
    let mut text = short(text);
    // Backticks of the document that leave ours without a partner: then nothing is code.
    if text.contains("``") || text.matches('`').count() % 2 == 1 {
        text = text.replace('`', "'");
    }
    for character in text.chars() {
        match character {
            '`' => {
                quoted = !quoted;
                out.push('`');
            }
            '\n' | '\r' => out.push(' '),
            '<' | '>' | '*' | '_' | '[' | ']' | '|' | '#' | '!' if !quoted => {
                out.push('\\');
                out.push(character);
            }
            '@' if !quoted => out.push_str("@\u{200b}"),
            other => out.push(other),
        }
    }
    out
}

fn code(text: &str) -> String {
    format!("`{}`", short(text).replace(['`', '\n', '\r'], " "))
}

/// A text of the document can be of any length.
fn short(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
