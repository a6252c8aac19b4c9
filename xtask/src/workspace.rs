//! The workspace's folder, its files and its build folder.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use openapi_track::lock::sha256;

/// The folder of the workspace that this program was compiled in.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(PathBuf::new, Path::to_path_buf)
}

/// Cargo's target folder for the workspace at `root`.
pub fn target_folder(root: &Path) -> PathBuf {
    // Absolute, because cargo also runs in other folders.
    std::env::var_os("CARGO_TARGET_DIR")
        .and_then(|folder| std::path::absolute(folder).ok())
        .unwrap_or_else(|| root.join("target"))
}

/// All files below `root` as sorted relative paths, without symbolic links, `.git`, the workspace's `target`
/// and folders tagged as caches.
///
/// # Errors
/// A folder that cannot be read.
pub fn files(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(root.join(&folder))
            .with_context(|| root.join(&folder).display().to_string())?;
        for entry in entries.collect::<io::Result<Vec<_>>>()? {
            let path = folder.join(entry.file_name());
            let kind = entry.file_type()?;
            if entry.file_name() == ".git" || path == Path::new("target") {
                continue;
            }
            if kind.is_file() {
                found.push(path);
            } else if kind.is_dir() && !root.join(&path).join("CACHEDIR.TAG").exists() {
                folders.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// SHA-256 of all [`files`] by path.
#[derive(Debug, PartialEq, Eq)]
pub struct Checksums(BTreeMap<PathBuf, String>);

impl Checksums {
    /// Reads all files below `root`.
    ///
    /// # Errors
    /// A folder or file that cannot be read.
    pub fn of(root: &Path) -> anyhow::Result<Self> {
        let files = files(root)?.into_iter().map(|path| {
            let bytes = fs::read(root.join(&path)).with_context(|| path.display().to_string())?;
            Ok((path, sha256(&bytes)))
        });
        files.collect::<anyhow::Result<_>>().map(Self)
    }

    /// The files that are changed, new or missing in `later`, sorted.
    pub fn changed_in(&self, later: &Self) -> Vec<String> {
        let old = self
            .0
            .iter()
            .filter(|(path, sum)| later.0.get(*path) != Some(*sum));
        let new = later
            .0
            .iter()
            .filter(|(path, _)| !self.0.contains_key(*path));
        let mut paths: Vec<_> = old.chain(new).map(|(path, _)| portable(path)).collect();
        paths.sort();
        paths
    }
}

/// A relative path with `/` between its parts on every system.
pub fn portable(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_files_without_caches_and_history_and_names_changed_ones() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for path in [
            "a",
            "sub/b",
            "sub/cache/CACHEDIR.TAG",
            "sub/cache/x",
            ".git/x",
            "target/x",
        ] {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), path).unwrap();
        }
        assert_eq!(files(root).unwrap(), [Path::new("a"), Path::new("sub/b")]);
        let before = Checksums::of(root).unwrap();
        assert_eq!(before.changed_in(&before), Vec::<String>::new());
        fs::write(root.join("sub/b"), "changed").unwrap();
        fs::write(root.join("c"), "new").unwrap();
        fs::remove_file(root.join("a")).unwrap();
        let after = Checksums::of(root).unwrap();
        assert_eq!(before.changed_in(&after), ["a", "c", "sub/b"]);
    }
}
