//! The result of a refresh as the body of a pull request: what to do first, then what changed, within
//! GitHub's limit.

use std::fmt::Write as _;

use super::result::RefreshResult;

/// GitHub's limit for a body, in characters.
const MAX_LENGTH: usize = 65_536;
/// Lines of one list; compilers repeat themselves.
const MAX_LINES: usize = 50;
/// Characters of one line.
const MAX_LINE_LENGTH: usize = 300;

/// The body of a pull request.
pub fn to_markdown(result: &RefreshResult) -> String {
    let mut out = String::new();
    if let Some(security) = &result.security {
        let _ = writeln!(out, "**Security:** {}.\n", escaped(security));
    }
    for line in result.summary().lines() {
        let _ = writeln!(out, "{}\n", escaped(line));
    }
    if let Some(advice) = &result.advice {
        let _ = writeln!(out, "**Version:** {}.\n", escaped(advice));
    }
    list(&mut out, "Broken", result.broken.iter());
    list(
        &mut out,
        "Overlay actions that restore names",
        result.remedies.iter(),
    );
    list(&mut out, "Changed snapshots", result.snapshots());
    list(&mut out, "Brittle", result.warnings.iter());
    list(&mut out, "Notes", result.notes.iter());
    let next = format!("\nNext: `{}`\n", result.next().replace('`', "'"));
    if let Some(report) = &result.report {
        let length = MAX_LENGTH.saturating_sub(out.chars().count() + next.chars().count());
        push_truncated(&mut out, &report.markdown(), length);
    }
    out.push_str(&next);
    out
}

/// Appends the report, cut between lines where it is longer than `length`, with the number of omitted entries.
fn push_truncated(out: &mut String, report: &str, length: usize) {
    const RESERVED: usize = 200;
    if report.chars().count() <= length {
        out.push_str(report);
        return;
    }
    let mut used = 0;
    let mut lines = report.lines().peekable();
    while let Some(line) = lines.peek() {
        used += line.chars().count() + 1;
        if used + RESERVED > length {
            break;
        }
        let _ = writeln!(out, "{line}");
        lines.next();
    }
    let omitted = lines.filter(|line| line.starts_with("- ")).count();
    let _ = writeln!(
        out,
        "\n**{omitted} more entries are omitted** because of GitHub's limit; the JSON report has all."
    );
}

fn list<'a>(out: &mut String, title: &str, lines: impl Iterator<Item = &'a String>) {
    let lines: Vec<_> = lines.collect();
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "### {title}\n");
    for line in lines.iter().take(MAX_LINES) {
        let line: String = line.chars().take(MAX_LINE_LENGTH).collect();
        let _ = writeln!(out, "- `{}`", line.replace(['`', '\n', '\r'], " "));
    }
    if lines.len() > MAX_LINES {
        let _ = writeln!(out, "- and {} more", lines.len() - MAX_LINES);
    }
    out.push('\n');
}

/// Text of a document as plain text: no markup, no mentions.
fn escaped(text: &str) -> String {
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
