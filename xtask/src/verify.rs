//! `cargo xtask verify`: compares the vendor's document, the overlay and the generated files with the lock.
//!
//! Offline; changes nothing.

use std::{fs, path::Path, process::ExitCode};

use crate::{
    exit_code, output,
    tracked_files::{self, GENERATED, LOCK, OVERLAY, UPSTREAM},
    workspace,
};

/// Compare the vendor's document and the files made from it with the lock.
///
/// Exit code 0: all match. 1: one does not. 4: the lock cannot be read.
#[derive(clap::Args)]
pub struct Verify {}

impl Verify {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let mismatches = mismatches(&workspace::root())?;
        if mismatches.is_empty() {
            output::print("all files match the lock")?;
        } else {
            output::print(&mismatches.join("\n"))?;
        }
        Ok(exit_code::finding_if(!mismatches.is_empty()))
    }
}

/// One line for each file that does not match, and one with the command to run next.
pub fn mismatches(root: &Path) -> anyhow::Result<Vec<String>> {
    let lock = tracked_files::read_lock(root)?;
    let mismatches = lock.mismatches(UPSTREAM, |path| fs::read(root.join(path)));
    let mut lines: Vec<_> = mismatches
        .iter()
        .map(|mismatch| format!("{}: {}", mismatch.path, mismatch.reason))
        .collect();
    for path in [OVERLAY].into_iter().chain(GENERATED) {
        if !lock.files.contains_key(path) {
            lines.push(format!("{LOCK}: no checksum of {path}"));
        }
    }
    if mismatches.iter().any(|mismatch| mismatch.path == UPSTREAM) {
        lines.push(format!(
            "next: cargo xtask refresh-spec, to retrieve the document again; or cargo xtask generate, to keep \
             {UPSTREAM} as it is"
        ));
    } else if !lines.is_empty() {
        lines.push("next: cargo xtask generate".to_owned());
    }
    Ok(lines)
}
