//! A session as the emulator keeps it, and as the control API shows it.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::state::{Action, Flow, Move, State, follow, possible};

/// One onboarding or step-up.
#[derive(Clone)]
pub(crate) struct Session {
    pub transaction_id: String,
    pub account_id: String,
    pub flow: Flow,
    pub state: State,
    pub user_id: String,
    pub device_id: Option<String>,
    pub dossier_id: String,
    pub process_id: String,
    pub activation_code: Option<String>,
    pub wrong_codes: u8,
    pub provider: String,
    pub external_ref: Option<Value>,
    pub started_ms: u64,
    pub code_expires_ms: u64,
    pub expires_ms: u64,
    pub history: Vec<Passed>,
}

/// A state that a session came into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Passed {
    /// The state.
    pub state: State,
    /// When, in milliseconds since the Unix epoch.
    pub at_ms: u64,
}

/// A session as the control API and the handle show it.
#[derive(Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// Id of the transaction.
    pub transaction_id: String,
    /// The account it belongs to.
    pub account_id: String,
    /// Onboarding or step-up.
    pub flow: Flow,
    /// Where it stands.
    pub state: State,
    /// How that shows to the API's caller.
    pub status: String,
    /// What can be done now.
    pub possible: Vec<Action>,
    /// Id of the user.
    pub user_id: String,
    /// Id of the device, once there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_id: Option<String>,
    /// Id of the Assure dossier.
    pub dossier_id: String,
    /// Id of the Assure process.
    pub process_id: String,
    /// The code that the end user has to enter; absent in step-up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activation_code: Option<String>,
    /// Wrong codes so far.
    pub wrong_codes: u8,
    /// The identity proofing provider.
    pub provider: String,
    /// The caller's own reference, when it is at most 1 KiB of JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub external_ref: Option<Value>,
    /// When it began, in milliseconds since the Unix epoch.
    pub started_ms: u64,
    /// When it expires unless it is finished.
    pub expires_ms: u64,
    /// Every state so far.
    pub history: Vec<Passed>,
}

// Codes and references stay out of logs.
impl std::fmt::Debug for SessionView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionView")
            .field("transaction_id", &self.transaction_id)
            .field("flow", &self.flow)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// Lets `happening` happen at `now_ms`; `false` when it cannot.
    pub fn go(&mut self, happening: Move, now_ms: u64) -> bool {
        let Some(path) = follow(self.flow, self.state, happening) else {
            return false;
        };
        for &state in path {
            self.state = state;
            self.history.push(Passed {
                state,
                at_ms: now_ms,
            });
        }
        true
    }

    /// Expires the session if its time is over; `true` when it just did.
    pub fn expire_if_due(&mut self, now_ms: u64) -> bool {
        let due = match self.state {
            State::Started | State::CodeGiven => self.code_expires_ms.min(self.expires_ms),
            _ => self.expires_ms,
        };
        now_ms >= due && self.go(Move::Expire, due)
    }

    pub fn possible(&self) -> Vec<Action> {
        possible(self.flow, self.state)
    }

    pub fn view(&self, status: &str) -> SessionView {
        SessionView {
            transaction_id: self.transaction_id.clone(),
            account_id: self.account_id.clone(),
            flow: self.flow,
            state: self.state,
            status: status.to_owned(),
            possible: self.possible(),
            user_id: self.user_id.clone(),
            device_id: self.device_id.clone(),
            dossier_id: self.dossier_id.clone(),
            process_id: self.process_id.clone(),
            activation_code: self.activation_code.clone(),
            wrong_codes: self.wrong_codes,
            provider: self.provider.clone(),
            external_ref: self.external_ref.clone(),
            started_ms: self.started_ms,
            expires_ms: self.expires_ms,
            history: self.history.clone(),
        }
    }
}
