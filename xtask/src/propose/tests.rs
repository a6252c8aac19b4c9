//! The rolling pull request, with a local repository as the remote and a script in place of gh.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use super::{BRANCH, Program, Tools, propose};
use crate::{
    refresh_spec::{
        RefreshResult, Status,
        tests::{another, copy, from_file, passes, replaced, upstream},
    },
    tracked_files::{DOCUMENT, UPSTREAM},
};

/// Records its arguments; a pull request is open while the file `open` exists.
const GH: &str = r#"#!/bin/sh
echo "$@" >> "$(dirname "$0")/calls"
case "$1 $2" in
"pr list") cat "$(dirname "$0")/open" 2>/dev/null || true ;;
"pr create") echo 7 > "$(dirname "$0")/open" ;;
"pr close") rm "$(dirname "$0")/open" ;;
esac
"#;

struct Fixture {
    tree: tempfile::TempDir,
    outside: tempfile::TempDir,
    tools: Tools,
    git: Program,
}

impl Fixture {
    fn new() -> Self {
        let (tree, outside) = (copy(), tempfile::tempdir().unwrap());
        let gh = outside.path().join("gh");
        fs::write(&gh, GH).unwrap();
        fs::set_permissions(&gh, fs::Permissions::from_mode(0o755)).unwrap();
        let remote = outside.path().join("remote.git");
        let remote = remote.to_str().unwrap();
        fs::write(tree.path().join(".gitignore"), "/target\n").unwrap();
        let git = Program::new("git".into(), tree.path().to_owned());
        for arguments in [
            &["init", "-q", "--bare", remote][..],
            &["init", "-q", "-b", "trunk"],
            &["config", "user.name", "nobody"],
            &["config", "user.email", "nobody@example.com"],
            &["remote", "add", "origin", remote],
            &["add", "--all"],
            &["commit", "-q", "-m", "First commit"],
        ] {
            git.run(arguments).unwrap();
        }
        Self {
            tools: Tools::new(tree.path().to_owned(), gh),
            tree,
            outside,
            git,
        }
    }

    fn try_propose(&self, document: &str) -> anyhow::Result<RefreshResult> {
        let (_file, options) = from_file(document.as_bytes());
        propose(&self.tools, options.from, &passes)
    }

    fn propose(&self, document: &str) -> Status {
        self.try_propose(document).unwrap().status
    }

    fn git(&self, arguments: &[&str]) -> String {
        self.git.run(arguments).unwrap()
    }

    /// The calls of gh since the last time.
    fn calls(&self) -> Vec<String> {
        let path = self.outside.path().join("calls");
        let text = fs::read_to_string(&path).unwrap_or_default();
        let _ = fs::remove_file(path);
        text.lines()
            .map(|line| line.split(' ').take(3).collect::<Vec<_>>().join(" "))
            .collect()
    }

    fn pushed(&self) -> String {
        self.git(&["ls-remote", "origin", BRANCH])
    }

    fn read(&self, path: impl AsRef<Path>) -> String {
        fs::read_to_string(self.tree.path().join(path)).unwrap()
    }

    fn assert_work_tree_is_unchanged(&self) {
        assert_eq!(self.read(UPSTREAM), upstream());
        assert_eq!(self.git(&["rev-parse", "--abbrev-ref", "HEAD"]), "trunk");
        assert_eq!(self.git(&["status", "--porcelain"]), "");
        assert_eq!(self.git(&["branch", "--list"]), "* trunk");
    }

    /// Changes the branch as a maintainer does in the pull request.
    fn edit_branch(&self, edit: impl FnOnce()) {
        self.git(&["fetch", "-q", "origin", BRANCH]);
        self.git(&["checkout", "-q", "--detach", "FETCH_HEAD"]);
        edit();
        let to = format!("+HEAD:refs/heads/{BRANCH}");
        self.git(&["push", "-q", "origin", &to]);
        self.git(&["checkout", "-q", "trunk"]);
    }

    fn write_new_file(&self) {
        fs::write(self.tree.path().join("ported"), "").unwrap();
        self.git(&["add", "--all"]);
    }
}

/// The vendor's document with a change on top of that of [`another`].
fn later() -> String {
    replaced("\"externalRef\": {}", "\"externalRef\": {}, \"other\": {}")
}

#[test]
fn one_pull_request_is_opened_updated_and_withdrawn() {
    let fixture = Fixture::new();
    assert_eq!(fixture.propose(&upstream()), Status::Unchanged);
    assert_eq!(fixture.calls(), ["pr list --head"]);
    assert_eq!(fixture.pushed(), "");

    assert_eq!(fixture.propose(&another()), Status::Proposed);
    assert_eq!(fixture.calls(), ["pr list --head", "pr create --head"]);
    let first = fixture.pushed();
    assert!(fixture.read("target/refresh-spec.md").contains("`locale`"));
    fixture.git(&["fetch", "-q", "origin", BRANCH]);
    let document = fixture.git(&["show", &format!("FETCH_HEAD:{DOCUMENT}")]);
    assert!(document.contains("\"locale\""));
    fixture.assert_work_tree_is_unchanged();

    // The same document again: the branch stays, though the lock would have another time.
    assert_eq!(fixture.propose(&another()), Status::Proposed);
    assert_eq!(fixture.calls(), ["pr list --head", "pr edit 7"]);
    assert_eq!(fixture.pushed(), first);

    // A later document replaces the command's own commit in the same pull request.
    assert_eq!(fixture.propose(&later()), Status::Proposed);
    assert_eq!(fixture.calls(), ["pr list --head", "pr edit 7"]);
    assert_ne!(fixture.pushed(), first);

    // The vendor has reverted the change.
    assert_eq!(fixture.propose(&upstream()), Status::Unchanged);
    assert_eq!(fixture.calls(), ["pr list --head", "pr close 7"]);
    assert_eq!(fixture.pushed(), "");
    fixture.assert_work_tree_is_unchanged();
}

