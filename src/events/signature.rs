//! Reads the signature out of a header's value, and says what is wrong with one that cannot be read.

use std::fmt;

use base64::Engine as _;

use super::{
    scheme::{SignatureEncoding, SignatureScheme},
    secret::{STANDARD, URL_SAFE},
};

/// Longest value that is decoded, in bytes; the longest signature has 128.
const MAX_TEXT: usize = 256;
/// Longest signature, in bytes.
const MAX_SIGNATURE: usize = 64;

/// Why the value of a signature header cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MalformedSignature {
    /// It has characters other than visible ASCII.
    NotAscii,
    /// It does not start with the scheme's prefix.
    MissingPrefix,
    /// It has a prefix such as `sha256=`, but the scheme has none.
    UnexpectedPrefix,
    /// It is empty.
    Empty,
    /// It is not hexadecimal.
    NotHex,
    /// It has an odd number of hexadecimal digits.
    OddLength,
    /// It is base64, but the scheme says hexadecimal.
    Base64InsteadOfHex,
    /// It is not base64.
    NotBase64,
    /// It is hexadecimal, but the scheme says base64.
    HexInsteadOfBase64,
}

impl fmt::Display for MalformedSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAscii => "it is not visible ASCII",
            Self::MissingPrefix => "it does not start with the prefix of the scheme",
            Self::UnexpectedPrefix => {
                "it has a prefix but the scheme has none; set it with SignatureScheme::with_prefix"
            }
            Self::Empty => "it is empty",
            Self::NotHex => "it is not hexadecimal",
            Self::OddLength => "it has an odd number of hexadecimal digits",
            Self::Base64InsteadOfHex => {
                "it is base64 but the scheme says hexadecimal; set SignatureEncoding::Base64"
            }
            Self::NotBase64 => "it is not base64",
            Self::HexInsteadOfBase64 => {
                "it is hexadecimal but the scheme says base64; set SignatureEncoding::Hex"
            }
        })
    }
}

/// Why a value holds no signature of the scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    Malformed(MalformedSignature),
    /// Decoded lengths in bytes.
    Length {
        expected: usize,
        found: usize,
    },
}

impl From<MalformedSignature> for Unreadable {
    fn from(reason: MalformedSignature) -> Self {
        Self::Malformed(reason)
    }
}

/// A decoded signature, or the text of a shared secret.
pub(super) enum Signature<'a> {
    Decoded {
        buffer: [u8; MAX_SIGNATURE],
        len: usize,
    },
    Text(&'a [u8]),
}

impl Signature<'_> {
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Decoded { buffer, len } => buffer.get(..*len).unwrap_or_default(),
            Self::Text(text) => text,
        }
    }
}

/// Reads a header's value as the scheme says. Allocates nothing.
pub(super) fn read<'a>(
    scheme: &SignatureScheme,
    value: &'a [u8],
) -> Result<Signature<'a>, Unreadable> {
    let text = str::from_utf8(value)
        .ok()
        .filter(|text| text.bytes().all(|byte| matches!(byte, b' '..=b'~')))
        .ok_or(MalformedSignature::NotAscii)?;
    let text =
        strip_prefix(text.trim(), scheme.prefix()).ok_or(MalformedSignature::MissingPrefix)?;
    if text.is_empty() {
        return Err(MalformedSignature::Empty.into());
    }
    let Some(expected) = scheme.method().signature_len() else {
        return Ok(Signature::Text(text.as_bytes()));
    };
    let mut text_buffer = [0; MAX_TEXT];
    let decoded = decode(scheme.encoding(), text, expected, &mut text_buffer)?;
    let mut buffer = [0; MAX_SIGNATURE];
    match buffer.get_mut(..expected) {
        Some(target) if decoded.len() == expected => {
            target.copy_from_slice(decoded);
            Ok(Signature::Decoded {
                buffer,
                len: expected,
            })
        }
        _ => Err(Unreadable::Length {
            expected,
            found: decoded.len(),
        }),
    }
}

pub(super) fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// The decoded bytes, which may be more or fewer than expected.
fn decode<'a>(
    encoding: SignatureEncoding,
    text: &str,
    expected: usize,
    buffer: &'a mut [u8; MAX_TEXT],
) -> Result<&'a [u8], Unreadable> {
    let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match encoding {
        SignatureEncoding::Hex if is_hex => {
            let found = text.len() / 2;
            if text.len() % 2 == 1 {
                return Err(MalformedSignature::OddLength.into());
            }
            if found != expected {
                return Err(Unreadable::Length { expected, found });
            }
            let target = buffer.get_mut(..found).unwrap_or_default();
            const_hex::decode_to_slice(text, target).map_err(|_| MalformedSignature::NotHex)?;
            Ok(target)
        }
        SignatureEncoding::Hex => Err(match base64(text, buffer) {
            Some(bytes) if bytes.len() == expected => MalformedSignature::Base64InsteadOfHex,
            _ if has_prefix(text) => MalformedSignature::UnexpectedPrefix,
            _ => MalformedSignature::NotHex,
        }
        .into()),
        SignatureEncoding::Base64 if is_hex && text.len() == 2 * expected => {
            Err(MalformedSignature::HexInsteadOfBase64.into())
        }
        SignatureEncoding::Base64 if text.len() > MAX_TEXT => Err(Unreadable::Length {
            expected,
            found: text.len() / 4 * 3,
        }),
        SignatureEncoding::Base64 => base64(text, buffer).ok_or_else(|| {
            if has_prefix(text) {
                MalformedSignature::UnexpectedPrefix.into()
            } else {
                MalformedSignature::NotBase64.into()
            }
        }),
    }
}

fn base64<'a>(text: &str, buffer: &'a mut [u8; MAX_TEXT]) -> Option<&'a [u8]> {
    if text.len() > MAX_TEXT {
        return None;
    }
    let len = STANDARD
        .decode_slice(text, buffer)
        .or_else(|_| URL_SAFE.decode_slice(text, buffer))
        .ok()?;
    buffer.get(..len)
}

/// Whether there is an equals sign that is not padding.
fn has_prefix(text: &str) -> bool {
    text.trim_end_matches('=').contains('=')
}
