//! The status of a session, classified by what it means.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize, Serializer, ser::SerializeStruct as _};

/// The meaning of a status word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Phase {
    /// Not finished: poll again.
    Running,
    /// Finished, and the person's identity is proven.
    Succeeded,
    /// Finished without success.
    Failed,
}

/// The status of a session: the service's word, classified by what it means.
///
/// `FromStr` classifies a word by the built-in table, without the words that
/// [`ClientBuilder::map_status`](crate::ClientBuilder::map_status) adds. Serde writes the object
/// `{"word": "Pending", "phase": "running"}`, with `null` as the phase of an unknown word, and also reads
/// a bare word.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// Not finished.
    Running(Arc<str>),
    /// Finished, identity proven.
    Succeeded(Arc<str>),
    /// Finished without success.
    Failed(Arc<str>),
    /// A word that the table does not list, or no word at all (empty): treated as still running.
    Unknown(Arc<str>),
}

impl Status {
    pub(crate) fn new(word: Arc<str>, phase: Option<Phase>) -> Self {
        match phase {
            Some(Phase::Running) => Self::Running(word),
            Some(Phase::Succeeded) => Self::Succeeded(word),
            Some(Phase::Failed) => Self::Failed(word),
            None => Self::Unknown(word),
        }
    }

    /// The service's word, for example `Pending`; at most 64 bytes, without control characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Running(word)
            | Self::Succeeded(word)
            | Self::Failed(word)
            | Self::Unknown(word) => word,
        }
    }

    /// What the word means; `None` for an unknown word.
    #[must_use]
    pub fn phase(&self) -> Option<Phase> {
        match self {
            Self::Running(_) => Some(Phase::Running),
            Self::Succeeded(_) => Some(Phase::Succeeded),
            Self::Failed(_) => Some(Phase::Failed),
            Self::Unknown(_) => None,
        }
    }

    /// Whether the session is finished and the identity is proven.
    #[must_use]
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Succeeded(_))
    }

    /// Whether the session is finished, with or without success.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Succeeded(_) | Self::Failed(_))
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self.as_str() {
            "" => "(no status)",
            word => word,
        })
    }
}

impl AsRef<str> for Status {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Status", 2)?;
        object.serialize_field("word", self.as_str())?;
        object.serialize_field("phase", &self.phase())?;
        object.end()
    }
}
