//! A session as the emulator stores it, and as the control API shows it.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::state::{Action, Event, Flow, State, next_actions, transition};

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
    pub started_at_ms: u64,
    pub code_expires_at_ms: u64,
    pub expires_at_ms: u64,
    pub history: Vec<HistoryEntry>,
    /// How many entries of the history were reported to the webhooks.
    pub announced: usize,
}

/// A state that a session entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct HistoryEntry {
    /// The state.
    pub state: State,
    /// Time, in milliseconds since the Unix epoch.
    pub at_ms: u64,
}

impl HistoryEntry {
    pub(crate) fn new(state: State, at_ms: u64) -> Self {
        Self { state, at_ms }
    }
}

/// A session as the control API and the handle show it.
#[derive(Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SessionView {
    /// Id of the transaction.
    pub transaction_id: String,
    /// The account it belongs to.
    pub account_id: String,
    /// Onboarding or step-up.
    pub flow: Flow,
    /// The state.
    pub state: State,
    /// `data.status` in the API's responses.
    pub status: String,
    /// What the end user can do now.
    pub next_actions: Vec<Action>,
    /// Id of the user.
    pub user_id: String,
    /// Id of the device; absent until it is registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_id: Option<String>,
    /// Id of the Assure dossier.
    pub dossier_id: String,
    /// Id of the Assure process.
    pub process_id: String,
    /// The code that the end user enters in the app; absent in step-up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activation_code: Option<String>,
    /// Wrong codes so far.
    pub wrong_codes: u8,
    /// The identity proofing provider.
    pub provider: String,
    /// The caller's own reference; absent when it is larger than 1 KiB of JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub external_ref: Option<Value>,
    /// Start time, in milliseconds since the Unix epoch.
    pub started_at_ms: u64,
    /// When it expires unless it has finished, in milliseconds since the Unix epoch.
    pub expires_at_ms: u64,
    /// Every state so far.
    pub history: Vec<HistoryEntry>,
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
    /// Applies `event` at `now_ms`; `false` when it is not possible.
    pub fn apply(&mut self, event: Event, now_ms: u64) -> bool {
        let Some(path) = transition(self.flow, self.state, event) else {
            return false;
        };
        for &state in path {
            self.state = state;
            self.history.push(HistoryEntry::new(state, now_ms));
        }
        true
    }

    /// Expires the session if it is due; `true` when that changed its state.
    pub fn expire_if_due(&mut self, now_ms: u64) -> bool {
        let due = match self.state {
            State::Started | State::CodeIssued => self.code_expires_at_ms.min(self.expires_at_ms),
            _ => self.expires_at_ms,
        };
        now_ms >= due && self.apply(Event::Expire, due)
    }

    /// What the end user can do now.
    pub fn next_actions(&self) -> Vec<Action> {
        next_actions(self.flow, self.state)
    }

    pub fn view(&self, status: &str) -> SessionView {
        SessionView {
            transaction_id: self.transaction_id.clone(),
            account_id: self.account_id.clone(),
            flow: self.flow,
            state: self.state,
            status: status.to_owned(),
            next_actions: self.next_actions(),
            user_id: self.user_id.clone(),
            device_id: self.device_id.clone(),
            dossier_id: self.dossier_id.clone(),
            process_id: self.process_id.clone(),
            activation_code: self.activation_code.clone(),
            wrong_codes: self.wrong_codes,
            provider: self.provider.clone(),
            external_ref: self.external_ref.clone(),
            started_at_ms: self.started_at_ms,
            expires_at_ms: self.expires_at_ms,
            history: self.history.clone(),
        }
    }
}
