//! Waiting for a session: polls that grow apart, a deadline, progress as it happens, a wake from outside.
//!
//! A wait is a small future. While it sleeps it holds its id, a timer and nothing of a request; dropping it
//! cancels it. Every poll of a client passes the [`pacer`], so that ten thousand waits do not become ten
//! thousand requests at once.

pub(crate) mod pacer;
pub(crate) mod schedule;
mod updates;
mod wait_all;

use std::{
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
    time::Duration,
};

use tokio::{
    sync::futures::OwnedNotified,
    time::{Instant, timeout_at},
};

use crate::{
    client::Client,
    error::{Error, WaitError},
    execute::CallOptions,
    model::{Flow, State, Status, TransactionId},
    operations::get_state,
    session::Session,
    wait::schedule::Schedule,
};

pub use updates::Updates;
pub use wait_all::wait_all;

/// Default deadline of a wait. How long a session lives is not documented; an hour is a guess.
const DEADLINE: Duration = Duration::from_secs(60 * 60);
/// Longest deadline: 30 days, so that time arithmetic cannot overflow.
const MAX_DEADLINE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

type Condition = Box<dyn Fn(&State) -> bool + Send + Sync>;

/// A wait for a session's end: set what differs from the defaults, then `.await` it or take its
/// [`updates`](Self::updates).
///
/// Polls come after 1 s, then 1.5 times further apart each, up to 15 s, each up to a fifth sooner or later.
/// A fault that may pass is waited out, the next poll being its retry; one that will not ends the wait.
///
/// Awaiting gives the last [`State`], or [`Error::SessionFailed`] where the session ended without success,
/// or [`Error::Wait`] after an hour or [`deadline`](Self::deadline).
#[must_use = "a wait does nothing until it is awaited"]
pub struct Wait {
    watch: Watch,
    until: Option<Condition>,
}

impl Wait {
    pub(crate) fn new(client: Client, flow: Flow, id: TransactionId) -> Self {
        Self {
            watch: Watch {
                client,
                flow,
                id,
                deadline: DEADLINE,
            },
            until: None,
        }
    }

    /// Gives up after this time, counted from the first poll's preparation; at most 30 days.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.watch.deadline = deadline.min(MAX_DEADLINE);
        self
    }

    /// Ends the wait well when `over` says so, whatever the status means, and not before: only one status of
    /// this API is documented, so the caller may know better. A status that means failure still ends it.
    pub fn until(mut self, over: impl Fn(&State) -> bool + Send + Sync + 'static) -> Self {
        self.until = Some(Box::new(over));
        self
    }

    /// The session's status changes as a stream: each as soon as it is seen, the first at once, up to and
    /// including the final one. It ends with an error where [`Wait`] would, except that a failed session is
    /// a change like any other.
    pub fn updates(self) -> Updates {
        Updates::new(self.watch, self.until)
    }
}

impl Session {
    /// Waits until the session is over: `session.wait().await?`, or with [`Wait`]'s settings first.
    pub fn wait(&self) -> Wait {
        Wait::new(self.client.clone(), self.flow(), self.id().clone())
    }

    /// The session's status changes as a stream, each as soon as it is seen.
    pub fn updates(&self) -> Updates {
        self.wait().updates()
    }
}

impl Client {
    /// Ends the present pause of every wait on this session, so that it polls at its next turn: for a
    /// receiver of the vendor's events.
    pub fn wake(&self, id: &TransactionId) {
        self.core.pacer.wake(id);
    }
}

impl fmt::Debug for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("flow", &self.watch.flow)
            .field("deadline", &self.watch.deadline)
            .finish_non_exhaustive()
    }
}

