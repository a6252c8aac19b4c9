//! Polls one session: waits until a poll is due, takes a turn, sends one GET.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use tokio::{
    runtime::Handle,
    time::{Instant, sleep_until, timeout_at},
};

use crate::{
    client::Client,
    error::{Error, InvalidInput, WaitError},
    execute::CallOptions,
    model::{Flow, State, Status, TransactionId, response::Started},
    operations::get_state,
    polling::{Listener, Priority},
};

/// Shortest time between two GETs that events cause: the vendor sends several events for one change.
const MIN_EVENT_INTERVAL: Duration = Duration::from_millis(50);

pub(super) type Condition = Box<dyn Fn(&State) -> bool + Send + Sync>;

pub(super) struct Settings {
    pub(super) client: Client,
    pub(super) flow: Flow,
    pub(super) id: TransactionId,
    /// The response of the start, whose ids an event may name before the first GET.
    pub(super) started: Option<Arc<Started>>,
    pub(super) timeout: Duration,
    pub(super) until: Option<Condition>,
    pub(super) with_events: bool,
}

/// A state that a poll saw.
pub(super) struct Seen {
    pub(super) state: State,
    /// The session has finished with success, or the caller's condition is met.
    pub(super) is_final: bool,
}

/// When the next poll is due.
#[derive(Clone, Copy)]
struct Due {
    scheduled: Instant,
    /// Not even an event causes a poll before this: `Retry-After`.
    earliest: Instant,
}

pub(super) struct Poller {
    settings: Settings,
    progress: Option<Progress>,
    last_state: Option<State>,
}

/// What there is from the first poll on.
struct Progress {
    started: Instant,
    due: Due,
    /// Registered before the first poll, so that no event is lost while one is in progress.
    listener: Listener,
    /// Polls on the normal schedule since it began.
    polls: u32,
    /// When the last GET that an event caused was sent; at first, when the wait started.
    last_event: Instant,
    /// Whether a poll found a new status that no event had announced.
    missed_event: bool,
}

impl Poller {
    pub(super) fn new(settings: Settings) -> Self {
        Self {
            settings,
            progress: None,
            last_state: None,
        }
    }

    pub(super) fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }

    /// The next state: at once the first time, when the next poll is due from then on.
    pub(super) async fn next(&mut self) -> Result<Seen, Error> {
        if Handle::try_current().is_err() {
            return Err(InvalidInput::NoRuntime.into());
        }
        let progress = self
            .progress
            .get_or_insert_with(|| Progress::new(&self.settings));
        let deadline = progress.started + self.settings.timeout;
        let mut poll_error = None;
        loop {
            let Some(priority) = progress.turn(&self.settings.client, deadline).await else {
                let elapsed = progress.started.elapsed();
                let last_state = self.last_state.take();
                let error = WaitError::timed_out(last_state, elapsed, poll_error);
                return Err(Error::Wait(Box::new(error)));
            };
            let sent_at = Instant::now();
            progress.listener.reset();
            // Boxed, so that a sleeping wait has no room for it.
            match Box::pin(self.settings.get(deadline - sent_at)).await {
                Ok(state) => {
                    let last_status = self.last_state.as_ref().map(State::status);
                    progress.saw(&state, last_status, priority, sent_at);
                    progress.schedule(&self.settings, None);
                    return self.judge(state);
                }
                Err(error) if error.is_retryable() => {
                    progress.schedule(&self.settings, Some(&error));
                    poll_error = Some(error);
                }
                Err(error) => {
                    let elapsed = progress.started.elapsed();
                    let last_state = self.last_state.take();
                    let error = WaitError::poll_failed(last_state, elapsed, error);
                    return Err(Error::Wait(Box::new(error)));
                }
            }
        }
    }

    fn judge(&mut self, state: State) -> Result<Seen, Error> {
        let is_final = match (state.status(), &self.settings.until) {
            (Status::Failed(_), _) => return Err(Error::SessionFailed(Box::new(state))),
            (_, Some(condition)) => condition(&state),
            (status, None) => status.is_final(),
        };
        if !is_final {
            self.last_state = Some(state.clone());
        }
        Ok(Seen { state, is_final })
    }
}

impl Settings {
    /// One GET. The wait itself is what retries it, at its own pace.
    async fn get(&self, left: Duration) -> Result<State, Error> {
        let timeout = self.client.core.timeouts.operation.min(left);
        let options = CallOptions::new().timeout(timeout).max_attempts(1);
        get_state(&self.client, self.flow, &self.id, options).await
    }
}

