//! Another team's document of the same API is taken in by its overlay alone: handwritten code, its tests and
//! its snapshots hold as they are.
//!
//! `cargo test -p xtask second_document -- --ignored` compiles the client and the emulator against it, in a
//! copy of the workspace, and runs their tests.

use std::{fs, path::Path, time::Duration};

use openapi_track::{compare, load, report::Report};

use super::{
    super::{
        Ending, RefreshSpec,
        rehearsal::{copy, rehearse_in, target},
    },
    content, copy as copy_of_the_set, refresh,
};
use crate::set::{
    self, BINDINGS, BINDINGS_SNAPSHOT, DOCUMENT, DOCUMENT_SNAPSHOT, LOCK, OVERLAY, UPSTREAM,
};

const SECOND: &str = "openapi-track/tests/second/openapi.yaml";
const SECOND_OVERLAY: &str = "openapi-track/tests/second/overlay.yaml";
/// What may change: all of it is made.
const MADE: [&str; 7] = [
    UPSTREAM,
    DOCUMENT,
    BINDINGS,
    DOCUMENT_SNAPSHOT,
    BINDINGS_SNAPSHOT,
    LOCK,
    "CHANGELOG.md",
];

fn asked() -> RefreshSpec {
    let from = set::root().join(SECOND).to_str().unwrap().to_owned();
    RefreshSpec {
        from: Some(from),
        ..RefreshSpec::default()
    }
}

fn put_overlay(root: &Path) {
    fs::copy(set::root().join(SECOND_OVERLAY), root.join(OVERLAY)).unwrap();
}

#[test]
fn the_second_document_is_prepared_by_its_overlay_alone() {
    let folder = copy_of_the_set();
    let refused = refresh(folder.path(), &asked());
    assert_eq!(
        refused.exit(),
        2,
        "our overlay should not fit: {}",
        refused.text()
    );

    put_overlay(folder.path());
    let outcome = refresh(folder.path(), &asked());
    assert_eq!(outcome.ending, Ending::Written, "{}", outcome.text());
    assert_eq!(outcome.files, MADE);
    // It is another document indeed, as to the wire.
    let read = |root: &Path| load::parse(&fs::read(root.join(DOCUMENT)).unwrap()).unwrap();
    let report = Report::compare(&read(&set::root()), &read(folder.path()));
    assert_eq!(report.wire(), compare::Wire::Breaking);
}

#[test]
#[ignore = "compiles the client and the emulator and runs their tests: minutes"]
fn client_and_emulator_hold_untouched_on_the_second_document() {
    let folder = tempfile::tempdir().unwrap();
    copy::bring(&set::root(), &Vec::new(), folder.path()).unwrap();
    put_overlay(folder.path());
    let before = content(folder.path());
    let target = target(&set::root());
    let check = |root: &Path, files: &_| rehearse_in(&target, root, files);
    let outcome = asked()
        .refresh(folder.path(), &check, Duration::from_secs(20))
        .unwrap();
    assert_eq!(outcome.ending, Ending::Written, "{}", outcome.text());
    assert_eq!(outcome.broken, Vec::<String>::new());
    assert_eq!(outcome.files, MADE);
    let mut after = content(folder.path());
    after.retain(|path, now| before.get(path) != Some(now));
    let changed: Vec<_> = after.keys().filter_map(|path| path.to_str()).collect();
    let mut made = MADE;
    made.sort_unstable();
    assert_eq!(changed, made);
}
