//! Delivers signed events of sessions to webhooks, as the vendor's Events service does: with retries until the
//! event expires, and with losses, delays, duplicates and reordering on command.

mod delivery_faults;
mod delivery_log;
mod dispatcher;
mod http_post;
mod message;
mod order;
mod registry;
mod shared;
mod signature;
mod target;

pub use delivery_faults::DeliveryFaults;
pub use delivery_log::{DeliveryOutcome, DeliveryRecord, MAX_DELIVERIES};
pub use registry::{MAX_WEBHOOKS, WebhookView};
pub(crate) use registry::{WebhookError, Webhooks};
pub use signature::{WebhookEncoding, WebhookKey, WebhookMethod, WebhookSignature};
pub use target::Webhook;
