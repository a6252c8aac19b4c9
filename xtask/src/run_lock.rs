//! Allows one writing command at a time per workspace.

use std::{
    fs::{self, File},
    path::Path,
};

use anyhow::Context as _;
use fs4::FileExt;

/// The lock of a command that may write files of the workspace. The operating system releases it when the
/// process exits for any reason.
#[derive(Debug)]
pub struct RunLock {
    _file: File,
}

impl RunLock {
    /// Takes the lock of the workspace at `root` without waiting.
    ///
    /// # Errors
    /// Another command holds it, or the lock file cannot be used.
    pub fn acquire(root: &Path) -> anyhow::Result<Self> {
        let folder = root.join("target");
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let path = folder.join("xtask.lock");
        let file = File::create(&path).with_context(|| path.display().to_string())?;
        // Through the trait: the standard library's method of this name needs Rust 1.89, the workspace 1.88.
        match FileExt::try_lock(&file) {
            Ok(()) => Ok(Self { _file: file }),
            Err(fs4::TryLockError::WouldBlock) => {
                anyhow::bail!(
                    "another cargo xtask is writing in this workspace; wait until it has finished"
                )
            }
            Err(fs4::TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("could not lock {}", path.display()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_a_second_holder_until_the_first_releases_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = RunLock::acquire(folder.path()).unwrap();
        let error = RunLock::acquire(folder.path()).unwrap_err().to_string();
        assert!(error.contains("another cargo xtask"), "{error}");
        drop(first);
        RunLock::acquire(folder.path()).unwrap();
    }
}
