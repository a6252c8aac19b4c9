//! What the lock says of a document that was retrieved.

use openapi_track::{
    fetch::Validators,
    lock::{Lock, sha256},
};

use super::source::Source;
use crate::tracked_files::{self, UNCONFIRMED};

/// `source` and `origin` given on the command line apply even to unchanged bytes. Otherwise the same bytes
/// from the same source leave the lock as it is: neither the time nor a validator alone is a change.
///
/// `validators` is none where the server said that the document is unchanged.
///
/// # Errors
/// A document without a version.
pub fn new_lock(
    given: Given<'_>,
    source: &Source,
    old: &Lock,
    bytes: &[u8],
    validators: Option<Validators>,
) -> anyhow::Result<Lock> {
    let published = match (given.source, source) {
        (Some(given), _) => given.to_owned(),
        (None, Source::Url(url)) => url.clone(),
        (None, Source::File(_)) => old.source.clone(),
    };
    let same_bytes = old.matches(bytes);
    let from_vendor = old.origin == "vendor" && *source == Source::Url(old.source.clone());
    let origin = match given.origin {
        Some(given) => given.to_owned(),
        None if same_bytes || from_vendor => old.origin.clone(),
        None => UNCONFIRMED.to_owned(),
    };
    let mut accepted_hosts = [&old.accepted_hosts[..], given.hosts].concat();
    accepted_hosts.sort();
    accepted_hosts.dedup();
    let same_hosts = old.accepted_hosts == accepted_hosts;
    if same_bytes && same_hosts && old.source == published && old.origin == origin {
        return Ok(old.clone());
    }
    let validators = match validators {
        // They are valid for the URL that they came from and for no other.
        _ if *source != Source::Url(published.clone()) => Validators::default(),
        Some(new) => new,
        None => Validators {
            etag: old.etag.clone(),
            last_modified: old.last_modified.clone(),
        },
    };
    Ok(Lock {
        source: published,
        origin,
        etag: validators.etag,
        last_modified: validators.last_modified,
        sha256: sha256(bytes),
        bytes: u64::try_from(bytes.len())?,
        retrieved_at: tracked_files::now(),
        version: tracked_files::document_version(bytes)?,
        accepted_hosts,
        files: old.files.clone(),
    })
}

/// What the command line says for the lock.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<'a> {
    /// `--source`.
    pub source: Option<&'a str>,
    /// `--origin`.
    pub origin: Option<&'a str>,
    /// `--accept-host`.
    pub hosts: &'a [String],
}
