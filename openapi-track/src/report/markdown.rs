//! The report as the body of a pull request: one entry for each cause, worst first, cut off where the
//! body would grow longer than GitHub takes, and honest about what was cut.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{Change, Report, some_of};
use crate::compare::law::Wire;

/// GitHub takes no longer body, in characters.
const LONGEST: usize = 65_536;
/// Kept free for the sentence about what was left out.
const RESERVE: usize = 400;
/// Items told in one entry.
const MOST_ITEMS: usize = 20;

/// Changes that are one to the reader: the same words at places that only differ by operation.
struct Cause<'a> {
    first: &'a Change,
    operations: Vec<Arc<str>>,
    places: usize,
}

/// A location without the operation it belongs to; one in a component is a place of its own.
fn place(location: &str) -> &str {
    match location.strip_prefix("#/paths/") {
        Some(inside) => inside.splitn(3, '/').nth(2).unwrap_or_default(),
        None => location,
    }
}

fn causes(changes: &[Change]) -> Vec<Cause<'_>> {
    let mut known = std::collections::HashMap::new();
    let mut causes: Vec<Cause<'_>> = Vec::new();
    for change in changes {
        let key = (
            &change.id,
            &change.text,
            place(&change.location),
            change.rust,
            &change.items,
        );
        let index = *known.entry(key).or_insert_with(|| {
            causes.push(Cause {
                first: change,
                operations: Vec::new(),
                places: 0,
            });
            causes.len() - 1
        });
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

pub(super) fn write(report: &Report) -> String {
    let causes = causes(&report.changes);
    let mut out = format!(
        "| wire | rust | semver |\n|---|---|---|\n| **{}** | **{}** | **{}** |\n",
        report.wire().as_str(),
        report.rust.map_or("not judged", super::RustLevel::as_str),
        report.semver().as_str(),
    );
    if !report.rust_reasons.is_empty() {
        out.push_str("\nThe generator cannot take one of the two documents, so there is no Rust verdict:\n\n");
        for (count, reason) in report.rust_reasons.iter().enumerate() {
            if count == MOST_ITEMS {
                let _ = writeln!(
                    out,
                    "- and {} more reasons",
                    report.rust_reasons.len() - count
                );
                break;
            }
            let _ = writeln!(out, "- {}", plain(reason));
        }
    }
    if let Some(incomplete) = report.incomplete() {
        let _ = writeln!(out, "\n**{incomplete}.**");
    }
    if causes.is_empty() {
        out.push_str("\nNothing changed.\n");
    }
    let mut length = out.chars().count();
    let mut told = 0;
    let mut heading = None;
    for cause in &causes {
        let mut entry = String::new();
        if heading != Some(cause.first.wire) {
            let _ = write!(entry, "\n### {}\n\n", title(cause.first.wire));
        }
        write_entry(&mut entry, cause);
        let more = entry.chars().count();
        if length + more > LONGEST - RESERVE {
            break;
        }
        heading = Some(cause.first.wire);
        length += more;
        told += 1;
        out.push_str(&entry);
    }
    if told < causes.len() {
        let left: Vec<_> = causes.iter().skip(told).collect();
        let count = |wire| left.iter().filter(|cause| cause.first.wire == wire).count();
        let _ = write!(
            out,
            "\n**{} of {} entries are left out here** ({} breaking, {} warning, {} safe): \
             the JSON report has them all.\n",
            left.len(),
            causes.len(),
            count(Wire::Breaking),
            count(Wire::Warning),
            count(Wire::Safe),
        );
    }
    out
}

fn title(wire: Wire) -> &'static str {
    match wire {
        Wire::Breaking => "Breaking on the wire",
        Wire::Warning => "May matter on the wire",
        Wire::Safe => "Safe on the wire",
    }
}

fn write_entry(out: &mut String, cause: &Cause<'_>) {
    let change = cause.first;
    let rust = change.rust.map_or("not judged", super::RustLevel::as_str);
    let _ = writeln!(
        out,
        "- {} — wire **{}**, rust **{rust}**",
        plain(&change.text),
        change.wire.as_str()
    );
    let _ = write!(out, "  {} at {}", code(&change.id), code(&change.location));
    if cause.places > 1 {
        let _ = write!(out, " and {} more places", cause.places - 1);
    }
    out.push('\n');
    if !cause.operations.is_empty() {
        let _ = writeln!(out, "  in {}", code(&some_of(&cause.operations, 3)));
    }
    for item in change.items.iter().take(MOST_ITEMS) {
        let _ = writeln!(out, "  - {}", code(item));
    }
    if change.items.len() > MOST_ITEMS {
        let _ = writeln!(
            out,
            "  - and {} more items",
            change.items.len() - MOST_ITEMS
        );
    }
}

/// One line in which the document's own words cannot act as markup or mention anybody.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quoted = false;
    let mut text = short(text);
    // Backticks of the document's own that leave ours without a partner: then nothing is code.
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

/// No single text may fill the body.
fn short(text: &str) -> String {
    const MOST: usize = 600;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
