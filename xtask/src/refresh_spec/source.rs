//! Retrieves the new document from a file, a URL, or the source that the lock names.

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

use crate::tracked_files::UPSTREAM;

/// A file or a URL.
#[derive(Debug, PartialEq, Eq)]
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

/// What a source contains.
#[derive(Debug)]
pub enum Retrieved {
    /// The document in the work tree.
    NotModified,
    Document {
        bytes: Vec<u8>,
        validators: Validators,
    },
}

impl Source {
    /// `from`, or the lock's source.
    pub fn new(from: Option<&str>, lock: &Lock) -> Self {
        let from = from.unwrap_or(&lock.source);
        if from.contains("://") {
            Self::Url(from.to_owned())
        } else {
            Self::File(PathBuf::from(from))
        }
    }

    /// Reads the file or downloads. The download is conditional where the work tree contains the document
    /// that the lock's validators belong to.
    ///
    /// # Errors
    /// Why there is no document, as one line.
    pub fn retrieve(&self, root: &Path, lock: &Lock, time: Duration) -> Result<Retrieved, String> {
        match self {
            Self::File(path) => match read(path) {
                Ok(bytes) => Ok(Retrieved::Document {
                    bytes,
                    validators: Validators::default(),
                }),
                Err(error) => Err(format!("{}: {error}", path.display())),
            },
            Self::Url(url) => {
                let is_current = lock.source == *url
                    && std::fs::read(root.join(UPSTREAM)).is_ok_and(|bytes| lock.matches(&bytes));
                let known = if is_current {
                    Validators {
                        etag: lock.etag.clone(),
                        last_modified: lock.last_modified.clone(),
                    }
                } else {
                    Validators::default()
                };
                download(url, &known, time).map_err(|error| format!("{url}: {error}"))
            }
        }
    }
}

fn download(url: &str, known: &Validators, time: Duration) -> anyhow::Result<Retrieved> {
    let limits = Limits::default().with_time(time);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut progress = Progress::new();
    let fetched = runtime.block_on(fetch(url, known, &limits, |received, total| {
        progress.show(received, total);
    }));
    progress.finish();
    Ok(match fetched? {
        Fetched::NotModified => Retrieved::NotModified,
        Fetched::Document { bytes, validators } => Retrieved::Document { bytes, validators },
    })
}

/// Reads at most one byte more than a document may have, which is enough to refuse it.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    File::open(path)?
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// One line on a terminal, nothing elsewhere.
struct Progress {
    is_terminal: bool,
    shown: bool,
}

impl Progress {
    fn new() -> Self {
        Self {
            is_terminal: stderr().is_terminal(),
            shown: false,
        }
    }

    fn show(&mut self, received: u64, total: Option<u64>) {
        if !self.is_terminal {
            return;
        }
        self.shown = true;
        let kib = |bytes: u64| bytes.div_ceil(1024);
        let total = total.map_or(String::new(), |total| format!(" of {} KiB", kib(total)));
        // A closed terminal does not stop the download.
        let _ = write!(stderr(), "\rdownloading: {} KiB{total} ", kib(received));
    }

    fn finish(&self) {
        if self.shown {
            let _ = writeln!(stderr());
        }
    }
}
