//! Runs the sessions that are due: claims them, reads each once, and reschedules or finishes it.

use std::{collections::HashMap, future::Future, pin::pin, sync::Arc, time::Duration};

use signicat_reuseid::State;
use tokio::{
    sync::broadcast::error::RecvError,
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

use crate::{
    error::FleetError,
    fleet::{Fleet, Shared},
    handler::{FinishedSession, Handler},
    maintenance,
    notifications::Notice,
    record::{RecordId, SessionResult},
    session_table::Claimed,
    step::{OpenSession, Step, step},
};

/// How often the table is read without a notification.
const MAX_IDLE: Duration = Duration::from_secs(1);
/// Back-off while the database is unavailable.
const FIRST_BACKOFF: Duration = Duration::from_millis(100);
const MAX_BACKOFF: Duration = Duration::from_secs(5);
/// Back-off after a failed handler.
const FIRST_HANDLER_BACKOFF: Duration = Duration::from_secs(1);
const MAX_HANDLER_BACKOFF: Duration = Duration::from_secs(60);

impl Fleet {
    /// Reads and finishes the sessions of the whole fleet until `shutdown` resolves. Run it once in each process.
    ///
    /// Each session that is due is read once by one process and rescheduled by the client's `PollPolicy`.
    /// When it finishes, `handler` runs in the transaction that stores its result. While the database is
    /// unavailable, it is retried with back-off, and nothing is read from the service.
    ///
    /// After `shutdown` no more sessions are claimed. Reads in progress may finish within the shutdown
    /// timeout; then the remaining sessions are released. If the future is dropped, they can be claimed
    /// again when their leases expire.
    ///
    /// # Errors
    /// Fails only if the first access to the database fails permanently: [`FleetError::Database`] with a permanent
    /// code, for example because tables are missing. Other errors are logged, and the access is retried.
    pub async fn run(
        &self,
        handler: impl Handler,
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), FleetError> {
        let shared = &self.shared;
        let handler = Arc::new(handler);
        let mut notices = shared.notifications.subscribe();
        let mut tasks: JoinSet<RecordId> = JoinSet::new();
        let mut claimed: HashMap<RecordId, Claimed> = HashMap::new();
        let mut backoff = FIRST_BACKOFF;
        let mut first = true;
        let mut next_maintenance = Instant::now();
        let mut shutdown = pin!(shutdown);
        loop {
            while let Some(ended) = tasks.try_join_next() {
                forget(&mut claimed, ended);
            }
            if Instant::now() >= next_maintenance {
                next_maintenance = Instant::now() + maintenance::INTERVAL;
                maintenance::run(shared, &*handler).await;
            }
            let pause = match claim(shared, tasks.len()).await {
                Ok(claims) => {
                    first = false;
                    backoff = FIRST_BACKOFF;
                    let more = !claims.batch.is_empty();
                    let mut wait = claims.wait;
                    for claim in claims.batch {
                        claimed.insert(claim.id, claim.clone());
                        let (shared, handler) = (Arc::clone(shared), Arc::clone(&handler));
                        let turn = wait;
                        wait += claims.gap;
                        tasks.spawn(async move {
                            let id = claim.id;
                            sleep(turn).await;
                            read(&shared, &*handler, claim).await;
                            id
                        });
                    }
                    if more && tasks.len() < shared.settings.concurrency {
                        continue;
                    }
                    claims.next_due
                }
                Err(error) if first && !error.is_retryable() => return Err(error),
                Err(error) => {
                    tracing::warn!(%error, "sessions cannot be claimed; retrying");
                    let pause = backoff.mul_f64(0.5 + fastrand::f64() / 2.0);
                    backoff = (backoff * 2).min(MAX_BACKOFF);
                    pause
                }
            };
            let full = tasks.len() >= shared.settings.concurrency;
            tokio::select! {
                biased;
                () = &mut shutdown => break,
                Some(ended) = tasks.join_next(), if !tasks.is_empty() => forget(&mut claimed, ended),
                () = due(&mut notices), if !full => {}
                () = sleep(pause), if !full => {}
            }
        }
        self.shut_down(tasks, claimed).await;
        Ok(())
    }

    async fn shut_down(
        &self,
        mut tasks: JoinSet<RecordId>,
        mut claimed: HashMap<RecordId, Claimed>,
    ) {
        let all = async {
            while let Some(ended) = tasks.join_next().await {
                forget(&mut claimed, ended);
            }
        };
        let _ = timeout(self.shared.settings.shutdown_timeout, all).await;
        tasks.shutdown().await;
        if claimed.is_empty() {
            return;
        }
        match self.shared.database.get().await {
            Ok(client) => {
                for claim in claimed.values() {
                    let _ = self.shared.sessions.release(&**client, claim).await;
                }
            }
            Err(error) => {
                tracing::warn!(%error, "sessions cannot be released; their leases will expire")
            }
        }
    }
}

/// Removes the claim of a finished task. After a panic the claim is kept until the lease expires.
fn forget(
    claimed: &mut HashMap<RecordId, Claimed>,
    ended: Result<RecordId, tokio::task::JoinError>,
) {
    match ended {
        Ok(id) => {
            claimed.remove(&id);
        }
        Err(error) if error.is_panic() => {
            tracing::error!("a handler panicked; its session is retried when its lease expires");
        }
        Err(_) => {}
    }
}

/// Resolves when sessions may be due.
async fn due(notices: &mut tokio::sync::broadcast::Receiver<Notice>) {
    loop {
        match notices.recv().await {
            Ok(Notice::Due) | Err(RecvError::Lagged(_)) => return,
            Ok(Notice::Changed(_)) => {}
            // The sender lives as long as the fleet.
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}

struct Claims {
    batch: Vec<Claimed>,
    /// Delay before the first read, and between two reads.
    wait: Duration,
    gap: Duration,
    next_due: Duration,
}

async fn claim(shared: &Shared, running: usize) -> Result<Claims, FleetError> {
    let settings = &shared.settings;
    let mut free = settings.concurrency.saturating_sub(running);
    let mut claims = Claims {
        batch: Vec::new(),
        wait: Duration::ZERO,
        gap: Duration::ZERO,
        next_due: MAX_IDLE,
    };
    if free == 0 {
        return Ok(claims);
    }
    if let Some(polls) = settings.polls_per_second {
        // At most the polls of one second, so that no lease expires while its session waits to be polled.
        free = free.min(usize::try_from(polls).unwrap_or(free));
    }
    let client = shared.database.get().await?;
    claims.batch = shared
        .sessions
        .claim(&**client, free, settings.lease)
        .await?;
    settings.reached("claimed");
    if claims.batch.is_empty() {
        let next = shared.sessions.next_due(&**client).await?;
        claims.next_due = next.map_or(MAX_IDLE, |next| next.min(MAX_IDLE));
    } else if let Some(polls) = settings.polls_per_second {
        claims.gap = Duration::from_secs(1) / polls;
        let count = u32::try_from(claims.batch.len()).unwrap_or(u32::MAX);
        claims.wait = shared.rate.reserve(&**client, count, claims.gap).await?;
    }
    Ok(claims)
}

/// Reads one claimed session and stores the result.
async fn read(shared: &Shared, handler: &impl Handler, claim: Claimed) {
    let session = OpenSession {
        flow: claim.flow,
        transaction_id: claim.transaction_id.clone(),
        polls: claim.polls,
        failures: claim.failures,
        has_events: claim.has_events,
        past_deadline: claim.past_deadline,
    };
    let stepped = step(&shared.client, &session).await;
    shared.settings.reached("read");
    let stored = match stepped {
        Step::Again {
            pause,
            read: Ok(state),
        } => reschedule(shared, &claim, pause, &state).await,
        Step::Again {
            pause,
            read: Err(error),
        } => {
            tracing::debug!(record = claim.id.0, %error, "a session could not be read");
            let failures = claim.failures.saturating_add(1);
            reschedule_failed(shared, &claim, pause, failures).await
        }
        Step::Done { result, state } => finish(shared, handler, &claim, result, state).await,
    };
    if let Err(error) = stored {
        // The session is read again when its lease expires.
        tracing::warn!(record = claim.id.0, %error, "the state of a session could not be stored");
    }
}

async fn reschedule(
    shared: &Shared,
    claim: &Claimed,
    pause: Duration,
    state: &State,
) -> Result<(), FleetError> {
    let mut client = shared.database.get().await?;
    let status = state.status().as_str();
    let changed = claim.status.as_deref() != Some(status);
    let transaction = client.transaction().await?;
    let still_claimed = shared
        .sessions
        .reschedule(&*transaction, claim, pause, Some(status), 0)
        .await?;
    if still_claimed && changed {
        shared
            .sessions
            .add_subjects(&*transaction, claim.id, state)
            .await?;
        shared
            .notifications
            .notify(&*transaction, Notice::Changed(claim.id))
            .await?;
    }
    shared.settings.reached("before reschedule commits");
    transaction.commit().await?;
    shared.settings.reached("rescheduled");
    Ok(())
}

async fn reschedule_failed(
    shared: &Shared,
    claim: &Claimed,
    pause: Duration,
    failures: u32,
) -> Result<(), FleetError> {
    let client = shared.database.get().await?;
    shared
        .sessions
        .reschedule(&**client, claim, pause, None, failures)
        .await?;
    shared.settings.reached("rescheduled");
    Ok(())
}

async fn finish(
    shared: &Shared,
    handler: &impl Handler,
    claim: &Claimed,
    result: SessionResult,
    state: Option<State>,
) -> Result<(), FleetError> {
    let status = state.as_ref().map(|state| state.status().as_str());
    let mut client = shared.database.get().await?;
    let transaction = client.transaction().await?;
    let polled = state.is_some();
    let Some(record) = shared
        .sessions
        .finish(&*transaction, claim.id, result, status, polled)
        .await?
    else {
        // Another process finished it.
        return Ok(());
    };
    shared.settings.reached("finish written");
    let finished = FinishedSession { record, state };
    if handler.finished(&transaction, &finished).await.is_err() {
        // The error's text is not logged: the caller's code wrote it, and it may contain personal data.
        tracing::warn!(
            record = claim.id.0,
            "the handler failed; the session is retried"
        );
        transaction.rollback().await?;
        let failures = claim.failures.saturating_add(1);
        let pause = FIRST_HANDLER_BACKOFF
            .saturating_mul(2_u32.saturating_pow(claim.failures.min(16)))
            .min(MAX_HANDLER_BACKOFF);
        return reschedule_failed(shared, claim, pause, failures).await;
    }
    shared.settings.reached("handler done");
    shared
        .notifications
        .notify(&*transaction, Notice::Changed(claim.id))
        .await?;
    shared.settings.reached("before finish commits");
    transaction.commit().await?;
    shared.settings.reached("finished");
    Ok(())
}
