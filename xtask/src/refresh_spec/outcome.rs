//! How a refresh ended, told as text, JSON or Markdown; the last words are always the command to run next.

mod markdown;

use std::{
    fmt::Write as _,
    io::{Write as _, stdout},
};

use openapi_track::report::Report;
use serde_json::{Value, json};

use super::{RefreshSpec, Source};
use crate::format::Format;

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The work tree is as it should be.
    NothingChanged,
    /// `--check`: something would change.
    WouldChange,
    /// `--dry-run`: everything was tried, nothing put in place.
    DryRun,
    /// The new set is in place.
    Written,
    /// Handwritten code no longer holds; nothing was written.
    Refused,
    /// Why the document is unusable.
    Unusable(String),
    /// Why there is no document.
    NotFetched(String),
}

/// What there is to tell.
pub struct Outcome {
    pub ending: Ending,
    /// What the change does; `None` where there was nothing to compare.
    pub report: Option<Report>,
    /// What is brittle in the prepared document.
    pub warnings: Vec<String>,
    /// What the change asks of the next version.
    pub advice: Option<String>,
    /// The files that are written, or would be.
    pub files: Vec<String>,
    /// What no longer holds of the handwritten code, its tests and snapshots.
    pub broken: Vec<String>,
    /// `--fail-on` is met.
    pub failed: bool,
    /// `refresh-spec` with what it was given, for the command to run next.
    command: String,
    /// The address or the file.
    from: String,
}

impl Outcome {
    pub(super) fn new(asked: &RefreshSpec, source: &Source) -> Self {
        let mut command = "cargo xtask refresh-spec".to_owned();
        let options = [
            ("--from", &asked.from),
            ("--source", &asked.source),
            ("--origin", &asked.origin),
        ];
        for (name, value) in options {
            if let Some(value) = value {
                // Quoted where a shell would take it apart; a NUL cannot stand in an argument.
                let value = shlex::try_quote(value).unwrap_or_default();
                let _ = write!(command, " {name} {value}");
            }
        }
        Self {
            ending: Ending::NothingChanged,
            report: None,
            warnings: Vec::new(),
            advice: None,
            files: Vec::new(),
            broken: Vec::new(),
            failed: false,
            command,
            from: source.to_string(),
        }
    }

    pub(super) fn end(mut self, ending: Ending) -> Self {
        self.ending = ending;
        self
    }

    /// The exit code.
    pub fn exit(&self) -> u8 {
        match self.ending {
            Ending::NothingChanged => 0,
            Ending::DryRun | Ending::Written => u8::from(self.failed),
            Ending::WouldChange | Ending::Refused => 1,
            Ending::Unusable(_) => 2,
            Ending::NotFetched(_) => 3,
        }
    }

    /// The snapshots among the files.
    fn snapshots(&self) -> impl Iterator<Item = &String> {
        self.files.iter().filter(|path| path.ends_with(".snap"))
    }

    /// One sentence.
    fn summary(&self) -> String {
        let from = &self.from;
        let mut said = match &self.ending {
            Ending::NothingChanged => "nothing changed".to_owned(),
            Ending::WouldChange => "something would change; nothing was written".to_owned(),
            Ending::DryRun if self.broken.is_empty() => {
                "the handwritten code still holds; nothing was written".to_owned()
            }
            Ending::DryRun => {
                "the handwritten code no longer holds; nothing was written".to_owned()
            }
            Ending::Written if self.broken.is_empty() => {
                "the new set is in place; the handwritten code still holds".to_owned()
            }
            Ending::Written => {
                "the new set is in place; the handwritten code is to be ported".to_owned()
            }
            Ending::Refused => {
                "the handwritten code no longer holds; nothing was written".to_owned()
            }
            Ending::Unusable(reason) => {
                format!("{from} is unusable; nothing was written\n{reason}")
            }
            Ending::NotFetched(reason) => {
                format!("there is no document; nothing was written\n{reason}")
            }
        };
        if self.failed {
            said.push_str("; --fail-on is met");
        }
        said
    }

    /// The command to run next.
    fn next(&self) -> String {
        let command = &self.command;
        match &self.ending {
            Ending::NothingChanged => "cargo xtask verify".to_owned(),
            Ending::WouldChange | Ending::DryRun if self.broken.is_empty() => command.clone(),
            Ending::DryRun | Ending::WouldChange | Ending::Refused => {
                format!("{command} --accept-breaking")
            }
            Ending::Written => "cargo test --workspace".to_owned(),
            Ending::Unusable(_) => {
                format!(
                    "mend apis/reuseid-onboarding/overlay.yaml or take another document, then {command} --dry-run"
                )
            }
            Ending::NotFetched(_) => {
                "cargo xtask refresh-spec --from FILE, with a copy fetched in another way"
                    .to_owned()
            }
        }
    }

    /// Writes the report to standard output.
    pub fn print(&self, format: Format) -> anyhow::Result<()> {
        let text = match format {
            Format::Text => self.text(),
            Format::Json => format!("{:#}\n", self.json()?),
            Format::Markdown => self.markdown(),
        };
        Ok(stdout().write_all(text.as_bytes())?)
    }

    /// For a terminal.
    pub fn text(&self) -> String {
        let mut out = String::new();
        if let Some(report) = &self.report {
            out.push_str(&report.text());
            out.push('\n');
        }
        let _ = writeln!(out, "{}", self.summary());
        let lists: [(&str, Vec<&String>); 4] = [
            ("no longer holds", self.broken.iter().collect()),
            ("brittle", self.warnings.iter().collect()),
            ("files", self.files.iter().collect()),
            ("changed snapshots", self.snapshots().collect()),
        ];
        for (title, lines) in lists {
            if !lines.is_empty() {
                let _ = writeln!(out, "{title}:");
            }
            for line in lines {
                let _ = writeln!(out, "    {line}");
            }
        }
        if let Some(advice) = &self.advice {
            let _ = writeln!(out, "version: {advice}");
        }
        let _ = writeln!(out, "next: {}", self.next());
        out
    }

    /// For the body of a pull request.
    pub fn markdown(&self) -> String {
        markdown::write(self)
    }

    /// For programs.
    pub fn json(&self) -> anyhow::Result<Value> {
        let report = match &self.report {
            Some(report) => {
                let mut bytes = Vec::new();
                report.write_json(&mut bytes)?;
                serde_json::from_slice(&bytes)?
            }
            None => Value::Null,
        };
        let (ending, reason) = match &self.ending {
            Ending::NothingChanged => ("nothing-changed", None),
            Ending::WouldChange => ("would-change", None),
            Ending::DryRun => ("dry-run", None),
            Ending::Written => ("written", None),
            Ending::Refused => ("refused", None),
            Ending::Unusable(reason) => ("unusable", Some(reason)),
            Ending::NotFetched(reason) => ("not-fetched", Some(reason)),
        };
        Ok(json!({
            "ending": ending,
            "exit": self.exit(),
            "reason": reason,
            "report": report,
            "advice": self.advice,
            "broken": self.broken,
            "warnings": self.warnings,
            "files": self.files,
            "snapshots": self.snapshots().collect::<Vec<_>>(),
            "next": self.next(),
        }))
    }
}
