//! Describes how a webhook delivery is signed: header, method, encoding, prefix and form of the key.
//!
//! The vendor does not document the scheme of its current Events service. The default is what most public
//! receivers use; [`probe`](super::probe()) finds the right one from a single test delivery.

use std::fmt;

use http::HeaderName;

/// How the value of the signature header is computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureMethod {
    /// HMAC with SHA-256 over the raw body. The default.
    #[default]
    HmacSha256,
    /// HMAC with SHA-512 over the raw body.
    HmacSha512,
    /// The header is the secret itself. This does not protect the body: anyone who reads one delivery can
    /// forge others.
    SharedSecret,
}

impl SignatureMethod {
    /// Length of a decoded signature in bytes; `None` for a shared secret.
    pub(super) fn signature_len(self) -> Option<usize> {
        match self {
            Self::HmacSha256 => Some(32),
            Self::HmacSha512 => Some(64),
            Self::SharedSecret => None,
        }
    }
}

impl fmt::Display for SignatureMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HmacSha256 => "HMAC-SHA256",
            Self::HmacSha512 => "HMAC-SHA512",
            Self::SharedSecret => "shared secret",
        })
    }
}

/// How the bytes of a signature are encoded in the header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureEncoding {
    /// Hexadecimal, in either case. The default.
    #[default]
    Hex,
    /// Base64 in the standard or the URL-safe alphabet, padded or not.
    Base64,
}

impl fmt::Display for SignatureEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hex => "hex",
            Self::Base64 => "base64",
        })
    }
}

/// How the key of the HMAC is derived from the text of the secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyEncoding {
    /// The key is the text's UTF-8 bytes. The default.
    #[default]
    Text,
    /// The text is the key in base64.
    Base64,
    /// The text is the key in hexadecimal.
    Hex,
}

impl fmt::Display for KeyEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Base64 => "base64",
            Self::Hex => "hex",
        })
    }
}

/// How webhook deliveries are signed.
///
/// The default is `X-Signicat-Signature` with the hexadecimal HMAC-SHA256 of the raw body, keyed by the UTF-8
/// bytes of the secret. It is **unconfirmed**: taken from public receivers of current Signicat webhooks and
/// from the documented scheme of the predecessor, [`SignatureScheme::idfy`].
///
/// ```
/// use signicat_reuseid::events::{SignatureEncoding, SignatureScheme};
///
/// let scheme = SignatureScheme::default()
///     .with_encoding(SignatureEncoding::Base64)
///     .with_prefix("sha256=");
/// assert_eq!(scheme.to_string(), "x-signicat-signature: sha256=<base64 HMAC-SHA256>");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SignatureScheme {
    header: HeaderName,
    method: SignatureMethod,
    encoding: SignatureEncoding,
    prefix: Box<str>,
    key_encoding: KeyEncoding,
}

impl SignatureScheme {
    /// Name of the default header.
    pub const SIGNICAT_HEADER: HeaderName = HeaderName::from_static("x-signicat-signature");
    /// Name of the header that the predecessor (Express, Idfy) documents.
    pub const IDFY_HEADER: HeaderName = HeaderName::from_static("x-idfy-signature");

    /// The documented scheme of the predecessor: like the default, in the header `X-Idfy-Signature`.
    #[must_use]
    pub fn idfy() -> Self {
        Self::default().with_header(Self::IDFY_HEADER)
    }

    /// The header contains the secret itself; see [`SignatureMethod::SharedSecret`].
    #[must_use]
    pub fn shared_secret(header: HeaderName) -> Self {
        Self::default()
            .with_header(header)
            .with_method(SignatureMethod::SharedSecret)
    }

    /// Sets the header's name.
    #[must_use]
    pub fn with_header(mut self, header: HeaderName) -> Self {
        self.header = header;
        self
    }

    /// Sets the method.
    #[must_use]
    pub fn with_method(mut self, method: SignatureMethod) -> Self {
        self.method = method;
        self
    }

    /// Sets the encoding of the signature; a shared secret has none.
    #[must_use]
    pub fn with_encoding(mut self, encoding: SignatureEncoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Sets the text before the signature, such as `sha256=` or `Bearer `; compared without regard to case.
    #[must_use]
    pub fn with_prefix(mut self, prefix: impl Into<Box<str>>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets how the key is derived from the secret's text; a shared secret is always compared as text.
    #[must_use]
    pub fn with_key_encoding(mut self, key_encoding: KeyEncoding) -> Self {
        self.key_encoding = key_encoding;
        self
    }

    /// The header's name.
    pub fn header(&self) -> &HeaderName {
        &self.header
    }

    /// The method.
    pub fn method(&self) -> SignatureMethod {
        self.method
    }

    /// The encoding of the signature.
    pub fn encoding(&self) -> SignatureEncoding {
        self.encoding
    }

    /// The text before the signature; empty by default.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// How the key is derived from the secret's text.
    pub fn key_encoding(&self) -> KeyEncoding {
        self.key_encoding
    }
}

impl Default for SignatureScheme {
    fn default() -> Self {
        Self {
            header: Self::SIGNICAT_HEADER,
            method: SignatureMethod::default(),
            encoding: SignatureEncoding::default(),
            prefix: Box::default(),
            key_encoding: KeyEncoding::default(),
        }
    }
}

/// The header as it is on the wire, with the form of the signature in angle brackets.
impl fmt::Display for SignatureScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            header,
            method,
            encoding,
            prefix,
            key_encoding,
        } = self;
        match (method, key_encoding) {
            (SignatureMethod::SharedSecret, _) => write!(f, "{header}: {prefix}<{method}>"),
            (_, KeyEncoding::Text) => write!(f, "{header}: {prefix}<{encoding} {method}>"),
            _ => write!(
                f,
                "{header}: {prefix}<{encoding} {method}, key is {key_encoding} of the secret>"
            ),
        }
    }
}
