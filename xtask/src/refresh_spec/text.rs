//! The result of a refresh for a terminal.

use std::fmt::Write as _;

use super::result::RefreshResult;

/// The comparison, the status, what was found, and the command to run next as the last line.
pub fn to_text(result: &RefreshResult) -> String {
    let mut out = String::new();
    if let Some(security) = &result.security {
        let _ = writeln!(out, "security: {security}\n");
    }
    if let Some(report) = &result.report {
        out.push_str(&report.text());
        out.push('\n');
    }
    let _ = writeln!(out, "{}", result.summary());
    let lists: [(&str, Vec<&String>); 6] = [
        ("broken", result.broken.iter().collect()),
        (
            "overlay actions that restore names (the document can be prepared with them)",
            result.remedies.iter().collect(),
        ),
        ("brittle", result.warnings.iter().collect()),
        ("notes", result.notes.iter().collect()),
        ("files", result.files.iter().collect()),
        ("changed snapshots", result.snapshots().collect()),
    ];
    for (title, lines) in lists {
        if !lines.is_empty() {
            let _ = writeln!(out, "{title}:");
        }
        for line in lines {
            let _ = writeln!(out, "    {line}");
        }
    }
    if let Some(advice) = &result.advice {
        let _ = writeln!(out, "version: {advice}");
    }
    let _ = writeln!(out, "next: {}", result.next());
    out
}
