//! Access tokens: signed JWTs with the claim `account_id`, as the vendor's are.
//!
//! They are signed with HMAC-SHA256 under a key that follows from the seed, so a script's tokens are the
//! same in every run. Nothing but this emulator accepts them.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// `{"alg":"HS256","typ":"JWT"}`
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    pub iss: String,
    pub client_id: String,
    pub account_id: String,
    pub scope: String,
    /// Seconds since the Unix epoch.
    pub iat: u64,
    /// Seconds since the Unix epoch.
    pub exp: u64,
    pub jti: String,
}

pub(crate) fn sign(claims: &Claims, key: &[u8; 32]) -> String {
    let payload = serde_json::to_vec(claims).unwrap_or_default();
    let mut token = format!("{HEADER}.{}", BASE64_URL_SAFE_NO_PAD.encode(payload));
    let signature = mac(key, token.as_bytes()).finalize().into_bytes();
    token.push('.');
    token.push_str(&BASE64_URL_SAFE_NO_PAD.encode(signature));
    token
}

/// The claims of a token that was signed with `key`, however old it is.
pub(crate) fn verify(token: &str, key: &[u8; 32]) -> Option<Claims> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, payload) = signed.split_once('.')?;
    if header != HEADER {
        return None;
    }
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
    mac(key, signed.as_bytes()).verify_slice(&signature).ok()?;
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

fn mac(key: &[u8; 32], message: &[u8]) -> Hmac<Sha256> {
    // HMAC pads a short key with zeros up to the block, by definition.
    let mut block = [0; 64];
    for (slot, byte) in block.iter_mut().zip(key) {
        *slot = *byte;
    }
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(message);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims() -> Claims {
        Claims {
            iss: "emulator".into(),
            client_id: "sandbox-a-b-1".into(),
            account_id: "a-sdge-1".into(),
            scope: "signicat-api".into(),
            iat: 1,
            exp: 601,
            jti: "x".into(),
        }
    }

    #[test]
    fn only_the_own_signature_counts() {
        let token = sign(&claims(), &[1; 32]);
        assert_eq!(verify(&token, &[1; 32]), Some(claims()));
        assert_eq!(verify(&token, &[2; 32]), None);
        let (head, _) = token.rsplit_once('.').unwrap();
        for broken in [
            "",
            ".",
            "..",
            "a.b.c",
            &token[1..],
            head,
            &format!("{head}."),
        ] {
            assert_eq!(verify(broken, &[1; 32]), None, "{broken}");
        }
        // The header that asks for no signature at all.
        let payload = token.split('.').nth(1).unwrap();
        assert_eq!(
            verify(&format!("eyJhbGciOiJub25lIn0.{payload}."), &[1; 32]),
            None
        );
    }
}
