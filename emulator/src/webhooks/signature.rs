//! Signs webhook bodies by any scheme that a receiver may meet. The vendor does not document its own.

use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use sha2::{Sha256, Sha512};
use utoipa::ToSchema;

/// How the signature header is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WebhookMethod {
    /// HMAC-SHA256 of the body.
    #[default]
    HmacSha256,
    /// HMAC-SHA512 of the body.
    HmacSha512,
    /// The secret itself.
    SharedSecret,
}

/// How the bytes of an HMAC are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WebhookEncoding {
    /// Lower-case hexadecimal.
    #[default]
    Hex,
    /// Base64 with padding.
    Base64,
    /// URL-safe base64 without padding.
    Base64Url,
}

/// How the key is made from the secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WebhookKey {
    /// Its UTF-8 bytes.
    #[default]
    Text,
    /// The bytes that it is base64 of.
    Base64,
    /// The bytes that it is hexadecimal of.
    Hex,
}

/// How deliveries are signed. The default is what most public receivers of the vendor's events expect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct WebhookSignature {
    /// The header; `x-signicat-signature` by default.
    #[schema(max_length = 128)]
    pub header: String,
    /// HMAC-SHA256 by default.
    pub method: WebhookMethod,
    /// Hexadecimal by default.
    pub encoding: WebhookEncoding,
    /// Text before the signature, such as `sha256=`; empty by default.
    #[schema(max_length = 32)]
    pub prefix: String,
    /// The secret's text by default.
    pub key: WebhookKey,
}

impl Default for WebhookSignature {
    fn default() -> Self {
        Self {
            header: "x-signicat-signature".to_owned(),
            method: WebhookMethod::default(),
            encoding: WebhookEncoding::default(),
            prefix: String::new(),
            key: WebhookKey::default(),
        }
    }
}

impl WebhookSignature {
    pub(super) fn validate(&self, secret: &str) -> Result<(), (&'static str, &'static str)> {
        let header = HeaderName::try_from(&self.header);
        if self.header.len() > 128 || header.is_err() {
            return Err((
                "signature.header",
                "it is not a header name of at most 128 characters",
            ));
        }
        if self.prefix.len() > 32 || HeaderValue::from_str(&self.prefix).is_err() {
            return Err((
                "signature.prefix",
                "it is at most 32 printable ASCII characters",
            ));
        }
        if self.key(secret).is_none_or(|key| key.is_empty()) {
            return Err(("secret", "it is not in the form that signature.key names"));
        }
        Ok(())
    }

    fn key(&self, secret: &str) -> Option<Vec<u8>> {
        match self.key {
            WebhookKey::Text => Some(secret.as_bytes().to_vec()),
            WebhookKey::Base64 => BASE64_STANDARD.decode(secret).ok(),
            WebhookKey::Hex => const_hex::decode(secret).ok(),
        }
    }

    /// The header's value for a body; `None` when the settings were not validated.
    pub(super) fn sign(&self, secret: &str, body: &[u8]) -> Option<(HeaderName, HeaderValue)> {
        let key = self.key(secret)?;
        let bytes = match self.method {
            WebhookMethod::SharedSecret => None,
            WebhookMethod::HmacSha256 => {
                let mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
                Some(mac.chain_update(body).finalize().into_bytes().to_vec())
            }
            WebhookMethod::HmacSha512 => {
                let mac = Hmac::<Sha512>::new_from_slice(&key).ok()?;
                Some(mac.chain_update(body).finalize().into_bytes().to_vec())
            }
        };
        let signature = match (bytes, self.encoding) {
            (None, _) => secret.to_owned(),
            (Some(bytes), WebhookEncoding::Hex) => const_hex::encode(bytes),
            (Some(bytes), WebhookEncoding::Base64) => BASE64_STANDARD.encode(bytes),
            (Some(bytes), WebhookEncoding::Base64Url) => BASE64_URL_SAFE_NO_PAD.encode(bytes),
        };
        let header = HeaderName::try_from(&self.header).ok()?;
        let value = HeaderValue::try_from(format!("{}{signature}", self.prefix)).ok()?;
        Some((header, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_the_published_vector_of_the_predecessor() {
        let signature = WebhookSignature {
            header: "X-Idfy-Signature".to_owned(),
            ..WebhookSignature::default()
        };
        let body = br#"{"message":"Hello, world"}"#;
        let (header, value) = signature.sign("your-secret-token", body).unwrap();
        assert_eq!(header, "x-idfy-signature");
        let expected = "def564b8df06ae55c788493cb414068b2cf017385d96ecb39aa3e844fdbbcdea";
        assert_eq!(value, expected);
    }

    #[test]
    fn rejects_what_cannot_be_in_a_header() {
        let with = |change: fn(&mut WebhookSignature)| {
            let mut signature = WebhookSignature::default();
            change(&mut signature);
            signature.validate("a secret").is_err()
        };
        assert!(!with(|_| {}));
        assert!(with(|it| it.header = "a b".to_owned()));
        assert!(with(|it| it.header = "x".repeat(200)));
        assert!(with(|it| it.prefix = "a\nb".to_owned()));
        assert!(with(|it| it.key = WebhookKey::Hex));
    }
}
