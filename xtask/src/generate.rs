//! `cargo xtask generate [--check]`: generates the prepared document and the bindings from the vendor's
//! document and the overlay.

use std::{fs, path::Path, process::ExitCode};

use anyhow::Context as _;

use crate::set::{self, Set, UPSTREAM};

/// Generate openapi.json and the bindings from the vendor's document and the overlay.
#[derive(clap::Args)]
pub struct Generate {
    /// Write nothing; exit 1 when a file is out of date.
    #[arg(long)]
    check: bool,
}

impl Generate {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        run(&set::root(), self.check)
    }
}

pub fn run(root: &Path, check: bool) -> anyhow::Result<ExitCode> {
    let upstream = fs::read(root.join(UPSTREAM)).context(UPSTREAM)?;
    let set = Set::make(root, &upstream, set::lock(root)?)?;
    for warning in &set.warnings {
        println!("{warning}");
    }
    let stale = set.stale(root);
    let names = set::names(&stale).join(", ");
    if stale.is_empty() {
        println!("all generated files are up to date");
        return Ok(ExitCode::SUCCESS);
    }
    if check {
        println!("out of date: {names}");
        println!("next: cargo xtask generate");
        return Ok(ExitCode::from(1));
    }
    set::put(root, &stale)?;
    println!("written: {names}");
    println!("next: cargo test --workspace");
    Ok(ExitCode::SUCCESS)
}
