//! The event that the retry hook receives before each retry.

use std::time::Duration;

use http::StatusCode;

use crate::model::Operation;

/// One retry that is about to happen, for metrics and logs. It contains nothing secret or personal.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RetryEvent {
    pub(crate) operation: Operation,
    pub(crate) attempt: u32,
    pub(crate) delay: Duration,
    pub(crate) error: &'static str,
    pub(crate) status: Option<StatusCode>,
}

impl RetryEvent {
    /// The operation that is retried.
    #[must_use]
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// The number of the attempt that failed, from 1.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The delay before the next attempt.
    #[must_use]
    pub fn delay(&self) -> Duration {
        self.delay
    }

    /// The kind of the error: `token`, `connect`, `timeout`, `interrupted`, `api` or `unreadable`.
    #[must_use]
    pub fn error(&self) -> &'static str {
        self.error
    }

    /// The HTTP status, if the head of a response was received; for a failed token request, the token
    /// endpoint's.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }
}

/// Called before each retry.
pub(crate) type RetryHook = dyn Fn(&RetryEvent) + Send + Sync;
