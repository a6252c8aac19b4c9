//! The events of a session, in the vendor's envelope.
//!
//! `device.state.change` of `mobileid` and `process.complete` of identity proofing are documented names; the
//! others, all senders but `mobileid` and `reuseid`, and all data are guesses. The vendor shows the schema of
//! each event only in its Dashboard.

use bytes::Bytes;
use chrono::DateTime;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::session::{Flow, Proofing, SessionView, State};

/// An event, ready to be signed and sent.
#[derive(Clone, Debug)]
pub(crate) struct WebhookMessage {
    pub event_id: String,
    pub event_name: &'static str,
    pub transaction_id: String,
    pub body: Bytes,
    pub lifetime_ms: u64,
    /// In tokio's time: retries continue while the emulator's clock is frozen.
    pub queued_at: Instant,
}

/// Sender, name and data of an event.
pub(super) struct SessionEvent {
    pub sender: &'static str,
    pub name: &'static str,
    data: Value,
}

/// The events of a session that has entered `state`.
pub(super) fn events(session: &SessionView, state: State) -> Vec<SessionEvent> {
    let event = |sender, name, data| SessionEvent { sender, name, data };
    let mut events = Vec::new();
    let proofing = match state {
        State::DeviceRegistered => {
            let data = json!({
                "userId": session.user_id, "deviceId": session.device_id, "state": "ACTIVE",
            });
            events.push(event("mobileid", "device.state.change", data));
            None
        }
        State::Authenticated => {
            let data = json!({
                "userId": session.user_id, "deviceId": session.device_id, "state": "COMPLETED",
            });
            events.push(event("mobileid", "authentication.completed", data));
            None
        }
        State::Accepted => Some(Proofing::Accepted),
        State::Rejected => Some(Proofing::Rejected),
        State::Inconclusive => Some(Proofing::Inconclusive),
        // A locked device fails the session before its proofing starts.
        State::Failed
            if session
                .history
                .iter()
                .any(|it| it.state == State::Processing) =>
        {
            Some(Proofing::Failed)
        }
        _ => None,
    };
    if let Some(result) = proofing {
        let data = json!({
            "processId": session.process_id, "externalReference": session.dossier_id, "status": result,
        });
        events.push(event("assure", "process.complete", data));
    }
    if state.is_final() {
        let name = match session.flow {
            Flow::Onboarding => "onboarding.completed",
            Flow::StepUp => "step-up.completed",
        };
        let data = json!({
            "transactionId": session.transaction_id, "processId": session.process_id,
            "dossierId": session.dossier_id, "userId": session.user_id,
            "deviceId": session.device_id, "status": session.status,
        });
        events.push(event("reuseid", name, data));
    }
    events
}

/// Puts an event into its envelope.
pub(super) fn message(
    event: &SessionEvent,
    session: &SessionView,
    event_id: &str,
    now_ms: u64,
    lifetime_ms: u64,
) -> WebhookMessage {
    let envelope = json!({
        "id": event_id,
        "timestamp": timestamp(now_ms),
        "sender": event.sender,
        "eventName": event.name,
        "eventData": event.data,
        "accountId": session.account_id,
        "organizationId": null,
        "expiresAt": timestamp(now_ms.saturating_add(lifetime_ms)),
        "tags": ["emulator"],
    });
    WebhookMessage {
        event_id: event_id.to_owned(),
        event_name: event.name,
        transaction_id: session.transaction_id.clone(),
        body: envelope.to_string().into(),
        lifetime_ms,
        queued_at: Instant::now(),
    }
}

/// ISO 8601 with seven fractional digits, as in the vendor's sample.
fn timestamp(at_ms: u64) -> String {
    let time = i64::try_from(at_ms)
        .ok()
        .and_then(DateTime::from_timestamp_millis);
    time.unwrap_or(DateTime::UNIX_EPOCH)
        .format("%Y-%m-%dT%H:%M:%S%.3f0000Z")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_have_the_vendors_form() {
        assert_eq!(timestamp(1_699_875_490_730), "2023-11-13T11:38:10.7300000Z");
        assert_eq!(timestamp(u64::MAX), "1970-01-01T00:00:00.0000000Z");
    }
}
