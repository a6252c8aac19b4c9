//! Many waits at once, each with its own end.

use std::panic::resume_unwind;

use tokio::task::JoinSet;
use tracing::Instrument as _;

use super::Wait;
use crate::{error::Error, model::State};

/// Waits for all sessions together and gives each one's end, in the order of the waits.
///
/// ```no_run
/// # async fn example(sessions: Vec<signicat_reuseid::Session>) {
/// let ends = signicat_reuseid::wait_all(sessions.iter().map(|session| session.wait())).await;
/// let onboarded = ends.iter().filter(|end| end.is_ok()).count();
/// # }
/// ```
///
/// One failed session ends none of the others. Each wait is a task; dropping this future ends them all. The
/// polls of one client keep to its bound, however many waits there are.
pub async fn wait_all(waits: impl IntoIterator<Item = Wait>) -> Vec<Result<State, Error>> {
    let mut tasks = JoinSet::new();
    for (place, wait) in waits.into_iter().enumerate() {
        tasks.spawn(async move { (place, wait.await) }.in_current_span());
    }
    let mut ends = Vec::with_capacity(tasks.len());
    while let Some(end) = tasks.join_next().await {
        match end {
            Ok(end) => ends.push(end),
            // Nobody but this function could cancel a task, so it is a panic of the caller's own condition.
            Err(error) => {
                if let Ok(panic) = error.try_into_panic() {
                    resume_unwind(panic);
                }
            }
        }
    }
    ends.sort_by_key(|(place, _)| *place);
    ends.into_iter().map(|(_, end)| end).collect()
}
