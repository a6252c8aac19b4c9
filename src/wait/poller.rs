//! Polls one session: waits until a poll is due, takes a turn, sends one GET.
//!
//! Written as one state machine with one timer, because ten thousand of them sleep in one process: nested
//! futures would each contain a timer of their own. `benches/waits.rs` measures the memory.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    runtime::Handle,
    time::{Instant, Sleep, sleep_until},
};

use super::{
    last_state::LastState,
    schedule::{PollOutcome, Schedule},
};
use crate::{
    client::Client,
    error::{Error, InvalidInput, WaitError},
    execute::CallOptions,
    model::{
        DeviceId, DossierId, Flow, ProcessId, State, Status, TransactionId, UserId,
        response::Started,
    },
    operations::get_state,
    polling::{Listener, Priority, Turn},
};

pub(super) type Condition = Box<dyn Fn(&State) -> bool + Send + Sync>;

pub(super) struct Settings {
    pub(super) client: Client,
    pub(super) flow: Flow,
    pub(super) id: TransactionId,
    pub(super) timeout: Duration,
    pub(super) until: Option<Condition>,
    pub(super) with_events: bool,
}

/// The state that a poll returned.
pub(super) struct Seen {
    pub(super) state: State,
    /// The session has finished with success, or the caller's condition is met.
    pub(super) is_final: bool,
}

pub(super) struct Poller {
    settings: Settings,
    last_state: LastState,
    stage: Stage,
}

enum Stage {
    New,
    Polling(Progress),
    Finished,
}

/// The state of a wait that has started to poll.
struct Progress {
    schedule: Schedule,
    /// Registered before the first poll, so that no event is lost while one is in progress.
    listener: Listener,
    priority: Priority,
    turn: Option<Turn>,
    /// Never locked: the mutex makes a future that is only `Send` also `Sync`.
    work: Mutex<Work>,
    timer: Pin<Box<Sleep>>,
    poll_error: Option<Box<Error>>,
}

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The futures are boxed, so that a sleeping wait needs no memory for them.
enum Work {
    None,
    /// Fetches a token; the output is whether that succeeded.
    Token(Boxed<bool>),
    /// The result, and when the GET was sent.
    Get(Boxed<(Instant, Result<State, Error>)>),
}

impl Poller {
    pub(super) fn new(settings: Settings, started: Option<Arc<Started>>) -> Self {
        Self {
            settings,
            last_state: LastState::Started(started),
            stage: Stage::New,
        }
    }

    pub(super) fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }

    /// The next state that a poll returns, the final one included; `None` after that and after an error.
    pub(super) fn poll_seen(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Seen, Error>>> {
        if let Stage::New = self.stage {
            if Handle::try_current().is_err() {
                self.stage = Stage::Finished;
                return Poll::Ready(Some(Err(InvalidInput::NoRuntime.into())));
            }
            self.stage = Stage::Polling(Progress::new(&self.settings, &mut self.last_state));
        }
        let seen = loop {
            let Stage::Polling(progress) = &mut self.stage else {
                return Poll::Ready(None);
            };
            if progress.is_sending() {
                let (sent_at, result) = ready!(progress.poll_response(context));
                if let Some(seen) = self.take_in(sent_at, result) {
                    break seen;
                }
            } else if ready!(progress.poll_turn(&self.settings, context)) {
                progress.send(&self.settings);
            } else {
                break Err(self.wait_error(None));
            }
        };
        if !seen.as_ref().is_ok_and(|seen| !seen.is_final) {
            self.stage = Stage::Finished;
        }
        Poll::Ready(Some(seen))
    }

    /// Turns the result of a poll into the caller's; `None` if the poll failed and the next one is its retry.
    fn take_in(
        &mut self,
        sent_at: Instant,
        result: Result<State, Error>,
    ) -> Option<Result<Seen, Error>> {
        match result {
            Ok(state) => {
                self.saw(&state, sent_at);
                Some(self.judge(state))
            }
            Err(error) if error.is_retryable() => {
                let retry_after = error.retry_after();
                self.plan(sent_at, PollOutcome::Failed { retry_after });
                if let Stage::Polling(progress) = &mut self.stage {
                    progress.poll_error = Some(Box::new(error));
                }
                None
            }
            Err(error) => Some(Err(self.wait_error(Some(error)))),
        }
    }

    fn saw(&mut self, state: &State, sent_at: Instant) {
        let last_status = self.last_state.status();
        let is_new = last_status != Some(state.status());
        if is_new && matches!(state.status(), Status::Unknown(_)) {
            tracing::warn!(
                flow = %state.flow(),
                status = %state.status(),
                "unknown status, treated as running"
            );
        }
        let is_change = is_new && last_status.is_some();
        self.plan(sent_at, PollOutcome::Seen { is_change });
        if let Stage::Polling(progress) = &mut self.stage {
            progress.poll_error = None;
            add_ids(&mut progress.listener, state);
        }
    }

    fn plan(&mut self, sent_at: Instant, outcome: PollOutcome) {
        let polling = &self.settings.client.core.polling;
        let expects_events = self.settings.with_events || polling.expects_events();
        if let Stage::Polling(progress) = &mut self.stage {
            let priority = std::mem::replace(&mut progress.priority, Priority::Scheduled);
            progress
                .schedule
                .plan(&polling.policy, expects_events, priority, sent_at, outcome);
        }
    }

    fn judge(&mut self, state: State) -> Result<Seen, Error> {
        let is_final = match (state.status(), &self.settings.until) {
            (Status::Failed(_), _) => return Err(Error::SessionFailed(Box::new(state))),
            (_, Some(condition)) => condition(&state),
            (status, None) => status.is_final(),
        };
        if !is_final {
            self.last_state = LastState::new(&state, &self.settings.id);
        }
        Ok(Seen { state, is_final })
    }

    /// The error of the wait: a poll failed with `error`, or the wait timed out if it is `None`.
    fn wait_error(&mut self, error: Option<Error>) -> Error {
        let last_state = self.last_state.take(self.settings.flow, &self.settings.id);
        let (elapsed, poll_error) = match &mut self.stage {
            Stage::Polling(progress) => (
                progress.schedule.started().elapsed(),
                progress.poll_error.take(),
            ),
            Stage::New | Stage::Finished => (Duration::ZERO, None),
        };
        Error::Wait(Box::new(match error {
            Some(error) => WaitError::poll_failed(last_state, elapsed, error),
            None => WaitError::timed_out(last_state, elapsed, poll_error.map(|error| *error)),
        }))
    }
}

