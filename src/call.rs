//! The one way through: every operation passes here, looping around the generated call.
//!
//! It brings the token, the deadline, the retries with their budget, the recovery from a 401, the span and
//! the error. It decides from what the transport recorded, never from the generated error alone, which
//! forgets status and headers when a body is not the JSON it expects.

use std::{
    future::Future,
    pin::pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use signicat_reuseid_api::{self as api, types::Problem};
use tokio::time::{Instant, sleep, timeout_at};
use tracing::{
    Instrument as _, Span,
    field::{Empty, display},
};

use crate::{
    auth::token_cache::{TokenCache, TokenFailure},
    call_options::CallOptions,
    error::{Error, Unreadable},
    fault::{Fault, Kind},
    operation::Operation,
    retry::{
        budget::Budget,
        policy::{Attempted, RetryPolicy, pause},
        stale::IdleConnections,
    },
    status::StatusTable,
    transport::{Attempt, HeaderHook, Wire},
    wait::pacer::Pacer,
};

/// Time limits of every call, all on by default.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    pub(crate) attempt: Duration,
    pub(crate) operation: Duration,
}

/// What all calls of a client share.
pub(crate) struct Core {
    pub(crate) base_url: Box<str>,
    /// Host and port of the base URL, for telemetry.
    pub(crate) server: Box<str>,
    pub(crate) port: u16,
    pub(crate) http: reqwest::Client,
    pub(crate) wire: Wire,
    pub(crate) tokens: TokenCache,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) idle: IdleConnections,
    pub(crate) timeouts: Timeouts,
    pub(crate) headers: Option<Arc<HeaderHook>>,
    pub(crate) statuses: StatusTable,
    pub(crate) pacer: Pacer,
}

impl Core {
    /// Runs `send` until it succeeds, may not be repeated, or its time is over; `read` turns the body into
    /// the caller's type and says where it cannot.
    pub(crate) async fn call<B, T, F, Fut>(
        &self,
        operation: Operation,
        options: CallOptions,
        send: F,
        read: impl Fn(B) -> Result<T, Unreadable>,
    ) -> Result<T, Error>
    where
        F: Fn(api::Client) -> Fut,
        Fut: Future<Output = Result<api::ResponseValue<B>, api::Error<Problem>>>,
    {
        let span = tracing::info_span!(
            "signicat_reuseid",
            otel.name = operation.id(),
            otel.kind = "internal",
            url.template = operation.path_template(),
            http.response.status_code = Empty,
            http.request.resend_count = Empty,
            error.type = Empty,
        );
        // Pinned where it lies: each combinator would move the whole future once more.
        let attempts = pin!(self.attempts(operation, options, &span, send, read));
        attempts.instrument(span.clone()).await
    }

    /// One exchange with the service, by OpenTelemetry's names for an HTTP client's span.
    fn attempt_span(&self, operation: Operation) -> Span {
        tracing::info_span!(
            "signicat_reuseid.attempt",
            otel.name = %format_args!("{} {}", operation.method(), operation.path_template()),
            otel.kind = "client",
            http.request.method = operation.method(),
            url.template = operation.path_template(),
            server.address = &*self.server,
            server.port = self.port,
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            error.type = Empty,
        )
    }

