//! The lock file beside a document: source, time and checksums of the document and of the files made from it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Content of the lock file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// URL where the document is published.
    pub source: String,
    /// SHA-256 of the document's bytes as retrieved, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Number of these bytes.
    pub bytes: u64,
    /// When they were retrieved, RFC 3339 in UTC.
    pub retrieved_at: String,
    /// The document's `info.version`.
    pub version: String,
    /// Who wrote the document: `vendor`, `reconstructed` for a substitute, `unconfirmed` if unknown.
    pub origin: String,
    /// The `ETag` of the download, which makes the next one conditional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// Its `Last-Modified`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// Hosts that the document may contain because a maintainer accepted them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted_hosts: Vec<String>,
    /// SHA-256 by path of the files that the document was prepared with and of those generated from it.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
}

/// A file that differs from the lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Its path.
    pub path: String,
    /// The difference, or why the file cannot be read.
    pub reason: String,
}

impl Lock {
    /// Reads a lock file.
    ///
    /// # Errors
    /// Invalid TOML, a missing or unknown field.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The text of the lock file.
    ///
    /// # Errors
    /// A byte count beyond TOML's integers, which no parsed lock has.
    pub fn to_text(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(self)
    }

    /// The files that differ from the lock; `document` is the path of the document itself.
    pub fn mismatches(
        &self,
        document: &str,
        read: impl Fn(&str) -> std::io::Result<Vec<u8>>,
    ) -> Vec<Mismatch> {
        let files = self
            .files
            .iter()
            .map(|(path, sha256)| (path.as_str(), sha256));
        let all = std::iter::once((document, &self.sha256)).chain(files);
        let mismatches = all.filter_map(|(path, expected)| {
            let reason = match read(path) {
                Ok(bytes) => {
                    let found = sha256(&bytes);
                    if found == *expected {
                        return None;
                    }
                    format!("sha256 is {found}, the lock has {expected}")
                }
                Err(error) => error.to_string(),
            };
            Some(Mismatch {
                path: path.to_owned(),
                reason,
            })
        });
        mismatches.collect()
    }

    /// Whether these are the document's bytes.
    pub fn matches(&self, bytes: &[u8]) -> bool {
        self.sha256 == sha256(bytes) && usize::try_from(self.bytes) == Ok(bytes.len())
    }
}

/// SHA-256 as 64 lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_and_names_changed_files() {
        let lock = Lock {
            source: "https://example.com/openapi.json".into(),
            sha256: sha256(b"abc"),
            bytes: 3,
            retrieved_at: "2026-01-01T00:00:00Z".into(),
            version: "1.0.0".into(),
            origin: "vendor".into(),
            etag: Some("\"1\"".into()),
            last_modified: None,
            accepted_hosts: vec!["eu.example.com".into()],
            files: BTreeMap::from([("overlay.yaml".into(), sha256(b"def"))]),
        };
        assert_eq!(Lock::parse(&lock.to_text().unwrap()).unwrap(), lock);
        assert!(lock.matches(b"abc") && !lock.matches(b"abd"));
        // FIPS 180-2's example.
        assert!(lock.sha256.starts_with("ba7816bf8f01cfea"));

        let found = |upstream: &'static [u8], overlay: &'static [u8]| {
            let read = move |path: &str| match path {
                "document.json" => Ok(upstream.to_vec()),
                "overlay.yaml" => Ok(overlay.to_vec()),
                _ => Err(std::io::ErrorKind::NotFound.into()),
            };
            let found = lock.mismatches("document.json", read);
            found.into_iter().map(|m| m.path).collect::<Vec<_>>()
        };
        assert!(found(b"abc", b"def").is_empty());
        assert_eq!(found(b"abc", b"deg"), ["overlay.yaml"]);
        assert_eq!(found(b"abd", b"def"), ["document.json"]);
    }
}
