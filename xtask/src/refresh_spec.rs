//! `cargo xtask refresh-spec`: takes in a new version of the vendor's document.
//!
//! Fetch, prepare, generate and compare in memory; try the new set on a copy of the workspace; only then put
//! it in place, all or nothing. Whatever goes wrong before leaves the work tree as it was, and the report
//! says what to do next.

mod changelog;
mod outcome;
mod rehearsal;
mod source;
#[cfg(test)]
pub mod tests;

use std::{
    fs,
    path::Path,
    process::ExitCode,
    time::{Duration, SystemTime},
};

use anyhow::Context as _;
use openapi_track::{
    compare::{RustLevel, Semver},
    load,
    lock::{Lock, sha256},
    report::Report,
};

use crate::{
    bindings::judge,
    format::Format,
    set::{self, BINDINGS, DOCUMENT, Files, Set, UPSTREAM},
};
pub use outcome::{Ending, Outcome};
pub use rehearsal::{Check, rehearse};
use source::{Source, Taken};

/// Take in a new version of the vendor's document.
///
/// Exit code 0: nothing to do, or done. 1: something would change (--check), --fail-on is met, or
/// handwritten code no longer holds. 2: the document is unusable. 3: it could not be fetched. 4: anything
/// else, such as a wrong option or a full disk.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct RefreshSpec {
    /// The new document, a file or an address; the lock's source when left out.
    #[arg(long, value_name = "FILE|URL")]
    pub from: Option<String>,
    /// Where the document is published, for the lock; the address that it was fetched from, or what the
    /// lock has, when left out.
    #[arg(long, value_name = "URL")]
    pub source: Option<String>,
    /// `vendor` for the vendor's own file; for what was fetched from the lock's source when left out, or
    /// else what the lock has.
    #[arg(long)]
    pub origin: Option<String>,
    /// Write nothing; exit code 1 when something would change. Tries nothing on the handwritten code.
    #[arg(long, conflicts_with = "dry_run")]
    pub check: bool,
    /// Do everything but put the new files in place.
    #[arg(long)]
    pub dry_run: bool,
    /// How to write the report.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Exit code 1, the files in place all the same, when the change is as bad as this.
    #[arg(long, value_enum, default_value_t)]
    pub fail_on: FailOn,
    /// Put the new set in place even where the handwritten code, its tests or snapshots no longer hold.
    #[arg(long)]
    pub accept_breaking: bool,
}

/// What `--fail-on` takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// A break on the wire or in Rust.
    Breaking,
    /// Any change.
    Any,
    /// Nothing.
    #[default]
    None,
}