/// Makes the wait known by the ids of a state.
fn add_ids(listener: &mut Listener, state: &State) {
    let ids = [
        Some(state.transaction_id().as_str()),
        state.user_id().map(AsRef::as_ref),
        state.device_id().map(AsRef::as_ref),
        state.dossier_id().map(AsRef::as_ref),
        state.process_id().map(AsRef::as_ref),
    ];
    for id in ids.into_iter().flatten() {
        listener.add_id(id);
    }
}

impl Progress {
    fn new(settings: &Settings) -> Self {
        let now = Instant::now();
        let mut listener = settings.client.core.polling.wakeups.listen();
        listener.add_id(settings.id.as_str());
        if let Some(started) = &settings.started {
            add_ids(&mut listener, &started.state);
        }
        Self {
            started: now,
            due: Due {
                scheduled: now,
                earliest: now,
            },
            listener,
            polls: 0,
            last_event: now,
            missed_event: false,
        }
    }

    /// Waits until a poll is due and takes a turn for it; `None` at the deadline.
    async fn turn(&self, client: &Client, deadline: Instant) -> Option<Priority> {
        let Due {
            scheduled,
            earliest,
        } = self.due;
        let is_scheduled = scheduled <= Instant::now()
            || timeout_at(scheduled.min(deadline), self.listener.woken())
                .await
                .is_err();
        if is_scheduled {
            if scheduled >= deadline {
                return None;
            }
            let turn = take_turn(client, Priority::Scheduled);
            // With many waits the turn may be minutes away; an event comes before it.
            let turn = timeout_at(deadline, first(turn, self.listener.woken()));
            if turn.await.ok()? == First::Left {
                return Some(Priority::Scheduled);
            }
        }
        let earliest = earliest.max(self.last_event + MIN_EVENT_INTERVAL);
        if earliest > Instant::now() {
            sleep_until(earliest.min(deadline)).await;
        }
        timeout_at(deadline, take_turn(client, Priority::Event))
            .await
            .ok()?;
        Some(Priority::Event)
    }

    /// Takes in what a successful poll saw.
    fn saw(
        &mut self,
        state: &State,
        last_status: Option<&Status>,
        priority: Priority,
        sent_at: Instant,
    ) {
        let is_new = last_status != Some(state.status());
        if is_new && matches!(state.status(), Status::Unknown(_)) {
            tracing::warn!(
                flow = %state.flow(),
                status = %state.status(),
                "unknown status, treated as running"
            );
        }
        add_ids(&mut self.listener, state);
        match priority {
            Priority::Event => {
                self.last_event = sent_at;
                self.missed_event = false;
            }
            Priority::Scheduled => self.missed_event |= is_new && last_status.is_some(),
        }
    }

    /// Plans the next poll.
    fn schedule(&mut self, settings: &Settings, error: Option<&Error>) {
        let polling = &settings.client.core.polling;
        let policy = &polling.policy;
        let now = Instant::now();
        let expects_events = settings.with_events || polling.expects_events();
        let is_slow = expects_events
            && error.is_none()
            && !self.missed_event
            && now < self.last_event + policy.fallback_after();
        let delay = if is_slow {
            self.polls = 0;
            policy.delay_with_events()
        } else {
            self.polls = self.polls.saturating_add(1);
            policy.delay(self.polls)
        };
        let retry_after = error.and_then(Error::retry_after).unwrap_or_default();
        self.due = Due {
            scheduled: now + delay.max(retry_after),
            earliest: now + retry_after,
        };
    }
}

/// Takes a turn at a moment when there is an access token, so that the GET is sent at once. Without this,
/// all polls whose turn comes during an outage of the token endpoint would be sent together after it.
///
/// If no token can be had, there is no turn to take: the GET fails at once without sending anything.
async fn take_turn(client: &Client, priority: Priority) {
    let tokens = &client.core.tokens;
    let mut turn = client.core.polling.limiter.turn(priority);
    loop {
        if !tokens.is_ready() && Box::pin(tokens.token()).await.is_err() {
            return;
        }
        turn.taken().await;
        if tokens.is_ready() {
            return;
        }
    }
}

#[derive(PartialEq)]
enum First {
    Left,
    Right,
}

/// Which future completes first; the left one if both do.
async fn first(left: impl Future<Output = ()>, right: impl Future<Output = ()>) -> First {
    let (mut left, mut right) = (pin!(left), pin!(right));
    poll_fn(|context| {
        if left.as_mut().poll(context).is_ready() {
            return Poll::Ready(First::Left);
        }
        right.as_mut().poll(context).map(|()| First::Right)
    })
    .await
}
