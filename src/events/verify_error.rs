//! Says why a delivery could not be verified, without secrets, signatures or bodies.

use std::fmt;

use http::HeaderName;

use super::signature::MalformedSignature;

/// Largest body of a delivery: 256 KiB.
pub const MAX_BODY: usize = 256 * 1024;

/// Why a delivery cannot be verified.
///
/// It contains names of headers and lengths, but no secret, signature or body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// The signature header is missing.
    MissingHeader {
        /// The header that the scheme names.
        expected: HeaderName,
        /// Another header of the delivery that may hold the signature.
        found: Option<HeaderName>,
    },
    /// The delivery has more than one signature header, so it is unclear which one to verify.
    RepeatedHeader {
        /// The header.
        header: HeaderName,
    },
    /// The value of the signature header cannot be read.
    MalformedHeader {
        /// The header.
        header: HeaderName,
        /// What is wrong with it.
        reason: MalformedSignature,
    },
    /// The signature does not have the length that the method requires.
    WrongLength {
        /// The header.
        header: HeaderName,
        /// The required length, in bytes after decoding.
        expected: usize,
        /// The actual length, in bytes after decoding.
        found: usize,
    },
    /// The body is larger than [`MAX_BODY`].
    BodyTooLarge,
    /// The signature does not match the body and any of the secrets.
    Mismatch {
        /// What may have happened to the body in transit.
        hint: Option<MismatchHint>,
    },
}

/// What may have happened to a body whose signature does not match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MismatchHint {
    /// The body looks like JSON that was parsed and written again: it has white space between members or
    /// sorted names.
    Reserialized,
    /// The body is empty, for example because it was already read.
    EmptyBody,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingHeader {
                expected,
                found: None,
            } => write!(f, "the delivery has no header {expected}"),
            Self::MissingHeader {
                expected,
                found: Some(found),
            } => write!(
                f,
                "the delivery has no header {expected}, but has {found}; run the probe to find the scheme"
            ),
            Self::RepeatedHeader { header } => {
                write!(f, "the delivery has more than one header {header}")
            }
            Self::MalformedHeader { header, reason } => {
                write!(f, "the header {header} is malformed: {reason}")
            }
            Self::WrongLength {
                header,
                expected,
                found,
            } => {
                write!(
                    f,
                    "the signature in {header} has {found} bytes instead of {expected}"
                )?;
                match found {
                    32 => f.write_str("; 32 is the length of HMAC-SHA256"),
                    64 => f.write_str("; 64 is the length of HMAC-SHA512"),
                    _ => Ok(()),
                }
            }
            Self::BodyTooLarge => write!(f, "the body is larger than {MAX_BODY} bytes"),
            Self::Mismatch { hint } => {
                f.write_str("the signature does not match the body with any of the secrets")?;
                match hint {
                    None => Ok(()),
                    Some(MismatchHint::Reserialized) => f.write_str(
                        "; the body looks re-serialized: verify the raw bytes, before any JSON parser",
                    ),
                    Some(MismatchHint::EmptyBody) => f.write_str(
                        "; the body is empty: verify it before anything else reads it",
                    ),
                }
            }
        }
    }
}

impl std::error::Error for VerifyError {}
