//! Runs a refresh and publishes it as one rolling pull request, by hand or in the scheduled job.
//!
//! An unchanged document leaves neither branch nor pull request. Handwritten code that fails with the new
//! document is listed in the pull request, to be ported on its branch. The work tree is never changed.

mod program;
mod pull_request;
mod repository;
#[cfg(all(test, unix))]
mod tests;

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::Context as _;

use crate::{
    output,
    refresh_spec::{DOWNLOAD_TIME, RefreshResult, RefreshSpec, Status, to_markdown, to_text},
    run_lock::RunLock,
    tracked_files::{self, Files},
    trial::{self, Trial},
    workspace,
};
use program::Program;
use pull_request::PullRequests;
use repository::{Push, Repository};

/// The branch of the pull request; each run rewrites it unless it has commits of others.
const BRANCH: &str = "refresh-spec";

/// Refresh, and open or update one pull request with the report as its body. Needs git and gh.
///
/// Exits with the codes of refresh-spec, and with 4 if the branch has commits of others for an older document.
#[derive(clap::Args)]
pub struct Propose {
    /// The new document, a file or a URL; the lock's source by default.
    #[arg(long, value_name = "FILE|URL")]
    from: Option<String>,
}

impl Propose {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let root = workspace::root();
        let _lock = RunLock::acquire(&root)?;
        let result = propose(
            &Tools::new(root, PathBuf::from("gh")),
            self.from,
            &trial::run,
        )?;
        output::print(&to_text(&result))?;
        Ok(ExitCode::from(result.exit_code()))
    }
}

/// The work tree, and the git and gh commands run in it.
struct Tools {
    root: PathBuf,
    repository: Repository,
    pull_requests: PullRequests,
}

impl Tools {
    fn new(root: PathBuf, gh: PathBuf) -> Self {
        Self {
            repository: Repository::new(Program::new(PathBuf::from("git"), root.clone())),
            pull_requests: PullRequests::new(Program::new(gh, root.clone())),
            root,
        }
    }
}

fn propose(tools: &Tools, from: Option<String>, trial: Trial<'_>) -> anyhow::Result<RefreshResult> {
    let base = tools.repository.clean_head(BRANCH)?;
    let options = RefreshSpec {
        from,
        accept_breaking: true,
        ..RefreshSpec::default()
    };
    let (mut result, files) = options.evaluate(&tools.root, trial, DOWNLOAD_TIME)?;
    match result.status {
        Status::Unchanged => result.notes.extend(withdraw(tools)?),
        Status::Tried => {
            result = result.with(Status::Proposed);
            publish(tools, &base, &files, &result)?;
        }
        _ => {}
    }
    Ok(result)
}

fn publish(tools: &Tools, base: &str, files: &Files, result: &RefreshResult) -> anyhow::Result<()> {
    let title = format!("Follow the vendor's document {}", version(tools, files)?);
    let index = tools.root.join("target").join("propose.index");
    let commit = tools.repository.commit(base, files, &title, &index)?;
    match tools.repository.push(BRANCH, &commit)? {
        Push::Pushed | Push::Unchanged | Push::PortOfSameDocument => {}
        Push::Refused { subject } => anyhow::bail!(
            "the branch {BRANCH} has a commit by another author (`{subject}`) for an older document, and the \
             vendor has changed it again; merge or delete the branch, then run cargo xtask propose"
        ),
    }
    let body = tools.root.join("target").join("refresh-spec.md");
    fs::create_dir_all(tools.root.join("target"))?;
    fs::write(&body, to_markdown(result)).with_context(|| body.display().to_string())?;
    tools.pull_requests.open_or_update(BRANCH, &title, &body)
}

/// The document's version in the new lock, or in the current lock if it does not change.
fn version(tools: &Tools, files: &Files) -> anyhow::Result<String> {
    let new = files.iter().find(|(path, _)| path == tracked_files::LOCK);
    let lock = match new {
        Some((_, bytes)) => openapi_track::lock::Lock::parse(std::str::from_utf8(bytes)?)?,
        None => tracked_files::read_lock(&tools.root)?,
    };
    Ok(lock.version)
}

/// Closes the pull request and deletes the branch of an earlier run: the vendor has reverted the change, or it
/// was merged. If the branch has commits of others, keeps it and returns a note.
fn withdraw(tools: &Tools) -> anyhow::Result<Option<String>> {
    let open = tools.pull_requests.open(BRANCH)?;
    let Some(tip) = tools.repository.remote_tip(BRANCH)? else {
        return Ok(None);
    };
    if !tools.repository.is_own(&tip)? {
        return Ok(Some(format!(
            "the branch {BRANCH} has commits by another author and was not changed"
        )));
    }
    if let Some(number) = open {
        tools.pull_requests.close(&number)?;
    }
    tools.repository.delete(BRANCH, &tip)?;
    Ok(None)
}
