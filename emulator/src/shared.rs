//! What the router, the server, the in-process service and all handles share.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{sync::watch, time::Instant};

use crate::{fault::MAX_REFUSE_DURATION, settings::Settings, store::Store};

/// A request to refuse connections.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Refusal {
    /// Until when.
    pub until: Option<Instant>,
    /// Counts the requests.
    pub number: u64,
}

pub(crate) struct Shared {
    store: Mutex<Store>,
    refusal: watch::Sender<Refusal>,
    /// The number of the last [`Refusal`] that the server acted on.
    refusal_in_force: watch::Sender<u64>,
    /// Scheme and authority of the emulator's URLs, for example `http://127.0.0.1:8317`.
    pub origin: String,
}

impl Shared {
    pub fn new(settings: Settings, origin: String) -> Self {
        Self {
            store: Mutex::new(Store::new(settings)),
            refusal: watch::Sender::new(Refusal::default()),
            refusal_in_force: watch::Sender::new(0),
            origin,
        }
    }

    pub fn store(&self) -> MutexGuard<'_, Store> {
        // A panic while it was locked is a bug, but leaves the store usable.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the server to refuse connections; returns the number for [`refused`](Self::refused).
    pub fn refuse(&self, duration: Duration) -> u64 {
        let mut number = 0;
        self.refusal.send_modify(|refusal| {
            refusal.until = Instant::now().checked_add(duration.min(MAX_REFUSE_DURATION));
            refusal.number += 1;
            number = refusal.number;
        });
        number
    }

    /// Waits until the server refuses connections. Without a server it returns at once.
    pub async fn refused(&self, number: u64) {
        if self.refusal.receiver_count() > 0 {
            let mut in_force = self.refusal_in_force.subscribe();
            let _ = in_force.wait_for(|acted_on| *acted_on >= number).await;
        }
    }

    /// Whether connections are refused now.
    pub fn is_refusing(&self) -> bool {
        self.refusal
            .borrow()
            .until
            .is_some_and(|until| Instant::now() < until)
    }

    /// For the server: the requests to refuse connections.
    pub fn refusals(&self) -> watch::Receiver<Refusal> {
        self.refusal.subscribe()
    }

    /// For the server: connections are refused as this request asked.
    pub fn confirm_refusal(&self, number: u64) {
        self.refusal_in_force.send_replace(number);
    }
}
