//! Refreshes in a temporary copy of the tracked files. The trial is replaced by a function of the test, so that
//! these tests never compile the workspace.

mod additive;
mod downloads;
mod kills;
mod lock;
mod results;
mod second_document;
mod server;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{RefreshResult, RefreshSpec};
use crate::{
    tracked_files::{
        BINDINGS, BINDINGS_SNAPSHOT, DOCUMENT, DOCUMENT_SNAPSHOT, Files, LOCK, OVERLAY, ROLES,
        UPSTREAM,
    },
    trial::TrialResult,
    workspace,
};

/// Longest time for a download from this machine.
const TIME: Duration = Duration::from_secs(20);

const FILES: [&str; 11] = [
    UPSTREAM,
    LOCK,
    OVERLAY,
    DOCUMENT,
    BINDINGS,
    ROLES,
    DOCUMENT_SNAPSHOT,
    BINDINGS_SNAPSHOT,
    "CHANGELOG.md",
    "Cargo.toml",
    "src/model/status_table.txt",
];

/// A copy of the tracked files in a temporary folder.
pub fn copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in FILES {
        let to = folder.path().join(file);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(workspace::root().join(file), to).unwrap();
    }
    folder
}

/// All files below a folder by relative path.
fn content(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_path_buf();
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

/// The vendor's document in the work tree.
pub fn upstream() -> String {
    fs::read_to_string(workspace::root().join(UPSTREAM)).unwrap()
}

/// The vendor's document with one more request field.
pub fn another() -> String {
    replaced(
        "\"externalRef\": {}",
        "\"externalRef\": {}, \"locale\": {\"type\": \"string\"}",
    )
}

pub fn replaced(from: &str, to: &str) -> String {
    let new = upstream().replacen(from, to, 1);
    assert!(new != upstream());
    new
}

/// A trial in which nothing fails.
#[expect(clippy::unnecessary_wraps, reason = "the type of a trial")]
pub fn passes(_: &Path, _: &Files) -> anyhow::Result<TrialResult> {
    Ok(TrialResult::default())
}

fn refresh(root: &Path, options: &RefreshSpec) -> RefreshResult {
    options.refresh(root, &passes, TIME).unwrap()
}

/// A temporary file with this document, and the options to refresh from it.
pub fn from_file(document: &[u8]) -> (tempfile::NamedTempFile, RefreshSpec) {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), document).unwrap();
    let options = RefreshSpec {
        from: Some(file.path().to_str().unwrap().to_owned()),
        ..RefreshSpec::default()
    };
    (file, options)
}
