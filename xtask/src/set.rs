//! The set: the files that follow from the vendor's document, and nothing but together.
//!
//! `generate` and `refresh-spec` make the same new set in memory; checking and writing share that code.
//! Files are put in place one by one by renaming, each whole.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow};
use openapi_track::{
    lint::Finding,
    load,
    lock::{self, Lock},
    overlay::Overlay,
    prepare::prepare,
};

use crate::bindings::bindings;

pub const UPSTREAM: &str = "spec/upstream.json";
pub const LOCK: &str = "spec/upstream.lock.toml";
pub const OVERLAY: &str = "spec/overlay.yaml";
pub const DOCUMENT: &str = "generated/openapi.json";
pub const BINDINGS: &str = "generated/src/bindings.rs";

/// The workspace's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(PathBuf::new, Path::to_path_buf)
}

/// What the files should hold.
pub struct Set {
    /// Path from the root, content.
    pub files: Vec<(&'static str, Vec<u8>)>,
    /// What is brittle in the prepared document.
    pub warnings: Vec<Finding>,
}

impl Set {
    /// Prepares and generates from `upstream` and the overlay at `root`. Nothing is written.
    ///
    /// # Errors
    /// Whatever makes the document unusable, with its place.
    pub fn make(root: &Path, upstream: &[u8]) -> anyhow::Result<Self> {
        let overlay = fs::read(root.join(OVERLAY)).context(OVERLAY)?;
        let overlay = Overlay::parse(&overlay)?;
        let prepared = prepare(load::parse(upstream)?, Some(&overlay))?;
        let bindings = bindings(&prepared.document).map_err(|reason| anyhow!(reason))?;
        Ok(Self {
            files: vec![
                (DOCUMENT, prepared.text.into_bytes()),
                (BINDINGS, bindings.into_bytes()),
            ],
            warnings: prepared.warnings,
        })
    }

    /// The lock's text for a document that is taken in now.
    ///
    /// # Errors
    /// A document without `info.version`.
    pub fn lock(upstream: &[u8], source: String, origin: String) -> anyhow::Result<String> {
        let document = load::parse(upstream)?;
        let version = document
            .pointer("/info/version")
            .and_then(|version| version.as_str());
        let now = std::time::SystemTime::now();
        Ok(Lock {
            source,
            sha256: lock::sha256(upstream),
            bytes: u64::try_from(upstream.len())?,
            taken_in: humantime::format_rfc3339_seconds(now).to_string(),
            version: version
                .context("/info/version: the document has no version")?
                .to_owned(),
            origin,
        }
        .to_text()?)
    }

    /// The files that are not as they should be.
    pub fn stale(&self, root: &Path) -> Vec<&'static str> {
        let stale = self.files.iter();
        stale
            .filter(|(path, content)| fs::read(root.join(path)).ok().as_ref() != Some(content))
            .map(|(path, _)| *path)
            .collect()
    }

    /// Puts the files in place: all are written beside first, so that a full disk changes nothing.
    ///
    /// # Errors
    /// The file that could not be written.
    pub fn write(&self, root: &Path) -> anyhow::Result<()> {
        let beside = |path: &str| root.join(format!("{path}.new"));
        for (path, content) in &self.files {
            fs::write(beside(path), content).with_context(|| (*path).to_owned())?;
        }
        for (path, _) in &self.files {
            fs::rename(beside(path), root.join(path)).with_context(|| (*path).to_owned())?;
        }
        Ok(())
    }
}