#[test]
fn unusable_document_or_uncommitted_changes_propose_nothing() {
    let fixture = Fixture::new();
    assert!(matches!(fixture.propose("<html>"), Status::Unusable(_)));
    fs::write(fixture.tree.path().join("mine"), "").unwrap();
    let error = fixture.try_propose(&another()).unwrap_err().to_string();
    assert!(
        error.contains("uncommitted changes") && error.contains("mine"),
        "{error}"
    );
    assert_eq!(fixture.calls(), Vec::<String>::new());
    assert_eq!(fixture.pushed(), "");
}

#[test]
fn refuses_to_run_on_its_own_branch() {
    let fixture = Fixture::new();
    fixture.git(&["checkout", "-q", "-b", BRANCH]);
    let error = fixture.try_propose(&another()).unwrap_err().to_string();
    assert!(error.contains("check that one out first"), "{error}");
}

#[test]
fn commits_of_others_are_never_overwritten_or_deleted() {
    let amend = ["commit", "-q", "--amend", "--no-edit"];
    type Edit<'a> = (&'a str, Box<dyn Fn(&Fixture) + 'a>);
    let edits: [Edit<'_>; 5] = [
        (
            "commit on top",
            Box::new(|fixture| {
                fixture.write_new_file();
                fixture.git(&["commit", "-q", "-m", "Port the client"]);
            }),
        ),
        (
            "commit on top with the same message",
            Box::new(|fixture| {
                let message = fixture.git(&["log", "-1", "--format=%B"]);
                fixture.write_new_file();
                fixture.git(&["commit", "-q", "-m", &message]);
            }),
        ),
        (
            "amended content",
            Box::new(|fixture| {
                fixture.write_new_file();
                fixture.git(&amend);
            }),
        ),
        (
            "amended message",
            Box::new(|fixture| {
                let message = fixture.git(&["log", "-1", "--format=%B"]);
                let message = format!("{message}\n\nReviewed.");
                fixture.git(&["commit", "-q", "--amend", "-m", &message]);
            }),
        ),
        (
            "moved to another parent",
            Box::new(|fixture| {
                let own = fixture.git(&["rev-parse", "HEAD"]);
                fixture.git(&["checkout", "-q", "--detach", "trunk"]);
                fixture.git(&["commit", "-q", "--allow-empty", "-m", "Another base"]);
                fixture.git(&["cherry-pick", &own]);
            }),
        ),
    ];
    for (name, edit) in edits {
        let fixture = Fixture::new();
        assert_eq!(fixture.propose(&another()), Status::Proposed);
        fixture.edit_branch(|| edit(&fixture));
        let edited = fixture.pushed();
        fixture.calls();

        // The same document: the report is updated, the branch stays.
        assert_eq!(fixture.propose(&another()), Status::Proposed, "{name}");
        assert_eq!(fixture.calls(), ["pr list --head", "pr edit 7"]);
        assert_eq!(fixture.pushed(), edited, "{name}");

        // A later document: a maintainer must decide.
        let error = fixture.try_propose(&later()).unwrap_err().to_string();
        assert!(
            error.contains("commit by another author"),
            "{name}: {error}"
        );
        assert_eq!(fixture.pushed(), edited, "{name}");

        // The change is reverted: branch and pull request stay.
        let result = fixture.try_propose(&upstream()).unwrap();
        assert_eq!(result.status, Status::Unchanged);
        assert_eq!(result.notes.len(), 1, "{name}");
        assert!(
            !fixture.calls().contains(&"pr close 7".to_owned()),
            "{name}"
        );
        assert_eq!(fixture.pushed(), edited, "{name}");
        fixture.assert_work_tree_is_unchanged();
    }
}

#[test]
fn branch_that_changes_during_the_push_is_not_overwritten() {
    let fixture = Fixture::new();
    assert_eq!(fixture.propose(&another()), Status::Proposed);
    let own = fixture
        .tools
        .repository
        .remote_tip(BRANCH)
        .unwrap()
        .unwrap();
    fixture.edit_branch(|| {
        fixture.write_new_file();
        fixture.git(&["commit", "-q", "-m", "Port the client"]);
    });
    let ported = fixture.pushed();
    // The decision was made for the commit that was there before.
    assert!(fixture.tools.repository.is_own(&own).unwrap());
    fixture.tools.repository.delete(BRANCH, &own).unwrap_err();
    assert_eq!(fixture.pushed(), ported);
}
