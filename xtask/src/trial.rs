//! Compiles and tests a copy of the workspace with new files, without touching the work tree.
//!
//! The copy and its builds are in a folder below cargo's target folder, named by a hash of the work tree's path:
//! work trees that share a target folder do not share them, and the trial never invalidates the maintainer's
//! builds. Only files that differ are written into the copy, so cargo compiles only what depends on them.

mod diagnostics;
mod test_program;
mod workspace_copy;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use openapi_track::lock::sha256;

use crate::{output, tracked_files::Files, workspace};
use test_program::TestProgram;
pub use workspace_copy::WorkspaceCopy;

/// The result of a trial.
#[derive(Debug, Default)]
pub struct TrialResult {
    /// Why the raw bindings do not compile.
    pub unusable: Option<String>,
    /// Handwritten code, tests and snapshots that fail, one line each.
    pub broken: Vec<String>,
    /// What else a maintainer should know.
    pub notes: Vec<String>,
    /// The handwritten code's snapshots that changed.
    pub snapshots: Files,
}

/// Runs a trial of files on the workspace at a root.
pub type Trial<'a> = &'a dyn Fn(&Path, &Files) -> anyhow::Result<TrialResult>;

/// The packages that depend on the document.
const PACKAGES: [&str; 3] = [
    diagnostics::RAW,
    "signicat-reuseid",
    "signicat-reuseid-emulator",
];
/// Tests that do not depend on the document: transport, limits, tokens, events, isolation of accounts. A test
/// that is not listed is run.
const INDEPENDENT_TESTS: [&str; 11] = [
    "bombs",
    "byte_faults",
    "connections",
    "drops",
    "events",
    "hostile_peer",
    "isolation",
    "poll_rate",
    "retry_after",
    "tokens",
    "wake_ups",
];
/// Maximum number of lines in [`TrialResult::broken`].
const MAX_BROKEN: usize = 200;
/// Time limit of one test program; the slowest takes about ten seconds.
const TEST_PROGRAM_TIMEOUT: Duration = Duration::from_secs(300);

/// Compiles and tests a copy of the workspace at `root` with `files`.
///
/// # Errors
/// An I/O error, or cargo cannot be run.
pub fn run(root: &Path, files: &Files) -> anyhow::Result<TrialResult> {
    output::note("compiling and testing a copy of the workspace with the new files");
    run_in(&folder(root)?, root, files)
}

/// The folder of the copy and its builds for the work tree at `root`.
///
/// # Errors
/// `root` does not exist.
pub fn folder(root: &Path) -> anyhow::Result<PathBuf> {
    let path = root
        .canonicalize()
        .with_context(|| root.display().to_string())?;
    let hash: String = sha256(path.as_os_str().as_encoded_bytes())
        .chars()
        .take(16)
        .collect();
    Ok(workspace::target_folder(root).join("trial").join(hash))
}

/// Like [`run`], with the copy and its builds in `folder`.
///
/// # Errors
/// An I/O error, or cargo cannot be run.
pub fn run_in(folder: &Path, root: &Path, files: &Files) -> anyhow::Result<TrialResult> {
    let copy = WorkspaceCopy::create(root, files, &folder.join("workspace"))?;
    let mut result = TrialResult::default();
    let cargo = Cargo {
        copy: copy.path(),
        target: folder.join("target"),
    };
    // Reports all compile errors at once, before anything is linked.
    let check = ["check", "--tests", "--examples", "--keep-going"];
    let check = cargo.run(&check.map(str::to_owned))?;
    let errors = diagnostics::errors(&check.stdout);
    if !errors.raw.is_empty() {
        result.unusable = Some(format!(
            "the raw bindings do not compile:\n{}",
            errors.raw.join("\n")
        ));
        return Ok(result);
    }
    result.broken = errors.handwritten;
    if !check.success && result.broken.is_empty() {
        anyhow::bail!("cargo failed in a copy of the workspace:\n{}", check.stderr);
    }
    if check.success {
        let test = ["test", "--no-run", "--lib", "--bins"].map(str::to_owned);
        let tests = dependent_tests(copy.path())?.into_iter();
        let tests = tests.flat_map(|name| ["--test".to_owned(), name]);
        let build = cargo.run(&test.into_iter().chain(tests).collect::<Vec<_>>())?;
        anyhow::ensure!(
            build.success,
            "cargo failed in a copy of the workspace:\n{}",
            build.stderr
        );
        for program in test_program::list(&build.stdout) {
            test_with_one_retry(&program, folder, &copy, &mut result)?;
        }
    }
    result.snapshots = copy.changed_snapshots()?;
    let changed = result.snapshots.iter();
    let changed = changed.map(|(path, _)| format!("{path}: the snapshot changed"));
    result.broken.extend(changed);
    result.broken.truncate(MAX_BROKEN);
    Ok(result)
}

