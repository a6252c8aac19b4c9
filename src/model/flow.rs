//! The two flows of the API.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Which flow a session belongs to.
///
/// Written `onboarding` and `step-up` by `Display`, [`as_str`](Self::as_str) and serde.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Flow {
    /// Device registration, then identity proofing.
    Onboarding,
    /// Authentication, then identity proofing.
    StepUp,
}

impl Flow {
    /// `onboarding` or `step-up`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Onboarding => "onboarding",
            Self::StepUp => "step-up",
        }
    }
}

/// A text that is not the name of a [`Flow`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidFlow;

impl fmt::Display for InvalidFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid flow; use onboarding or step-up")
    }
}

impl std::error::Error for InvalidFlow {}

impl FromStr for Flow {
    type Err = InvalidFlow;

    /// Reads the name of a flow; `step_up` is accepted as well.
    fn from_str(text: &str) -> Result<Self, InvalidFlow> {
        match text {
            "onboarding" => Ok(Self::Onboarding),
            "step-up" | "step_up" => Ok(Self::StepUp),
            _ => Err(InvalidFlow),
        }
    }
}

impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl AsRef<str> for Flow {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Serialize for Flow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Flow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_round_trips() {
        for flow in [Flow::Onboarding, Flow::StepUp] {
            assert_eq!(flow.to_string().parse(), Ok(flow));
            let json = serde_json::to_string(&flow).unwrap();
            assert_eq!(serde_json::from_str::<Flow>(&json).unwrap(), flow);
        }
        assert_eq!("login".parse::<Flow>(), Err(InvalidFlow));
    }
}
