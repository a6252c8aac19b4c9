//! Turns the failure of the last attempt into the caller's error.

use std::time::Duration;

use crate::{
    error::{Error, Failure},
    model::{Operation, problem::Problem, recovered::Recovered},
    retry::attempt_error::{AttemptError, AttemptErrorKind},
};

/// Maximum number of bytes kept of a body that is not the documented JSON.
const MAX_RAW_BODY: usize = 2 * 1024;

/// `attempts` counts the requests that were sent, `elapsed` is the time since the call started.
pub(super) fn into_error(
    mut error: AttemptError,
    operation: Operation,
    attempts: u32,
    elapsed: Duration,
) -> Error {
    let record = &error.record;
    // The body of a success response is not parsed as an error object, even if it looks like one.
    let is_success = record.status.is_some_and(|status| status.is_success());
    let problem = if is_success {
        None
    } else {
        Problem::parse(&record.body, &operation.roles().errors)
    };
    let mut recovered = std::mem::take(&mut error.recovered);
    if is_success {
        recovered = recovered.or(Recovered::from_body(&error.record.body, operation.roles()));
    }
    let raw_body = if problem.is_some() || record.body.is_empty() {
        None
    } else {
        Some(record.body.iter().take(MAX_RAW_BODY).copied().collect())
    };
    let problem = problem.unwrap_or_default();
    let failure = Box::new(Failure {
        operation,
        outcome: error.outcome,
        retryable: error.may_retry(operation),
        status: record.status,
        // The header takes precedence: it is present even if the body is not the documented error object.
        trace_id: record.trace_id().or_else(|| problem.trace_id.clone()),
        retry_after: error.retry_after,
        problem,
        raw_body,
        recovered,
        attempts,
        elapsed,
    });
    match error.kind {
        AttemptErrorKind::Token { error, .. } => Error::Token(failure, error),
        AttemptErrorKind::Connect => Error::Connect(failure),
        AttemptErrorKind::Timeout => Error::Timeout(failure),
        AttemptErrorKind::Interrupted => Error::Interrupted(failure),
        AttemptErrorKind::Api => Error::Api(failure),
        AttemptErrorKind::Redirect => Error::Redirect(failure),
        AttemptErrorKind::TooLarge => Error::TooLarge(failure),
        AttemptErrorKind::Unreadable(reason) => Error::Unreadable(failure, reason),
    }
}
