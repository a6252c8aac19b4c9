//! Finds the scheme of one delivery by trying every candidate.

use std::sync::Arc;

use http::{HeaderMap, HeaderName};

use super::{
    keyed_mac::KeyedMac,
    scheme::{KeyEncoding, SignatureEncoding, SignatureMethod, SignatureScheme},
    secret::WebhookSecret,
    signature,
    verify_error::MAX_BODY,
};

/// Most values of headers that are tried.
const MAX_VALUES: usize = 256;
/// Longest prefix that is tried.
const MAX_PREFIX: usize = 32;

/// A scheme and a secret that verify a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeMatch {
    scheme: SignatureScheme,
    secret_name: Arc<str>,
    trimmed: bool,
}

impl ProbeMatch {
    /// The scheme to give to the [`WebhookVerifier`](super::WebhookVerifier).
    pub fn scheme(&self) -> &SignatureScheme {
        &self.scheme
    }

    /// Name of the secret that matched.
    pub fn secret_name(&self) -> &str {
        &self.secret_name
    }

    /// Whether it matched only after white space at the end of the body was removed, which an editor or a
    /// terminal may have added to the saved body.
    pub fn is_trimmed(&self) -> bool {
        self.trimmed
    }
}

/// Finds the schemes that verify a delivery, from its headers, its raw body and the secrets that it may be
/// signed with. Send one test event from the vendor's Dashboard, and save its headers and body.
///
/// Every header is compared with the HMAC-SHA256 and HMAC-SHA512 of the body, in hexadecimal and base64, with
/// any prefix that ends in `=` or a space. The key is the secret's text, or the bytes that the text decodes to
/// as base64 or hexadecimal. Every header is also compared with the plain secret. The best match comes first:
/// an HMAC before a plain secret, a header named like a signature before others. The result is empty if
/// nothing matches: the delivery is forged, or signed by another scheme.
///
/// ```
/// use http::{HeaderMap, HeaderValue};
/// use signicat_reuseid::events::{WebhookSecret, probe};
///
/// let mut headers = HeaderMap::new();
/// let signature = "def564b8df06ae55c788493cb414068b2cf017385d96ecb39aa3e844fdbbcdea";
/// headers.insert("x-idfy-signature", HeaderValue::from_static(signature));
/// let secrets = [WebhookSecret::new("current", "your-secret-token")?];
/// let matches = probe(&headers, br#"{"message":"Hello, world"}"#, &secrets);
/// assert_eq!(matches[0].scheme().to_string(), "x-idfy-signature: <hex HMAC-SHA256>");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn probe(headers: &HeaderMap, body: &[u8], secrets: &[WebhookSecret]) -> Vec<ProbeMatch> {
    if body.len() > MAX_BODY {
        return Vec::new();
    }
    let trimmed = body.trim_ascii_end();
    let mut bodies = vec![(body, false)];
    if trimmed.len() < body.len() {
        bodies.push((trimmed, true));
    }
    let keys = keys(secrets);
    let mut matches = Vec::new();
    for (header, value) in headers.iter().take(MAX_VALUES) {
        for scheme in candidates(header, value.as_bytes()) {
            let Ok(signature) = signature::read(&scheme, value.as_bytes()) else {
                continue;
            };
            for key in &keys {
                if key.method != scheme.method() {
                    continue;
                }
                let holds = |(body, _): &&(&[u8], bool)| key.mac.matches(body, signature.bytes());
                if let Some((_, trimmed)) = bodies.iter().find(holds) {
                    matches.push(ProbeMatch {
                        scheme: scheme.clone().with_key_encoding(key.encoding),
                        secret_name: key.name.clone(),
                        trimmed: *trimmed,
                    });
                }
            }
        }
    }
    matches.sort_by_key(|it| {
        let scheme = it.scheme();
        (
            scheme.method() == SignatureMethod::SharedSecret,
            !scheme.header().as_str().contains("signature"),
            it.trimmed,
        )
    });
    matches
}

struct Key {
    name: Arc<str>,
    method: SignatureMethod,
    encoding: KeyEncoding,
    mac: KeyedMac,
}

fn keys(secrets: &[WebhookSecret]) -> Vec<Key> {
    let mut keys = Vec::new();
    for secret in secrets {
        for (method, encodings) in [
            (SignatureMethod::HmacSha256, &ENCODINGS[..]),
            (SignatureMethod::HmacSha512, &ENCODINGS[..]),
            (SignatureMethod::SharedSecret, &[KeyEncoding::Text][..]),
        ] {
            for &encoding in encodings {
                if let Ok(key) = secret.key(encoding) {
                    keys.push(Key {
                        name: secret.shared_name(),
                        method,
                        encoding,
                        mac: KeyedMac::new(method, &key),
                    });
                }
            }
        }
    }
    keys
}

const ENCODINGS: [KeyEncoding; 3] = [KeyEncoding::Text, KeyEncoding::Base64, KeyEncoding::Hex];

/// Every scheme by which the header could hold a signature.
fn candidates(header: &HeaderName, value: &[u8]) -> Vec<SignatureScheme> {
    let Ok(text) = str::from_utf8(value) else {
        return Vec::new();
    };
    let text = text.trim();
    let mut prefixes = vec![""];
    let ends = text.char_indices().filter(|(_, c)| matches!(c, '=' | ' '));
    for (end, _) in ends.take_while(|(end, _)| *end < MAX_PREFIX) {
        prefixes.extend(text.get(..=end));
    }
    let scheme = |prefix: &&str| {
        SignatureScheme::default()
            .with_header(header.clone())
            .with_prefix(*prefix)
    };
    let mut candidates = Vec::new();
    for scheme in prefixes.iter().map(scheme) {
        candidates.push(scheme.clone().with_method(SignatureMethod::SharedSecret));
        for method in [SignatureMethod::HmacSha256, SignatureMethod::HmacSha512] {
            for encoding in [SignatureEncoding::Hex, SignatureEncoding::Base64] {
                candidates.push(scheme.clone().with_method(method).with_encoding(encoding));
            }
        }
    }
    candidates
}
