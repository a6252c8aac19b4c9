//! Standard output of the commands, and the formats of their reports.

use std::io::{Write as _, stdout};

/// Format of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// For programs.
    Json,
    /// For the body of a pull request.
    Markdown,
}

/// Writes a report to standard output.
///
/// # Errors
/// Standard output is closed.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// Writes one line about the progress to standard error; a closed one does not stop the command.
pub fn note(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
