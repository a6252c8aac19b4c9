//! `cargo xtask generate [--check]`: writes or checks the prepared document and the files made from it.

use std::{fs, path::Path, process::ExitCode};

use anyhow::Context as _;

use crate::{
    exit_code, output,
    run_lock::RunLock,
    tracked_files::{self, TrackedFiles, UPSTREAM},
    workspace,
};

/// Make openapi.json and the bindings from the vendor's document and the overlay in the work tree.
///
/// Exit code 0: up to date, or written. 1: --check found a file to write. 4: failed, for example because
/// the document is unusable.
#[derive(clap::Args)]
pub struct Generate {
    /// Write nothing; exit code 1 when a file is out of date.
    #[arg(long)]
    check: bool,
}

impl Generate {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        run(&workspace::root(), self.check)
    }
}

pub fn run(root: &Path, check: bool) -> anyhow::Result<ExitCode> {
    let _lock = (!check).then(|| RunLock::acquire(root)).transpose()?;
    let upstream = fs::read(root.join(UPSTREAM)).context(UPSTREAM)?;
    let old = tracked_files::read_lock(root)?;
    if !old.matches(&upstream) {
        output::note(&format!(
            "{UPSTREAM} is not the file that the lock describes: an interrupted refresh-spec, or an edit"
        ));
    }
    let generated =
        TrackedFiles::generate(root, &upstream, tracked_files::lock_for(&upstream, old)?)?;
    for warning in &generated.warnings {
        output::print(&warning.to_string())?;
    }
    let stale = generated.stale(root);
    let paths = tracked_files::paths(&stale).join(", ");
    if stale.is_empty() {
        output::print("all generated files are up to date")?;
    } else if check {
        output::print(&format!("out of date: {paths}\nnext: cargo xtask generate"))?;
        return Ok(ExitCode::from(exit_code::FINDING));
    } else {
        tracked_files::write(root, &stale)?;
        output::print(&format!("written: {paths}\nnext: cargo test --workspace"))?;
    }
    Ok(ExitCode::from(exit_code::OK))
}
