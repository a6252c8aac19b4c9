//! The set: the files that follow from the vendor's document, and nothing but together.
//!
//! `generate` and `refresh-spec` make the same new set in memory; checking and writing share that code. The
//! set is put in place under a journal, so that a kill leaves no mix.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow};
use openapi_track::{
    compare::bindings::public_items, journal, lint::Finding, load, lock::Lock, lock::sha256,
    overlay::Overlay, prepare::prepare,
};
use serde_json::Value;

use crate::{bindings::bindings, generator, inventory, snapshot};

pub const UPSTREAM: &str = "apis/reuseid-onboarding/upstream.json";
pub const LOCK: &str = "apis/reuseid-onboarding/upstream.lock.toml";
pub const OVERLAY: &str = "apis/reuseid-onboarding/overlay.yaml";
pub const DOCUMENT: &str = "generated/openapi.json";
pub const BINDINGS: &str = "generated/src/bindings.rs";
pub const ROLES: &str = "generated/src/roles.rs";
pub const DOCUMENT_SNAPSHOT: &str =
    "xtask/src/snapshots/xtask__inventory__tests__snapshot_of_the_prepared_document.snap";
pub const BINDINGS_SNAPSHOT: &str =
    "xtask/src/snapshots/xtask__inventory__tests__snapshot_of_the_bindings_public_items.snap";

/// The workspace's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(PathBuf::new, Path::to_path_buf)
}

/// Path from the root, and content.
pub type Files = Vec<(String, Vec<u8>)>;

/// What the files should hold.
pub struct Set {
    /// All files but the vendor's document itself; the lock is the last.
    pub files: Files,
    /// The prepared document.
    pub document: Value,
    /// What is brittle in it.
    pub warnings: Vec<Finding>,
}

impl Set {
    /// Prepares and generates from `upstream` and the overlay at `root`, under a lock that says where the
    /// document comes from. Nothing is written.
    ///
    /// # Errors
    /// Whatever makes the document unusable, with its place.
    pub fn make(root: &Path, upstream: &[u8], mut lock: Lock) -> anyhow::Result<Self> {
        let overlay = fs::read(root.join(OVERLAY)).context(OVERLAY)?;
        let sum = sha256(&overlay);
        let overlay = Overlay::parse(&overlay)?;
        let prepared = prepare(load::parse(upstream)?, Some(&overlay))?;
        // Read back from its canonical text: what is listed from it must not depend on the order of keys.
        let document = load::parse(prepared.text.as_bytes())?;
        let bindings = bindings(&document).map_err(|reason| anyhow!(reason))?;
        let roles =
            generator::generate_roles(&prepared.text, &bindings).map_err(|error| anyhow!(error))?;
        let items = public_items(&bindings).context("the bindings do not parse")?;
        let snapshots = [
            (DOCUMENT_SNAPSHOT, inventory::document(&document)),
            (BINDINGS_SNAPSHOT, items.join("\n")),
        ]
        .map(|(path, content)| (path.to_owned(), snapshot::text(root, path, &content)));

        lock.files = [
            (OVERLAY.to_owned(), sum),
            (DOCUMENT.to_owned(), sha256(prepared.text.as_bytes())),
            (BINDINGS.to_owned(), sha256(bindings.as_bytes())),
            (ROLES.to_owned(), sha256(roles.as_bytes())),
        ]
        .into();
        let mut files = vec![
            (DOCUMENT.to_owned(), prepared.text.into_bytes()),
            (BINDINGS.to_owned(), bindings.into_bytes()),
            (ROLES.to_owned(), roles.into_bytes()),
        ];
        files.extend(snapshots);
        files.push((LOCK.to_owned(), lock.to_text()?.into_bytes()));
        Ok(Self {
            files,
            document,
            warnings: prepared.warnings,
        })
    }

    /// What the set holds for a path.
    pub fn content(&self, path: &str) -> Option<&[u8]> {
        let found = self.files.iter().find(|(name, _)| name == path);
        found.map(|(_, content)| content.as_slice())
    }

    /// The files that are not as they should be.
    pub fn stale(&self, root: &Path) -> Files {
        let files = self.files.iter();
        files
            .filter(|(path, content)| fs::read(root.join(path)).ok().as_ref() != Some(content))
            .cloned()
            .collect()
    }
}

/// The lock at `root`.
///
/// # Errors
/// A lock that is not there or cannot be read.
pub fn lock(root: &Path) -> anyhow::Result<Lock> {
    Lock::parse(&fs::read_to_string(root.join(LOCK)).context(LOCK)?).context(LOCK)
}

/// Puts files in place, all or none.
///
/// # Errors
/// The file that could not be written.
pub fn put(root: &Path, files: &Files) -> anyhow::Result<()> {
    Ok(journal::put(root, files, &mut || Ok(()))?)
}

/// The names of files, for a line of a report.
pub fn names(files: &Files) -> Vec<String> {
    files.iter().map(|(path, _)| path.clone()).collect()
}
