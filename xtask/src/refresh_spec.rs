//! `cargo xtask refresh-spec`: updates the vendor's document and everything generated from it.
//!
//! Retrieves, prepares, generates and compares in memory, then compiles and tests a copy of the workspace with
//! the new files, and writes them only if that succeeds. The report's last line is the command to run next.

mod changelog;
mod hosts;
mod markdown;
mod new_lock;
mod remedies;
mod result;
mod source;
mod statuses;
#[cfg(test)]
pub mod tests;
mod text;

use std::{collections::BTreeSet, fs, path::Path, process::ExitCode, time::Duration};

use anyhow::Context as _;
use openapi_track::{
    compare::{RustLevel, Semver},
    load,
    lock::Lock,
    report::Report,
};
use serde_json::Value;

use crate::{
    bindings::judge,
    output::{self, Format},
    run_lock::RunLock,
    tracked_files::{
        self, BINDINGS, CHANGELOG, DOCUMENT, Files, LOCK, OVERLAY, TrackedFiles, UPSTREAM,
    },
    trial::{self, Trial, TrialResult},
    workspace::{self, Checksums},
};
use hosts::RefusedUrl;
pub use markdown::to_markdown;
use new_lock::{Given, new_lock};
use remedies::Remedy;
pub use result::{RefreshResult, Status};
use source::{Retrieved, Source};
pub use text::to_text;

/// Longest time for the download.
pub const DOWNLOAD_TIME: Duration = Duration::from_secs(60);

/// Update the vendor's document and everything generated from it.
///
/// Exit code 0: nothing to do, or done. 1: --check found a change, --fail-on is met, or handwritten code fails
/// with the new document. 2: the document is unusable. 3: it could not be retrieved. 4: anything else, such
/// as an invalid option, a full disk, or files that were edited while the command ran. 5: requests and access
/// tokens would go to a host that was not accepted.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct RefreshSpec {
    /// The new document, a file or a URL; the lock's source by default.
    #[arg(long, value_name = "FILE|URL")]
    pub from: Option<String>,
    /// Where the document is published, for the lock; by default the URL that it was retrieved from, or what
    /// the lock has.
    #[arg(long, value_name = "URL")]
    pub source: Option<String>,
    /// Who wrote the document, for the lock: `vendor` for the vendor's own file. By default what the lock has
    /// for the same bytes or, if that is `vendor`, for the same URL; `unconfirmed` for anything else.
    #[arg(long)]
    pub origin: Option<String>,
    /// Accept that requests and access tokens go to this host. The lock remembers it. api.signicat.com and
    /// loopback addresses need no acceptance.
    #[arg(long, value_name = "HOST")]
    pub accept_host: Vec<String>,
    /// Write nothing and compile nothing; exit code 1 when something would change.
    #[arg(long, conflicts_with = "dry_run")]
    pub check: bool,
    /// Do everything except writing the new files.
    #[arg(long)]
    pub dry_run: bool,
    /// Format of the report.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Exit code 1 for such a change, although the files are written.
    #[arg(long, value_enum, default_value_t)]
    pub fail_on: FailOn,
    /// Write the new files even if handwritten code, its tests or its snapshots fail with them.
    #[arg(long)]
    pub accept_breaking: bool,
}

/// The changes that `--fail-on` reports by exit code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// A breaking change on the wire or in Rust.
    Breaking,
    /// Any change.
    Any,
    /// None.
    #[default]
    None,
}

