//! Refreshes in a copy of the set, with the check of the handwritten code put in by the test: a refresh never
//! runs the tests that it is tested by.

mod downloads;
mod endings;
mod kills;
mod second;
mod server;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{Outcome, RefreshSpec, rehearsal::Findings};
use crate::set::{
    self, BINDINGS, BINDINGS_SNAPSHOT, DOCUMENT, DOCUMENT_SNAPSHOT, Files, LOCK, OVERLAY, ROLES,
    UPSTREAM,
};

const FILES: [&str; 10] = [
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
];

/// A copy of the set in a folder of its own.
pub fn copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in FILES {
        let to = folder.path().join(file);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(set::root().join(file), to).unwrap();
    }
    folder
}

/// Every file of a tree, as a path from its root.
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

/// The vendor's document as it is now.
pub fn upstream() -> String {
    fs::read_to_string(set::root().join(UPSTREAM)).unwrap()
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

#[expect(clippy::unnecessary_wraps, reason = "the form of a check")]
pub fn holds(_: &Path, _: &Files) -> anyhow::Result<Findings> {
    Ok(Findings::default())
}

fn refresh(root: &Path, asked: &RefreshSpec) -> Outcome {
    asked
        .refresh(root, &holds, Duration::from_secs(20))
        .unwrap()
}

/// A refresh from a file that holds this.
pub fn from_file(document: &[u8]) -> (tempfile::NamedTempFile, RefreshSpec) {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), document).unwrap();
    let asked = RefreshSpec {
        from: Some(file.path().to_str().unwrap().to_owned()),
        ..RefreshSpec::default()
    };
    (file, asked)
}
