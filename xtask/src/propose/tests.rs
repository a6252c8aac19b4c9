//! The rolling pull request, with a repository on this disk for the remote and a script in gh's place.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use super::{BRANCH, Ending, Tools, propose};
use crate::{
    refresh_spec::tests::{another, copy, from_file, holds, replaced, upstream},
    set::{DOCUMENT, UPSTREAM},
};

/// Writes down what it was asked, and knows of a pull request where there is a file of that name.
const GH: &str = r#"#!/bin/sh
echo "$@" >> "$(dirname "$0")/asked"
case "$1 $2" in
"pr list") cat "$(dirname "$0")/open" 2>/dev/null || true ;;
"pr create") echo 7 > "$(dirname "$0")/open" ;;
"pr close") rm "$(dirname "$0")/open" ;;
esac
"#;

struct Bench {
    tree: tempfile::TempDir,
    around: tempfile::TempDir,
    tools: Tools,
}

impl Bench {
    fn new() -> Self {
        let (tree, around) = (copy(), tempfile::tempdir().unwrap());
        let gh = around.path().join("gh");
        fs::write(&gh, GH).unwrap();
        fs::set_permissions(&gh, fs::Permissions::from_mode(0o755)).unwrap();
        let tools = Tools {
            root: tree.path().to_path_buf(),
            gh,
        };
        let remote = around.path().join("remote.git");
        let remote = remote.to_str().unwrap();
        fs::write(tree.path().join(".gitignore"), "/target\n/.refresh\n").unwrap();
        for arguments in [
            &["init", "-q", "--bare", remote][..],
            &["init", "-q", "-b", "trunk"],
            &["config", "user.name", "nobody"],
            &["config", "user.email", "nobody@example.com"],
            &["remote", "add", "origin", remote],
            &["add", "--all"],
            &["commit", "-q", "-m", "begin"],
        ] {
            tools.git(arguments).unwrap();
        }
        Self {
            tree,
            around,
            tools,
        }
    }

    fn propose(&self, document: &str) -> Ending {
        let (_file, asked) = from_file(document.as_bytes());
        propose(&self.tools, asked.from, &holds).unwrap().ending
    }

    /// What gh was asked since the last time.
    fn asked(&self) -> Vec<String> {
        let path = self.around.path().join("asked");
        let text = fs::read_to_string(&path).unwrap_or_default();
        let _ = fs::remove_file(path);
        text.lines()
            .map(|line| line.split(' ').take(3).collect::<Vec<_>>().join(" "))
            .collect()
    }

    fn pushed(&self) -> String {
        self.tools.git(&["ls-remote", "origin", BRANCH]).unwrap()
    }

    fn read(&self, path: impl AsRef<Path>) -> String {
        fs::read_to_string(self.tree.path().join(path)).unwrap()
    }
}

#[test]
fn one_pull_request_is_opened_updated_and_withdrawn() {
    let bench = Bench::new();
    assert_eq!(bench.propose(&upstream()), Ending::NothingChanged);
    assert_eq!(bench.asked(), ["pr list --head"]);
    assert_eq!(bench.pushed(), "");

    assert_eq!(bench.propose(&another()), Ending::Written);
    assert_eq!(bench.asked(), ["pr list --head", "pr create --head"]);
    let first = bench.pushed();
    assert!(bench.read("target/refresh-spec.md").contains("`locale`"));
    let shown = bench
        .tools
        .git(&["show", &format!("origin/{BRANCH}:{DOCUMENT}")]);
    assert!(shown.unwrap().contains("\"locale\""));
    // The work tree is where it was.
    assert_eq!(bench.read(UPSTREAM), upstream());
    assert_eq!(
        bench
            .tools
            .git(&["rev-parse", "--abbrev-ref", "HEAD"])
            .unwrap(),
        "trunk"
    );

    // The next day brings the same: the branch stays, though the lock would name another time.
    assert_eq!(bench.propose(&another()), Ending::Written);
    assert_eq!(bench.asked(), ["pr list --head", "pr edit 7"]);
    assert_eq!(bench.pushed(), first);

    // Then more, in the same pull request.
    let more = replaced("\"externalRef\": {}", "\"externalRef\": {}, \"other\": {}");
    assert_eq!(bench.propose(&more), Ending::Written);
    assert_eq!(bench.asked(), ["pr list --head", "pr edit 7"]);
    assert_ne!(bench.pushed(), first);

    assert_eq!(bench.propose(&upstream()), Ending::NothingChanged);
    assert_eq!(bench.asked(), ["pr list --head", "pr close 7"]);
}

#[test]
fn a_bad_document_or_a_tree_with_changes_proposes_nothing() {
    let bench = Bench::new();
    assert!(matches!(bench.propose("<html>"), Ending::Unusable(_)));
    fs::write(bench.tree.path().join("mine"), "").unwrap();
    let error = propose(&bench.tools, None, &holds)
        .err()
        .unwrap()
        .to_string();
    assert!(
        error.contains("changes of its own") && error.contains("mine"),
        "{error}"
    );
    assert_eq!(bench.asked(), Vec::<String>::new());
    assert_eq!(bench.pushed(), "");
}

#[test]
fn a_port_on_top_of_the_branch_is_never_overwritten() {
    let bench = Bench::new();
    let git = |arguments: &[&str]| bench.tools.git(arguments).unwrap();
    assert_eq!(bench.propose(&another()), Ending::Written);
    // What a maintainer does in the pull request.
    git(&["checkout", "-q", BRANCH]);
    fs::write(bench.tree.path().join("ported"), "").unwrap();
    git(&["add", "--all"]);
    git(&["commit", "-q", "-m", "Port the client"]);
    git(&["push", "-q", "origin", BRANCH]);
    let (_file, asked) = from_file(another().as_bytes());
    let error = propose(&bench.tools, asked.from, &holds).err().unwrap();
    assert!(error.to_string().contains("check that one out first"));
    git(&["checkout", "-q", "trunk"]);
    let ported = bench.pushed();
    bench.asked();

    // The next day brings the same document: the report is told again, the branch stays.
    assert_eq!(bench.propose(&another()), Ending::Written);
    assert_eq!(bench.asked(), ["pr list --head", "pr edit 7"]);
    assert_eq!(bench.pushed(), ported);

    // Then another: whose work that is, is for people to say.
    let more = replaced("\"externalRef\": {}", "\"externalRef\": {}, \"other\": {}");
    let (_file, asked) = from_file(more.as_bytes());
    let error = propose(&bench.tools, asked.from, &holds).err().unwrap();
    assert!(error.to_string().contains("`Port the client`"), "{error}");
    assert_eq!(bench.pushed(), ported);
    assert_eq!(git(&["rev-parse", "--abbrev-ref", "HEAD"]), "trunk");
    assert_eq!(git(&["status", "--porcelain"]), "");
}
