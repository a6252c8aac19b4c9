//! Compiles the bindings of several documents as modules of one temporary crate.

use std::{collections::BTreeSet, fmt::Write as _, fs, process::Command};

use anyhow::Context as _;
use openapi_track::finding::{Finding, Severity};
use serde_json::Value;

use super::inspected::Inspected;
use crate::workspace::root;

const MANIFEST: &str = r#"[package]
name = "inspected"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[features]
schemars = []

[profile.dev]
debug = false

[dependencies]
progenitor-client = "=0.15.1"
reqwest = { version = "0.13", default-features = false, features = ["json", "query", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
"#;

/// The name of a document's module.
pub fn module(number: usize, file: &str) -> String {
    let stem = std::path::Path::new(file)
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let stem: String = stem
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect();
    format!("d{number}_{stem}")
}

/// Writes the crate below the target folder: the bindings, and `main` as its program if there is one.
pub fn write_crate(
    name: &str,
    inspected: &[Inspected],
    main: Option<&str>,
) -> anyhow::Result<std::path::PathBuf> {
    let folder = root().join("target/inspect").join(name);
    let _ = fs::remove_dir_all(folder.join("src"));
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("Cargo.toml"), MANIFEST)?;
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let mut library =
        "#![allow(warnings)]\npub mod transport {\n    #[derive(Clone, Debug)]\n    pub struct SharedTransport;\n}\n".to_owned();
    for (n, document) in inspected.iter().enumerate() {
        if let Some(bindings) = &document.bindings {
            let module = module(n, &document.file);
            writeln!(library, "pub mod {module};")?;
            let hooks = "\nimpl progenitor_client::ClientHooks<crate::transport::SharedTransport> for Client {}\n";
            fs::write(
                folder.join("src").join(format!("{module}.rs")),
                format!("{bindings}{hooks}"),
            )?;
        }
    }
    fs::write(folder.join("src/lib.rs"), library)?;
    if let Some(main) = main {
        fs::write(folder.join("src/main.rs"), main)?;
    }
    Ok(folder)
}

/// Adds a finding for each place that does not compile.
pub fn check_all(inspected: &mut [Inspected]) -> anyhow::Result<()> {
    let folder = write_crate("check", inspected, None)?;
    let output = Command::new("cargo")
        .args([
            "check",
            "--offline",
            "--quiet",
            "--lib",
            "--message-format=json",
        ])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", root().join("target/inspect/target"))
        .output()
        .context("cargo")?;
    let mut reported = BTreeSet::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(line) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let error = line
            .pointer("/message/level")
            .is_some_and(|level| level == "error");
        let span = line.pointer("/message/spans/0");
        let (Some(span), true) = (span, error) else {
            continue;
        };
        let file = span
            .get("file_name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let number = span
            .get("line_start")
            .and_then(Value::as_u64)
            .unwrap_or_default();
        let message = line
            .pointer("/message/message")
            .and_then(Value::as_str)
            .unwrap_or_default();
        for (n, document) in inspected.iter_mut().enumerate() {
            if !file.ends_with(&format!("/{}.rs", module(n, &document.file))) {
                continue;
            }
            let item = item_at(
                document.bindings.as_deref().unwrap_or_default(),
                usize::try_from(number)?,
            );
            let place = document
                .prepared
                .as_ref()
                .and_then(|prepared| prepared.origin_of(&item))
                .unwrap_or_default();
            if reported.insert((n, item.clone())) {
                document.findings.push(Finding::new(
                    Severity::Decide,
                    "bindings-do-not-compile",
                    place,
                    format!("the bindings do not compile at `{item}`: {message}"),
                    "replace it by a plain object or a text with an overlay action",
                ));
            }
        }
    }
    anyhow::ensure!(
        output.status.success() || !reported.is_empty(),
        "the bindings could not be compiled: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

/// The type, builder or operation around a line.
fn item_at(bindings: &str, line: usize) -> String {
    let before: Vec<_> = bindings.lines().take(line).collect();
    let named = before.iter().rev().find_map(|line| {
        let line = line.trim_start();
        let rest = ["pub struct ", "pub enum ", "pub async fn ", "impl<'a> "]
            .iter()
            .find_map(|start| line.strip_prefix(start));
        let rest = rest.or_else(|| line.strip_prefix("impl ")?.split(" for ").last());
        let name: String = rest?
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        (!name.is_empty()).then_some(name)
    });
    named.unwrap_or_default()
}
