//! A named webhook secret, which cannot be printed.

use std::{fmt, sync::Arc};

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::scheme::KeyEncoding;

const INDIFFERENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
/// Standard alphabet, padded or not.
pub(super) const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, INDIFFERENT);
/// URL-safe alphabet, padded or not.
pub(super) const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, INDIFFERENT);

/// A secret that deliveries are signed with, and the name by which results refer to it.
///
/// `Debug` prints the name only.
#[derive(Clone)]
pub struct WebhookSecret {
    name: Arc<str>,
    value: Box<str>,
}

impl WebhookSecret {
    /// A secret under a name such as `current` or `2026-11`.
    ///
    /// # Errors
    /// [`InvalidSecret`] when the secret is empty or starts or ends with white space.
    pub fn new(
        name: impl Into<Arc<str>>,
        value: impl Into<Box<str>>,
    ) -> Result<Self, InvalidSecret> {
        let (name, value) = (name.into(), value.into());
        if value.is_empty() {
            return Err(InvalidSecret::Empty(name));
        }
        if value.trim().len() != value.len() {
            return Err(InvalidSecret::WhiteSpace(name));
        }
        Ok(Self { name, value })
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn shared_name(&self) -> Arc<str> {
        self.name.clone()
    }

    #[cfg(feature = "test-util")]
    pub(super) fn text(&self) -> &str {
        &self.value
    }

    /// The key that the text encodes.
    pub(super) fn key(&self, encoding: KeyEncoding) -> Result<Vec<u8>, InvalidSecret> {
        let key = match encoding {
            KeyEncoding::Text => Some(self.value.as_bytes().to_vec()),
            KeyEncoding::Hex => const_hex::decode(&*self.value).ok(),
            KeyEncoding::Base64 => STANDARD
                .decode(&*self.value)
                .or_else(|_| URL_SAFE.decode(&*self.value))
                .ok(),
        };
        key.filter(|key| !key.is_empty())
            .ok_or_else(|| InvalidSecret::Encoding(self.name.clone(), encoding))
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookSecret")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Why a [`WebhookVerifier`](super::WebhookVerifier) cannot be built from the secrets given.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidSecret {
    /// No secret was given. Without one, every delivery would have to be accepted.
    None,
    /// The secret of this name is empty.
    Empty(Arc<str>),
    /// The secret of this name starts or ends with white space, for example the line break of a file.
    WhiteSpace(Arc<str>),
    /// The secret of this name is not text in the scheme's [`KeyEncoding`].
    Encoding(Arc<str>, KeyEncoding),
    /// Two secrets have this name, so a result could not say which one matched.
    RepeatedName(Arc<str>),
    /// More than 16 secrets were given; each costs one HMAC per forged delivery.
    TooMany,
}

impl fmt::Display for InvalidSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("no webhook secret was given"),
            Self::Empty(name) => write!(f, "the webhook secret {name:?} is empty"),
            Self::WhiteSpace(name) => write!(
                f,
                "the webhook secret {name:?} starts or ends with white space; trim it"
            ),
            Self::Encoding(name, encoding) => {
                write!(f, "the webhook secret {name:?} is not valid {encoding}")
            }
            Self::RepeatedName(name) => write!(f, "two webhook secrets are named {name:?}"),
            Self::TooMany => f.write_str("more than 16 webhook secrets were given"),
        }
    }
}

impl std::error::Error for InvalidSecret {}
