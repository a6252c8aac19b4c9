//! The methods of `Session` and `Client` for waiting.

use super::{session_wait::Wait, updates::Updates};
use crate::{client::Client, polling::PollPolicy, session::Session};

impl Session {
    /// Waits until the session finishes: `session.wait().await?`. [`Wait`] has settings.
    pub fn wait(&self) -> Wait {
        let started = self.started.clone();
        Wait::new(self.client.clone(), self.flow(), self.id().clone(), started)
    }

    /// The session's status changes as a stream, each as soon as it is seen.
    pub fn updates(&self) -> Updates {
        self.wait().updates()
    }
}

impl Client {
    /// Makes every wait whose session has this id poll now, and returns the number of these waits. A receiver
    /// of the vendor's events calls it.
    ///
    /// The id may be that of the transaction, or an id of the user, device, dossier or process that the
    /// response to the start or to one of the wait's GETs contained.
    ///
    /// One GET serves all wake-ups before it. A wake-up while that GET is in progress, or within 50 ms after
    /// it was sent, causes one more GET. These GETs do not wait in the queue of the scheduled polls;
    /// [`PollPolicy::event_polls_per_second`] limits them. A wake-up does not shorten a `Retry-After`.
    pub fn wake(&self, id: impl AsRef<str>) -> usize {
        self.wake_waits([id.as_ref()])
    }

    /// Like [`wake`](Self::wake), for several ids of one event: each wait is woken and counted once.
    pub(crate) fn wake_waits<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> usize {
        self.core.polling.wakeups.wake(ids)
    }

    /// From now on all waits of this client poll as if [`Wait::with_events`] had been called.
    #[allow(dead_code, reason = "called by the event hub, which is a feature")]
    pub(crate) fn expect_events(&self) {
        self.core.polling.expect_events();
    }

    /// The poll policy of this client's waits.
    pub fn poll_policy(&self) -> &PollPolicy {
        &self.core.polling.policy
    }
}
