//! The state of a session as the service reports it.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    flow::Flow,
    ids::{DeviceId, DossierId, ProcessId, TransactionId, UserId},
    status::Status,
};

/// A session as one response described it.
///
/// Serde writes and reads all of it, ids and unknown fields included, with the names that the API uses:
/// what you store contains personal data. `Debug` prints only the flow and the status.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct State {
    pub(crate) flow: Flow,
    pub(crate) status: Status,
    pub(crate) transaction_id: TransactionId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) user_id: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) device_id: Option<DeviceId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) dossier_id: Option<DossierId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) process_id: Option<ProcessId>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub(crate) unknown_fields: Map<String, Value>,
}

impl State {
    /// The flow.
    #[must_use]
    pub fn flow(&self) -> Flow {
        self.flow
    }

    /// The status, classified by what it means.
    #[must_use]
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// The session's id.
    #[must_use]
    pub fn transaction_id(&self) -> &TransactionId {
        &self.transaction_id
    }

    /// The user, once the service sends it.
    #[must_use]
    pub fn user_id(&self) -> Option<&UserId> {
        self.user_id.as_ref()
    }

    /// The user's device, once it is registered.
    #[must_use]
    pub fn device_id(&self) -> Option<&DeviceId> {
        self.device_id.as_ref()
    }

    /// The Assure dossier.
    #[must_use]
    pub fn dossier_id(&self) -> Option<&DossierId> {
        self.dossier_id.as_ref()
    }

    /// The Assure identity proofing process.
    #[must_use]
    pub fn process_id(&self) -> Option<&ProcessId> {
        self.process_id.as_ref()
    }

    /// Members of the response's `data` that the document does not list, and optional ids that are not
    /// valid ids. A number that no `u64`, `i64` or `f64` represents exactly is a string here, with
    /// all its digits.
    #[must_use]
    pub fn unknown_fields(&self) -> &Map<String, Value> {
        &self.unknown_fields
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("flow", &self.flow)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serde_round_trips_and_debug_hides_ids() {
        let json = serde_json::json!({
            "flow": "step-up",
            "status": {"word": "Approved", "phase": "succeeded"},
            "transactionId": "canary-t",
            "userId": "canary-u",
            "unknownFields": {"canary": 1},
        });
        let state: State = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&state).unwrap(), json);
        assert!(!format!("{state:?}").contains("canary"));
    }
}
