//! A copy of the workspace without its history and builds.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use crate::{
    tracked_files::Files,
    workspace::{files, portable},
};

/// A copy of a work tree with some files replaced.
pub struct WorkspaceCopy {
    path: PathBuf,
    snapshots: BTreeMap<PathBuf, Vec<u8>>,
}

impl WorkspaceCopy {
    /// Makes `path` a copy of `root` with `replaced` in it. A file that is the same already is not written, so
    /// its modification time stays.
    ///
    /// # Errors
    /// The disk.
    pub fn create(root: &Path, replaced: &Files, path: &Path) -> anyhow::Result<Self> {
        let mut sources: BTreeMap<PathBuf, Option<&[u8]>> =
            files(root)?.into_iter().map(|path| (path, None)).collect();
        sources.extend(
            replaced
                .iter()
                .map(|(path, content)| (PathBuf::from(path), Some(content.as_slice()))),
        );
        fs::create_dir_all(path).with_context(|| path.display().to_string())?;
        for file in files(path)? {
            if !sources.contains_key(&file) {
                fs::remove_file(path.join(&file)).with_context(|| file.display().to_string())?;
            }
        }
        let mut snapshots = BTreeMap::new();
        for (file, content) in &sources {
            let content = match content {
                Some(content) => content.to_vec(),
                None => fs::read(root.join(file)).with_context(|| file.display().to_string())?,
            };
            let to = path.join(file);
            if fs::read(&to).ok().as_ref() != Some(&content) {
                if let Some(parent) = to.parent() {
                    fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
                }
                fs::write(&to, &content).with_context(|| to.display().to_string())?;
            }
            if is_snapshot(file) {
                snapshots.insert(file.clone(), content);
            }
        }
        Ok(Self {
            path: path.to_owned(),
            snapshots,
        })
    }

    /// The copy's folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The snapshots that are new or changed since the copy was made.
    ///
    /// # Errors
    /// The disk.
    pub fn changed_snapshots(&self) -> anyhow::Result<Files> {
        let mut changed = Vec::new();
        for file in files(&self.path)? {
            if is_snapshot(&file) {
                let content =
                    fs::read(self.path.join(&file)).with_context(|| file.display().to_string())?;
                if self.snapshots.get(&file) != Some(&content) {
                    changed.push((portable(&file), content));
                }
            }
        }
        Ok(changed)
    }
}

fn is_snapshot(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "snap")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracked_files::paths;

    #[test]
    fn copies_the_tree_with_replaced_files_and_writes_only_differences() {
        let (tree, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (root, copy) = (tree.path(), folder.path().join("copy"));
        for (path, content) in [("a", "1"), ("sub/b.snap", "2")] {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), content).unwrap();
        }
        fs::create_dir_all(copy.join("sub")).unwrap();
        fs::write(copy.join("sub/gone"), "").unwrap();
        let replaced = vec![("a".to_owned(), b"new".to_vec())];
        WorkspaceCopy::create(root, &replaced, &copy).unwrap();
        assert_eq!(fs::read(copy.join("a")).unwrap(), b"new");
        assert_eq!(files(&copy).unwrap().len(), 2);
        assert_eq!(fs::read(root.join("a")).unwrap(), b"1");

        let modified = || fs::metadata(copy.join("a")).unwrap().modified().unwrap();
        let before = modified();
        let workspace = WorkspaceCopy::create(root, &replaced, &copy).unwrap();
        assert_eq!(modified(), before);

        assert!(workspace.changed_snapshots().unwrap().is_empty());
        fs::write(copy.join("sub/b.snap"), "3").unwrap();
        fs::write(copy.join("c.snap"), "4").unwrap();
        let changed = workspace.changed_snapshots().unwrap();
        assert_eq!(paths(&changed), ["c.snap", "sub/b.snap"]);
    }
}
