//! One step of a session: sends a single GET and decides what to do next, without sleeping and without a
//! database.
//!
//! Other schedulers can use it: a job queue calls [`step`] and reschedules its job, as `Fleet` does with its
//! rows.

use std::time::Duration;

use signicat_reuseid::{CallOptions, Client, Error, Flow, State, Status, TransactionId};

use crate::record::SessionResult;

/// An open session and the results of its earlier steps.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OpenSession {
    /// The flow.
    pub flow: Flow,
    /// The service's id.
    pub transaction_id: TransactionId,
    /// Successful reads so far.
    pub polls: u32,
    /// Failed reads in a row.
    pub failures: u32,
    /// Whether events announce changes of this session, so that polls are rare.
    pub has_events: bool,
    /// Whether the session's deadline has passed, so that this step is the last.
    pub past_deadline: bool,
}

impl OpenSession {
    /// A session that has not been read yet.
    pub fn new(flow: Flow, transaction_id: TransactionId) -> Self {
        Self {
            flow,
            transaction_id,
            polls: 0,
            failures: 0,
            has_events: false,
            past_deadline: false,
        }
    }
}

/// What to do after a step.
#[derive(Debug)]
#[non_exhaustive]
pub enum Step {
    /// Call [`step`] again after a pause.
    Again {
        /// The delay of the client's `PollPolicy`, or `Retry-After` if that is longer.
        pause: Duration,
        /// The state, or why it could not be read.
        read: Result<State, Error>,
    },
    /// The session is finished.
    Done {
        /// How it finished.
        result: SessionResult,
        /// The last state; `None` if the last read failed.
        state: Option<State>,
    },
}

/// Reads the session once.
///
/// An error does not finish a session before its deadline: it may still be running. After a permanent error
/// (404, a revoked permission) the pause is the longest delay of the policy.
pub async fn step(client: &Client, session: &OpenSession) -> Step {
    let handle = client.resume(session.flow, session.transaction_id.clone());
    // Without retries: the next step is the retry.
    let read = handle.get_with(CallOptions::new().max_attempts(1)).await;
    let finished = match &read {
        Ok(state) => match state.status() {
            Status::Succeeded(_) => Some(SessionResult::Succeeded),
            Status::Failed(_) => Some(SessionResult::Failed),
            _ => None,
        },
        Err(_) => None,
    };
    let deadline = session.past_deadline.then_some(SessionResult::Deadline);
    if let Some(result) = finished.or(deadline) {
        return Step::Done {
            result,
            state: read.ok(),
        };
    }
    let policy = client.poll_policy();
    let pause = match &read {
        Ok(_) if session.has_events => policy.delay_with_events(),
        Ok(_) => policy.delay(session.polls),
        Err(error) if error.is_retryable() => policy
            .delay(session.polls.saturating_add(session.failures))
            .max(error.retry_after().unwrap_or_default()),
        Err(_) => policy.delay(u32::MAX),
    };
    Step::Again { pause, read }
}
