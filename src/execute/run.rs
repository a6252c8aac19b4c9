//! Runs one API operation: token, attempts, retries, deadline.
//!
//! All decisions are based on what the transport recorded, not on the generated error, which lacks status and
//! headers when a body is not the JSON that it expects.

use std::{future::Future, pin::pin, time::Duration};

use http::StatusCode;
use signicat_reuseid_api::{self as api, SessionFields};
use tokio::time::{Instant, sleep, timeout_at};
use tracing::{Instrument as _, Span};

use super::{call_options::CallOptions, core::Core, failure::into_error, span};
use crate::{
    auth::token_cache::{Token, TokenFailure},
    error::{Error, InvalidInput},
    model::{Operation, response::Unusable},
    retry::{
        attempt_error::{AttemptError, AttemptErrorKind},
        event::RetryEvent,
    },
};

/// The progress of one call.
struct Call {
    operation: Operation,
    started: Instant,
    deadline: Instant,
    max_attempts: u32,
    /// Requests sent, including resends.
    sent: u32,
    /// Failed attempts, except those that were resent at once.
    failures: u32,
    was_unauthorized: bool,
    was_stale: bool,
}

impl Core {
    /// Runs an operation until it succeeds, must not be retried, or its deadline passes.
    ///
    /// `send` builds and sends the generated request; it is called once per attempt. `parse` turns the
    /// response into the caller's type.
    pub(crate) async fn run<T, F, Fut>(
        &self,
        operation: Operation,
        options: CallOptions,
        send: F,
        parse: impl Fn(SessionFields) -> Result<T, Unusable>,
    ) -> Result<T, Error>
    where
        F: Fn(api::Client) -> Fut,
        Fut: Future<Output = Result<api::ResponseValue<SessionFields>, api::Error>>,
    {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(InvalidInput::NoRuntime.into());
        }
        let span = span::operation(operation);
        let started = Instant::now();
        let call = Call {
            operation,
            started,
            deadline: started + options.timeout.unwrap_or(self.timeouts.operation),
            max_attempts: options.max_attempts.unwrap_or(self.retry.max_attempts),
            sent: 0,
            failures: 0,
            was_unauthorized: false,
            was_stale: false,
        };
        // Pinned in place: each combinator would move the whole future.
        let attempts = pin!(self.attempts(call, &span, send, parse));
        attempts.instrument(span.clone()).await
    }

    async fn attempts<T, F, Fut>(
        &self,
        mut call: Call,
        span: &Span,
        send: F,
        parse: impl Fn(SessionFields) -> Result<T, Unusable>,
    ) -> Result<T, Error>
    where
        F: Fn(api::Client) -> Fut,
        Fut: Future<Output = Result<api::ResponseValue<SessionFields>, api::Error>>,
    {
        loop {
            let error = match self.token(&call).await {
                Err(error) => error,
                Ok(token) => {
                    call.sent += 1;
                    let attempt_span = span::attempt(self, call.operation);
                    let attempt =
                        pin!(self.attempt(call.operation, &token, call.deadline, &send, &parse));
                    match attempt.instrument(attempt_span.clone()).await {
                        Ok((value, status)) => {
                            span::record_success(&attempt_span, call.sent, status);
                            self.succeeded(&call, span, status);
                            return Ok(value);
                        }
                        Err(error) => {
                            span::record_error(&attempt_span, call.sent, &error);
                            if self.resends_at_once(&mut call, &token, &error) {
                                continue;
                            }
                            error
                        }
                    }
                }
            };
            call.failures += 1;
            let Some(delay) = self.delay_before_retry(&call, &error) else {
                span::record_error(span, call.sent, &error);
                return Err(into_error(
                    error,
                    call.operation,
                    call.sent,
                    call.started.elapsed(),
                ));
            };
            self.notify(&call, &error, delay);
            sleep(delay).await;
        }
    }

    async fn token(&self, call: &Call) -> Result<Token, AttemptError> {
        match timeout_at(call.deadline, self.tokens.token()).await {
            Ok(Ok(token)) => Ok(token),
            Ok(Err(TokenFailure { error, retry_at })) => {
                Err(self.classifier().token(error, retry_at))
            }
            Err(_) => Err(self.classifier().no_time_for_token()),
        }
    }

    fn succeeded(&self, call: &Call, span: &Span, status: StatusCode) {
        self.idle.add();
        if call.failures == 0 {
            self.budget.deposit();
        }
        span::record_success(span, call.sent, status);
    }

    /// Whether to resend the request without delay and without charging the retry budget, at most once for
    /// each of two failures that say nothing about the service: a rejected token, and a stale pooled
    /// connection.
    fn resends_at_once(&self, call: &mut Call, token: &Token, error: &AttemptError) -> bool {
        if error.status().is_some() {
            self.idle.add();
        }
        if error.status() == Some(StatusCode::UNAUTHORIZED) && !call.was_unauthorized {
            // The token may have been revoked, or have expired in transit. By RFC 9110, section 15.5.2, a 401
            // means that the request was not applied, so even a start may be resent.
            call.was_unauthorized = true;
            self.tokens.invalidate(token);
            tracing::debug!(
                operation = call.operation.id(),
                "access token rejected; resending with a new one"
            );
            return true;
        }
        if call.operation.is_idempotent()
            && !call.was_stale
            && matches!(error.kind, AttemptErrorKind::Interrupted)
            && self.idle.remove()
        {
            call.was_stale = true;
            tracing::debug!(
                operation = call.operation.id(),
                "connection may have been stale; resending"
            );
            return true;
        }
        false
    }

    /// The delay before the next attempt; `None` if the call must not be retried.
    ///
    /// A failed token request has not reached the API, so its retry is not charged to the budget. The token
    /// cache limits these requests: it runs one fetch for all waiting callers.
    fn delay_before_retry(&self, call: &Call, error: &AttemptError) -> Option<Duration> {
        if call.failures >= call.max_attempts || !error.may_retry(call.operation) {
            return None;
        }
        let now = Instant::now();
        let token_retry_at = match &error.kind {
            AttemptErrorKind::Token { retry_at, .. } => Some(*retry_at),
            _ => None,
        };
        let delay = match token_retry_at {
            Some(retry_at) => retry_at.saturating_duration_since(now),
            None => self.retry.delay(
                call.failures,
                error.status(),
                error.retry_after,
                fastrand::f64(),
            ),
        };
        // If the delay would end after the deadline, the error is returned at once.
        let is_in_time = now + delay < call.deadline;
        (is_in_time && (token_retry_at.is_some() || self.budget.withdraw())).then_some(delay)
    }

    fn notify(&self, call: &Call, error: &AttemptError, delay: Duration) {
        let event = RetryEvent {
            operation: call.operation,
            attempt: call.failures,
            delay,
            error: error.kind.name(),
            status: error.status_of_any_server(),
        };
        tracing::debug!(
            operation = call.operation.id(),
            attempt = event.attempt,
            error = event.error,
            status = event.status.map(|status| status.as_u16()),
            delay_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX),
            "retrying"
        );
        if let Some(hook) = &self.on_retry {
            hook(&event);
        }
    }
}