/// Runs a test program, and reruns the tests that failed: only those that fail again are broken.
fn test_with_one_retry(
    program: &TestProgram,
    folder: &Path,
    copy: &WorkspaceCopy,
    result: &mut TrialResult,
) -> anyhow::Result<()> {
    let log = folder.join("test-output");
    let run = |tests: &[&str]| program.run(copy.path(), &log, tests, TEST_PROGRAM_TIMEOUT);
    let started = Instant::now();
    let first = run(&[])?;
    output::note(&format!(
        "{}: {:.1} s",
        program.source,
        started.elapsed().as_secs_f64()
    ));
    if first.is_success() {
        return Ok(());
    }
    let names: Vec<_> = first
        .failures
        .iter()
        .map(|failure| failure.name.as_str())
        .collect();
    let second = if names.is_empty() {
        first.clone()
    } else {
        run(&names)?
    };
    for failure in &first.failures {
        if !second
            .failures
            .iter()
            .any(|again| again.name == failure.name)
            && second.finished
        {
            let note = format!("{failure}; it passed on the second run");
            result.notes.push(note);
        }
    }
    result
        .broken
        .extend(second.failures.iter().map(ToString::to_string));
    if let Some(reason) = second.abnormal_end() {
        result.broken.push(format!("{}: {reason}", program.source));
    }
    Ok(())
}

/// Runs cargo in a copy of the workspace.
struct Cargo<'a> {
    copy: &'a Path,
    target: PathBuf,
}

struct CargoOutput {
    success: bool,
    stdout: String,
    stderr: String,
}

impl Cargo<'_> {
    fn run(&self, arguments: &[String]) -> anyhow::Result<CargoOutput> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.current_dir(self.copy).args(arguments);
        for package in PACKAGES {
            command.args(["--package", package]);
        }
        let output = command
            .args(["--message-format", "json-diagnostic-short"])
            // Compiles the new bindings instead of generating them again.
            .args([
                "--no-default-features",
                "--features",
                "signicat-reuseid/default",
            ])
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_TERM_COLOR", "never")
            // The copy is compiled often and never debugged.
            .env("CARGO_INCREMENTAL", "1")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            // Set by cargo for this program; must not reach the copy's builds.
            .env_remove("CARGO_MANIFEST_DIR")
            .stdin(Stdio::null())
            .output()
            .context("cargo")?;
        Ok(CargoOutput {
            success: output.status.success(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }
}

/// The names of the integration tests that may depend on the document.
fn dependent_tests(copy: &Path) -> anyhow::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for folder in ["tests", "generated/tests", "emulator/tests"] {
        let entries = std::fs::read_dir(copy.join(folder)).with_context(|| folder.to_owned())?;
        for entry in entries {
            let path = entry?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let is_test = path.extension().is_some_and(|extension| extension == "rs");
            if is_test && !INDEPENDENT_TESTS.contains(&name.as_ref()) {
                names.insert(name.into_owned());
            }
        }
    }
    Ok(names)
}

/// Held by tests that use the work tree's trial folder, which they would overwrite for each other.
#[cfg(test)]
pub static FOLDER_LOCK: std::sync::Mutex<()> = std::sync::Mutex::new(());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_trees_never_share_a_folder() {
        let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        assert_ne!(folder(a.path()).unwrap(), folder(b.path()).unwrap());
        assert_eq!(
            folder(a.path()).unwrap(),
            folder(&a.path().join(".")).unwrap()
        );
    }
}
