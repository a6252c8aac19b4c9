//! `cargo xtask inspect FILE...`: reports whether bindings can be generated for documents, and what is lost.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use openapi_track::{
    finding::{Finding, Severity},
    load,
    overlay::Overlay,
    position::positions,
    prepare::{PrepareError, prepare},
};
use serde_json::Value;

use crate::exit_code;
use inspected::Inspected;

mod compile;
mod generation;
mod inspected;
mod listing;
#[cfg(test)]
mod round_trip;
mod syntax;

/// Say whether documents become bindings, what preparation changed in them, and what must be decided.
#[derive(clap::Args)]
pub struct Inspect {
    /// OpenAPI documents, JSON or YAML.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Apply this overlay to each document first.
    #[arg(long)]
    overlay: Option<PathBuf>,
    /// Compile the bindings of all documents together.
    #[arg(long)]
    compile: bool,
    /// Write the bindings of each document to this folder.
    #[arg(long)]
    output: Option<PathBuf>,
    /// How to write the findings.
    #[arg(long, value_enum, default_value_t)]
    format: listing::Format,
}

impl Inspect {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let overlay = self.overlay.as_deref().map(|path| {
            let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
            Overlay::parse(&bytes).with_context(|| path.display().to_string())
        });
        let overlay = overlay.transpose()?;
        let mut inspected = Vec::new();
        for path in &self.files {
            let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
            inspected.push(inspect(
                &path.display().to_string(),
                &bytes,
                overlay.as_ref(),
            ));
        }
        if self.compile {
            compile::check_all(&mut inspected)?;
        }
        if let Some(folder) = &self.output {
            write(folder, &inspected)?;
        }
        print!("{}", listing::text(&inspected, self.format)?);
        let usable = inspected.iter().all(Inspected::is_usable);
        // The documents are large and the process is over.
        std::mem::forget(inspected);
        Ok(if usable {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(exit_code::UNUSABLE)
        })
    }
}

fn write(folder: &Path, inspected: &[Inspected]) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    for (n, document) in inspected.iter().enumerate() {
        if let Some(bindings) = &document.bindings {
            let path = folder.join(format!("{}.rs", compile::module(n, &document.file)));
            std::fs::write(&path, bindings).with_context(|| path.display().to_string())?;
        }
    }
    Ok(())
}

/// Loads, prepares and generates; whatever is wrong is among the findings.
pub fn inspect(file: &str, bytes: &[u8], overlay: Option<&Overlay>) -> Inspected {
    let mut inspected = Inspected {
        file: file.to_owned(),
        operations: 0,
        schemas: 0,
        findings: Vec::new(),
        overlay_changes: Vec::new(),
        prepared: None,
        bindings: None,
    };
    let given = match load::parse(bytes) {
        Ok(given) => given,
        Err(error) => {
            inspected.findings.push(error.finding());
            return inspected;
        }
    };
    if let Some(overlay) = overlay {
        let mut overlaid = given.clone();
        if overlay.apply(&mut overlaid).is_ok() {
            let changes = openapi_track::compare::wire_changes(&given, &overlaid);
            inspected.overlay_changes = changes
                .iter()
                .map(|change| format!("{}: {}", change.location, change.text))
                .collect();
        }
    }
    match prepare(given, overlay) {
        Ok(mut prepared) => {
            inspected.findings.append(&mut prepared.findings);
            inspected.schemas = prepared
                .document
                .pointer("/components/schemas")
                .and_then(Value::as_object)
                .map_or(0, |all| all.len());
            let items = prepared
                .document
                .get("paths")
                .and_then(Value::as_object)
                .into_iter()
                .flatten();
            inspected.operations = items
                .filter_map(|(_, item)| item.as_object())
                .flatten()
                .filter(|(_, operation)| operation.get("operationId").is_some())
                .count();
            match generation::generate(&prepared) {
                Ok((bindings, findings)) => {
                    inspected.findings.extend(findings);
                    inspected.bindings = Some(bindings);
                }
                Err(finding) => inspected.findings.push(finding),
            }
            inspected.prepared = Some(prepared);
        }
        Err(PrepareError::Undecided(findings)) => inspected.findings.extend(findings),
        Err(PrepareError::Load(error)) => inspected.findings.push(error.finding()),
        Err(error) => inspected
            .findings
            .extend(error.to_string().lines().map(|line| {
                Finding::new(
                    Severity::Decide,
                    "overlay-misfit",
                    "",
                    line,
                    "change or remove the action",
                )
            })),
    }
    place(bytes, &mut inspected.findings);
    inspected.findings.sort_by(|one, other| {
        (other.severity, &one.code, &one.pointer).cmp(&(one.severity, &other.code, &other.pointer))
    });
    inspected
}

/// Adds line and column.
fn place(bytes: &[u8], findings: &mut [Finding]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let pointers: Vec<_> = findings
        .iter()
        .map(|finding| finding.pointer.as_str())
        .collect();
    let found = positions(text, &pointers);
    for finding in findings {
        finding.position = finding
            .position
            .or_else(|| found.get(&finding.pointer).copied());
    }
}
