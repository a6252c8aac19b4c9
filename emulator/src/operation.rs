//! The operations that the emulator serves, by their ids in the document.

use std::fmt;

use serde::{Deserialize, Serialize};
use signicat_reuseid_api::{
    role::OperationRoles,
    roles::{get_onboarding, get_step_up, start_onboarding, start_step_up},
};
use utoipa::ToSchema;

/// The path of the vendor's token endpoint, on the same host as the API. It is not in the document; the
/// vendor's own SDK calls this path.
pub const TOKEN_PATH: &str = "/auth/open/connect/token";

/// An operation of the document, or the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// The token endpoint.
    Token,
    /// Start onboarding.
    StartOnboarding,
    /// Get onboarding.
    GetOnboarding,
    /// Start step-up.
    StartStepUp,
    /// Get step-up.
    GetStepUp,
}

impl Operation {
    /// The operations of the document.
    pub const DOCUMENTED: [Operation; 4] = [
        Operation::StartOnboarding,
        Operation::GetOnboarding,
        Operation::StartStepUp,
        Operation::GetStepUp,
    ];

    /// Where the document places the operation; `None` for the token endpoint.
    pub(crate) fn roles(self) -> Option<&'static OperationRoles> {
        match self {
            Operation::Token => None,
            Operation::StartOnboarding => Some(&start_onboarding::ROLES),
            Operation::GetOnboarding => Some(&get_onboarding::ROLES),
            Operation::StartStepUp => Some(&start_step_up::ROLES),
            Operation::GetStepUp => Some(&get_step_up::ROLES),
        }
    }

    /// The operation's name, or `token`.
    pub fn as_str(self) -> &'static str {
        match self {
            Operation::Token => "token",
            Operation::StartOnboarding => "start_onboarding",
            Operation::GetOnboarding => "get_onboarding",
            Operation::StartStepUp => "start_step_up",
            Operation::GetStepUp => "get_step_up",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
