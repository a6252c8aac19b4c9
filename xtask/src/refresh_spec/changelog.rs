//! What a refresh means for the next version of the bindings, and the entry that says so in the changelog.

use std::{fmt::Write as _, fs, path::Path};

use anyhow::Context as _;
use openapi_track::{lock::Lock, report::Report};

use crate::set::Set;

/// The file.
pub const CHANGELOG: &str = "CHANGELOG.md";
/// The heading under which entries wait for a release.
const UNRELEASED: &str = "## Unreleased\n";
/// Most changes told in an entry; the report has them all.
const MOST: usize = 10;

/// The advice in one sentence: both verdicts, the version now and the version they ask for.
pub fn advice(root: &Path, report: &Report) -> anyhow::Result<String> {
    let now = version(root)?;
    let next = report.semver().next(&now);
    let next = next.with_context(|| format!("Cargo.toml: the version `{now}` is not one"))?;
    Ok(format!(
        "signicat-reuseid-api {now} asks for {next}: {} on the wire, {} in Rust",
        report.wire().as_str(),
        report.rust.map_or("not judged", |level| level.as_str()),
    ))
}

/// The changelog with an entry; nothing where nobody would notice the change.
pub fn entry(
    root: &Path,
    report: &Report,
    old: &Lock,
    set: &Set,
) -> anyhow::Result<Option<(String, Vec<u8>)>> {
    if report.changes.is_empty() {
        return Ok(None);
    }
    let version = set
        .document
        .pointer("/info/version")
        .and_then(|v| v.as_str());
    let version = version.unwrap_or_default();
    let document = if version == old.version {
        format!("the vendor's document {version} as it is now")
    } else {
        format!("the vendor's document {version} (before: {})", old.version)
    };
    let mut entry = format!(
        "- `signicat-reuseid-api` follows {document}. {}.\n",
        advice(root, report)?
    );
    for change in report.changes.iter().take(MOST) {
        let text = change.text.replace(['\n', '\r'], " ");
        let _ = writeln!(entry, "  - {}: {text}", change.wire.as_str());
    }
    if report.changes.len() > MOST {
        let _ = writeln!(entry, "  - and {} more", report.changes.len() - MOST);
    }

    let text = fs::read_to_string(root.join(CHANGELOG)).context(CHANGELOG)?;
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