impl IntoFuture for Wait {
    type Output = Result<State, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let mut poller = Poller::new(self.watch);
        let until = self.until;
        // What the block captures is used where it lies; moved to a variable, it would be held twice.
        Box::pin(async move {
            loop {
                let state = poller.next().await?;
                if until.as_ref().is_some_and(|over| over(&state)) {
                    return Ok(state);
                }
                match state.status() {
                    Status::Failed(_) => return Err(Error::SessionFailed(Box::new(state))),
                    Status::Succeeded(_) if until.is_none() => return Ok(state),
                    _ => poller.seen(state),
                }
            }
        })
    }
}

/// Whether `state` is the last that a wait has to show.
fn is_over(state: &State, until: Option<&Condition>) -> bool {
    match (state.status(), until) {
        (Status::Failed(_), _) => true,
        (_, Some(over)) => over(state),
        (status, None) => status.is_final(),
    }
}

/// What is watched, and for how long.
pub(crate) struct Watch {
    client: Client,
    flow: Flow,
    id: TransactionId,
    deadline: Duration,
}

/// Polls one session, again and again.
pub(crate) struct Poller {
    watch: Watch,
    begin: Option<Instant>,
    schedule: Schedule,
    /// Listens from before a poll: an event that comes while its answer is on the way is not lost.
    woken: Pin<Box<OwnedNotified>>,
    last: Option<State>,
}

impl Poller {
    pub(crate) fn new(watch: Watch) -> Self {
        let woken = Box::pin(watch.client.core.pacer.woken(&watch.id));
        Self {
            watch,
            begin: None,
            schedule: Schedule::default(),
            woken,
            last: None,
        }
    }

    /// Keeps what was seen for the error of a missed deadline.
    pub(crate) fn seen(&mut self, state: State) {
        self.last = Some(state);
    }

    /// The next state: at once the first time, after a pause from then on.
    pub(crate) async fn next(&mut self) -> Result<State, Error> {
        let begin = *self.begin.get_or_insert_with(Instant::now);
        let deadline = begin + self.watch.deadline;
        let mut fault = None;
        loop {
            if let Some(pause) = self
                .schedule
                .pause(fault.as_ref().and_then(Error::retry_after))
            {
                let wake = Instant::now() + pause;
                // Over the deadline there is nothing to sleep for but the deadline.
                let woken = timeout_at(wake.min(deadline), self.woken.as_mut());
                let slept = woken.await.is_err();
                if slept && wake >= deadline {
                    return Err(self.too_late(begin, fault));
                }
            }
            // Boxed like the request below, so that a sleeping wait does not carry the room for them.
            let turn = Box::pin(self.watch.client.core.pacer.turn());
            if timeout_at(deadline, turn).await.is_err() {
                return Err(self.too_late(begin, fault));
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let timeout = self.watch.client.core.timeouts.operation.min(left);
            // The wait is what tries again here, at its pace: retries of a poll would come on top of it.
            let options = CallOptions::new().timeout(timeout).max_attempts(1);
            let pacer = &self.watch.client.core.pacer;
            self.woken.set(pacer.woken(&self.watch.id));
            let poll = Box::pin(get_state(
                &self.watch.client,
                self.watch.flow,
                &self.watch.id,
                options,
            ))
            .await;
            match poll {
                Ok(state) => {
                    let is_news = self.last.as_ref().map(State::status) != Some(state.status());
                    if is_news && matches!(state.status(), Status::Unknown(_)) {
                        tracing::warn!(flow = %state.flow(), status = %state.status(), "unknown status counts as running");
                    }
                    return Ok(state);
                }
                Err(error) if error.is_retryable() => fault = Some(error),
                Err(error) => {
                    let elapsed = begin.elapsed();
                    let last = self.last.take();
                    return Err(Error::Wait(Box::new(WaitError::poll_failed(
                        last, elapsed, error,
                    ))));
                }
            }
        }
    }

    fn too_late(&mut self, begin: Instant, error: Option<Error>) -> Error {
        let last = self.last.take();
        Error::Wait(Box::new(WaitError::timed_out(last, begin.elapsed(), error)))
    }
}
