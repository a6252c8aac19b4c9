//! Encrypts stored access tokens with AES-256-GCM of ring, with keys that can be rotated.
//!
//! Format: one version byte, four bytes that identify the key, a nonce of twelve bytes, ciphertext, tag. The
//! client id is the associated data, so that a row copied to another client cannot be opened.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    digest::{SHA256, digest},
    rand::{SecureRandom as _, SystemRandom},
};

use crate::error::FleetError;

const FORMAT: u8 = 1;
const KEY_BYTES: usize = 32;
const KEY_TAG_BYTES: usize = 4;

/// The keys for stored tokens: the first one encrypts, each of them can decrypt.
///
/// To rotate, put the new key first, deploy, and remove the old one when no token is older (a day at most).
pub struct SealingKeys {
    keys: Vec<(KeyTag, LessSafeKey)>,
}

type KeyTag = [u8; KEY_TAG_BYTES];

impl SealingKeys {
    /// Reads keys from a text: 32 random bytes each in base64, separated by commas or white space, the newest first.
    /// `openssl rand -base64 32` makes one.
    ///
    /// # Errors
    /// [`FleetError::InvalidSettings`] if there is no key, or one is not 32 bytes of base64.
    pub fn new(text: &str) -> Result<Self, FleetError> {
        let invalid = FleetError::InvalidSettings;
        let mut keys = Vec::new();
        for word in text
            .split([',', ' ', '\n', '\r', '\t'])
            .filter(|word| !word.is_empty())
        {
            let bytes = STANDARD
                .decode(word)
                .ok()
                .filter(|bytes| bytes.len() == KEY_BYTES)
                .ok_or_else(|| invalid("a sealing key is not 32 bytes in base64"))?;
            let key = UnboundKey::new(&AES_256_GCM, &bytes)
                .map_err(|_| invalid("a sealing key cannot be used"))?;
            keys.push((tag(&bytes), LessSafeKey::new(key)));
        }
        if keys.is_empty() {
            return Err(invalid("there is no sealing key"));
        }
        Ok(Self { keys })
    }

    /// Reads keys from an environment variable, in the format of [`new`](Self::new).
    ///
    /// # Errors
    /// [`FleetError::InvalidSettings`] also if the variable is not set.
    pub fn from_env(variable: &str) -> Result<Self, FleetError> {
        let text = std::env::var(variable).map_err(|_| {
            FleetError::InvalidSettings("the variable of the sealing keys is not set")
        })?;
        Self::new(&text)
    }

    pub(crate) fn seal(&self, plain: &[u8], client_id: &str) -> Result<Vec<u8>, FleetError> {
        let failed = |_| FleetError::Stored("a token could not be sealed");
        let Some((tag, key)) = self.keys.first() else {
            return Err(FleetError::Stored("there is no sealing key"));
        };
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).map_err(failed)?;
        let mut body = plain.to_vec();
        let aad = Aad::from(client_id.as_bytes());
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut body)
            .map_err(failed)?;
        Ok([&[FORMAT], tag.as_slice(), &nonce, &body].concat())
    }

    pub(crate) fn open(&self, sealed: &[u8], client_id: &str) -> Result<Vec<u8>, FleetError> {
        let unreadable = || FleetError::Stored("a sealed token cannot be opened with these keys");
        let (format, rest) = sealed.split_first().ok_or_else(unreadable)?;
        let (tag, rest) = rest
            .split_first_chunk::<KEY_TAG_BYTES>()
            .ok_or_else(unreadable)?;
        let (nonce, body) = rest
            .split_first_chunk::<NONCE_LEN>()
            .ok_or_else(unreadable)?;
        let key = self.keys.iter().find(|(known, _)| known == tag);
        let (_, key) = key.filter(|_| *format == FORMAT).ok_or_else(unreadable)?;
        let mut body = body.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let plain = key
            .open_in_place(nonce, Aad::from(client_id.as_bytes()), &mut body)
            .map_err(|_| unreadable())?;
        Ok(plain.to_vec())
    }
}

/// The first bytes of the key's hash: they identify the key without revealing it.
fn tag(key: &[u8]) -> KeyTag {
    let mut tag = KeyTag::default();
    for (to, from) in tag.iter_mut().zip(digest(&SHA256, key).as_ref()) {
        *to = *from;
    }
    tag
}

impl fmt::Debug for SealingKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealingKeys")
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> String {
        STANDARD.encode([byte; KEY_BYTES])
    }

    #[test]
    fn opens_what_an_older_key_sealed_and_nothing_else() {
        let old = SealingKeys::new(&key(1)).unwrap();
        let both = SealingKeys::new(&format!("{},\n{}", key(2), key(1))).unwrap();
        let sealed = old.seal(b"token", "client").unwrap();
        assert_eq!(both.open(&sealed, "client").unwrap(), b"token");
        assert!(both.open(&sealed, "other client").is_err());
        let newer = both.seal(b"token", "client").unwrap();
        assert!(old.open(&newer, "client").is_err());
        assert_ne!(
            newer,
            both.seal(b"token", "client").unwrap(),
            "the nonce is random"
        );
    }

    #[test]
    fn every_changed_or_missing_byte_is_noticed() {
        let keys = SealingKeys::new(&key(1)).unwrap();
        let sealed = keys.seal(b"token", "client").unwrap();
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(keys.open(&changed, "client").is_err(), "byte {index}");
            assert!(
                keys.open(&sealed[..index], "client").is_err(),
                "{index} bytes"
            );
        }
    }

    #[test]
    fn rejects_texts_without_a_usable_key() {
        for text in [
            "",
            " ,",
            "short",
            &STANDARD.encode([0; 16]),
            &format!("{},x", key(1)),
        ] {
            assert!(SealingKeys::new(text).is_err(), "{text:?}");
        }
        assert!(!format!("{:?}", SealingKeys::new(&key(7)).unwrap()).contains(&key(7)));
    }
}