impl RefreshSpec {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let outcome = self.refresh(&set::root(), &rehearse, Duration::from_secs(60))?;
        outcome.print(self.format)?;
        Ok(ExitCode::from(outcome.exit()))
    }

    /// Everything but the printing. `check` tries the new set on the handwritten code.
    pub fn refresh(
        &self,
        root: &Path,
        check: Check<'_>,
        time: Duration,
    ) -> anyhow::Result<Outcome> {
        let old = set::lock(root)?;
        let source = Source::of(self.from.as_deref(), &old);
        let mut outcome = Outcome::new(self, &source);
        let taken = match source.take(root, &old, time) {
            Ok(taken) => taken,
            Err(reason) => return Ok(outcome.end(Ending::NotFetched(reason))),
        };
        let (set, upstream) = match self.prepare(root, &source, &old, taken) {
            Ok(made) => made,
            Err(reason) => return Ok(outcome.end(Ending::Unusable(format!("{reason:#}")))),
        };
        let mut files: Files = upstream
            .into_iter()
            .map(|b| (UPSTREAM.to_owned(), b))
            .collect();
        files.extend(set.stale(root));
        outcome.warnings = set.warnings.iter().map(ToString::to_string).collect();
        if files.is_empty() {
            return Ok(outcome.end(Ending::NothingChanged));
        }
        outcome.report = report(root, &set)?;
        if let Some(report) = &outcome.report {
            outcome.advice = Some(changelog::advice(root, report)?);
            files.extend(changelog::entry(root, report, &old, &set)?);
        }
        outcome.files = set::names(&files);
        if self.check {
            return Ok(outcome.end(Ending::WouldChange));
        }

        let found = check(root, &files)?;
        if let Some(reason) = found.unusable {
            return Ok(outcome.end(Ending::Unusable(reason)));
        }
        outcome.broken = found.broken;
        files.extend(found.snapshots);
        outcome.files = set::names(&files);
        if !outcome.broken.is_empty() && !self.accept_breaking {
            return Ok(outcome.end(Ending::Refused));
        }
        outcome.failed = self.fails(outcome.report.as_ref());
        if self.dry_run {
            return Ok(outcome.end(Ending::DryRun));
        }
        // The check takes minutes: what somebody wrote into the changelog meanwhile stays.
        if let Some(report) = &outcome.report {
            files.retain(|(path, _)| path != changelog::CHANGELOG);
            files.extend(changelog::entry(root, report, &old, &set)?);
        }
        set::put(root, &files)?;
        Ok(outcome.end(Ending::Written))
    }

    /// The new set, and the vendor's document where its bytes are other than before.
    fn prepare(
        &self,
        root: &Path,
        source: &Source,
        old: &Lock,
        taken: Taken,
    ) -> anyhow::Result<(Set, Option<Vec<u8>>)> {
        let Taken::Document { bytes, validators } = taken else {
            let upstream = fs::read(root.join(UPSTREAM)).context(UPSTREAM)?;
            return Ok((Set::make(root, &upstream, old.clone())?, None));
        };
        let mut lock = Lock {
            source: source.published(self.source.as_deref(), old),
            origin: source.origin(self.origin.as_deref(), old),
            etag: validators.etag,
            last_modified: validators.last_modified,
            sha256: sha256(&bytes),
            bytes: u64::try_from(bytes.len())?,
            taken_in: humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
            version: version(&bytes)?,
            files: old.files.clone(),
        };
        let held = fs::read(root.join(UPSTREAM)).is_ok_and(|held| held == bytes);
        // The same bytes from the same place are no news: neither the time nor a validator alone is.
        if old.holds(&bytes) && old.source == lock.source && old.origin == lock.origin {
            lock = old.clone();
        }
        let set = Set::make(root, &bytes, lock)?;
        Ok((set, (!held).then_some(bytes)))
    }

    fn fails(&self, report: Option<&Report>) -> bool {
        let Some(report) = report else { return false };
        match self.fail_on {
            FailOn::None => false,
            FailOn::Any => !report.changes.is_empty(),
            FailOn::Breaking => {
                report.semver() == Semver::Major || report.rust == Some(RustLevel::Major)
            }
        }
    }
}

/// The document's `info.version`.
fn version(upstream: &[u8]) -> anyhow::Result<String> {
    let document = load::parse(upstream)?;
    load::check(&document)?;
    let version = document.pointer("/info/version").and_then(|v| v.as_str());
    let version =
        version.context("/info/version: the document has no version, or one that is not a text")?;
    Ok(version
        .chars()
        .filter(|c| !c.is_control())
        .take(64)
        .collect())
}

/// What the change does to the wire and to Rust code; `None` where the document in the work tree cannot be
/// read, so that there is nothing to compare with.
fn report(root: &Path, set: &Set) -> anyhow::Result<Option<Report>> {
    let old = fs::read(root.join(DOCUMENT)).ok();
    let Some(old) = old.and_then(|old| load::parse(&old).ok()) else {
        return Ok(None);
    };
    let mut report = Report::compare(&old, &set.document);
    let new = set.content(BINDINGS).unwrap_or_default().to_vec();
    let old = fs::read_to_string(root.join(BINDINGS));
    judge(
        &mut report,
        old.map_err(|error| format!("{BINDINGS}: {error}")),
        Ok(String::from_utf8(new)?),
    );
    Ok(Some(report))
}
