//! A wait as a stream of status changes.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use super::poller::Poller;
use crate::{
    error::Error,
    model::{State, Status},
};

/// A stream of a session's status changes; see [`Session::updates`](crate::Session::updates).
///
/// Each change is returned as soon as it is seen, the first one at once. The last item is the state with
/// which the session succeeded, or the error with which a [`Wait`](crate::Wait) would end; the state of a
/// failed session is in [`last_state`](Error::last_state).
///
/// # Cancel safety
/// [`next`](Self::next) and [`try_next`](Self::try_next) are cancel safe: no change is lost. Dropping the
/// stream stops the polls and has no effect on the session.
#[must_use = "a stream does nothing until it is polled"]
pub struct Updates {
    poller: Box<Poller>,
    shown: Option<Status>,
}

impl Updates {
    pub(super) fn new(poller: Box<Poller>) -> Self {
        Self {
            poller,
            shown: None,
        }
    }

    /// The next change; `None` after the last item.
    ///
    /// # Errors
    /// The item is the error that a [`Wait`](crate::Wait) would return.
    pub async fn next(&mut self) -> Option<Result<State, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Like [`next`](Self::next), for use with `?`: `while let Some(state) = updates.try_next().await?`.
    ///
    /// # Errors
    /// The error that a [`Wait`](crate::Wait) would return.
    pub async fn try_next(&mut self) -> Result<Option<State>, Error> {
        self.next().await.transpose()
    }
}

impl Stream for Updates {
    type Item = Result<State, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let seen = match ready!(self.poller.poll_seen(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(seen)) => seen,
            };
            if seen.is_final || self.shown.as_ref() != Some(seen.state.status()) {
                self.shown = Some(seen.state.status().clone());
                return Poll::Ready(Some(Ok(seen.state)));
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
