//! The branch in git. Only commits that this command has made, unchanged, are overwritten or deleted.
//!
//! Such a commit ends with a trailer that contains a hash of its tree, its parent and its subject. A commit
//! that was amended or rebased, or that has anything on top, does not match.

use std::path::Path;

use anyhow::Context as _;
use openapi_track::lock::sha256;

use super::program::Program;
use crate::tracked_files::{Files, LOCK, UPSTREAM};

/// Name of the trailer.
const TRAILER: &str = "Refresh-Spec-Proof";

/// git in the work tree.
#[derive(Debug)]
pub struct Repository {
    git: Program,
}

/// The result of a push.
#[derive(Debug, PartialEq, Eq)]
pub enum Push {
    Pushed,
    /// The branch differs in nothing but the time of retrieval.
    Unchanged,
    /// Somebody has committed to the branch, for the same document.
    PortOfSameDocument,
    /// Somebody has committed to the branch, for another document.
    Refused {
        /// Subject of that commit.
        subject: String,
    },
}

impl Repository {
    pub fn new(git: Program) -> Self {
        Self { git }
    }

    /// The commit that is checked out.
    ///
    /// # Errors
    /// The work tree has changes, or `branch` is checked out.
    pub fn clean_head(&self, branch: &str) -> anyhow::Result<String> {
        let status = self.git.run(&["status", "--porcelain"])?;
        anyhow::ensure!(
            status.is_empty(),
            "the work tree has uncommitted changes; commit or stash them first:\n{status}"
        );
        let current = self.git.run(&["rev-parse", "--abbrev-ref", "HEAD"])?;
        anyhow::ensure!(
            current != branch,
            "{branch} is made from the branch that it is to be merged into; check that one out first"
        );
        self.git.run(&["rev-parse", "HEAD"])
    }

    /// Commits `files` on top of `base` without touching the work tree. `index` is a temporary file.
    ///
    /// # Errors
    /// git fails.
    pub fn commit(
        &self,
        base: &str,
        files: &Files,
        subject: &str,
        index: &Path,
    ) -> anyhow::Result<String> {
        if let Some(folder) = index.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let environment = [("GIT_INDEX_FILE", index)];
        let git = |arguments: &[&str]| self.git.run_with(arguments, &environment, None);
        git(&["read-tree", base])?;
        for (path, content) in files {
            let hash = ["hash-object", "-w", "--stdin", "--path", path];
            let blob = self.git.run_with(&hash, &environment, Some(content))?;
            let entry = format!("100644,{blob},{path}");
            git(&["update-index", "--add", "--cacheinfo", &entry])?;
        }
        let tree = git(&["write-tree"])?;
        std::fs::remove_file(index).with_context(|| index.display().to_string())?;
        let message = message(subject, &tree, base);
        self.git
            .run(&["commit-tree", "-p", base, "-m", &message, &tree])
    }

    /// The commit at the end of the remote branch, which is fetched.
    ///
    /// # Errors
    /// git fails.
    pub fn remote_tip(&self, branch: &str) -> anyhow::Result<Option<String>> {
        let name = format!("refs/heads/{branch}");
        let listed = self.git.run(&["ls-remote", "origin", &name])?;
        let Some(tip) = listed.split_whitespace().next() else {
            return Ok(None);
        };
        self.git.run(&["fetch", "-q", "origin", &name])?;
        Ok(Some(tip.to_owned()))
    }

    /// Whether this command has made the commit and nobody has changed it.
    ///
    /// # Errors
    /// git fails.
    pub fn is_own(&self, commit: &str) -> anyhow::Result<bool> {
        let show = |format: &str| self.git.run(&["show", "-s", format, commit]);
        let (tree, parents) = (show("--format=%T")?, show("--format=%P")?);
        let (subject, found) = (show("--format=%s")?, show("--format=%B")?);
        Ok(found == message(&subject, &tree, &parents))
    }

    /// Makes `commit` the remote branch, unless somebody's commit would be lost. The branch must not change
    /// meanwhile.
    ///
    /// # Errors
    /// git fails.
    pub fn push(&self, branch: &str, commit: &str) -> anyhow::Result<Push> {
        let tip = self.remote_tip(branch)?;
        if let Some(tip) = &tip {
            let differs = |paths: &[&str]| -> anyhow::Result<bool> {
                let diff = ["diff", "--name-only", tip, commit, "--"];
                Ok(!self.git.run(&[&diff[..], paths].concat())?.is_empty())
            };
            if !self.is_own(tip)? {
                if !differs(&[UPSTREAM])? {
                    return Ok(Push::PortOfSameDocument);
                }
                let subject = self.git.run(&["show", "-s", "--format=%s", tip])?;
                return Ok(Push::Refused { subject });
            }
            if !differs(&[".", &format!(":(exclude){LOCK}")])? {
                return Ok(Push::Unchanged);
            }
        }
        self.replace(branch, tip.as_deref().unwrap_or_default(), commit)?;
        Ok(Push::Pushed)
    }

    /// Deletes the remote branch if `tip` is still its end.
    ///
    /// # Errors
    /// git fails.
    pub fn delete(&self, branch: &str, tip: &str) -> anyhow::Result<()> {
        self.replace(branch, tip, "")
    }

    /// An empty `old` stands for a branch that does not exist, an empty `new` deletes it.
    fn replace(&self, branch: &str, old: &str, new: &str) -> anyhow::Result<()> {
        let lease = format!("--force-with-lease=refs/heads/{branch}:{old}");
        let to = format!("{new}:refs/heads/{branch}");
        self.git
            .run(&["push", "-q", &lease, "origin", &to])
            .map(drop)
    }
}

fn message(subject: &str, tree: &str, parent: &str) -> String {
    let proof = sha256(format!("{tree}\n{parent}\n{subject}").as_bytes());
    format!("{subject}\n\n{TRAILER}: {proof}")
}
