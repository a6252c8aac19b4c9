//! The registered webhooks with their logs, and the entry point for what sessions do.

use std::sync::Arc;

use http::Uri;
use serde::Serialize;
use tokio::{runtime::Handle, sync::mpsc};
use utoipa::ToSchema;

use super::{
    delivery_faults::DeliveryFaults,
    delivery_log::{DeliveryLog, DeliveryOutcome, DeliveryRecord},
    dispatcher, message,
    order::Order,
    shared::{Contents, Entry, Shared},
    signature::WebhookSignature,
    target::Webhook,
};
use crate::{
    random::Random,
    session::{SessionView, State},
};

/// The most webhooks that can be registered.
pub const MAX_WEBHOOKS: usize = 64;
/// The most events of a webhook that wait to be sent.
const MAX_WAITING: usize = 20_000;

/// A registered webhook, without its secret.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WebhookView {
    /// Number by which it is addressed.
    pub id: u64,
    /// Where events are sent.
    pub url: String,
    /// How they are signed.
    pub signature: WebhookSignature,
    /// Only events of this account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// Only events of these names; all when empty.
    pub event_names: Vec<String>,
    /// Lifetime of its events, in milliseconds.
    pub event_lifetime_ms: u64,
    /// What goes wrong on command.
    pub faults: DeliveryFaults,
}

/// Why a webhook cannot be registered or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WebhookError {
    Invalid(&'static str, &'static str),
    Full,
    NoRuntime,
}

/// All webhooks of an emulator.
pub(crate) struct Webhooks {
    shared: Arc<Shared>,
    allow_remote: bool,
}

impl Webhooks {
    pub fn new(seed: u64, allow_remote: bool) -> Self {
        Self {
            shared: Arc::new(Shared::new(Random::new(seed, "webhooks"))),
            allow_remote,
        }
    }

    /// Registers a webhook and returns its id. Requires a tokio runtime, where its events are sent.
    pub fn add(&self, webhook: Webhook) -> Result<u64, WebhookError> {
        webhook
            .validate(self.allow_remote)
            .map_err(|(field, reason)| WebhookError::Invalid(field, reason))?;
        let uri: Uri = webhook
            .url
            .parse()
            .map_err(|_| WebhookError::Invalid("url", "it is not a URL"))?;
        let runtime = Handle::try_current().map_err(|_| WebhookError::NoRuntime)?;
        let mut contents = self.shared.contents();
        if contents.entries.len() >= MAX_WEBHOOKS {
            return Err(WebhookError::Full);
        }
        contents.last_id += 1;
        let id = contents.last_id;
        let (sender, receiver) = mpsc::channel(MAX_WAITING);
        contents.entries.insert(
            id,
            Entry {
                webhook,
                faults: DeliveryFaults::default(),
                log: DeliveryLog::default(),
                orders: sender,
            },
        );
        drop(contents);
        runtime.spawn(dispatcher::run(
            id,
            uri,
            Arc::downgrade(&self.shared),
            receiver,
        ));
        Ok(id)
    }

    /// Removes a webhook; what was not delivered yet is not. `false` when there is none with this id.
    pub fn remove(&self, id: u64) -> bool {
        self.shared.contents().entries.remove(&id).is_some()
    }

    /// Removes the webhooks that `which` selects by their account.
    pub fn remove_if(&self, which: impl Fn(Option<&str>) -> bool) {
        let mut contents = self.shared.contents();
        contents
            .entries
            .retain(|_, entry| !which(entry.webhook.account_id.as_deref()));
    }

    pub fn list(&self) -> Vec<WebhookView> {
        let contents = self.shared.contents();
        let entries = contents.entries.iter();
        let view = |(id, entry): (&u64, &Entry)| WebhookView {
            id: *id,
            url: entry.webhook.url.clone(),
            signature: entry.webhook.signature.clone(),
            account_id: entry.webhook.account_id.clone(),
            event_names: entry.webhook.event_names.clone(),
            event_lifetime_ms: entry.webhook.event_lifetime_ms,
            faults: entry.faults,
        };
        entries.map(view).collect()
    }

    /// Sets what goes wrong from now on; `false` when there is no webhook with this id.
    pub fn set_faults(&self, id: u64, faults: DeliveryFaults) -> Result<bool, WebhookError> {
        faults
            .validate()
            .map_err(|(field, reason)| WebhookError::Invalid(field, reason))?;
        let mut contents = self.shared.contents();
        let entry = contents.entries.get_mut(&id);
        Ok(entry.map(|entry| entry.faults = faults).is_some())
    }

    /// The latest deliveries, oldest first; `None` when there is no webhook with this id.
    pub fn deliveries(&self, id: u64) -> Option<Vec<DeliveryRecord>> {
        let contents = self.shared.contents();
        Some(contents.entries.get(&id)?.log.records())
    }

    /// Sends an event once more, the same bytes; `false` when the webhook or the event is unknown.
    pub fn replay(&self, id: u64, event_id: &str) -> bool {
        let contents = self.shared.contents();
        let Some(entry) = contents.entries.get(&id) else {
            return false;
        };
        let Some(message) = entry.log.message(event_id) else {
            return false;
        };
        entry.orders.try_send(Order::Replay(message)).is_ok()
    }

    /// Whether nothing is registered, so that events need not be made.
    pub fn is_empty(&self) -> bool {
        self.shared.contents().entries.is_empty()
    }

    /// Queues the events of a session that has entered `state`.
    pub fn announce(&self, session: &SessionView, state: State, now_ms: u64) {
        let mut contents = self.shared.contents();
        let Contents {
            random, entries, ..
        } = &mut *contents;
        for event in message::events(session, state) {
            let event_id = random.trace_id();
            for entry in entries.values_mut() {
                if !entry.webhook.wants(&session.account_id, event.name) {
                    continue;
                }
                let lifetime = entry.webhook.event_lifetime_ms;
                let message = message::message(&event, session, &event_id, now_ms, lifetime);
                entry.log.keep(message.clone());
                if let Err(error) = entry.orders.try_send(Order::Deliver(message)) {
                    let (Order::Deliver(message) | Order::Replay(message)) = error.into_inner();
                    entry
                        .log
                        .record(&message, 0, DeliveryOutcome::Overflow, None, 0);
                }
            }
        }
    }
}
