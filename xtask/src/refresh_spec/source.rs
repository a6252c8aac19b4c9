//! Where the new document comes from: a file, an address, or the source that the lock names.

use std::{
    fs::File,
    io::{IsTerminal as _, Read as _, Write as _, stderr},
    path::{Path, PathBuf},
    time::Duration,
};

use openapi_track::{
    fetch::{Fetched, Limits, Validators, fetch},
    load::MAX_BYTES,
    lock::Lock,
};

use crate::set::UPSTREAM;

/// A file or an address.
pub enum Source {
    File(PathBuf),
    Url(String),
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Url(url) => f.write_str(url),
        }
    }
}

/// What was taken from it.
pub enum Taken {
    /// The document is still the one in the work tree.
    Unchanged,
    Document {
        bytes: Vec<u8>,
        validators: Validators,
    },
}

impl Source {
    /// What `--from` says, or the lock.
    pub fn of(from: Option<&str>, lock: &Lock) -> Self {
        let from = from.unwrap_or(&lock.source);
        if from.contains("://") {
            Self::Url(from.to_owned())
        } else {
            Self::File(PathBuf::from(from))
        }
    }

    /// Reads the file or downloads; the download is conditional where the work tree holds what the lock's
    /// validators belong to.
    ///
    /// # Errors
    /// Why there is no document, as a sentence.
    pub fn take(&self, root: &Path, lock: &Lock, time: Duration) -> Result<Taken, String> {
        let url = match self {
            Self::File(path) => {
                let bytes = read(path).map_err(|error| format!("{}: {error}", path.display()))?;
                return Ok(Taken::Document {
                    bytes,
                    validators: Validators::default(),
                });
            }
            Self::Url(url) => url,
        };
        let held = std::fs::read(root.join(UPSTREAM)).is_ok_and(|bytes| lock.holds(&bytes));
        let known = if held && lock.source == *url {
            Validators {
                etag: lock.etag.clone(),
                last_modified: lock.last_modified.clone(),
            }
        } else {
            Validators::default()
        };
        let limits = Limits {
            time,
            ..Limits::default()
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        let mut progress = Progress::new();
        let fetched = runtime.block_on(fetch(url, &known, &limits, |so_far, all| {
            progress.show(so_far, all);
        }));
        progress.end();
        match fetched.map_err(|error| format!("{url}: {error}"))? {
            Fetched::NotModified => Ok(Taken::Unchanged),
            Fetched::Document { bytes, validators } => Ok(Taken::Document { bytes, validators }),
        }
    }

    /// Where the document is published, for the lock.
    pub fn published(&self, wish: Option<&str>, lock: &Lock) -> String {
        match (wish, self) {
            (Some(wish), _) => wish.to_owned(),
            (None, Self::Url(url)) => url.clone(),
            (None, Self::File(_)) => lock.source.clone(),
        }
    }

    /// Whose file it is, for the lock: what the vendor's address answers with is the vendor's.
    pub fn origin(&self, wish: Option<&str>, lock: &Lock) -> String {
        match (wish, self) {
            (Some(wish), _) => wish.to_owned(),
            (None, Self::Url(url)) if *url == lock.source => "vendor".to_owned(),
            (None, _) => lock.origin.clone(),
        }
    }
}

/// One byte more than allowed is enough to know that it is too much.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    File::open(path)?
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// One line on a terminal, nothing elsewhere.
struct Progress {
    on_terminal: bool,
    shown: bool,
}

impl Progress {
    fn new() -> Self {
        Self {
            on_terminal: stderr().is_terminal(),
            shown: false,
        }
    }

    fn show(&mut self, so_far: u64, all: Option<u64>) {
        if !self.on_terminal {
            return;
        }
        self.shown = true;
        let kib = |bytes: u64| bytes.div_ceil(1024);
        let of = all.map_or(String::new(), |all| format!(" of {} KiB", kib(all)));
        // A terminal that is gone does not stop a download.
        let _ = write!(stderr(), "\rfetching: {} KiB{of} ", kib(so_far));
    }

    fn end(&self) {
        if self.shown {
            let _ = writeln!(stderr());
        }
    }
}
