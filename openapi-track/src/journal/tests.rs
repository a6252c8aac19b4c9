//! A run that dies before any single step leaves, after the next run, the old files or the new ones.

use std::{collections::BTreeMap, fs, io, path::Path};

use super::{FOLDER, JournalError, Recovered, pending, put, recover};

/// A step that nobody dies at.
fn lives() -> io::Result<()> {
    Ok(())
}

fn files(word: &str) -> Vec<(String, Vec<u8>)> {
    ["a", "sub/b", "c"]
        .map(|path| (path.to_owned(), format!("{word} {path}").into_bytes()))
        .into()
}

fn content(root: &Path) -> BTreeMap<String, String> {
    let read = |path: &str| fs::read_to_string(root.join(path)).ok();
    let known = ["a", "sub/b", "c"].into_iter();
    known
        .filter_map(|path| Some((path.to_owned(), read(path)?)))
        .collect()
}

fn expected(word: &str) -> BTreeMap<String, String> {
    files(word)
        .into_iter()
        .map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()))
        .collect()
}

/// Fails at the n-th step and at every later one, as a dead process does.
fn dies_at(n: usize) -> impl FnMut() -> io::Result<()> {
    let mut count = 0;
    move || {
        count += 1;
        if count > n {
            return Err(io::Error::other("killed"));
        }
        Ok(())
    }
}

#[test]
fn a_run_that_dies_at_any_step_is_completed_or_undone_even_when_that_dies_too() {
    let (mut undone, mut completed, mut mixed) = (0, 0, 0);
    for step in 0.. {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        put(root, &files("old"), &mut lives).unwrap();
        let died = put(root, &files("new"), &mut dies_at(step)).is_err();
        if let Some(files) = pending(root).unwrap() {
            let new = files.iter().filter(|(_, new)| *new).count();
            mixed += usize::from(new > 0 && new < files.len());
        }
        for again in 0..3 {
            let _ = recover(root, &mut dies_at(again));
        }
        recover(root, &mut lives).unwrap();
        assert!(!root.join(FOLDER).exists());
        match content(root) {
            now if now == expected("old") => undone += 1,
            now if now == expected("new") => completed += 1,
            mix => panic!("step {step}: {mix:?}"),
        }
        if !died {
            break;
        }
    }
    // The folder, three files and two steps of the journal before it counts; three files and two after.
    assert_eq!((undone, completed), (6, 6));
    assert_eq!(mixed, 2);
}

#[test]
fn what_was_found_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    assert_eq!(recover(root, &mut lives).unwrap(), None);
    put(root, &files("new"), &mut dies_at(2)).unwrap_err();
    assert_eq!(recover(root, &mut lives).unwrap(), Some(Recovered::Undone));
    assert!(content(root).is_empty());
    put(root, &files("new"), &mut dies_at(7)).unwrap_err();
    let Some(Recovered::Completed(paths)) = recover(root, &mut lives).unwrap() else {
        panic!("not completed");
    };
    assert_eq!(paths, ["a", "sub/b", "c"]);
    // Killed when all was done but the folder still there: nothing was undone, and nobody says so.
    put(root, &files("newer"), &mut dies_at(10)).unwrap_err();
    assert!(root.join(FOLDER).exists());
    assert_eq!(recover(root, &mut lives).unwrap(), None);
    assert!(!root.join(FOLDER).exists());
    assert_eq!(content(root), expected("newer"));
}

#[test]
fn what_somebody_changed_in_between_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    put(root, &files("old"), &mut lives).unwrap();
    put(root, &files("new"), &mut dies_at(7)).unwrap_err();
    fs::write(root.join("c"), "mine").unwrap();
    let error = recover(root, &mut lives).unwrap_err();
    assert!(matches!(error, JournalError::Foreign(path) if path == "c"));
    assert_eq!(fs::read_to_string(root.join("c")).unwrap(), "mine");
    fs::write(root.join("c"), "old c").unwrap();
    recover(root, &mut lives).unwrap();
    assert_eq!(content(root), expected("new"));
}

#[test]
fn a_journal_that_leads_out_of_the_root_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir(root.join(FOLDER)).unwrap();
    let journal = r#"[{"path": "../x", "old": null, "new": "0"}]"#;
    fs::write(root.join(FOLDER).join("journal"), journal).unwrap();
    let error = recover(root, &mut lives).unwrap_err();
    assert!(matches!(error, JournalError::Unreadable(_)));
}