    async fn attempts<B, T, F, Fut>(
        &self,
        operation: Operation,
        options: CallOptions,
        span: &Span,
        send: F,
        read: impl Fn(B) -> Result<T, Unreadable>,
    ) -> Result<T, Error>
    where
        F: Fn(api::Client) -> Fut,
        Fut: Future<Output = Result<api::ResponseValue<B>, api::Error<Problem>>>,
    {
        let begin = Instant::now();
        let deadline = begin + options.timeout.unwrap_or(self.timeouts.operation);
        let most = options.attempts.unwrap_or(self.retry.attempts);
        let mut tries: u32 = 0;
        let mut sent: u32 = 0;
        let mut replayed = false;
        let mut met_stale = false;
        loop {
            let fault = match timeout_at(deadline, self.tokens.token()).await {
                Err(_) => Fault::unsent(Kind::Timeout, None),
                Ok(Err(TokenFailure { error, retry_at })) => {
                    let after = retry_at.saturating_duration_since(Instant::now());
                    Fault::unsent(
                        Kind::Token(error),
                        Some(after).filter(|after| !after.is_zero()),
                    )
                }
                Ok(Ok(token)) => {
                    sent += 1;
                    let attempt = Arc::new(Attempt {
                        wire: self.wire.clone(),
                        authorization: token.header.clone(),
                        headers: self.headers.clone(),
                        record: Mutex::default(),
                    });
                    let raw = api::Client::new_with_client(
                        &self.base_url,
                        self.http.clone(),
                        attempt.clone(),
                    );
                    let until = deadline.min(Instant::now() + self.timeouts.attempt);
                    let attempt_span = self.attempt_span(operation);
                    let sending = pin!(send(raw));
                    let sending = timeout_at(until, sending);
                    let answer = sending.instrument(attempt_span.clone()).await;
                    let fault = match answer {
                        Ok(Ok(answer)) => {
                            let status = answer.status().as_u16();
                            note_end(&attempt_span, sent, Some(status));
                            match read(answer.into_inner()) {
                                Ok(value) => {
                                    self.idle.answered();
                                    if tries == 0 {
                                        self.budget.give_back();
                                    }
                                    note_end(span, sent, Some(status));
                                    return Ok(value);
                                }
                                Err(why) => Fault::unreadable(why, attempt.take_record()),
                            }
                        }
                        Ok(Err(error)) => Fault::from_record(attempt.take_record(), Some(&error)),
                        Err(_) => Fault::timed_out(attempt.take_record()),
                    };
                    note_end(&attempt_span, sent, fault.status());
                    note_fault(&attempt_span, &fault);
                    if fault.record.status.is_some() {
                        self.idle.answered();
                    }
                    if fault.status() == Some(401) && !replayed {
                        // The token may have been revoked or have run out on the way. A 401 is given before
                        // anything is processed, so even a start may be sent once more.
                        replayed = true;
                        self.tokens.refused(&token);
                        tracing::debug!(
                            operation = operation.id(),
                            "the token was refused; once more with a fresh one"
                        );
                        continue;
                    }
                    if operation.is_repeatable()
                        && !met_stale
                        && matches!(fault.kind, Kind::Interrupted)
                        && self.idle.may_have_been_stale()
                    {
                        met_stale = true;
                        tracing::debug!(
                            operation = operation.id(),
                            "the connection may have been stale; once more at once"
                        );
                        continue;
                    }
                    fault
                }
            };
            tries += 1;
            let pause = pause(
                tries,
                fault.status(),
                fault.record.retry_after,
                fastrand::f64(),
            );
            let attempted = Attempted {
                outcome: fault.outcome,
                status: fault.status(),
                transient: fault.transient,
            };
            let again = tries < most
                && self.retry.may_repeat(operation, attempted)
                // A pause beyond the deadline is not begun: the caller is told at once.
                && Instant::now() + pause < deadline
                && self.budget.take();
            if !again {
                note_end(span, sent, fault.status());
                note_fault(span, &fault);
                return Err(fault.into_error(operation, sent, begin.elapsed()));
            }
            tracing::debug!(
                operation = operation.id(),
                attempt = tries,
                status = fault.status(),
                pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
                "will be sent again"
            );
            sleep(pause).await;
        }
    }
}

/// Where an answer came but no success, its status is the type of the error, as OpenTelemetry has it.
fn note_fault(span: &Span, fault: &Fault) {
    match (&fault.kind, fault.status()) {
        (Kind::Api | Kind::Redirect, Some(status)) => {
            span.record("error.type", display(status));
        }
        (kind, _) => {
            span.record("error.type", kind.name());
        }
    }
}

fn note_end(span: &Span, sent: u32, status: Option<u16>) {
    if let Some(status) = status {
        span.record("http.response.status_code", status);
    }
    if sent > 1 {
        span.record("http.request.resend_count", sent - 1);
    }
}
