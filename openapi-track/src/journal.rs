//! Puts several files in place as one: after a kill at any moment the next run completes or undoes it.
//!
//! All new files are written beside first. Then the journal is put down, by one rename, and from there on the
//! way is only forward: each file is renamed into place, and whoever finds the journal goes on. Without a
//! journal the files beside count for nothing. A file that somebody changed in between is not overwritten.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Component, Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::lock::sha256;

/// The folder, below the root, that is there only while files are put in place.
pub const FOLDER: &str = ".refresh";

/// Why files could not be put in place.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The disk.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: String,
        /// What went wrong.
        error: io::Error,
    },
    /// The journal cannot be read, or names a place outside the root.
    #[error(
        "{FOLDER}/journal cannot be used: {0}; remove {FOLDER} and restore the files from version control"
    )]
    Unreadable(String),
    /// Somebody changed a file after the run that was killed.
    #[error(
        "{0} was changed after the refresh that was interrupted; restore it from version control, then try again"
    )]
    Foreign(String),
    /// A new file is gone or damaged.
    #[error("{0} cannot be completed; remove {FOLDER} and restore the files from version control")]
    Damaged(String),
}

/// What was found of a run that was killed.
#[derive(Debug, PartialEq, Eq)]
pub enum Recovered {
    /// It had come far enough to be completed: these files are new.
    Completed(Vec<String>),
    /// It had not: nothing has changed.
    Undone,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    path: String,
    /// SHA-256 before; none for a file that was not there.
    old: Option<String>,
    new: String,
}

/// Called before every change on the disk; an error there is where a test lets the run die.
pub type Step<'a> = &'a mut dyn FnMut() -> io::Result<()>;

/// Puts all files in place: paths from `root`, and their content.
///
/// # Errors
/// [`JournalError`]; before the journal is down nothing has changed.
pub fn put(root: &Path, files: &[(String, Vec<u8>)], step: Step<'_>) -> Result<(), JournalError> {
    let folder = root.join(FOLDER);
    take(step, &folder)?;
    fs::create_dir_all(&folder).map_err(on(folder.display()))?;
    let mut entries = Vec::new();
    for (n, (path, content)) in files.iter().enumerate() {
        let beside = staged(root, n);
        take(step, &beside)?;
        write(&beside, content).map_err(on(beside.display()))?;
        entries.push(Entry {
            path: path.clone(),
            old: current(root, path)?,
            new: sha256(content),
        });
    }
    let journal = folder.join("journal");
    let draft = folder.join("journal.draft");
    let text = serde_json::to_vec_pretty(&entries)
        .map_err(|error| JournalError::Unreadable(error.to_string()))?;
    take(step, &draft)?;
    write(&draft, &text).map_err(on(draft.display()))?;
    // The names of what lies beside are on the disk before the journal that relies on them.
    sync_folder(&folder);
    sync_folder(root);
    take(step, &journal)?;
    fs::rename(&draft, &journal).map_err(on(journal.display()))?;
    sync_folder(&folder);
    complete(root, &entries, step)
}

/// Completes or undoes what a killed run left; `None` where it left nothing to do.
///
/// # Errors
/// [`JournalError`]; the journal then stays.
pub fn recover(root: &Path, step: Step<'_>) -> Result<Option<Recovered>, JournalError> {
    let folder = root.join(FOLDER);
    if !folder.exists() {
        return Ok(None);
    }
    let Some(entries) = entries(root)? else {
        // An empty folder is all that is left of a run that had completed, or had not begun.
        let empty = fs::read_dir(&folder).is_ok_and(|mut inside| inside.next().is_none());
        take(step, &folder)?;
        fs::remove_dir_all(&folder).map_err(on(folder.display()))?;
        return Ok((!empty).then_some(Recovered::Undone));
    };
    complete(root, &entries, step)?;
    let paths = entries.into_iter().map(|entry| entry.path);
    Ok(Some(Recovered::Completed(paths.collect())))
}

/// Of an interrupted run, each file and whether it is new already; `None` where no run was interrupted
/// after its journal was down.
///
/// # Errors
/// A journal that cannot be read.
pub fn pending(root: &Path) -> Result<Option<Vec<(String, bool)>>, JournalError> {
    let Some(entries) = entries(root)? else {
        return Ok(None);
    };
    let files = entries.into_iter().map(|entry| {
        let new = current(root, &entry.path)?.as_ref() == Some(&entry.new);
        Ok((entry.path, new))
    });
    files.collect::<Result<_, _>>().map(Some)
}

fn complete(root: &Path, entries: &[Entry], step: Step<'_>) -> Result<(), JournalError> {
    // All are looked at before one is moved: what cannot be completed is left as it was found.
    for (n, entry) in entries.iter().enumerate() {
        let now = current(root, &entry.path)?;
        let beside = staged(root, n);
        let ready = beside.exists();
        if ready && fs::read(&beside).map(|bytes| sha256(&bytes)).ok().as_ref() != Some(&entry.new)
            || !ready && now.as_ref() != Some(&entry.new)
        {
            return Err(JournalError::Damaged(entry.path.clone()));
        }
        if now != entry.old && now.as_ref() != Some(&entry.new) {
            return Err(JournalError::Foreign(entry.path.clone()));
        }
    }
    for (n, entry) in entries.iter().enumerate() {
        let (beside, target) = (staged(root, n), root.join(&entry.path));
        if beside.exists() {
            take(step, &target)?;
            let parent = target.parent().unwrap_or(root);
            fs::create_dir_all(parent).map_err(on(&entry.path))?;
            fs::rename(&beside, &target).map_err(on(&entry.path))?;
            sync_folder(parent);
        }
    }
    let folder = root.join(FOLDER);
    let journal = folder.join("journal");
    take(step, &journal)?;
    fs::remove_file(&journal).map_err(on(journal.display()))?;
    sync_folder(&folder);
    take(step, &folder)?;
    fs::remove_dir_all(&folder).map_err(on(folder.display()))
}

fn entries(root: &Path) -> Result<Option<Vec<Entry>>, JournalError> {
    let journal = root.join(FOLDER).join("journal");
    let text = match fs::read(&journal) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(on(journal.display())(error)),
    };
    let entries: Vec<Entry> = serde_json::from_slice(&text)
        .map_err(|error| JournalError::Unreadable(error.to_string()))?;
    let inside = |path: &str| {
        Path::new(path)
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
    };
    match entries.iter().find(|entry| !inside(&entry.path)) {
        Some(entry) => Err(JournalError::Unreadable(entry.path.clone())),
        None => Ok(Some(entries)),
    }
}

fn staged(root: &Path, n: usize) -> PathBuf {
    root.join(FOLDER).join(n.to_string())
}

fn current(root: &Path, path: &str) -> Result<Option<String>, JournalError> {
    match fs::read(root.join(path)) {
        Ok(bytes) => Ok(Some(sha256(&bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(on(path)(error)),
    }
}

fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(content)?;
    file.sync_all()
}

/// So that a power cut does not undo a rename. Not every system can; the journal then is as good as its disk.
fn sync_folder(path: &Path) {
    if let Ok(folder) = File::open(path) {
        let _ = folder.sync_all();
    }
}

fn take(step: Step<'_>, path: &Path) -> Result<(), JournalError> {
    step().map_err(on(path.display()))
}

fn on<P: std::fmt::Display>(path: P) -> impl FnOnce(io::Error) -> JournalError + use<P> {
    let path = path.to_string();
    move |error| JournalError::Io { path, error }
}

#[cfg(test)]
mod tests;
