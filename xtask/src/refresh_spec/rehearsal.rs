//! Tries a new set where it harms nobody: on a copy of the workspace, below `target`, that shares its builds.
//!
//! The copy keeps its place from one run to the next and only files that differ are written, so that cargo
//! builds again what has changed and nothing else.

pub mod copy;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::Context as _;
use serde::Deserialize;

use crate::set::Files;

/// What came of it.
#[derive(Debug, Default)]
pub struct Findings {
    /// Why the raw bindings do not compile.
    pub unusable: Option<String>,
    /// What no longer holds of the handwritten code, its tests and snapshots: one line each.
    pub broken: Vec<String>,
    /// The snapshots of the handwritten code that are other now.
    pub snapshots: Files,
}

/// Tries files on the handwritten code of the workspace at a root, without touching it.
pub type Check<'a> = &'a dyn Fn(&Path, &Files) -> anyhow::Result<Findings>;

/// The crate whose failure to compile is the document's fault and not that of handwritten code.
const RAW: &str = "signicat-reuseid-api";
const PACKAGES: [&str; 6] = [
    "--package",
    RAW,
    "--package",
    "signicat-reuseid",
    "--package",
    "signicat-reuseid-emulator",
];
/// Most lines of what no longer holds.
const MOST: usize = 200;

/// Compiles the raw bindings, the client, the emulator and their tests, runs the tests, and collects the
/// snapshots that come out other than they were.
pub fn rehearse(root: &Path, files: &Files) -> anyhow::Result<Findings> {
    eprintln!(
        "trying the new set on a copy of the workspace: this compiles the client and its tests"
    );
    rehearse_in(&target(root), root, files)
}

/// Where cargo builds.
pub fn target(root: &Path) -> PathBuf {
    // Made absolute, for cargo will run in another folder.
    std::env::var_os("CARGO_TARGET_DIR")
        .and_then(|folder| std::path::absolute(folder).ok())
        .unwrap_or_else(|| root.join("target"))
}

/// The same with the builds of another place, so that a copy of a work tree need not begin anew.
pub fn rehearse_in(target: &Path, root: &Path, files: &Files) -> anyhow::Result<Findings> {
    let stage = target.join("rehearsal");
    let known = copy::bring(root, files, &stage)?;

    let mut findings = Findings::default();
    let output = cargo(
        &stage,
        target,
        &[
            "build",
            "--tests",
            "--examples",
            "--keep-going",
            "--message-format",
            "json-diagnostic-short",
        ],
    )?;
    let (raw, others) = compile_errors(&output.stdout);
    if !raw.is_empty() {
        findings.unusable = Some(format!(
            "the raw bindings do not compile:\n{}",
            raw.join("\n")
        ));
        return Ok(findings);
    }
    findings.broken = others;
    if !output.ok && findings.broken.is_empty() {
        anyhow::bail!(
            "cargo failed on a copy of the workspace:\n{}",
            output.stderr
        );
    }
    if output.ok {
        let output = cargo(&stage, target, &["test", "--no-fail-fast"])?;
        findings.broken = failed_tests(&output.stdout);
        if !output.ok && findings.broken.is_empty() {
            anyhow::bail!("the tests could not be run:\n{}", output.stderr);
        }
    }
    findings.snapshots = copy::changed_snapshots(&stage, &known)?;
    for (path, _) in &findings.snapshots {
        findings
            .broken
            .push(format!("{path}: the snapshot is another now"));
    }
    findings.broken.truncate(MOST);
    Ok(findings)
}

struct Output {
    ok: bool,
    stdout: String,
    stderr: String,
}

fn cargo(stage: &Path, target: &Path, arguments: &[&str]) -> anyhow::Result<Output> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(stage)
        .args(arguments)
        .args(PACKAGES)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_TERM_COLOR", "never")
        // Snapshots come out as they are now; those that are other are found by comparing.
        .env("INSTA_UPDATE", "always")
        .env("INSTA_FORCE_PASS", "1")
        // What cargo says of this package must not reach the copy's builds.
        .env_remove("CARGO_MANIFEST_DIR")
        .stdin(Stdio::null())
        .output()
        .context("cargo")?;
    Ok(Output {
        ok: output.status.success(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

#[derive(Deserialize)]
struct Message {
    package_id: Option<String>,
    target: Option<Target>,
    message: Option<Diagnostic>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Diagnostic {
    level: String,
    rendered: Option<String>,
}

/// The compiler's errors: those in the raw crate itself, and all others.
fn compile_errors(stdout: &str) -> (Vec<String>, Vec<String>) {
    let (mut raw, mut others) = (BTreeSet::new(), BTreeSet::new());
    for line in stdout.lines() {
        let Ok(message) = serde_json::from_str::<Message>(line) else {
            continue;
        };
        let (Some(diagnostic), Some(target)) = (message.message, message.target) else {
            continue;
        };
        let rendered = diagnostic.rendered.unwrap_or_default();
        let said = rendered.lines().next().unwrap_or_default().to_owned();
        if diagnostic.level != "error" || said.contains("aborting due to") || said.is_empty() {
            continue;
        }
        let package = message.package_id.unwrap_or_default();
        let is_raw = package.contains(&format!("#{RAW}@")) || package.contains("/generated#");
        let handwritten = target.kind.iter().any(|kind| kind == "test");
        if is_raw && !handwritten {
            raw.insert(said);
        } else {
            others.insert(said);
        }
    }
    (raw.into_iter().collect(), others.into_iter().collect())
}

/// The names of the tests that failed, from what the test programs print.
fn failed_tests(stdout: &str) -> Vec<String> {
    let lines = stdout.lines().filter_map(|line| {
        let name = line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?;
        Some(format!("test {name} fails"))
    });
    lines.collect::<BTreeSet<_>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_apart_by_whose_they_are() {
        let line = |package: &str, kind: &str, said: &str| {
            serde_json::json!({"reason": "compiler-message", "package_id": package,
                "target": {"kind": [kind]}, "message": {"level": "error", "rendered": said}})
            .to_string()
        };
        let out = [
            line(
                "path+file:///x/generated#signicat-reuseid-api@0.1.0",
                "lib",
                "generated/a.rs:1:1: error: a\nmore",
            ),
            line(
                "path+file:///x/generated#signicat-reuseid-api@0.1.0",
                "test",
                "generated/t.rs:1:1: error: b",
            ),
            line(
                "path+file:///x#signicat-reuseid@0.1.0",
                "lib",
                "src/c.rs:1:1: error: c",
            ),
            line(
                "path+file:///x#signicat-reuseid@0.1.0",
                "lib",
                "error: aborting due to 1 previous error",
            ),
            "not JSON".to_owned(),
        ];
        let (raw, others) = compile_errors(&out.join("\n"));
        assert_eq!(raw, ["generated/a.rs:1:1: error: a"]);
        assert_eq!(
            others,
            ["generated/t.rs:1:1: error: b", "src/c.rs:1:1: error: c"]
        );
    }

    #[test]
    fn failed_tests_are_named_once() {
        let out =
            "test a::b ... ok\ntest a::c ... FAILED\ntest a::c ... FAILED\nfailures:\n    a::c\n";
        assert_eq!(failed_tests(out), ["test a::c fails"]);
    }
}
