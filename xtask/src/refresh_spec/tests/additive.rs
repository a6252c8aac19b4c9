//! Additive changes of the vendor's document need no edit by hand, neither of the overlay nor of code.
//!
//! `tests/additive` has them as JSON merge patches (RFC 7386): optional fields, an operation, error statuses.
//! `cargo test -p xtask client_and_emulator_pass -- --ignored` compiles and tests client and emulator with all
//! of them at once.

use std::fs;

use serde_json::Value;

use super::{
    super::{RefreshSpec, Status, to_text},
    TIME, copy, from_file, refresh, upstream,
};
use crate::{trial, workspace};

fn patched<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut document: Value = serde_json::from_str(&upstream()).unwrap();
    for name in names {
        let path = workspace::root().join(format!("xtask/tests/additive/{name}.json"));
        let patch: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        json_patch::merge(&mut document, &patch);
    }
    document.to_string()
}

fn patches() -> Vec<String> {
    let folder = workspace::root().join("xtask/tests/additive");
    let files = fs::read_dir(folder).unwrap();
    let names = files.map(|entry| {
        let path = entry.unwrap().path();
        path.file_stem().unwrap().to_str().unwrap().to_owned()
    });
    names.collect()
}

#[test]
fn additive_changes_are_prepared_without_an_edit() {
    assert_eq!(patches().len(), 3);
    for name in patches() {
        let folder = copy();
        let (_file, options) = from_file(patched([name.as_str()]).as_bytes());
        let result = refresh(folder.path(), &options);
        assert_eq!(
            result.status,
            Status::Written,
            "{name}: {}",
            to_text(&result)
        );
    }
}

#[test]
#[ignore = "compiles the client and the emulator and runs their tests"]
fn client_and_emulator_pass_unchanged_with_additive_changes() {
    let _lock = trial::FOLDER_LOCK.lock();
    let names = patches();
    let (_file, options) = from_file(patched(names.iter().map(String::as_str)).as_bytes());
    let options = RefreshSpec {
        dry_run: true,
        ..options
    };
    let result = options
        .refresh(&workspace::root(), &trial::run, TIME)
        .unwrap();
    assert_eq!(result.status, Status::Tried, "{}", to_text(&result));
    assert_eq!(result.broken, Vec::<String>::new());
}
