//! A wait as a stream of status changes, each shown before the pause that follows it.

use std::{
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use super::{Condition, Poller, Watch, is_over};
use crate::{
    error::Error,
    model::{State, Status},
};

type Polling = Pin<Box<dyn Future<Output = (Poller, Result<State, Error>)> + Send>>;

/// A stream of a session's status changes; see [`Wait::updates`](super::Wait::updates). Dropping it ends the
/// wait.
pub struct Updates {
    polling: Option<Polling>,
    shown: Option<Status>,
    until: Option<Condition>,
}

impl Updates {
    pub(super) fn new(watch: Watch, until: Option<Condition>) -> Self {
        Self {
            polling: Some(poll_once(Poller::new(watch))),
            shown: None,
            until,
        }
    }

    /// The next change; `None` after the last.
    ///
    /// # Errors
    /// As the stream's items: whatever would end the wait.
    pub async fn next(&mut self) -> Option<Result<State, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

fn poll_once(mut poller: Poller) -> Polling {
    Box::pin(async move {
        let seen = poller.next().await;
        (poller, seen)
    })
}

impl Stream for Updates {
    type Item = Result<State, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            let Some(polling) = &mut this.polling else {
                return Poll::Ready(None);
            };
            let (mut poller, seen) = ready!(polling.as_mut().poll(context));
            this.polling = None;
            let state = match seen {
                Ok(state) => state,
                Err(error) => return Poll::Ready(Some(Err(error))),
            };
            let over = is_over(&state, this.until.as_ref());
            if !over {
                poller.seen(state.clone());
                this.polling = Some(poll_once(poller));
            }
            if over || this.shown.as_ref() != Some(state.status()) {
                this.shown = Some(state.status().clone());
                return Poll::Ready(Some(Ok(state)));
            }
        }
    }
}

impl fmt::Debug for Updates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Updates")
            .field("shown", &self.shown)
            .finish_non_exhaustive()
    }
}
