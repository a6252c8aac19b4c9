//! The commands to the task of a webhook.

use super::message::WebhookMessage;

/// A command to send an event.
pub(super) enum Order {
    /// Sends an event, with faults and retries.
    Deliver(WebhookMessage),
    /// Resends an event once, unchanged and without retries.
    Replay(WebhookMessage),
}
