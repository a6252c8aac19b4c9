//! The outcome as the body of a pull request: what to do stands above what changed, and the whole fits.

use std::fmt::Write as _;

use super::Outcome;

/// GitHub takes no longer body, in characters.
const LONGEST: usize = 65_536;
/// Most lines of one list; compilers repeat themselves.
const MOST_LINES: usize = 50;
/// Most characters of one line.
const LONGEST_LINE: usize = 300;

pub(super) fn write(outcome: &Outcome) -> String {
    let mut out = String::new();
    for line in outcome.summary().lines() {
        let _ = writeln!(out, "{}\n", code_free(line));
    }
    if let Some(advice) = &outcome.advice {
        let _ = writeln!(out, "**Version:** {}.\n", code_free(advice));
    }
    list(&mut out, "No longer holds", outcome.broken.iter());
    list(&mut out, "Changed snapshots", outcome.snapshots());
    list(&mut out, "Brittle", outcome.warnings.iter());
    let next = format!("\nNext: `{}`\n", outcome.next().replace('`', "'"));
    if let Some(report) = &outcome.report {
        let room = LONGEST.saturating_sub(out.chars().count() + next.chars().count());
        fitted(&mut out, &report.markdown(), room);
    }
    out.push_str(&next);
    out
}

/// The report within `room` characters, cut between entries, with a count of what was cut.
fn fitted(out: &mut String, report: &str, room: usize) {
    const RESERVE: usize = 200;
    if report.chars().count() <= room {
        out.push_str(report);
        return;
    }
    let mut length = 0;
    let mut lines = report.lines().peekable();
    while let Some(line) = lines.peek() {
        length += line.chars().count() + 1;
        if length + RESERVE > room {
            break;
        }
        let _ = writeln!(out, "{line}");
        lines.next();
    }
    let entries = lines.filter(|line| line.starts_with("- ")).count();
    let _ = writeln!(
        out,
        "\n**{entries} more entries of this report are left out here** to fit: the JSON report has all."
    );
}

fn list<'a>(out: &mut String, title: &str, lines: impl Iterator<Item = &'a String>) {
    let lines: Vec<_> = lines.collect();
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "### {title}\n");
    for line in lines.iter().take(MOST_LINES) {
        let line: String = line.chars().take(LONGEST_LINE).collect();
        let _ = writeln!(out, "- `{}`", line.replace(['`', '\n', '\r'], " "));
    }
    if lines.len() > MOST_LINES {
        let _ = writeln!(out, "- and {} more", lines.len() - MOST_LINES);
    }
    out.push('\n');
}

/// A document's own words cannot act as markup or mention anybody.
fn code_free(text: &str) -> String {
    let mut safe = String::new();
    for character in text.chars().take(1000) {
        match character {
            '<' | '>' | '*' | '_' | '[' | ']' | '|' | '#' | '!' => {
                safe.push('\\');
                safe.push(character);
            }
            '@' => safe.push_str("@\u{200b}"),
            '`' => safe.push('\''),
            other => safe.push(other),
        }
    }
    safe
}
