//! Verifies the signature of a delivery over its raw bytes, without parsing the body.

use std::{fmt, sync::Arc};

use http::{HeaderMap, HeaderName};

use super::{
    keyed_mac::KeyedMac,
    scheme::{KeyEncoding, SignatureMethod, SignatureScheme},
    secret::{InvalidSecret, WebhookSecret},
    signature::{self, Signature, Unreadable},
    verify_error::{MAX_BODY, MismatchHint, VerifyError},
};

const MAX_SECRETS: usize = 16;

/// Verifies webhook deliveries against one or several secrets.
///
/// It cannot be built without a secret: a receiver that skips verification accepts forged events. With
/// several secrets, they can be rotated without rejecting deliveries; the result has the name of the one that
/// matched. Cloning is cheap.
///
/// ```
/// use http::{HeaderMap, HeaderValue};
/// use signicat_reuseid::events::{SignatureScheme, WebhookVerifier};
///
/// // The test vector of the vendor's predecessor.
/// let verifier = WebhookVerifier::builder()
///     .secret("current", "your-secret-token")
///     .scheme(SignatureScheme::idfy())
///     .build()?;
/// let signature = "def564b8df06ae55c788493cb414068b2cf017385d96ecb39aa3e844fdbbcdea";
/// let mut headers = HeaderMap::new();
/// headers.insert("x-idfy-signature", HeaderValue::from_static(signature));
/// let verified = verifier.verify(&headers, br#"{"message":"Hello, world"}"#)?;
/// assert_eq!(verified.secret_name(), "current");
/// assert!(verifier.verify(&headers, br#"{"message":"Hello, moon"}"#).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct WebhookVerifier {
    inner: Arc<Inner>,
}

struct Inner {
    scheme: SignatureScheme,
    keys: Vec<(Arc<str>, KeyedMac)>,
}

impl WebhookVerifier {
    /// Builds a verifier; at least one secret is needed.
    pub fn builder() -> WebhookVerifierBuilder {
        WebhookVerifierBuilder::default()
    }

    /// The scheme.
    pub fn scheme(&self) -> &SignatureScheme {
        &self.inner.scheme
    }

    /// Verifies a delivery from all its headers and its unmodified raw body.
    ///
    /// # Errors
    /// [`VerifyError`]; then the delivery must not be used.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<Verified, VerifyError> {
        if body.len() > MAX_BODY {
            return Err(VerifyError::BodyTooLarge);
        }
        let signature = self.read_signature(headers)?;
        for (name, key) in &self.inner.keys {
            if key.matches(body, signature.bytes()) {
                return Ok(Verified {
                    secret_name: name.clone(),
                });
            }
        }
        Err(VerifyError::Mismatch {
            hint: mismatch_hint(body),
        })
    }

    /// Checks what can be checked before the body is read.
    pub(super) fn check_header(&self, headers: &HeaderMap) -> Result<(), VerifyError> {
        self.read_signature(headers).map(drop)
    }

    fn read_signature<'a>(&self, headers: &'a HeaderMap) -> Result<Signature<'a>, VerifyError> {
        let scheme = &self.inner.scheme;
        let header = scheme.header();
        let mut values = headers.get_all(header).iter();
        let Some(value) = values.next() else {
            return Err(VerifyError::MissingHeader {
                expected: header.clone(),
                found: other_header(headers),
            });
        };
        let header = || header.clone();
        if values.next().is_some() {
            return Err(VerifyError::RepeatedHeader { header: header() });
        }
        signature::read(scheme, value.as_bytes()).map_err(|unreadable| match unreadable {
            Unreadable::Malformed(reason) => VerifyError::MalformedHeader {
                header: header(),
                reason,
            },
            Unreadable::Length { expected, found } => VerifyError::WrongLength {
                header: header(),
                expected,
                found,
            },
        })
    }
}

