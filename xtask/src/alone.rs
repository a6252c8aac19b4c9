//! One run at a time in a work tree, and first of all what a killed run left is completed or undone.

use std::{
    fs::{self, File},
    path::Path,
};

use anyhow::Context as _;
use fs4::FileExt;
use openapi_track::journal::{self, Recovered};

/// Held while a command may change files.
pub struct Alone {
    _lock: File,
}

impl Alone {
    /// Waits for nobody: `None` while another run is at work. What a killed run left is brought to its end.
    ///
    /// # Errors
    /// What was left cannot be brought to an end.
    pub fn at(root: &Path) -> anyhow::Result<Option<Self>> {
        let folder = root.join("target");
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let path = folder.join("xtask.lock");
        let lock = File::create(&path).with_context(|| path.display().to_string())?;
        // By its trait: the standard library's method of this name is younger than the oldest Rust we take.
        match FileExt::try_lock(&lock) {
            Ok(()) => {}
            Err(fs4::TryLockError::WouldBlock) => return Ok(None),
            Err(fs4::TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("{}: no lock", path.display()));
            }
        }
        match journal::recover(root, &mut || Ok(()))? {
            Some(Recovered::Completed(files)) => {
                eprintln!("an interrupted refresh was completed: {}", files.join(", "));
            }
            Some(Recovered::Undone) => eprintln!("an interrupted refresh was undone"),
            None => {}
        }
        Ok(Some(Self { _lock: lock }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_run_is_turned_away_until_the_first_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let first = Alone::at(folder.path()).unwrap();
        assert!(first.is_some());
        assert!(Alone::at(folder.path()).unwrap().is_none());
        drop(first);
        assert!(Alone::at(folder.path()).unwrap().is_some());
    }
}
