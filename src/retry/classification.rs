//! Classifies the failure of one attempt: its kind, its outcome, and whether it is transient.
//!
//! The outcome is decided only here, from what the transport recorded.

use std::time::SystemTime;

use http::StatusCode;
use tokio::time::Instant;

use super::attempt_error::{AttemptError, AttemptErrorKind as Kind};
use crate::{
    error::{Outcome, TokenError, token_error::is_transient},
    model::{Unreadable, recovered::Recovered},
    transport::{TransportError, record::Record, retry_after},
};

/// The settings that the classification depends on.
#[derive(Clone, Copy)]
pub(crate) struct Classifier {
    /// See [`RetryPolicy`](super::policy::RetryPolicy).
    pub(crate) throttled_before_processing: bool,
}

impl Classifier {
    /// There was no token, so nothing was sent.
    pub(crate) fn token(self, error: TokenError, retry_at: Instant) -> AttemptError {
        AttemptError {
            outcome: Outcome::NotSent,
            is_transient: error.is_retryable(),
            retry_after: error.retry_after(),
            kind: Kind::Token { error, retry_at },
            record: Record::default(),
            recovered: Recovered::default(),
        }
    }

    /// The call's deadline passed before there was a token, so nothing was sent.
    pub(crate) fn no_time_for_token(self) -> AttemptError {
        failed(Kind::Timeout, Outcome::NotSent, true, Record::default())
    }

    /// A success response that cannot be used. The parts of its body that can be read are kept.
    pub(crate) fn unreadable(
        self,
        reason: Unreadable,
        recovered: Recovered,
        record: Record,
    ) -> AttemptError {
        let is_transient = reason == Unreadable::Truncated;
        AttemptError {
            recovered,
            ..failed(
                Kind::Unreadable(reason),
                Outcome::ProcessedUnreadable,
                is_transient,
                record,
            )
        }
    }

    pub(crate) fn timed_out(self, mut record: Record) -> AttemptError {
        if record.status.is_some() {
            // The head of the response was received, so its status decides.
            record.error = Some(TransportError::Interrupted);
            return self.classify(record, Unreadable::Truncated);
        }
        failed(Kind::Timeout, Outcome::Unknown, true, record)
    }

    /// Classifies a failed attempt. `unreadable` is the reason if its response has a success status.
    pub(crate) fn classify(self, record: Record, unreadable: Unreadable) -> AttemptError {
        let Some(status) = record.status else {
            return match record.error {
                Some(TransportError::Connect) => {
                    failed(Kind::Connect, Outcome::NotSent, true, record)
                }
                Some(TransportError::TooLarge) => {
                    failed(Kind::TooLarge, Outcome::Unknown, false, record)
                }
                Some(TransportError::Interrupted) => {
                    failed(Kind::Interrupted, Outcome::Unknown, true, record)
                }
                // The generated code failed before it sent anything.
                None => failed(Kind::Connect, Outcome::NotSent, false, record),
            };
        };
        if status.is_success() {
            return match (record.error, record.content_encoding.clone()) {
                (Some(TransportError::TooLarge), _) => {
                    failed(Kind::TooLarge, Outcome::ProcessedUnreadable, false, record)
                }
                (Some(_), _) => {
                    self.unreadable(Unreadable::Truncated, Recovered::default(), record)
                }
                (None, Some(coding)) => {
                    let reason = Unreadable::ContentEncoding(coding);
                    self.unreadable(reason, Recovered::default(), record)
                }
                (None, None) => self.unreadable(unreadable, Recovered::default(), record),
            };
        }
        if status.is_redirection() {
            return failed(Kind::Redirect, Outcome::Unknown, false, record);
        }
        AttemptError {
            retry_after: retry_after::from_headers(&record.headers, SystemTime::now()),
            ..failed(
                Kind::Api,
                self.outcome(status),
                is_transient(status),
                record,
            )
        }
    }

    /// The outcome of a request that got an error status. A gateway may respond with 408 or 5xx after the
    /// service has processed the request, and it is not documented that 429 and 503 come before processing.
    fn outcome(self, status: StatusCode) -> Outcome {
        match status {
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                if self.throttled_before_processing {
                    Outcome::Rejected
                } else {
                    Outcome::Unknown
                }
            }
            StatusCode::REQUEST_TIMEOUT => Outcome::Unknown,
            status if status.is_client_error() => Outcome::Rejected,
            _ => Outcome::Unknown,
        }
    }
}

fn failed(kind: Kind, outcome: Outcome, is_transient: bool, record: Record) -> AttemptError {
    AttemptError {
        kind,
        outcome,
        is_transient,
        retry_after: None,
        record,
        recovered: Recovered::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Operation;

    fn throttled(status: u16, throttled_before_processing: bool) -> (Outcome, bool) {
        let classifier = Classifier {
            throttled_before_processing,
        };
        let record = Record {
            status: StatusCode::from_u16(status).ok(),
            ..Record::default()
        };
        let error = classifier.classify(record, Unreadable::Status);
        (error.outcome, error.may_retry(Operation::StartOnboarding))
    }

    #[test]
    fn throttled_start_may_be_retried_only_where_the_caller_declares_it_safe() {
        for status in [429, 503] {
            assert_eq!(throttled(status, false), (Outcome::Unknown, false));
            assert_eq!(throttled(status, true), (Outcome::Rejected, true));
        }
        assert_eq!(throttled(502, true), (Outcome::Unknown, false));
        assert_eq!(throttled(422, true), (Outcome::Rejected, false));
    }
}