impl fmt::Debug for WebhookVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.inner.keys.iter().map(|(name, _)| name).collect();
        f.debug_struct("WebhookVerifier")
            .field("scheme", &self.inner.scheme)
            .field("secrets", &names)
            .finish()
    }
}

/// Headers in which senders of webhooks put signatures. A fixed list: an error must not print a name that the
/// sender chose, which may be anything.
const SIGNATURE_HEADERS: [&str; 13] = [
    "x-signicat-signature",
    "x-idfy-signature",
    "signicat-signature",
    "x-signature",
    "x-signature-256",
    "x-signature-sha256",
    "signature",
    "x-hmac-signature",
    "x-hmac-sha256",
    "x-hub-signature",
    "x-hub-signature-256",
    "x-webhook-signature",
    "webhook-signature",
];

/// A header that may contain the signature.
fn other_header(headers: &HeaderMap) -> Option<HeaderName> {
    let known = SIGNATURE_HEADERS.into_iter().map(HeaderName::from_static);
    known.into_iter().find(|name| headers.contains_key(name))
}

/// Checks only the bytes: a body whose signature does not match must not be parsed.
fn mismatch_hint(body: &[u8]) -> Option<MismatchHint> {
    if body.is_empty() {
        return Some(MismatchHint::EmptyBody);
    }
    let rest = body.strip_prefix(b"{")?;
    let spaced = rest.first().is_some_and(u8::is_ascii_whitespace)
        || body
            .windows(3)
            .take(1_024)
            .any(|it| matches!(it, b"\": " | b"\", "));
    // Of the envelope's names the first in alphabetical order; the vendor's sample starts with `id`.
    let sorted = rest.starts_with(b"\"accountId\"");
    (spaced || sorted).then_some(MismatchHint::Reserialized)
}

/// A delivery with a valid signature.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Verified {
    secret_name: Arc<str>,
}

impl Verified {
    /// Name of the secret that matched.
    pub fn secret_name(&self) -> &str {
        &self.secret_name
    }

    pub(super) fn into_secret_name(self) -> Arc<str> {
        self.secret_name
    }
}

/// Builds a [`WebhookVerifier`].
#[derive(Clone, Debug, Default)]
pub struct WebhookVerifierBuilder {
    scheme: SignatureScheme,
    secrets: Vec<Result<WebhookSecret, InvalidSecret>>,
}

impl WebhookVerifierBuilder {
    /// Adds a named secret, at most 16. Add first the one that most deliveries are signed with.
    #[must_use]
    pub fn secret(mut self, name: impl Into<Arc<str>>, value: impl Into<Box<str>>) -> Self {
        self.secrets.push(WebhookSecret::new(name, value));
        self
    }

    /// Sets the scheme; the default is described at [`SignatureScheme`].
    #[must_use]
    pub fn scheme(mut self, scheme: SignatureScheme) -> Self {
        self.scheme = scheme;
        self
    }

    /// Builds the verifier.
    ///
    /// # Errors
    /// [`InvalidSecret`] if there is no secret, or one is invalid.
    pub fn build(self) -> Result<WebhookVerifier, InvalidSecret> {
        if self.secrets.is_empty() {
            return Err(InvalidSecret::None);
        }
        if self.secrets.len() > MAX_SECRETS {
            return Err(InvalidSecret::TooMany);
        }
        let method = self.scheme.method();
        let key_encoding = match method {
            SignatureMethod::SharedSecret => KeyEncoding::Text,
            _ => self.scheme.key_encoding(),
        };
        let mut keys: Vec<(Arc<str>, KeyedMac)> = Vec::new();
        for secret in self.secrets {
            let secret = secret?;
            let name = secret.shared_name();
            if keys.iter().any(|(other, _)| *other == name) {
                return Err(InvalidSecret::RepeatedName(name));
            }
            keys.push((name, KeyedMac::new(method, &secret.key(key_encoding)?)));
        }
        Ok(WebhookVerifier {
            inner: Arc::new(Inner {
                scheme: self.scheme,
                keys,
            }),
        })
    }
}
