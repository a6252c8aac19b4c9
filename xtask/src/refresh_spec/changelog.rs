//! Computes the next version after a refresh, and its changelog entry.

use std::{fmt::Write as _, fs, path::Path};

use anyhow::Context as _;
use openapi_track::{
    lock::{Lock, sha256},
    report::Report,
};

use crate::tracked_files::{CHANGELOG, DOCUMENT, TrackedFiles};

/// The heading of the unreleased entries.
const UNRELEASED: &str = "## Unreleased\n";
/// Maximum number of changes in an entry; the report lists all.
const MAX_CHANGES: usize = 10;

/// One line with the current version, the next version and both verdicts.
///
/// # Errors
/// If the manifest has no valid version.
pub fn advice(root: &Path, report: &Report) -> anyhow::Result<String> {
    let current = version(root)?;
    let next = report.semver().next(&current);
    let next = next.with_context(|| format!("Cargo.toml: invalid version `{current}`"))?;
    Ok(format!(
        "signicat-reuseid-api {current} -> {next}: {} on the wire, {} in Rust",
        report.wire().as_str(),
        report.rust.map_or("not judged", |level| level.as_str()),
    ))
}

/// The changelog with an entry for the changes; `None` if nothing changed or the entry already exists.
///
/// # Errors
/// If the changelog or the manifest cannot be read.
pub fn entry(
    root: &Path,
    report: &Report,
    old: &Lock,
    generated: &TrackedFiles,
) -> anyhow::Result<Option<(String, Vec<u8>)>> {
    if report.changes.is_empty() {
        return Ok(None);
    }
    let version = generated
        .document
        .pointer("/info/version")
        .and_then(|v| v.as_str());
    let version = version.unwrap_or_default();
    // Identifies the entry, so that a rerun after a kill does not add it again.
    let prepared = sha256(generated.content(DOCUMENT).unwrap_or_default());
    let id = format!("openapi.json {}", prepared.get(..12).unwrap_or_default());
    let text = fs::read_to_string(root.join(CHANGELOG)).context(CHANGELOG)?;
    if text.contains(&id) {
        return Ok(None);
    }
    let mut entry = format!(
        "- `signicat-reuseid-api` follows the vendor's document {version} (before: {}; {id}). {}.\n",
        old.version,
        advice(root, report)?
    );
    for change in report.changes.iter().take(MAX_CHANGES) {
        let text = change.text.replace(['\n', '\r'], " ");
        let _ = writeln!(entry, "  - {}: {text}", change.wire.as_str());
    }
    if report.changes.len() > MAX_CHANGES {
        let _ = writeln!(entry, "  - and {} more", report.changes.len() - MAX_CHANGES);
    }

    let text = match text.split_once(UNRELEASED) {
        Some((before, after)) => {
            format!(
                "{before}{UNRELEASED}\n{entry}{}",
                after.trim_start_matches('\n')
            )
        }
        None => {
            let (title, after) = text.split_once('\n').unwrap_or((&text, ""));
            format!(
                "{title}\n\n{UNRELEASED}\n{entry}\n{}",
                after.trim_start_matches('\n')
            )
        }
    };
    Ok(Some((CHANGELOG.to_owned(), text.into_bytes())))
}

/// The version of the workspace's packages.
fn version(root: &Path) -> anyhow::Result<String> {
    let manifest = fs::read_to_string(root.join("Cargo.toml")).context("Cargo.toml")?;
    let manifest: toml::Table = manifest.parse().context("Cargo.toml")?;
    let version = manifest
        .get("workspace")
        .and_then(|workspace| workspace.get("package"))
        .and_then(|package| package.get("version"))
        .and_then(toml::Value::as_str);
    Ok(version
        .context("Cargo.toml: workspace.package.version")?
        .to_owned())
}
