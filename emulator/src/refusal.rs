//! Why a move of the end user was refused.

use crate::{Action, State};

/// A move that was not possible, and what would be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// No session has this transaction id (any more).
    #[error("no session has this transaction id")]
    UnknownTransaction,
    /// The session stands where this move does not apply.
    #[error("the session is `{state}`; possible now: {}", names(.possible))]
    NotPossible {
        /// Where it stands.
        state: State,
        /// What could be done instead.
        possible: Vec<Action>,
    },
    /// The activation code, or the authentication, was wrong.
    #[error("wrong; {tries_left} tries left")]
    Wrong {
        /// How many more may be wrong before the device is locked.
        tries_left: u8,
    },
    /// It was wrong once too often: the device is locked and the session has failed.
    #[error("wrong once too often: the device is locked")]
    DeviceLocked,
}

impl Refusal {
    /// The constant that the control API puts into `code`.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::UnknownTransaction => "unknown_transaction",
            Refusal::NotPossible { .. } => "not_possible",
            Refusal::Wrong { .. } => "wrong",
            Refusal::DeviceLocked => "device_locked",
        }
    }
}

fn names(possible: &[Action]) -> String {
    if possible.is_empty() {
        return "nothing".into();
    }
    let names: Vec<_> = possible
        .iter()
        .map(|action| match action {
            Action::Activate => "activate",
            Action::Authenticate => "authenticate",
            Action::Submit => "submit",
            Action::Finish => "finish",
        })
        .collect();
    names.join(", ")
}
