//! Defines the future of a wait and its settings.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use super::{
    poller::{Poller, Settings},
    updates::Updates,
};
use crate::{
    client::Client,
    error::Error,
    model::{Flow, State, TransactionId, response::Started},
};

/// Default timeout of a wait. How long a session can stay open is not documented; an hour is a guess.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60 * 60);
/// Longest timeout, so that time arithmetic cannot overflow.
const MAX_TIMEOUT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Waits until a session finishes. Change its settings, then `.await` it or turn it into a stream with
/// [`updates`](Self::updates). It is a future that can be spawned and joined like any other.
///
/// The first poll is sent at once, the others follow the client's [`PollPolicy`](crate::PollPolicy) and
/// `Retry-After`. A transient failure does not end the wait: the next poll is its retry.
///
/// It returns the last [`State`] if the session succeeds, and otherwise an error:
/// - [`Error::SessionFailed`] if the session failed,
/// - [`Error::Wait`] if the wait timed out (after an hour, or [`timeout`](Self::timeout)), or if a poll failed
///   with an error that another poll will not fix. The session may still be running: resume it.
///
/// # Cancel safety
/// Nothing is sent before the wait is awaited, and dropping it has no effect on the session. In `select!` it
/// can be used as `&mut wait`; a wait that is not being awaited does not delay other waits.
///
/// ```no_run
/// # async fn example(session: signicat_reuseid::Session) -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
///
/// let wait = session.wait().timeout(Duration::from_secs(15 * 60));
/// let state = tokio::spawn(wait).await??;
/// # Ok(())
/// # }
/// ```
#[must_use = "a wait does nothing until it is awaited"]
pub struct Wait {
    /// Boxed, because many waits are kept in many tasks.
    poller: Box<Poller>,
}

impl Wait {
    pub(super) fn new(
        client: Client,
        flow: Flow,
        id: TransactionId,
        started: Option<Arc<Started>>,
    ) -> Self {
        let settings = Settings {
            client,
            flow,
            id,
            timeout: DEFAULT_TIMEOUT,
            until: None,
            with_events: false,
        };
        Self {
            poller: Box::new(Poller::new(settings, started)),
        }
    }

    fn with(mut self, set: impl FnOnce(&mut Settings)) -> Self {
        set(self.poller.settings());
        self
    }

    /// Sets the timeout, counted from when the wait is first awaited; 1 h by default, at most 30 days.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|settings| settings.timeout = timeout.min(MAX_TIMEOUT))
    }

    /// Finishes successfully only when `condition` returns true for a state, even if the status means success:
    /// only one status of this API is documented, so the caller may know more. A status that means failure
    /// still ends the wait with an error.
    pub fn until(self, condition: impl Fn(&State) -> bool + Send + Sync + 'static) -> Self {
        self.with(|settings| settings.until = Some(Box::new(condition)))
    }

    /// Polls at a longer interval, for a program that calls [`Client::wake`] when it receives an event: once at
    /// the start, then every [`event_delay`](crate::PollPolicy::event_delay) (60 s by default).
    ///
    /// The wait polls on the normal schedule again after
    /// [`event_fallback`](crate::PollPolicy::event_fallback) (5 min by default) without an event, or when a
    /// poll finds a new status that no event announced, until the next event comes.
    pub fn with_events(self) -> Self {
        self.with(|settings| settings.with_events = true)
    }

    /// The session's status changes as a stream; see [`Updates`].
    pub fn updates(self) -> Updates {
        Updates::new(self.poller)
    }
}

impl Future for Wait {
    type Output = Result<State, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let seen = ready!(self.poller.poll_seen(context));
            match seen.expect("a wait is not polled after it has finished") {
                Err(error) => return Poll::Ready(Err(error)),
                Ok(seen) if seen.is_final => return Poll::Ready(Ok(seen.state)),
                Ok(_) => {}
            }
        }
    }
}

impl fmt::Debug for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait").finish_non_exhaustive()
    }
}
