//! Wakes the waits for the session that an event belongs to.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use super::{
    event::Event,
    recent_ids::RecentIds,
    sink::{AcceptFuture, Acceptance, EventSink},
};
use crate::client::Client;

/// Longest time that an event id is remembered: 7 days.
const MAX_MEMORY: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Settings of an [`EventHub`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventHubSettings {
    clock_tolerance: Duration,
    remembered_events: usize,
}

impl EventHubSettings {
    /// How far the clocks of this machine and of the vendor may differ: an event is expired if its `expiresAt`
    /// passed longer ago than this, and from the future if its `timestamp` is further ahead than this. 5
    /// minutes by default, at most 1 day.
    #[must_use]
    pub fn clock_tolerance(mut self, tolerance: Duration) -> Self {
        self.clock_tolerance = tolerance.min(Duration::from_secs(24 * 60 * 60));
        self
    }

    /// How many event ids are remembered to recognize duplicates, 1 to 10,000,000; 100,000 by default, which
    /// take about 20 MB. An id is remembered until its event expires, at most 7 days, and for one day if the
    /// event has no `expiresAt`. Above this number, the id that expires first is removed.
    #[must_use]
    pub fn remembered_events(mut self, number: usize) -> Self {
        self.remembered_events = number.clamp(1, 10_000_000);
        self
    }
}

impl Default for EventHubSettings {
    fn default() -> Self {
        Self {
            clock_tolerance: Duration::from_secs(5 * 60),
            remembered_events: 100_000,
        }
    }
}

/// Accepts verified events, and wakes the client's waits whose session has one of the event's ids: each sends
/// a GET.
///
/// An event never changes the state that a wait has seen; only the GET's response does. So an old, repeated or
/// reordered event cannot set a session back. With a hub, the client's waits poll at a longer interval, because
/// events announce changes; if no event arrives for some time, they return to the normal schedule.
///
/// Cloning is cheap; clones share the remembered event ids.
#[derive(Clone)]
pub struct EventHub {
    inner: Arc<Inner>,
}

struct Inner {
    client: Client,
    settings: EventHubSettings,
    recent: Mutex<RecentIds>,
}

impl EventHub {
    /// A hub for the waits of this client and its clones, with default settings.
    pub fn new(client: &Client) -> Self {
        Self::with_settings(client, EventHubSettings::default())
    }

    /// A hub for the waits of this client and its clones, with these settings.
    pub fn with_settings(client: &Client, settings: EventHubSettings) -> Self {
        client.expect_events();
        Self {
            inner: Arc::new(Inner {
                client: client.clone(),
                settings,
                recent: Mutex::new(RecentIds::new(settings.remembered_events)),
            }),
        }
    }

    /// Accepts an event that was verified, by a [`WebhookVerifier`](super::WebhookVerifier) or by the message
    /// bus that delivered it.
    pub fn accept(&self, event: &Event) -> Acceptance {
        self.accept_at(event, SystemTime::now())
    }

    /// Like [`accept`](Self::accept), with `now` as the current time.
    pub fn accept_at(&self, event: &Event, now: SystemTime) -> Acceptance {
        let tolerance = self.inner.settings.clock_tolerance;
        if event.is_expired(now, tolerance) {
            return Acceptance::Expired;
        }
        if event.is_from_future(now, tolerance) {
            return Acceptance::FromFuture;
        }
        let end = memory_end(event, now, tolerance);
        let mut recent = self
            .inner
            .recent
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if !recent.insert(event.id(), now, end) {
            return Acceptance::Duplicate;
        }
        drop(recent);
        let ids = event.subjects().iter().map(|subject| subject.as_str());
        match self.inner.client.wake_waits(ids) {
            0 => Acceptance::NoListener,
            woken => Acceptance::Accepted { woken },
        }
    }

    /// Number of event ids that are remembered.
    pub fn remembered(&self) -> usize {
        let recent = self.inner.recent.lock();
        recent.unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// Until when the event's id is remembered: until the event expires, at most 7 days; one day without an expiry.
fn memory_end(event: &Event, now: SystemTime, tolerance: Duration) -> SystemTime {
    const WITHOUT_END: Duration = Duration::from_secs(24 * 60 * 60);
    let after = |pause| now.checked_add(pause).unwrap_or(now);
    match event.expires_at() {
        Some(end) => {
            let end = end.checked_add(tolerance);
            end.map_or(after(MAX_MEMORY), |end| end.min(after(MAX_MEMORY)))
        }
        None => after(WITHOUT_END),
    }
}

impl EventSink for EventHub {
    fn accept<'a>(&'a self, event: &'a Event) -> AcceptFuture<'a> {
        Box::pin(async move { Ok(EventHub::accept(self, event)) })
    }
}

impl fmt::Debug for EventHub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventHub")
            .field("settings", &self.inner.settings)
            .field("remembered", &self.remembered())
            .finish_non_exhaustive()
    }
}
