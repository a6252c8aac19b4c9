//! Writes findings for people and for programs.

use std::{collections::BTreeMap, fmt::Write as _};

use openapi_track::finding::{Finding, Severity};
use serde_json::{Value, json};

use super::inspected::Inspected;

/// Places of one absorbed kind that the text shows.
const SHOWN: usize = 3;

#[derive(Clone, Copy, Default, clap::ValueEnum)]
pub enum Format {
    /// For people; of each kind that cost nothing, three places.
    #[default]
    Text,
    /// All findings.
    Json,
}

pub fn text(inspected: &[Inspected], format: Format) -> anyhow::Result<String> {
    match format {
        Format::Text => plain(inspected),
        Format::Json => {
            let all: Vec<Value> = inspected.iter().map(document).collect();
            Ok(format!("{:#}\n", json!({"documents": all})))
        }
    }
}

fn document(inspected: &Inspected) -> Value {
    json!({
        "file": inspected.file,
        "usable": inspected.is_usable(),
        "operations": inspected.operations,
        "schemas": inspected.schemas,
        "findings": inspected.findings,
        "overlay_changes": inspected.overlay_changes,
    })
}

fn plain(inspected: &[Inspected]) -> anyhow::Result<String> {
    let mut text = String::new();
    for document in inspected {
        let verdict = if document.is_usable() {
            "usable"
        } else {
            "unusable"
        };
        writeln!(
            text,
            "{}: {verdict}, {} operations, {} schemas",
            document.file, document.operations, document.schemas
        )?;
        let (absorbed, others): (Vec<_>, Vec<_>) = document
            .findings
            .iter()
            .partition(|finding| finding.severity == Severity::Absorbed);
        for finding in others {
            writeln!(text, "  {finding}")?;
        }
        let mut kinds: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in absorbed {
            kinds.entry(finding.code).or_default().push(finding);
        }
        for (code, findings) in kinds {
            for finding in findings.iter().take(SHOWN) {
                writeln!(text, "  {finding}")?;
            }
            if findings.len() > SHOWN {
                writeln!(
                    text,
                    "  absorbed[{code}] and {} more places (--format json lists them)",
                    findings.len() - SHOWN
                )?;
            }
        }
        for change in &document.overlay_changes {
            writeln!(text, "  the overlay changes the wire: {change}")?;
        }
    }
    Ok(text)
}
