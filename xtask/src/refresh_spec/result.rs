//! The result of a refresh: its status, what was found, the exit code and the command to run next.

use openapi_track::report::Report;
use serde_json::{Value, json};

use crate::exit_code;

/// How far a refresh came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// All files are up to date.
    Unchanged,
    /// `--check`: something would change.
    WouldChange,
    /// The new files can be written; `--dry-run` does no more.
    Tried,
    /// The new files are written.
    Written,
    /// The new files are on a branch.
    Proposed,
    /// Handwritten code fails with the new document.
    Broken,
    /// Requests and access tokens would go to hosts that were not accepted.
    RefusedHost {
        /// One line for each URL.
        urls: Vec<String>,
        /// Options that accept them; none where a URL cannot be accepted.
        options: Option<String>,
    },
    /// These files were edited while the refresh ran.
    Edited(Vec<String>),
    /// Why the document is unusable.
    Unusable(String),
    /// Why there is no document.
    NotFetched(String),
}

/// The result of a refresh. The work tree is unchanged unless the status is [`Status::Written`].
#[derive(Debug)]
pub struct RefreshResult {
    pub status: Status,
    /// What the change does; none where there was nothing to compare.
    pub report: Option<Report>,
    /// Which hosts requests and access tokens go to, where that changed.
    pub security: Option<String>,
    /// What is brittle in the prepared document.
    pub warnings: Vec<String>,
    /// What a maintainer should know of the run itself.
    pub notes: Vec<String>,
    /// The version that the change asks for.
    pub advice: Option<String>,
    /// The files that are written, or would be.
    pub files: Vec<String>,
    /// Handwritten code, tests and snapshots that fail, one line each.
    pub broken: Vec<String>,
    /// Lines of overlay actions that restore names which the broken code may need.
    pub remedies: Vec<String>,
    /// `--fail-on` is met.
    pub fail_on_met: bool,
    /// The command line, for the command to run next.
    command: String,
    /// The URL or the file.
    source: String,
}

impl RefreshResult {
    pub fn new(command: String, source: String) -> Self {
        Self {
            status: Status::Unchanged,
            report: None,
            security: None,
            warnings: Vec::new(),
            notes: Vec::new(),
            advice: None,
            files: Vec::new(),
            broken: Vec::new(),
            remedies: Vec::new(),
            fail_on_met: false,
            command,
            source,
        }
    }

    pub fn with(mut self, status: Status) -> Self {
        self.status = status;
        self
    }

    /// The exit code.
    pub fn exit_code(&self) -> u8 {
        match self.status {
            Status::Tried | Status::Written if self.fail_on_met => exit_code::FINDING,
            Status::Unchanged | Status::Tried | Status::Written | Status::Proposed => exit_code::OK,
            Status::WouldChange | Status::Broken => exit_code::FINDING,
            Status::Unusable(_) => exit_code::UNUSABLE,
            Status::NotFetched(_) => exit_code::NOT_FETCHED,
            Status::Edited(_) => exit_code::FAILURE,
            Status::RefusedHost { .. } => exit_code::REFUSED_HOST,
        }
    }

    /// The snapshots among the files.
    pub fn snapshots(&self) -> impl Iterator<Item = &String> {
        self.files.iter().filter(|path| path.ends_with(".snap"))
    }

    /// The status in words; the reason, where there is one, on lines of its own.
    pub fn summary(&self) -> String {
        let source = &self.source;
        let handwritten = if self.broken.is_empty() {
            "handwritten code compiles and passes its tests"
        } else {
            "handwritten code fails with the new document"
        };
        let mut summary = match &self.status {
            Status::Unchanged => "nothing changed".to_owned(),
            Status::WouldChange => "files would change; nothing was written".to_owned(),
            Status::Tried | Status::Broken => format!("{handwritten}; nothing was written"),
            Status::Written => format!("the new files are written; {handwritten}"),
            Status::Proposed => format!("the new files are on a branch; {handwritten}"),
            Status::Edited(paths) => format!(
                "files were edited while the new ones were tested; nothing was written\n{}",
                paths.join("\n")
            ),
            Status::RefusedHost { urls, .. } => format!(
                "the document names hosts that were not accepted; nothing was written\n{}",
                urls.join("\n")
            ),
            Status::Unusable(reason) => {
                format!("{source} is unusable; nothing was written\n{reason}")
            }
            Status::NotFetched(reason) => {
                format!("could not retrieve the document; nothing was written\n{reason}")
            }
        };
        if self.fail_on_met {
            summary.push_str("; the condition of --fail-on is met");
        }
        summary
    }

    /// The command to run next.
    pub fn next(&self) -> String {
        let command = &self.command;
        match &self.status {
            Status::Unchanged => "cargo xtask verify".to_owned(),
            Status::Edited(_) | Status::WouldChange => command.clone(),
            Status::RefusedHost {
                options: Some(options),
                ..
            } => format!("{command} {options}, if the vendor has confirmed the hosts"),
            Status::RefusedHost { options: None, .. } => format!(
                "edit the servers in apis/reuseid-onboarding/overlay.yaml, then {command} --dry-run"
            ),
            Status::Tried if self.broken.is_empty() => command.clone(),
            Status::Tried | Status::Broken if self.remedies.is_empty() => {
                format!("{command} --accept-breaking")
            }
            Status::Tried | Status::Broken => format!(
                "add the overlay actions above to apis/reuseid-onboarding/overlay.yaml, then {command}; or \
                 {command} --accept-breaking"
            ),
            Status::Written | Status::Proposed => "cargo test --workspace".to_owned(),
            Status::Unusable(_) => format!(
                "edit apis/reuseid-onboarding/overlay.yaml or take another document, then {command} --dry-run"
            ),
            Status::NotFetched(_) => {
                "cargo xtask refresh-spec --from FILE, with a copy retrieved in another way"
                    .to_owned()
            }
        }
    }

    /// For programs.
    ///
    /// # Errors
    /// None that a report can cause.
    pub fn to_json(&self) -> anyhow::Result<Value> {
        let report = match &self.report {
            Some(report) => {
                let mut bytes = Vec::new();
                report.write_json(&mut bytes)?;
                serde_json::from_slice(&bytes)?
            }
            None => Value::Null,
        };
        let (status, reason) = match &self.status {
            Status::Unchanged => ("unchanged", None),
            Status::WouldChange => ("would-change", None),
            Status::Tried => ("tried", None),
            Status::Written => ("written", None),
            Status::Proposed => ("proposed", None),
            Status::Broken => ("broken", None),
            Status::RefusedHost { urls, .. } => ("refused-host", Some(urls.join("\n"))),
            Status::Edited(paths) => ("edited", Some(paths.join(", "))),
            Status::Unusable(reason) => ("unusable", Some(reason.clone())),
            Status::NotFetched(reason) => ("not-fetched", Some(reason.clone())),
        };
        Ok(json!({
            "status": status,
            "exit": self.exit_code(),
            "reason": reason,
            "security": self.security,
            "report": report,
            "advice": self.advice,
            "broken": self.broken,
            "remedies": self.remedies,
            "warnings": self.warnings,
            "notes": self.notes,
            "files": self.files,
            "snapshots": self.snapshots().collect::<Vec<_>>(),
            "next": self.next(),
        }))
    }
}
