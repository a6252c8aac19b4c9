//! What is known about a failed call.

use std::{fmt, time::Duration};

use http::StatusCode;

use super::outcome::Outcome;
use crate::model::{
    InvalidParam, Operation, TransactionId, problem::Problem, recovered::Recovered,
};

/// What is known about a failed call. [`Error`](crate::Error) has the same accessors.
#[derive(Clone)]
pub struct Failure {
    pub(crate) operation: Operation,
    pub(crate) outcome: Outcome,
    pub(crate) retryable: bool,
    pub(crate) status: Option<StatusCode>,
    pub(crate) trace_id: Option<Box<str>>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) problem: Problem,
    pub(crate) raw_body: Option<Box<[u8]>>,
    pub(crate) recovered: Recovered,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
}

impl Failure {
    /// The operation that failed.
    #[must_use]
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// What is known about the effect of the call.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Whether the same call may succeed later and is safe to repeat.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.retryable
    }

    /// The HTTP status of the last attempt, if the head of a response was received.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// The service's machine-readable code, for example `invalid_request_parameter`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.problem.code.as_deref()
    }

    /// The service's description of the code, the same for every error with it; at most 120 bytes.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.problem.title.as_deref()
    }

    /// What went wrong this time, in the service's words; at most 1024 bytes. It may contain personal data
    /// and is never printed.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.problem.detail.as_deref()
    }

    /// The service's id of the request, for its support and its audit log.
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        self.trace_id.as_deref()
    }

    /// How long the service asks to wait before the next attempt (`Retry-After`), at most a day.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The request parameters that the service rejected, at most 100. They may contain personal data and are
    /// never printed.
    #[must_use]
    pub fn invalid_params(&self) -> &[InvalidParam] {
        &self.problem.invalid_params
    }

    /// The first 2 KiB of a body that is not the documented JSON. It may contain anything and is never
    /// printed.
    #[must_use]
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.raw_body.as_deref()
    }

    /// The id of the session that a start created although its response is unreadable: resume it.
    #[must_use]
    pub fn transaction_id(&self) -> Option<&TransactionId> {
        self.recovered.transaction_id.as_ref()
    }

    /// The activation code of the session that a start created although its response is unreadable. It is
    /// secret and never printed.
    #[must_use]
    pub fn activation_code(&self) -> Option<&str> {
        Some(self.recovered.activation_code.as_ref()?.as_str())
    }

    /// Number of attempts to send the operation's request, including those without a connection. Attempts that
    /// failed for lack of an access token are not counted.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Time from the start of the call to its failure.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure")
            .field("operation", &self.operation)
            .field("outcome", &self.outcome)
            .field("retryable", &self.retryable)
            .field("status", &self.status)
            .field("code", &self.problem.code)
            .field("title", &self.problem.title)
            .field("trace_id", &self.trace_id)
            .field("retry_after", &self.retry_after)
            .field("attempts", &self.attempts)
            .field("elapsed", &self.elapsed)
            .finish_non_exhaustive()
    }
}
