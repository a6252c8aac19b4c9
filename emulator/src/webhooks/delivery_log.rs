//! Keeps deliveries and their events, so that they can be listed and replayed.

use std::collections::VecDeque;

use serde::Serialize;
use utoipa::ToSchema;

use super::message::WebhookMessage;

/// Maximum number of delivery records, and of events to replay, of one webhook.
pub const MAX_DELIVERIES: usize = 1_000;

/// How an attempt to deliver an event ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DeliveryOutcome {
    /// A 2xx response.
    Delivered,
    /// Another response, or none; the event is retried until it expires.
    Failed,
    /// Not sent, on command.
    Dropped,
    /// Not sent, because too many events were waiting.
    Overflow,
}

/// An attempt to deliver an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DeliveryRecord {
    /// Counts the records of a webhook, from 1.
    pub number: u64,
    /// Id of the event, by which it can be replayed.
    pub event_id: String,
    /// Name of the event.
    pub event_name: String,
    /// The session that it reports.
    pub transaction_id: String,
    /// The attempt, from 1; 0 for a replay.
    pub attempt: u32,
    /// How it ended.
    pub outcome: DeliveryOutcome,
    /// Status of the response, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// From the request to the response or the error, in milliseconds.
    pub duration_ms: u64,
}

#[derive(Default)]
pub(super) struct DeliveryLog {
    records: VecDeque<DeliveryRecord>,
    messages: VecDeque<WebhookMessage>,
    recorded: u64,
}

impl DeliveryLog {
    pub(super) fn keep(&mut self, message: WebhookMessage) {
        self.messages.push_back(message);
        if self.messages.len() > MAX_DELIVERIES {
            self.messages.pop_front();
        }
    }

    pub(super) fn message(&self, event_id: &str) -> Option<WebhookMessage> {
        let mut messages = self.messages.iter();
        messages.find(|it| it.event_id == event_id).cloned()
    }

    /// Numbers the record and keeps it.
    pub(super) fn record(
        &mut self,
        message: &WebhookMessage,
        attempt: u32,
        outcome: DeliveryOutcome,
        status: Option<u16>,
        duration_ms: u64,
    ) {
        self.recorded += 1;
        self.records.push_back(DeliveryRecord {
            number: self.recorded,
            event_id: message.event_id.clone(),
            event_name: message.event_name.to_owned(),
            transaction_id: message.transaction_id.clone(),
            attempt,
            outcome,
            status,
            duration_ms,
        });
        if self.records.len() > MAX_DELIVERIES {
            self.records.pop_front();
        }
    }

    pub(super) fn records(&self) -> Vec<DeliveryRecord> {
        self.records.iter().cloned().collect()
    }
}
