//! The webhooks with their logs, as the emulator and the tasks that deliver share them.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::mpsc;

use super::{
    delivery_faults::DeliveryFaults,
    delivery_log::{DeliveryLog, DeliveryOutcome},
    message::WebhookMessage,
    order::Order,
    target::Webhook,
};
use crate::random::Random;

pub(super) struct Entry {
    pub(super) webhook: Webhook,
    pub(super) faults: DeliveryFaults,
    pub(super) log: DeliveryLog,
    pub(super) orders: mpsc::Sender<Order>,
}

pub(super) struct Contents {
    pub(super) random: Random,
    pub(super) last_id: u64,
    pub(super) entries: BTreeMap<u64, Entry>,
}

/// What the tasks that deliver share with the emulator. They hold it weakly, and end with it.
pub(super) struct Shared(Mutex<Contents>);

impl Shared {
    pub(super) fn new(random: Random) -> Self {
        Self(Mutex::new(Contents {
            random,
            last_id: 0,
            entries: BTreeMap::new(),
        }))
    }

    pub(super) fn contents(&self) -> MutexGuard<'_, Contents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn webhook(&self, id: u64) -> Option<(Webhook, DeliveryFaults)> {
        let contents = self.contents();
        let entry = contents.entries.get(&id)?;
        Some((entry.webhook.clone(), entry.faults))
    }

    pub(super) fn record(
        &self,
        id: u64,
        message: &WebhookMessage,
        attempt: u32,
        outcome: DeliveryOutcome,
        status: Option<u16>,
        duration_ms: u64,
    ) {
        if let Some(entry) = self.contents().entries.get_mut(&id) {
            entry
                .log
                .record(message, attempt, outcome, status, duration_ms);
        }
    }

    /// A number from 0 up to, but not including, 1.
    pub(super) fn fraction(&self) -> f64 {
        self.contents().random.fraction()
    }
}
