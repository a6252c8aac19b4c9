//! The operations of the API, with what the document says about each.

use std::fmt;

use signicat_reuseid_api::operations;

/// An operation of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// Creates a user and starts an onboarding session.
    StartOnboarding,
    /// Reads an onboarding session.
    GetOnboarding,
    /// Starts a step-up session of an existing user.
    StartStepUp,
    /// Reads a step-up session.
    GetStepUp,
}

impl Operation {
    /// The operation's id in the document, for example `get_onboarding`.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.in_document().id
    }

    /// Whether sending it twice has the effect of sending it once. A start is not idempotent: the vendor
    /// documents no idempotency key.
    pub(crate) fn is_idempotent(self) -> bool {
        matches!(self, Self::GetOnboarding | Self::GetStepUp)
    }

    /// Its HTTP method, in capitals.
    pub(crate) fn method(self) -> &'static str {
        self.in_document().method
    }

    /// Its path with the parameter's name instead of an id, as telemetry needs it.
    pub(crate) fn path_template(self) -> &'static str {
        self.in_document().path
    }

    fn in_document(self) -> &'static operations::Operation {
        match self {
            Self::StartOnboarding => &operations::START_ONBOARDING,
            Self::GetOnboarding => &operations::GET_ONBOARDING,
            Self::StartStepUp => &operations::START_STEP_UP,
            Self::GetStepUp => &operations::GET_STEP_UP,
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

impl AsRef<str> for Operation {
    fn as_ref(&self) -> &str {
        self.id()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_gets_are_idempotent() {
        for operation in [
            Operation::StartOnboarding,
            Operation::GetOnboarding,
            Operation::StartStepUp,
            Operation::GetStepUp,
        ] {
            let is_get = operation.method() == "GET";
            assert_eq!(operation.is_idempotent(), is_get, "{operation}");
        }
    }
}
