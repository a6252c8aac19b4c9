//! The files that are generated from the vendor's document and its overlay.
//!
//! `generate` and `refresh-spec` make their content in memory with the same code, so checking and writing
//! cannot differ. Each file is replaced by a rename, the vendor's document first and the lock last: after a
//! kill `verify` names what does not match the lock, and the next `generate` or `refresh-spec` writes it.

use std::{fs, path::Path, time::SystemTime};

use anyhow::{Context as _, anyhow};
use openapi_track::{
    compare::bindings::public_items,
    lint::Finding,
    load,
    lock::{Lock, sha256},
    overlay::Overlay,
    prepare::prepare,
};
use serde_json::Value;

use crate::{atomic_write, bindings::bindings, generator, inventory, snapshot};

pub const CHANGELOG: &str = "CHANGELOG.md";
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

/// What `cargo xtask generate` writes, besides the lock.
pub const GENERATED: [&str; 5] = [
    DOCUMENT,
    BINDINGS,
    ROLES,
    DOCUMENT_SNAPSHOT,
    BINDINGS_SNAPSHOT,
];

/// The lock's `origin` if the author of the document was not specified.
pub const UNCONFIRMED: &str = "unconfirmed";

/// Paths relative to the workspace, and contents.
pub type Files = Vec<(String, Vec<u8>)>;

/// What the files should contain.
pub struct TrackedFiles {
    /// All files but the vendor's document itself.
    pub files: Files,
    /// The vendor's document with the overlay applied.
    pub overlaid: Value,
    /// The prepared document.
    pub document: Value,
    /// Its constructs that may break clients later.
    pub warnings: Vec<Finding>,
}

impl TrackedFiles {
    /// Prepares `upstream` with the overlay of the workspace at `root` and generates the bindings. `lock`
    /// describes `upstream`; its checksums of the other files are filled in. Writes nothing.
    ///
    /// # Errors
    /// Why the document is unusable, with the place in it.
    pub fn generate(root: &Path, upstream: &[u8], mut lock: Lock) -> anyhow::Result<Self> {
        let overlay = fs::read(root.join(OVERLAY)).context(OVERLAY)?;
        let overlay_sha256 = sha256(&overlay);
        let overlay = Overlay::parse(&overlay)?;
        let mut overlaid = load::parse(upstream)?;
        let prepared = prepare(overlaid.clone(), Some(&overlay))?;
        overlay.apply(&mut overlaid)?;
        // Parsed again from the canonical text: the inventory must not depend on the order of keys.
        let document = load::parse(prepared.text.as_bytes())?;
        let bindings = bindings(&document).map_err(|reason| anyhow!(reason))?;
        let roles = generator::generate_roles(&prepared.text, &bindings);
        let roles = roles.map_err(|reasons| anyhow!(reasons))?;
        let items = public_items(&bindings).context("the bindings do not parse")?;
        let snapshots = [
            (DOCUMENT_SNAPSHOT, inventory::document(&document)),
            (BINDINGS_SNAPSHOT, items.join("\n")),
        ]
        .map(|(path, content)| (path.to_owned(), snapshot::text(root, path, &content)));

        let mut files = vec![
            (DOCUMENT.to_owned(), prepared.text.into_bytes()),
            (BINDINGS.to_owned(), bindings.into_bytes()),
            (ROLES.to_owned(), roles.into_bytes()),
        ];
        files.extend(snapshots);
        let checksums = files
            .iter()
            .map(|(path, content)| (path.clone(), sha256(content)));
        lock.files = checksums
            .chain([(OVERLAY.to_owned(), overlay_sha256)])
            .collect();
        files.push((LOCK.to_owned(), lock.to_text()?.into_bytes()));
        Ok(Self {
            files,
            overlaid,
            document,
            warnings: prepared.warnings,
        })
    }

    /// The content for a path.
    pub fn content(&self, path: &str) -> Option<&[u8]> {
        let found = self.files.iter().find(|(name, _)| name == path);
        found.map(|(_, content)| content.as_slice())
    }

    /// The files that differ from those at `root`, or are missing there.
    pub fn stale(&self, root: &Path) -> Files {
        let files = self.files.iter();
        files
            .filter(|(path, content)| fs::read(root.join(path)).ok().as_ref() != Some(content))
            .cloned()
            .collect()
    }
}

/// Reads the lock of the workspace at `root`.
///
/// # Errors
/// A lock that is missing or invalid.
pub fn read_lock(root: &Path) -> anyhow::Result<Lock> {
    Lock::parse(&fs::read_to_string(root.join(LOCK)).context(LOCK)?).context(LOCK)
}

/// The lock for the vendor's document as it is in the work tree: `lock` itself where it matches, or else one
/// for these bytes, from the same source, retrieved now. Bytes that were not retrieved are not the vendor's.
///
/// # Errors
/// A document without a version.
pub fn lock_for(upstream: &[u8], lock: Lock) -> anyhow::Result<Lock> {
    if lock.matches(upstream) {
        return Ok(lock);
    }
    Ok(Lock {
        sha256: sha256(upstream),
        bytes: u64::try_from(upstream.len())?,
        retrieved_at: now(),
        version: document_version(upstream)?,
        origin: match lock.origin.as_str() {
            "vendor" => UNCONFIRMED.to_owned(),
            _ => lock.origin,
        },
        etag: None,
        last_modified: None,
        ..lock
    })
}

/// The current time for a lock.
pub fn now() -> String {
    humantime::format_rfc3339_seconds(SystemTime::now()).to_string()
}

/// The document's `info.version`, at most 64 characters, without control characters.
///
/// # Errors
/// An invalid document, or one without a version.
pub fn document_version(upstream: &[u8]) -> anyhow::Result<String> {
    let document = load::parse(upstream)?;
    load::check(&document)?;
    let version = document.pointer("/info/version").and_then(|v| v.as_str());
    let version = version
        .context("/info/version: the document has no version, or one that is not a string")?;
    Ok(version
        .chars()
        .filter(|c| !c.is_control())
        .take(64)
        .collect())
}

/// Writes the files one by one. Also removes the temporary files of a killed run.
///
/// The vendor's document comes first and the lock last, so that a kill in between is found by `verify`. Files
/// that do not follow from the document, which are the changelog and handwritten code's snapshots, come before
/// those that do: as long as one of these is out of date, the next refresh makes all of them again.
///
/// # Errors
/// The first file that could not be written.
pub fn write(root: &Path, files: &Files) -> anyhow::Result<()> {
    write_first(root, files, files.len())
}

/// Writes the first `count` files and stops, as a killed [`write()`] does.
///
/// # Errors
/// The first file that could not be written.
pub fn write_first(root: &Path, files: &Files, count: usize) -> anyhow::Result<()> {
    for path in [&[UPSTREAM, LOCK, CHANGELOG][..], &GENERATED].concat() {
        atomic_write::remove_leftover(&root.join(path)).with_context(|| path.to_owned())?;
    }
    let mut ordered: Vec<_> = files.iter().collect();
    ordered.sort_by_key(|(path, _)| match path.as_str() {
        UPSTREAM => 0,
        LOCK => 3,
        path if GENERATED.contains(&path) => 2,
        _ => 1,
    });
    for (path, content) in ordered.into_iter().take(count) {
        atomic_write::replace(&root.join(path), content).with_context(|| path.clone())?;
    }
    Ok(())
}

/// The paths of files.
pub fn paths(files: &Files) -> Vec<String> {
    files.iter().map(|(path, _)| path.clone()).collect()
}