/// Registers the ids of a state, so that events with them wake the wait.
fn add_ids(listener: &mut Listener, state: &State) {
    let ids = [
        Some(state.transaction_id().shared()),
        state.user_id().map(UserId::shared),
        state.device_id().map(DeviceId::shared),
        state.dossier_id().map(DossierId::shared),
        state.process_id().map(ProcessId::shared),
    ];
    for id in ids.into_iter().flatten() {
        listener.add_id(id);
    }
}

impl Progress {
    fn new(settings: &Settings, last_state: &mut LastState) -> Self {
        let now = Instant::now();
        let mut listener = settings.client.core.polling.wakeups.listen();
        listener.add_id(settings.id.shared());
        // An event with an id from the start's response may arrive before the first GET.
        if let LastState::Started(started) = last_state
            && let Some(started) = started.take()
        {
            add_ids(&mut listener, &started.state);
        }
        Self {
            schedule: Schedule::new(now),
            listener,
            priority: Priority::Scheduled,
            turn: None,
            work: Mutex::new(Work::None),
            timer: Box::pin(sleep_until(now)),
            poll_error: None,
        }
    }

    fn work(&mut self) -> &mut Work {
        self.work.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_sending(&mut self) -> bool {
        matches!(self.work(), Work::Get(_))
    }

    fn poll_response(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<(Instant, Result<State, Error>)> {
        let Work::Get(get) = self.work() else {
            return Poll::Pending;
        };
        let done = ready!(get.as_mut().poll(context));
        *self.work() = Work::None;
        Poll::Ready(done)
    }

    /// Sends one GET, without retries: if it fails, the wait's next poll is the retry.
    fn send(&mut self, settings: &Settings) {
        let sent_at = Instant::now();
        let left = settings
            .timeout
            .saturating_sub(sent_at - self.schedule.started());
        let timeout = settings.client.core.timeouts.operation.min(left);
        let options = CallOptions::new().timeout(timeout).max_attempts(1);
        let (client, flow, id) = (settings.client.clone(), settings.flow, settings.id.clone());
        // This GET serves all wake-ups so far.
        self.listener.reset();
        *self.work() = Work::Get(Box::pin(async move {
            (sent_at, get_state(&client, flow, &id, options).await)
        }));
    }

    /// Waits until a poll is due, there is an access token, and a turn for the poll was taken; `false` at the
    /// timeout.
    ///
    /// The caller then sends the GET at once. If the token were not checked first, all polls that get a turn
    /// during an outage of the token endpoint would be sent together after it. If the token cannot be
    /// fetched, no turn is taken: the GET fails at once without sending anything.
    fn poll_turn(&mut self, settings: &Settings, context: &mut Context<'_>) -> Poll<bool> {
        let core = &settings.client.core;
        let deadline = self.schedule.started() + settings.timeout;
        loop {
            let now = Instant::now();
            if now >= deadline {
                return Poll::Ready(false);
            }
            // With many waits a turn may be minutes away; an event does not wait for it.
            if self.priority == Priority::Scheduled && self.listener.poll_woken(context).is_ready()
            {
                self.priority = Priority::Event;
                self.turn = None;
            }
            let due = self.schedule.due(self.priority);
            if now < due {
                ready!(self.poll_timer(due.min(deadline), context));
                continue;
            }
            if let Work::Token(fetch) = self.work() {
                match fetch.as_mut().poll(context) {
                    Poll::Pending => {
                        ready!(self.poll_timer(deadline, context));
                        continue;
                    }
                    Poll::Ready(has_token) => {
                        *self.work() = Work::None;
                        if !has_token {
                            return Poll::Ready(true);
                        }
                    }
                }
            }
            if !core.tokens.is_ready() {
                let tokens = core.tokens.clone();
                let fetch = async move { tokens.token().await.is_ok() };
                *self.work() = Work::Token(Box::pin(fetch));
                continue;
            }
            let priority = self.priority;
            let turn = self
                .turn
                .get_or_insert_with(|| core.polling.limiter.turn(priority));
            if turn.poll_taken(context).is_pending() {
                ready!(self.poll_timer(deadline, context));
                continue;
            }
            // The token expired before the turn was taken: fetch another and keep the place in the queue.
            if core.tokens.is_ready() {
                self.turn = None;
                return Poll::Ready(true);
            }
        }
    }

    fn poll_timer(&mut self, at: Instant, context: &mut Context<'_>) -> Poll<()> {
        if self.timer.deadline() != at {
            self.timer.as_mut().reset(at);
        }
        self.timer.as_mut().poll(context)
    }
}
