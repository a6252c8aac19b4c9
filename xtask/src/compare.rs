//! `cargo xtask compare OLD NEW`: what changed between two documents, on the wire and in the bindings.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use openapi_track::compare::Side;
use openapi_track::load;
use openapi_track::overlay::Overlay;
use openapi_track::prepare::prepare;
use openapi_track::report::Report;
use serde_json::Value;

use crate::bindings::{bindings, judge};
use crate::exit_code::UNUSABLE;
use crate::output::Format;

/// Compare two OpenAPI documents.
#[derive(clap::Args)]
pub struct Compare {
    /// The document that clients were built from.
    old: PathBuf,
    /// The document that the service follows now.
    new: PathBuf,
    /// How to write the report.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Leave out the Rust verdict, which takes two runs of the generator.
    #[arg(long)]
    wire_only: bool,
    /// Apply this overlay to both documents before the Rust verdict.
    #[arg(long)]
    overlay: Option<PathBuf>,
}

impl Compare {
    /// Exit code 0 whatever the verdict, which is in the report; 2 where one of the documents is not an
    /// OpenAPI document or has references that cannot be followed.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let documents = [&self.old, &self.new].map(|path| checked(path));
        let [Ok(old), Ok(new)] = documents else {
            for refusal in documents.into_iter().filter_map(Result::err) {
                eprintln!("error: {refusal:#}");
            }
            return Ok(ExitCode::from(UNUSABLE));
        };
        let mut report = Report::compare(&old, &new);
        let unresolved: Vec<_> = report
            .changes
            .iter()
            .filter(|change| change.is_unresolved_reference())
            .collect();
        if !unresolved.is_empty() {
            for change in unresolved {
                let path = if change.document == Side::Old {
                    &self.old
                } else {
                    &self.new
                };
                eprintln!(
                    "error: {}: {}: {}",
                    path.display(),
                    change.location,
                    change.text
                );
            }
            return Ok(ExitCode::from(UNUSABLE));
        }
        if !self.wire_only {
            let overlay = self.overlay.as_deref().map(|path| {
                let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
                Overlay::parse(&bytes).with_context(|| path.display().to_string())
            });
            judge_bindings(&mut report, &old, &new, overlay.transpose()?.as_ref());
        }
        let mut out = BufWriter::new(std::io::stdout().lock());
        match self.format {
            Format::Text => out.write_all(report.text().as_bytes())?,
            Format::Json => {
                report.write_json(&mut out)?;
                out.write_all(b"\n")?;
            }
            Format::Markdown => out.write_all(report.markdown().as_bytes())?,
        }
        out.flush()?;
        // The process ends here: freeing large documents piece by piece would take longer than comparing them.
        std::mem::forget((old, new, report));
        Ok(ExitCode::SUCCESS)
    }
}

/// Adds the Rust verdict, or the reasons why there is none. Both documents are prepared first; one that
/// cannot be prepared has no bindings.
pub fn judge_bindings(report: &mut Report, old: &Value, new: &Value, overlay: Option<&Overlay>) {
    let [old, new] =
        [("the old document", old), ("the new document", new)].map(|(side, document)| {
            let prepared = prepare(document.clone(), overlay).map_err(|reason| reason.to_string());
            prepared
                .and_then(|prepared| bindings(&prepared.document))
                .map_err(|reason| format!("{side}: {reason}"))
        });
    judge(report, old, new);
}

/// Reads a document and refuses one that is not OpenAPI 3 or that cannot be read completely.
fn checked(path: &Path) -> anyhow::Result<Value> {
    let document = load(path)?;
    load::check(&document).with_context(|| path.display().to_string())?;
    Ok(document)
}

/// Reads a document.
pub fn load(path: &Path) -> anyhow::Result<Value> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    load::parse(&bytes).with_context(|| path.display().to_string())
}
