//! Replaces files one by one, so that a kill or a power cut leaves each with its old or its new content.
//!
//! The content goes into a temporary file in the same folder, which is flushed to the disk and renamed. The
//! temporary file's name depends on nothing but the target's: the next run overwrites one that a kill left.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// Replaces or creates `path`.
///
/// # Errors
/// The disk; `path` then has its old content.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let temporary = temporary(path)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = File::create(&temporary)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    // Keeps the rename across a power cut where the system can flush a folder.
    if let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Removes the temporary file that a killed [`replace`] of `path` left.
///
/// # Errors
/// The disk.
pub fn remove_leftover(path: &Path) -> io::Result<()> {
    match fs::remove_file(temporary(path)?) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn temporary(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(".xtask-tmp");
    Ok(path.with_file_name(hidden))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_content_creates_folders_and_removes_leftovers() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sub/file");
        replace(&path, b"old").unwrap();
        fs::write(temporary(&path).unwrap(), "left by a killed run").unwrap();
        replace(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        fs::write(temporary(&path).unwrap(), "left by a killed run").unwrap();
        remove_leftover(&path).unwrap();
        remove_leftover(&path).unwrap();
        assert_eq!(fs::read_dir(folder.path().join("sub")).unwrap().count(), 1);
    }
}
