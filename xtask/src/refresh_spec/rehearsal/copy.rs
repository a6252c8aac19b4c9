//! A copy of the work tree without its history and its builds.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use openapi_track::journal;

use crate::set::Files;

/// Makes `stage` a copy of `root` with `files` in it; returns the snapshots as they were brought.
pub fn bring(
    root: &Path,
    files: &Files,
    stage: &Path,
) -> anyhow::Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut wanted: BTreeMap<PathBuf, Option<&[u8]>> = all_files(root)?
        .into_iter()
        .map(|path| (path, None))
        .collect();
    wanted.extend(
        files
            .iter()
            .map(|(path, content)| (PathBuf::from(path), Some(content.as_slice()))),
    );
    let mut snapshots = BTreeMap::new();
    for (path, content) in &wanted {
        let content = match content {
            Some(content) => content.to_vec(),
            None => fs::read(root.join(path)).with_context(|| path.display().to_string())?,
        };
        let to = stage.join(path);
        if fs::read(&to).ok().as_ref() != Some(&content) {
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
            }
            fs::write(&to, &content).with_context(|| to.display().to_string())?;
        }
        if is_snapshot(path) {
            snapshots.insert(path.clone(), content);
        }
    }
    for path in all_files(stage)? {
        if !wanted.contains_key(&path) {
            fs::remove_file(stage.join(&path)).with_context(|| path.display().to_string())?;
        }
    }
    Ok(snapshots)
}

/// The snapshots in `stage` that are new, or other than they were brought.
pub fn changed_snapshots(
    stage: &Path,
    known: &BTreeMap<PathBuf, Vec<u8>>,
) -> anyhow::Result<Files> {
    let mut changed = Vec::new();
    for path in all_files(stage)?
        .into_iter()
        .filter(|path| is_snapshot(path))
    {
        let content = fs::read(stage.join(&path)).with_context(|| path.display().to_string())?;
        if known.get(&path) != Some(&content) {
            let name = path
                .to_str()
                .context("a snapshot whose name is not UTF-8")?;
            changed.push((name.replace('\\', "/"), content));
        }
    }
    Ok(changed)
}

fn is_snapshot(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "snap")
}

/// All files below a folder, as paths from it, but for links, history and folders that say of themselves
/// that they are caches, as cargo's do.
fn all_files(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(root.join(&folder))
            .with_context(|| root.join(&folder).display().to_string())?;
        for entry in entries.collect::<io::Result<Vec<_>>>()? {
            let path = folder.join(entry.file_name());
            let kind = entry.file_type()?;
            if kind.is_file() && entry.file_name() != ".git" {
                found.push(path);
            } else if kind.is_dir() && !is_left_out(&root.join(&path)) {
                folders.push(path);
            }
        }
    }
    Ok(found)
}

fn is_left_out(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default();
    name == ".git" || name == journal::FOLDER || folder.join("CACHEDIR.TAG").exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_is_the_tree_with_the_new_files_and_only_differences_are_written() {
        let (tree, stage) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (root, stage) = (tree.path(), stage.path().join("stage"));
        for (path, content) in [
            ("a", "1"),
            ("sub/b.snap", "2"),
            ("target/CACHEDIR.TAG", ""),
            (".git/x", ""),
        ] {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), content).unwrap();
        }
        fs::create_dir_all(stage.join("sub")).unwrap();
        fs::write(stage.join("sub/gone"), "").unwrap();
        let files = vec![("a".to_owned(), b"new".to_vec())];
        let known = bring(root, &files, &stage).unwrap();
        assert_eq!(fs::read(stage.join("a")).unwrap(), b"new");
        assert_eq!(all_files(&stage).unwrap().len(), 2);
        assert_eq!(fs::read(root.join("a")).unwrap(), b"1");

        let before = fs::metadata(stage.join("a")).unwrap().modified().unwrap();
        bring(root, &files, &stage).unwrap();
        assert_eq!(
            fs::metadata(stage.join("a")).unwrap().modified().unwrap(),
            before
        );

        assert!(changed_snapshots(&stage, &known).unwrap().is_empty());
        fs::write(stage.join("sub/b.snap"), "3").unwrap();
        fs::write(stage.join("c.snap"), "4").unwrap();
        let changed = changed_snapshots(&stage, &known).unwrap();
        assert_eq!(crate::set::names(&changed), ["c.snap", "sub/b.snap"]);
    }
}
