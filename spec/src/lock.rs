//! What was taken in, from where and when: the lock beside the document.

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
        };
        assert_eq!(Lock::parse(&lock.to_text().unwrap()).unwrap(), lock);
        assert!(lock.holds(b"abc") && !lock.holds(b"abd"));
        // FIPS 180-2's example.
        assert!(lock.sha256.starts_with("ba7816bf8f01cfea"));
    }
}
