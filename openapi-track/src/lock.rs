//! What was taken in, from where and when, and what was made of it: the lock beside the document.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The lock file's content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// Where the document is published.
    pub source: String,
    /// SHA-256 of the bytes as taken in, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// How many bytes they are.
    pub bytes: u64,
    /// When they were taken in, RFC 3339 in UTC.
    pub taken_in: String,
    /// The document's `info.version`.
    pub version: String,
    /// `vendor` for the vendor's own file, `reconstructed` for what stands in for it.
    pub origin: String,
    /// The `ETag` of the download, which makes the next one conditional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// Its `Last-Modified`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// SHA-256 of the files that belong to the document, by path: what it was made with and made into.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
}

/// A file that is not what the lock says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Its path.
    pub path: String,
    /// What is wrong with it.
    pub what: String,
}

impl Lock {
    /// Reads a lock.
    ///
    /// # Errors
    /// Not TOML, a member missing or unknown.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The lock's text.
    ///
    /// # Errors
    /// None for a lock that was read; a count beyond TOML's integers otherwise.
    pub fn to_text(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(self)
    }

    /// The files that are not as the lock has them, `upstream` being the path of the document itself.
    pub fn mismatches(
        &self,
        upstream: &str,
        read: impl Fn(&str) -> std::io::Result<Vec<u8>>,
    ) -> Vec<Mismatch> {
        let files = self
            .files
            .iter()
            .map(|(path, sha256)| (path.as_str(), sha256));
        let all = std::iter::once((upstream, &self.sha256)).chain(files);
        let mismatches = all.filter_map(|(path, expected)| {
            let what = match read(path) {
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
                what,
            })
        });
        mismatches.collect()
    }

    /// Whether these are the bytes that were taken in.
    pub fn holds(&self, bytes: &[u8]) -> bool {
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
    fn a_lock_comes_back_and_names_a_flipped_byte() {
        let lock = Lock {
            source: "https://example.com/openapi.json".into(),
            sha256: sha256(b"abc"),
            bytes: 3,
            taken_in: "2026-01-01T00:00:00Z".into(),
            version: "1.0.0".into(),
            origin: "vendor".into(),
            etag: Some("\"1\"".into()),
            last_modified: None,
            files: BTreeMap::from([("overlay.yaml".into(), sha256(b"def"))]),
        };
        assert_eq!(Lock::parse(&lock.to_text().unwrap()).unwrap(), lock);
        assert!(lock.holds(b"abc") && !lock.holds(b"abd"));
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
