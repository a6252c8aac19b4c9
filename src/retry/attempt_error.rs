//! The error of one attempt.

use std::time::Duration;

use http::StatusCode;
use tokio::time::Instant;

use crate::{
    error::{Outcome, TokenError},
    model::{Operation, Unreadable, recovered::Recovered},
    transport::record::Record,
};

/// How one attempt failed, and what is known about its effect.
pub(crate) struct AttemptError {
    pub(crate) kind: AttemptErrorKind,
    pub(crate) outcome: Outcome,
    /// The same request may succeed later.
    pub(crate) is_transient: bool,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) record: Record,
    pub(crate) recovered: Recovered,
}

pub(crate) enum AttemptErrorKind {
    /// No token; the token cache does not fetch another before `retry_at`.
    Token {
        error: TokenError,
        retry_at: Instant,
    },
    Connect,
    Timeout,
    Interrupted,
    Api,
    Redirect,
    TooLarge,
    Unreadable(Unreadable),
}

impl AttemptErrorKind {
    /// The kind's name in telemetry.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Token { .. } => "token",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted",
            Self::Api => "api",
            Self::Redirect => "redirect",
            Self::TooLarge => "too_large",
            Self::Unreadable(_) => "unreadable",
        }
    }
}

impl AttemptError {
    /// Whether this kind of failure may be retried, decided only here: it is transient, and the request is
    /// safe to repeat. Number of attempts, budget and deadline are checked elsewhere.
    pub(crate) fn may_retry(&self, operation: Operation) -> bool {
        let is_safe_to_resend = operation.is_idempotent()
            || matches!(self.outcome, Outcome::NotSent | Outcome::Rejected);
        self.is_transient && is_safe_to_resend
    }

    /// The service's status, if the head of a response was received.
    pub(crate) fn status(&self) -> Option<StatusCode> {
        self.record.status
    }

    /// The service's status, or the token endpoint's.
    pub(crate) fn status_of_any_server(&self) -> Option<StatusCode> {
        match &self.kind {
            AttemptErrorKind::Token { error, .. } => error.status(),
            _ => self.status(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_retry(operation: Operation, outcome: Outcome) -> bool {
        let error = AttemptError {
            kind: AttemptErrorKind::Interrupted,
            outcome,
            is_transient: true,
            retry_after: None,
            record: Record::default(),
            recovered: Recovered::default(),
        };
        error.may_retry(operation)
    }

    #[test]
    fn get_may_be_retried_whatever_its_outcome() {
        for outcome in [Outcome::NotSent, Outcome::Unknown, Outcome::Rejected] {
            assert!(may_retry(Operation::GetOnboarding, outcome));
            assert!(may_retry(Operation::GetStepUp, outcome));
        }
    }

    #[test]
    fn start_may_be_retried_only_if_it_was_certainly_not_processed() {
        for operation in [Operation::StartOnboarding, Operation::StartStepUp] {
            assert!(may_retry(operation, Outcome::NotSent));
            assert!(may_retry(operation, Outcome::Rejected));
            assert!(!may_retry(operation, Outcome::Unknown));
            assert!(!may_retry(operation, Outcome::ProcessedUnreadable));
        }
    }
}
