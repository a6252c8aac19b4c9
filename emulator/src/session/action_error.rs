//! Why an action of the end user failed.

use super::state::{Action, State};

/// An end-user action that failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ActionError {
    /// No session has this transaction id, or it was evicted.
    #[error("no session has this transaction id")]
    UnknownTransaction,
    /// The action is not possible in the session's state.
    #[error("the session is `{state}`; possible actions: {}", names(.next_actions))]
    InvalidState {
        /// The session's state.
        state: State,
        /// What is possible instead.
        next_actions: Vec<Action>,
    },
    /// The activation code or the PIN was wrong.
    #[error("wrong code or PIN; {attempts_left} attempts left")]
    WrongCredential {
        /// Attempts until the device is locked, 1 or 2.
        attempts_left: u8,
    },
    /// The third wrong attempt, or the device was locked before; the session has failed.
    #[error("the device is locked after too many wrong attempts")]
    DeviceLocked,
}

impl ActionError {
    /// The `code` in the control API's error object.
    pub fn code(&self) -> &'static str {
        match self {
            ActionError::UnknownTransaction => "unknown_transaction",
            ActionError::InvalidState { .. } => "invalid_state",
            ActionError::WrongCredential { .. } => "wrong_credential",
            ActionError::DeviceLocked => "device_locked",
        }
    }
}

fn names(actions: &[Action]) -> String {
    if actions.is_empty() {
        return "none".into();
    }
    let names: Vec<_> = actions.iter().map(|action| action.as_str()).collect();
    names.join(", ")
}
