//! The pull request of the branch, through gh.

use std::path::Path;

use anyhow::Context as _;

use super::program::Program;

/// gh in the work tree.
#[derive(Debug)]
pub struct PullRequests {
    gh: Program,
}

impl PullRequests {
    pub fn new(gh: Program) -> Self {
        Self { gh }
    }

    /// The number of the open pull request of this repository's branch; forks may use the same name.
    ///
    /// # Errors
    /// gh fails.
    pub fn open(&self, branch: &str) -> anyhow::Result<Option<String>> {
        let own = ".[] | select(.isCrossRepository | not) | .number";
        let list = ["pr", "list", "--head", branch, "--state", "open"];
        let fields = ["--json", "number,isCrossRepository", "--jq", own];
        let numbers = self.gh.run(&[&list[..], &fields].concat())?;
        Ok(numbers.lines().next().map(str::to_owned))
    }

    /// Opens a pull request, or gives the open one this title and body.
    ///
    /// # Errors
    /// gh fails.
    pub fn open_or_update(&self, branch: &str, title: &str, body: &Path) -> anyhow::Result<()> {
        let body = body
            .to_str()
            .context("the path of the work tree is not UTF-8")?;
        let content = ["--title", title, "--body-file", body];
        match self.open(branch)? {
            Some(number) => self
                .gh
                .run(&[&["pr", "edit", &number], &content[..]].concat())?,
            None => {
                let create = ["pr", "create", "--head", branch];
                self.gh.run(&[&create[..], &content].concat())?
            }
        };
        Ok(())
    }

    /// Closes a pull request; its branch stays.
    ///
    /// # Errors
    /// gh fails.
    pub fn close(&self, number: &str) -> anyhow::Result<()> {
        let comment = "The vendor's document is the one that is checked in.";
        self.gh
            .run(&["pr", "close", number, "--comment", comment])?;
        Ok(())
    }
}
