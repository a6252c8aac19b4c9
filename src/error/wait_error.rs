//! The error of a wait.

use std::{fmt, time::Duration};

use super::variants::{Error, WaitError};
use crate::model::State;

impl WaitError {
    /// The wait timed out; `poll_error` is the error of the last poll, if it failed.
    pub(crate) fn timed_out(
        last_state: Option<State>,
        elapsed: Duration,
        poll_error: Option<Error>,
    ) -> Self {
        Self {
            last_state,
            elapsed,
            timed_out: true,
            poll_error,
        }
    }

    /// A poll failed with an error that another poll will not fix.
    pub(crate) fn poll_failed(
        last_state: Option<State>,
        elapsed: Duration,
        poll_error: Error,
    ) -> Self {
        Self {
            last_state,
            elapsed,
            timed_out: false,
            poll_error: Some(poll_error),
        }
    }

    /// The session as last seen; `None` if no poll succeeded.
    #[must_use]
    pub fn last_state(&self) -> Option<&State> {
        self.last_state.as_ref()
    }

    /// Time from the start of the wait to its end.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Whether the wait timed out; otherwise a poll failed with an error that another poll will not fix.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.timed_out
    }

    /// The error of the last poll, if it failed.
    #[must_use]
    pub fn poll_error(&self) -> Option<&Error> {
        self.poll_error.as_ref()
    }
}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.timed_out {
            write!(f, "session not finished after {:.1?}", self.elapsed)?;
        } else {
            write!(f, "poll failed after {:.1?}", self.elapsed)?;
        }
        match &self.last_state {
            Some(state) => write!(f, ", last status {}", state.status()),
            None => f.write_str(", no status seen"),
        }
    }
}

impl std::error::Error for WaitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.poll_error.as_ref().map(|error| error as _)
    }
}
