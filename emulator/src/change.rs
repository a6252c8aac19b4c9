//! The changes that the control API streams.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    request_log::RequestRecord,
    session::{Action, Flow, State},
};

/// A change of the emulator's data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "change", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Change {
    /// A session started or changed its state.
    #[serde(rename_all = "camelCase")]
    Session {
        /// The account it belongs to.
        account_id: String,
        /// Id of the transaction.
        transaction_id: String,
        /// Onboarding or step-up.
        flow: Flow,
        /// The new state.
        state: State,
        /// `data.status` in the API's responses.
        status: String,
        /// What the end user can do now.
        next_actions: Vec<Action>,
    },
    /// A request was served.
    Request(RequestRecord),
    /// The clock was frozen, resumed, set or advanced.
    #[serde(rename_all = "camelCase")]
    Clock {
        /// The reading, in milliseconds since the Unix epoch.
        now_ms: u64,
        /// Whether it is frozen.
        frozen: bool,
    },
    /// Data was deleted.
    #[serde(rename_all = "camelCase")]
    Reset {
        /// The account whose data was deleted; all accounts if absent.
        #[serde(skip_serializing_if = "Option::is_none")]
        account_id: Option<String>,
    },
}

impl Change {
    /// The account that the change belongs to; `None` when it concerns all of them.
    pub fn account(&self) -> Option<&str> {
        match self {
            Change::Session { account_id, .. } => Some(account_id),
            Change::Request(record) => record.account_id.as_deref(),
            Change::Clock { .. } => None,
            Change::Reset { account_id } => account_id.as_deref(),
        }
    }

    /// The name of the server-sent event.
    pub fn name(&self) -> &'static str {
        match self {
            Change::Session { .. } => "session",
            Change::Request(_) => "request",
            Change::Clock { .. } => "clock",
            Change::Reset { .. } => "reset",
        }
    }
}
