//! A second document of the same API with other paths, ids and names is followed by its overlay alone:
//! handwritten code, its tests and its snapshots pass unchanged.
//!
//! `cargo test -p xtask client_and_emulator -- --ignored` compiles and tests client and emulator with it in a
//! copy of the workspace.

use std::{fs, path::Path};

use openapi_track::{compare, load, report::Report};

use super::{
    super::{RefreshSpec, Status, to_text},
    TIME, content, copy, refresh,
};
use crate::{
    tracked_files::{
        BINDINGS, BINDINGS_SNAPSHOT, DOCUMENT, DOCUMENT_SNAPSHOT, LOCK, OVERLAY, ROLES, UPSTREAM,
    },
    trial, workspace,
};

const SECOND: &str = "openapi-track/tests/second/openapi.yaml";
const SECOND_OVERLAY: &str = "openapi-track/tests/second/overlay.yaml";
/// The files that may change: all are generated.
const GENERATED: [&str; 8] = [
    UPSTREAM,
    DOCUMENT,
    BINDINGS,
    ROLES,
    DOCUMENT_SNAPSHOT,
    BINDINGS_SNAPSHOT,
    LOCK,
    "CHANGELOG.md",
];

fn options() -> RefreshSpec {
    let from = workspace::root().join(SECOND).to_str().unwrap().to_owned();
    RefreshSpec {
        from: Some(from),
        ..RefreshSpec::default()
    }
}

fn write_overlay(root: &Path) {
    fs::copy(workspace::root().join(SECOND_OVERLAY), root.join(OVERLAY)).unwrap();
}

#[test]
fn second_document_is_prepared_by_its_overlay_alone() {
    let folder = copy();
    let refused = refresh(folder.path(), &options());
    assert_eq!(
        refused.exit_code(),
        2,
        "the overlay of the first document fits: {}",
        to_text(&refused)
    );

    write_overlay(folder.path());
    let result = refresh(folder.path(), &options());
    assert_eq!(result.status, Status::Written, "{}", to_text(&result));
    assert_eq!(result.files, GENERATED);
    // The documents differ on the wire.
    let read = |root: &Path| load::parse(&fs::read(root.join(DOCUMENT)).unwrap()).unwrap();
    let report = Report::compare(&read(&workspace::root()), &read(folder.path()));
    assert_eq!(report.wire(), compare::Wire::Breaking);
}

#[test]
#[ignore = "compiles the client and the emulator and runs their tests"]
fn client_and_emulator_pass_unchanged_with_the_second_document() {
    let _lock = trial::FOLDER_LOCK.lock();
    let folder = tempfile::tempdir().unwrap();
    trial::WorkspaceCopy::create(&workspace::root(), &Vec::new(), folder.path()).unwrap();
    write_overlay(folder.path());
    let before = content(folder.path());
    // The folder of the work tree's own trials, so that dependencies are compiled once.
    let builds = trial::folder(&workspace::root()).unwrap();
    let trial = |root: &Path, files: &_| trial::run_in(&builds, root, files);
    let result = options().refresh(folder.path(), &trial, TIME).unwrap();
    assert_eq!(result.status, Status::Written, "{}", to_text(&result));
    assert_eq!(result.broken, Vec::<String>::new());
    assert_eq!(result.files, GENERATED);
    let mut after = content(folder.path());
    after.retain(|path, now| before.get(path) != Some(now));
    let changed: Vec<_> = after.keys().filter_map(|path| path.to_str()).collect();
    let mut expected = GENERATED;
    expected.sort_unstable();
    assert_eq!(changed, expected);
}