impl RefreshSpec {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let root = workspace::root();
        let _lock = RunLock::acquire(&root)?;
        let result = self.refresh(&root, &trial::run, DOWNLOAD_TIME)?;
        let report = match self.format {
            Format::Text => to_text(&result),
            Format::Json => format!("{:#}", result.to_json()?),
            Format::Markdown => to_markdown(&result),
        };
        output::print(&report)?;
        Ok(ExitCode::from(result.exit_code()))
    }

    /// Does everything except printing.
    pub fn refresh(
        &self,
        root: &Path,
        trial: Trial<'_>,
        time: Duration,
    ) -> anyhow::Result<RefreshResult> {
        let (result, files) = self.evaluate(root, trial, time)?;
        if result.status != Status::Tried || self.dry_run {
            return Ok(result);
        }
        tracked_files::write(root, &files)?;
        Ok(result.with(Status::Written))
    }

    /// Does everything except writing: the new files are to be written where the status is
    /// [`Status::Tried`]. `trial` compiles and tests the handwritten code with them.
    pub fn evaluate(
        &self,
        root: &Path,
        trial: Trial<'_>,
        time: Duration,
    ) -> anyhow::Result<(RefreshResult, Files)> {
        let before = Checksums::of(root)?;
        let old = tracked_files::read_lock(root)?;
        let source = Source::new(self.from.as_deref(), &old);
        let mut result = RefreshResult::new(self.command(), source.to_string());
        let without_files = |result: RefreshResult, status| Ok((result.with(status), Files::new()));
        let retrieved = match source.retrieve(root, &old, time) {
            Ok(retrieved) => retrieved,
            Err(reason) => return without_files(result, Status::NotFetched(reason)),
        };
        let (generated, upstream) = match self.generate(root, &source, &old, retrieved) {
            Ok(generated) => generated,
            Err(reason) => return without_files(result, Status::Unusable(format!("{reason:#}"))),
        };
        let accepted = [&old.accepted_hosts[..], &self.accept_host].concat();
        let refused = hosts::refused(&generated.document, &accepted);
        let current = fs::read(root.join(DOCUMENT)).ok();
        let current = current.and_then(|current| load::parse(&current).ok());
        if let Some(current) = &current {
            result.security = hosts::change(current, &generated.document);
        }
        if !refused.is_empty() {
            return without_files(result, refused_host(&refused));
        }
        let mut files: Files = upstream
            .iter()
            .map(|bytes| (UPSTREAM.to_owned(), bytes.clone()))
            .collect();
        files.extend(generated.stale(root));
        result.warnings = generated.warnings.iter().map(ToString::to_string).collect();
        let statuses = statuses::unknown(root, &generated.overlaid)?;
        result.warnings.extend(statuses);
        if files.is_empty() {
            return without_files(result, Status::Unchanged);
        }
        result.report = match &current {
            Some(current) => Some(compare(root, current, &generated)?),
            None => None,
        };
        if let Some(report) = &result.report {
            result.advice = Some(changelog::advice(root, report)?);
            files.extend(changelog::entry(root, report, &old, &generated)?);
        }
        result.files = tracked_files::paths(&files);
        if self.check {
            return without_files(result, Status::WouldChange);
        }

        // The lock and the vendor's file are not compiled.
        let compiled = |(path, _): &(String, _)| ![LOCK, UPSTREAM].contains(&path.as_str());
        let tried = if files.iter().any(compiled) {
            trial(root, &files)?
        } else {
            TrialResult::default()
        };
        if let Some(reason) = tried.unusable {
            return without_files(result, Status::Unusable(reason));
        }
        result.broken = tried.broken;
        if let (false, Some(current)) = (result.broken.is_empty(), &current) {
            let upstream = match upstream {
                Some(bytes) => bytes,
                None => fs::read(root.join(UPSTREAM)).context(UPSTREAM)?,
            };
            let documents = [current, &generated.document, &generated.overlaid];
            let remedies = remedies::find(root, &upstream, documents)?;
            result.remedies = remedies.iter().flat_map(Remedy::to_yaml).collect();
        }
        result.notes = tried.notes;
        files.extend(tried.snapshots);
        result.files = tracked_files::paths(&files);
        if !result.broken.is_empty() && !self.accept_breaking {
            return without_files(result, Status::Broken);
        }
        result.fail_on_met = self.is_fail_on_met(result.report.as_ref());

        // The trial takes a while, and files may have been edited meanwhile.
        let edited = before.changed_in(&Checksums::of(root)?);
        let (conflicts, others): (Vec<_>, Vec<_>) = edited
            .into_iter()
            .filter(|path| path != CHANGELOG)
            .partition(|path| {
                [UPSTREAM, LOCK, OVERLAY].contains(&path.as_str()) || result.files.contains(path)
            });
        if !conflicts.is_empty() {
            return without_files(result, Status::Edited(conflicts));
        }
        let note = |path| format!("{path} was edited meanwhile and was tested without the edit");
        result.notes.extend(others.into_iter().map(note));
        if let Some(report) = &result.report {
            files.retain(|(path, _)| path != CHANGELOG);
            files.extend(changelog::entry(root, report, &old, &generated)?);
        }
        Ok((result.with(Status::Tried), files))
    }

    /// The new files, and the vendor's document where its bytes differ from those in the work tree.
    fn generate(
        &self,
        root: &Path,
        source: &Source,
        old: &Lock,
        retrieved: Retrieved,
    ) -> anyhow::Result<(TrackedFiles, Option<Vec<u8>>)> {
        let (bytes, validators) = match retrieved {
            Retrieved::Document { bytes, validators } => (bytes, Some(validators)),
            Retrieved::NotModified => (fs::read(root.join(UPSTREAM)).context(UPSTREAM)?, None),
        };
        let given = Given {
            source: self.source.as_deref(),
            origin: self.origin.as_deref(),
            hosts: &self.accept_host,
        };
        let lock = new_lock(given, source, old, &bytes, validators)?;
        let generated = TrackedFiles::generate(root, &bytes, lock)?;
        let is_current = fs::read(root.join(UPSTREAM)).is_ok_and(|current| current == bytes);
        Ok((generated, (!is_current).then_some(bytes)))
    }

    fn is_fail_on_met(&self, report: Option<&Report>) -> bool {
        let Some(report) = report else { return false };
        match self.fail_on {
            FailOn::None => false,
            FailOn::Any => !report.changes.is_empty(),
            FailOn::Breaking => {
                report.semver() == Semver::Major || report.rust == Some(RustLevel::Major)
            }
        }
    }

    /// This command line without the options that say what to do with the result, for the command to run next.
    fn command(&self) -> String {
        let mut command = "cargo xtask refresh-spec".to_owned();
        let options = [
            ("--from", &self.from),
            ("--source", &self.source),
            ("--origin", &self.origin),
        ];
        let options = options
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let hosts = self.accept_host.iter().map(|host| ("--accept-host", host));
        for (name, value) in options.chain(hosts) {
            // Quoting fails only for NUL, which no argument contains.
            let value = shlex::try_quote(value).unwrap_or_default();
            command.extend([" ", name, " ", &value]);
        }
        command
    }
}

fn refused_host(refused: &[RefusedUrl]) -> Status {
    let hosts: Option<BTreeSet<_>> = refused.iter().map(RefusedUrl::acceptable_host).collect();
    let options = hosts.map(|hosts| {
        let options = hosts
            .into_iter()
            .map(|host| format!("--accept-host {host}"));
        options.collect::<Vec<_>>().join(" ")
    });
    Status::RefusedHost {
        urls: refused.iter().map(ToString::to_string).collect(),
        options,
    }
}

/// Compares the work tree's document and bindings with the new ones.
fn compare(root: &Path, old: &Value, generated: &TrackedFiles) -> anyhow::Result<Report> {
    let mut report = Report::compare(old, &generated.document);
    let new = generated.content(BINDINGS).unwrap_or_default().to_vec();
    let old = fs::read_to_string(root.join(BINDINGS));
    judge(
        &mut report,
        old.map_err(|error| format!("{BINDINGS}: {error}")),
        Ok(String::from_utf8(new)?),
    );
    Ok(report)
}
