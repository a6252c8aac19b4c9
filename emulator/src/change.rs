//! What is told to those who listen to the stream of changes.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{Action, Flow, RequestRecord, State};

/// Something changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// A session was started or moved on.
    #[serde(rename_all = "camelCase")]
    Session {
        /// The account it belongs to.
        account_id: String,
        /// Id of the transaction.
        transaction_id: String,
        /// Onboarding or step-up.
        flow: Flow,
        /// Where it stands now.
        state: State,
        /// How that shows to the API's caller.
        status: String,
        /// What can be done now.
        possible: Vec<Action>,
    },
    /// A request was served.
    Request(RequestRecord),
    /// The clock was frozen, set, advanced or let go.
    #[serde(rename_all = "camelCase")]
    Clock {
        /// What it says, in milliseconds since the Unix epoch.
        now_ms: u64,
        /// Whether it stands still.
        frozen: bool,
    },
    /// State was thrown away.
    #[serde(rename_all = "camelCase")]
    Reset {
        /// Only of this account; everything when absent.
        #[serde(skip_serializing_if = "Option::is_none")]
        account_id: Option<String>,
    },
}

impl Change {
    /// The account that the change belongs to, if to one.
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
