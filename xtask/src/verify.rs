//! `cargo xtask verify`: are the vendor's document, the overlay and what was made of them the files that the
//! lock names? Offline, and nothing is changed: a refresh that was interrupted is only told.

use std::{fs, path::Path, process::ExitCode};

use openapi_track::journal;

use crate::set::{self, BINDINGS, DOCUMENT, LOCK, OVERLAY, UPSTREAM};

/// Hold the files against the lock.
#[derive(clap::Args)]
pub struct Verify {}

impl Verify {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let wrong = wrong(&set::root())?;
        if wrong.is_empty() {
            println!("all files are as the lock has them");
            return Ok(ExitCode::SUCCESS);
        }
        for line in &wrong {
            println!("{line}");
        }
        Ok(ExitCode::from(1))
    }
}

/// What is not as it should be, line by line, and at its end the command to run next.
pub fn wrong(root: &Path) -> anyhow::Result<Vec<String>> {
    if let Some(files) = journal::pending(root)? {
        let state = |new| if new { "new" } else { "old" };
        let lines = files.into_iter().map(|(path, new)| {
            format!("{path}: {}, of a refresh that was interrupted", state(new))
        });
        let next = "next: cargo xtask generate, which completes it first".to_owned();
        return Ok(lines.chain([next]).collect());
    }
    let lock = set::lock(root)?;
    let mismatches = lock.mismatches(UPSTREAM, |path| fs::read(root.join(path)));
    let mut lines: Vec<_> = mismatches
        .iter()
        .map(|mismatch| format!("{}: {}", mismatch.path, mismatch.what))
        .collect();
    for path in [OVERLAY, DOCUMENT, BINDINGS] {
        if !lock.files.contains_key(path) {
            lines.push(format!("{LOCK}: it does not name {path}"));
        }
    }
    if mismatches.iter().any(|mismatch| mismatch.path == UPSTREAM) {
        lines.push(format!(
            "next: git checkout {UPSTREAM}, or cargo xtask refresh-spec"
        ));
    } else if !lines.is_empty() {
        lines.push("next: cargo xtask generate".to_owned());
    }
    Ok(lines)
}
