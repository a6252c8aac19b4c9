//! `cargo xtask generate [--check]`: the prepared document and what follows from it, made from the vendor's
//! document and the overlay as they are.

use std::{fs, path::Path, process::ExitCode};

use anyhow::Context as _;

use crate::set::{self, Set, UPSTREAM};

/// Make openapi.json and the bindings from the vendor's document.
#[derive(clap::Args)]
pub struct Generate {
    /// Write nothing; exit 1 when a file is not as it should be.
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
        println!("all generated files are as they should be");
        return Ok(ExitCode::SUCCESS);
    }
    if check {
        println!("not as they should be: {names}");
        println!("next: cargo xtask generate");
        return Ok(ExitCode::from(1));
    }
    set::put(root, &stale)?;
    println!("written: {names}");
    println!("next: cargo test --workspace");
    Ok(ExitCode::SUCCESS)
}
