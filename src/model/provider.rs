//! Identity proofing providers.

use std::{convert::Infallible, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An identity proofing provider. The API does not restrict the values, so any name can be sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Provider {
    /// `signicatvideoid`, the service's default.
    SignicatVideoId,
    /// `readid`.
    ReadId,
    /// Any other provider that the vendor enables, by its name on the wire.
    Other(String),
}

impl Provider {
    /// The provider's name on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::SignicatVideoId => "signicatvideoid",
            Self::ReadId => "readid",
            Self::Other(name) => name,
        }
    }
}

impl From<&str> for Provider {
    fn from(name: &str) -> Self {
        match name {
            "signicatvideoid" => Self::SignicatVideoId,
            "readid" => Self::ReadId,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl From<String> for Provider {
    fn from(name: String) -> Self {
        Self::from(name.as_str())
    }
}

impl FromStr for Provider {
    type Err = Infallible;

    fn from_str(name: &str) -> Result<Self, Infallible> {
        Ok(Self::from(name))
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl AsRef<str> for Provider {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Serialize for Provider {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Provider {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(String::deserialize(deserializer)?.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_round_trips() {
        for name in ["signicatvideoid", "readid", "another"] {
            let provider: Provider = name.parse().unwrap();
            assert_eq!(provider.to_string(), name);
            let json = serde_json::to_string(&provider).unwrap();
            assert_eq!(serde_json::from_str::<Provider>(&json).unwrap(), provider);
        }
        assert_eq!(Provider::from("readid"), Provider::ReadId);
    }
}
