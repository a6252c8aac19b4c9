//! The methods of `Session` and `Client` that have to do with waiting.

use super::{session_wait::Wait, updates::Updates};
use crate::{client::Client, polling::PollPolicy, session::Session};

impl Session {
    /// Waits until the session finishes: `session.wait().await?`, or with [`Wait`]'s settings first.
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
    /// Makes all waits poll now whose session is known by this id, and returns how many they are: for a
    /// receiver of the vendor's events.
    ///
    /// The id may be that of the transaction, or of the user, device, dossier or process as far as the
    /// response of the start and those of the wait's GETs have named them.
    ///
    /// A wait sends one GET for all wake-ups before it. A wake-up while its GET is in progress, or within
    /// 50 ms after that was sent, causes one more GET. These do not wait in the queue of the scheduled
    /// polls; [`PollPolicy::event_polls_per_second`] limits them. A wake-up does not shorten a `Retry-After`.
    pub fn wake(&self, id: impl AsRef<str>) -> usize {
        self.wake_waits([id.as_ref()])
    }

    /// As [`wake`](Self::wake), for an event that names several ids of one session: each wait counts once.
    pub(crate) fn wake_waits<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> usize {
        self.core.polling.wakeups.wake(ids)
    }

    /// From now on all waits of this client poll as [`Wait::with_events`] says.
    #[allow(dead_code, reason = "called by the event hub, which is a feature")]
    pub(crate) fn expect_events(&self) {
        self.core.polling.expect_events();
    }

    /// How the waits of this client poll.
    pub fn poll_policy(&self) -> &PollPolicy {
        &self.core.polling.policy
    }
}
