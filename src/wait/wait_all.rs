//! Waits for several sessions at once.

use std::panic::resume_unwind;

use tokio::task::JoinSet;
use tracing::Instrument as _;

use super::session_wait::Wait;
use crate::{error::Error, model::State};

/// Waits for several sessions and returns all results, in the order of the waits.
///
/// ```no_run
/// # async fn example(sessions: Vec<signicat_reuseid::Session>) {
/// let results = signicat_reuseid::wait_all(sessions.iter().map(|session| session.wait())).await;
/// let succeeded = results.iter().filter(|result| result.is_ok()).count();
/// # }
/// ```
///
/// A failed session does not end the other waits. Each wait runs in a task of its own. The rate limit of a
/// client applies to the polls of all its waits together.
///
/// # Cancel safety
/// Dropping this future ends all waits and loses the results so far; it has no effect on the sessions.
pub async fn wait_all(waits: impl IntoIterator<Item = Wait>) -> Vec<Result<State, Error>> {
    let mut tasks = JoinSet::new();
    for (place, wait) in waits.into_iter().enumerate() {
        tasks.spawn(async move { (place, wait.await) }.in_current_span());
    }
    let mut results = Vec::with_capacity(tasks.len());
    while let Some(result) = tasks.join_next().await {
        match result {
            Ok(result) => results.push(result),
            // Nothing cancels a task here, so the error is a panic, for example in the caller's condition.
            Err(error) => {
                if let Ok(panic) = error.try_into_panic() {
                    resume_unwind(panic);
                }
            }
        }
    }
    results.sort_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, result)| result).collect()
}
