//! The operations of the API, with method, path and values from the OpenAPI document.

use std::fmt;

use signicat_reuseid_api::{
    role::OperationRoles,
    roles::{get_onboarding, get_step_up, start_onboarding, start_step_up},
};

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
    /// The operation's name, for example `get_onboarding`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::StartOnboarding => "start_onboarding",
            Self::GetOnboarding => "get_onboarding",
            Self::StartStepUp => "start_step_up",
            Self::GetStepUp => "get_step_up",
        }
    }

    /// Whether sending it twice has the same effect as sending it once. A start is not idempotent: the vendor
    /// documents no idempotency key.
    pub(crate) fn is_idempotent(self) -> bool {
        matches!(self, Self::GetOnboarding | Self::GetStepUp)
    }

    /// The operation's method and path, and the places of its values, from the OpenAPI document.
    pub(crate) fn roles(self) -> &'static OperationRoles {
        match self {
            Self::StartOnboarding => &start_onboarding::ROLES,
            Self::GetOnboarding => &get_onboarding::ROLES,
            Self::StartStepUp => &start_step_up::ROLES,
            Self::GetStepUp => &get_step_up::ROLES,
        }
    }

    /// Its HTTP method, in capitals.
    pub(crate) fn method(self) -> &'static str {
        self.roles().operation.method
    }

    /// Its path with the parameter's name instead of an id, as telemetry needs it.
    pub(crate) fn path_template(self) -> &'static str {
        self.roles().operation.path
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
    fn names_are_those_of_the_roles() {
        for operation in [
            Operation::StartOnboarding,
            Operation::GetOnboarding,
            Operation::StartStepUp,
            Operation::GetStepUp,
        ] {
            assert_eq!(operation.roles().name, operation.id());
            assert!(operation.path_template().starts_with('/'), "{operation}");
        }
    }
}
