//! Polls a session until it finishes, one state at a time: what `Wait` and `Updates` have in common.

use std::{
    future::Future,
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll},
};

use super::poller::{Poller, Seen};
use crate::error::Error;

type Next = Pin<Box<dyn Future<Output = (Box<Poller>, Result<Seen, Error>)> + Send>>;

pub(super) struct PollingFuture(Stage);

enum Stage {
    Idle(Box<Poller>),
    /// Never locked: the mutex makes a future that is only `Send` also `Sync`.
    Running(Mutex<Next>),
    Finished,
}

impl PollingFuture {
    pub(super) fn new(poller: Poller) -> Self {
        Self(Stage::Idle(Box::new(poller)))
    }

    /// The poller, unless a poll is in progress.
    pub(super) fn idle(&mut self) -> Option<&mut Poller> {
        match &mut self.0 {
            Stage::Idle(poller) => Some(poller),
            Stage::Running(_) | Stage::Finished => None,
        }
    }

    /// The next state that a poll sees, the final one included; `None` after that and after an error.
    pub(super) fn poll_seen(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Seen, Error>>> {
        let mut running = match std::mem::replace(&mut self.0, Stage::Finished) {
            Stage::Finished => return Poll::Ready(None),
            Stage::Running(running) => running,
            Stage::Idle(mut poller) => Mutex::new(Box::pin(async move {
                let seen = poller.next().await;
                (poller, seen)
            }) as Next),
        };
        let next = running.get_mut().unwrap_or_else(PoisonError::into_inner);
        match next.as_mut().poll(context) {
            Poll::Pending => {
                self.0 = Stage::Running(running);
                Poll::Pending
            }
            Poll::Ready((poller, seen)) => {
                if seen.as_ref().is_ok_and(|seen| !seen.is_final) {
                    self.0 = Stage::Idle(poller);
                }
                Poll::Ready(Some(seen))
            }
        }
    }
}
