//! `cargo xtask compare OLD NEW`: what changed between two documents, for the wire and for Rust.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use openapi_track::load;
use openapi_track::overlay::Overlay;
use openapi_track::prepare::prepare;
use openapi_track::report::Report;
use serde_json::Value;

use crate::bindings::{bindings, judge};
use crate::format::Format;

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
    /// Leave the Rust verdict out: it needs two runs of the generator.
    #[arg(long)]
    wire_only: bool,
    /// Apply this overlay to both documents before the Rust verdict.
    #[arg(long)]
    overlay: Option<PathBuf>,
}

impl Compare {
    /// Exit code 0 whatever the verdict: it stands in the report.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let (old, new) = (load(&self.old)?, load(&self.new)?);
        let mut report = Report::compare(&old, &new);
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
        // The documents are large and the process is over: nobody needs their memory back in pieces.
        std::mem::forget((old, new, report));
        Ok(ExitCode::SUCCESS)
    }
}

/// Adds the Rust verdict, or the reasons why there is none. Both documents pass the preparation first; one
/// that cannot be prepared has no bindings.
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

/// Reads a document.
pub fn load(path: &Path) -> anyhow::Result<Value> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    load::parse(&bytes).with_context(|| path.display().to_string())
}
