//! What the task of a webhook is told to send.

use super::message::WebhookMessage;

/// What to send.
pub(super) enum Order {
    /// An event, with faults and retries.
    Deliver(WebhookMessage),
    /// An event that was sent before: once, as it was.
    Replay(WebhookMessage),
}
