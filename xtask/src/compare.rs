//! `cargo xtask compare OLD NEW`: what changed between two documents, for the wire and for Rust.

use std::io::{BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use openapi_track::compare;
use openapi_track::report::Report;
use serde_json::Value;

use crate::generator;

/// Compare two OpenAPI documents.
#[derive(clap::Args)]
pub struct Compare {
    /// The document that clients were built from.
    old: PathBuf,
    /// The document that the service follows now.
    new: PathBuf,
    /// How to write the report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Leave the Rust verdict out: it needs two runs of the generator.
    #[arg(long)]
    wire_only: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Text,
    Json,
    Markdown,
}

impl Compare {
    /// Exit code 0 whatever the verdict: it stands in the report.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let (old, new) = (load(&self.old)?, load(&self.new)?);
        let mut report = compare::wire(&old, &new);
        if !self.wire_only {
            judge_bindings(&mut report, &old, &new);
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

/// Adds the Rust verdict, or the reasons why there is none.
pub fn judge_bindings(report: &mut Report, old: &Value, new: &Value) {
    let sides = [("the old document", old), ("the new document", new)]
        .map(|(side, document)| bindings(document).map_err(|reason| format!("{side}: {reason}")));
    match sides {
        [Ok(old), Ok(new)] => {
            if let Err(error) = compare::rust(report, &old, &new) {
                report.refuse_rust(vec![format!("the bindings do not parse: {error}")]);
            }
        }
        sides => report.refuse_rust(sides.into_iter().filter_map(Result::err).collect()),
    }
}

/// The bindings of one document; the generator's panics are reasons like any other.
pub fn bindings(document: &Value) -> Result<String, String> {
    let text = document.to_string();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = catch_unwind(AssertUnwindSafe(|| generator::generate(&text)));
    std::panic::set_hook(hook);
    outcome.unwrap_or_else(|panic| {
        let said = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no message");
        Err(format!("the generator panicked: {said}"))
    })
}

/// Reads a document.
pub fn load(path: &Path) -> anyhow::Result<Value> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let read = if text.trim_start().starts_with('{') {
        serde_json::from_str(&text).map_err(anyhow::Error::from)
    } else {
        serde_norway::from_str(&text).map_err(anyhow::Error::from)
    };
    read.with_context(|| path.display().to_string())
}
