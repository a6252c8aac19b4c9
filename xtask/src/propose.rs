//! `cargo xtask propose`: a refresh as one rolling pull request, the same by hand as by the scheduled job.
//!
//! Where the vendor's document is unchanged nothing is left behind, neither branch nor pull request. What
//! handwritten code no longer holds is accepted: it stands in the pull request's body, to be ported there.

#[cfg(all(test, unix))]
mod tests;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::Duration,
};

use anyhow::Context as _;

use crate::{
    format::Format,
    refresh_spec::{Check, Ending, Outcome, RefreshSpec, rehearse},
    set,
};

/// The branch that is written anew each time, unless somebody has put work of their own on top.
const BRANCH: &str = "refresh-spec";
/// How the subject of this command's own commits begins.
const SUBJECT: &str = "Follow the vendor's document";

/// Refresh, and open or update one pull request with the report as its body. Needs git and gh.
#[derive(clap::Args)]
pub struct Propose {
    /// The new document, a file or an address; the lock's source when left out.
    #[arg(long, value_name = "FILE|URL")]
    from: Option<String>,
}

impl Propose {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let tools = Tools {
            root: set::root(),
            gh: PathBuf::from("gh"),
        };
        let outcome = propose(&tools, self.from, &rehearse)?;
        outcome.print(Format::Text)?;
        Ok(ExitCode::from(outcome.exit()))
    }
}

/// Where the work is done and with what.
struct Tools {
    root: PathBuf,
    gh: PathBuf,
}

fn propose(tools: &Tools, from: Option<String>, check: Check<'_>) -> anyhow::Result<Outcome> {
    let status = tools.git(&["status", "--porcelain"])?;
    anyhow::ensure!(
        status.is_empty(),
        "the work tree has changes of its own; commit or stash them first:\n{status}"
    );
    let begun_at = match tools.git(&["rev-parse", "--abbrev-ref", "HEAD"])? {
        detached if detached == "HEAD" => tools.git(&["rev-parse", "HEAD"])?,
        branch => branch,
    };
    anyhow::ensure!(
        begun_at != BRANCH,
        "{BRANCH} is written anew from the branch that it is to be merged into; check that one out first"
    );
    let asked = RefreshSpec {
        from,
        accept_breaking: true,
        ..RefreshSpec::default()
    };
    let outcome = asked.refresh(&tools.root, check, Duration::from_secs(60))?;
    match outcome.ending {
        Ending::NothingChanged => tools.withdraw()?,
        Ending::Written => {
            let published = tools.publish(&outcome);
            // Also after a failure, or the next run would take the branch for where it begins.
            tools.git(&["checkout", "-q", &begun_at])?;
            published?;
        }
        _ => {}
    }
    Ok(outcome)
}

impl Tools {
    fn publish(&self, outcome: &Outcome) -> anyhow::Result<()> {
        // On no branch: a local one of that name may hold somebody's work.
        self.git(&["checkout", "-q", "--detach"])?;
        let title = format!("{SUBJECT} {}", set::lock(&self.root)?.version);
        self.git(&["add", "--all"])?;
        self.git(&["commit", "-q", "-m", &title])?;
        self.push()?;
        self.open_or_update(&title, &outcome.markdown())
    }

    /// Pushes the branch, unless the one that is there differs by nothing but when it was made, or holds
    /// somebody's port to the same document.
    ///
    /// # Errors
    /// Somebody's work on top of an older document is never overwritten.
    fn push(&self) -> anyhow::Result<()> {
        if !self.git(&["ls-remote", "origin", BRANCH])?.is_empty() {
            self.git(&["fetch", "-q", "origin", BRANCH])?;
            let tip = self.git(&["log", "-1", "--format=%s", "FETCH_HEAD"])?;
            if !tip.starts_with(SUBJECT) {
                let documents = ["FETCH_HEAD", "HEAD", "--", set::UPSTREAM];
                let differs = self.git(&[&["diff", "--name-only"][..], &documents].concat())?;
                anyhow::ensure!(
                    differs.is_empty(),
                    "the branch {BRANCH} holds somebody's work (`{tip}`) on an older document, and the \
                     vendor has changed it again; merge or delete the branch, then run cargo xtask propose"
                );
                return Ok(());
            }
            let lock = format!(":(exclude){}", set::LOCK);
            let differs = self.git(&[
                "diff",
                "--name-only",
                "FETCH_HEAD",
                "HEAD",
                "--",
                ".",
                &lock,
            ])?;
            if differs.is_empty() {
                return Ok(());
            }
        }
        let to = format!("+HEAD:refs/heads/{BRANCH}");
        self.git(&["push", "-q", "origin", &to]).map(drop)
    }

    fn open_or_update(&self, title: &str, body: &str) -> anyhow::Result<()> {
        let file = self.root.join("target").join("refresh-spec.md");
        fs::create_dir_all(self.root.join("target"))?;
        fs::write(&file, body).with_context(|| file.display().to_string())?;
        let file = file
            .to_str()
            .context("the path of the work tree is not UTF-8")?;
        match self.open()? {
            Some(number) => {
                self.gh(&["pr", "edit", &number, "--title", title, "--body-file", file])?;
            }
            None => {
                self.gh(&[
                    "pr",
                    "create",
                    "--head",
                    BRANCH,
                    "--title",
                    title,
                    "--body-file",
                    file,
                ])?;
            }
        }
        Ok(())
    }

    /// Closes what an earlier run opened: the vendor has taken the change back, or it was merged.
    fn withdraw(&self) -> anyhow::Result<()> {
        if let Some(number) = self.open()? {
            let comment = "The vendor's document is again the one that is checked in.";
            self.gh(&[
                "pr",
                "close",
                &number,
                "--comment",
                comment,
                "--delete-branch",
            ])?;
        }
        Ok(())
    }

    /// The number of the pull request that is open for the branch.
    fn open(&self) -> anyhow::Result<Option<String>> {
        let list = [
            "pr",
            "list",
            "--head",
            BRANCH,
            "--state",
            "open",
            "--json",
            "number",
            "--jq",
            ".[].number",
        ];
        let numbers = self.gh(&list)?;
        Ok(numbers.lines().next().map(str::to_owned))
    }

    fn git(&self, arguments: &[&str]) -> anyhow::Result<String> {
        self.output(Path::new("git"), arguments)
    }

    fn gh(&self, arguments: &[&str]) -> anyhow::Result<String> {
        self.output(&self.gh, arguments)
    }

    fn output(&self, program: &Path, arguments: &[&str]) -> anyhow::Result<String> {
        let said = || format!("{} {}", program.display(), arguments.join(" "));
        let output = Command::new(program)
            .current_dir(&self.root)
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .with_context(said)?;
        let errors = String::from_utf8_lossy(&output.stderr);
        anyhow::ensure!(output.status.success(), "{}: {}", said(), errors.trim());
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}
