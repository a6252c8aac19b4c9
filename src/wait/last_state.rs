//! Stores the last seen state of a session in little memory: ten thousand sleeping waits have one each.

use std::sync::Arc;

use crate::model::{Flow, State, Status, TransactionId, response::Started};

pub(super) enum LastState {
    /// No poll has succeeded yet; the response to the start, if this client started the session.
    Started(Option<Arc<Started>>),
    /// A state with nothing but a status, besides the flow and the id of the wait.
    Status(Status),
    State(Box<State>),
}

impl LastState {
    pub(super) fn new(state: &State, id: &TransactionId) -> Self {
        let only_status = status_only(state.flow(), id, state.status().clone());
        if *state == only_status {
            Self::Status(only_status.status)
        } else {
            Self::State(Box::new(state.clone()))
        }
    }

    pub(super) fn status(&self) -> Option<&Status> {
        match self {
            Self::Started(_) => None,
            Self::Status(status) => Some(status),
            Self::State(state) => Some(state.status()),
        }
    }

    /// The state from the last successful poll.
    pub(super) fn take(&mut self, flow: Flow, id: &TransactionId) -> Option<State> {
        match std::mem::replace(self, Self::Started(None)) {
            Self::Started(_) => None,
            Self::Status(status) => Some(status_only(flow, id, status)),
            Self::State(state) => Some(*state),
        }
    }
}

fn status_only(flow: Flow, id: &TransactionId, status: Status) -> State {
    State {
        flow,
        status,
        transaction_id: id.clone(),
        user_id: None,
        device_id: None,
        dossier_id: None,
        process_id: None,
        unknown_fields: serde_json::Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_every_state_whole() {
        let id = TransactionId::new("t-1").unwrap();
        for (json, is_small) in [
            (r#"{"transactionId":"t-1"}"#, true),
            (r#"{"transactionId":"t-2"}"#, false),
            (r#"{"transactionId":"t-1","userId":"u"}"#, false),
            (r#"{"transactionId":"t-1","unknownFields":{"a":1}}"#, false),
        ] {
            let mut json: serde_json::Value = serde_json::from_str(json).unwrap();
            json["flow"] = "onboarding".into();
            json["status"] = "Pending".into();
            let state: State = serde_json::from_value(json).unwrap();
            let mut last = LastState::new(&state, &id);
            assert_eq!(last.status(), Some(state.status()));
            assert_eq!(matches!(last, LastState::Status(_)), is_small);
            assert_eq!(last.take(Flow::Onboarding, &id), Some(state));
            assert!(last.take(Flow::Onboarding, &id).is_none());
        }
    }
}
