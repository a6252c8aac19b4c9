//! Computes and compares signatures with a key that was prepared once. Every comparison takes constant time.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Sha256, Sha512};

use super::scheme::SignatureMethod;

/// A method with its key.
#[derive(Clone)]
pub(super) enum KeyedMac {
    Sha256(Box<Hmac<Sha256>>),
    Sha512(Box<Hmac<Sha512>>),
    /// A text is compared by its MAC, so that neither its length nor a common start shows in the time taken.
    Shared(Box<Hmac<Sha256>>, [u8; 32]),
}

impl KeyedMac {
    pub(super) fn new(method: SignatureMethod, key: &[u8]) -> Self {
        match method {
            SignatureMethod::HmacSha256 => Self::Sha256(Box::new(sha256(key))),
            SignatureMethod::HmacSha512 => Self::Sha512(Box::new(sha512(key))),
            SignatureMethod::SharedSecret => {
                let mac = sha256(key);
                let expected = mac.clone().chain_update(key).finalize().into_bytes().into();
                Self::Shared(Box::new(mac), expected)
            }
        }
    }

    /// Whether `signature` (decoded, or the shared secret's text) belongs to `body`.
    pub(super) fn matches(&self, body: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Sha256(mac) => (**mac)
                .clone()
                .chain_update(body)
                .verify_slice(signature)
                .is_ok(),
            Self::Sha512(mac) => (**mac)
                .clone()
                .chain_update(body)
                .verify_slice(signature)
                .is_ok(),
            Self::Shared(mac, expected) => (**mac)
                .clone()
                .chain_update(signature)
                .verify_slice(expected)
                .is_ok(),
        }
    }

    /// The signature of `body`; `None` for a shared secret, which does not depend on it.
    #[cfg(feature = "test-util")]
    pub(super) fn sign(&self, body: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Sha256(mac) => {
                let mac = (**mac).clone().chain_update(body);
                Some(mac.finalize().into_bytes().to_vec())
            }
            Self::Sha512(mac) => {
                let mac = (**mac).clone().chain_update(body);
                Some(mac.finalize().into_bytes().to_vec())
            }
            Self::Shared(..) => None,
        }
    }
}

// HMAC takes a key of any length; the error type is there for other MACs.
fn sha256(key: &[u8]) -> Hmac<Sha256> {
    match Hmac::new_from_slice(key) {
        Ok(mac) => mac,
        Err(_) => unreachable!("HMAC takes a key of any length"),
    }
}

fn sha512(key: &[u8]) -> Hmac<Sha512> {
    match Hmac::new_from_slice(key) {
        Ok(mac) => mac,
        Err(_) => unreachable!("HMAC takes a key of any length"),
    }
}
