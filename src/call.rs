//! The one way through: every operation passes here, looping around the generated call.
//!
//! It brings the token, the deadline, the retries with their budget, the recovery from a 401, the span and
//! the error. It decides from what the transport recorded, never from the generated error alone, which
//! forgets status and headers when a body is not the JSON it expects.

use std::{
    future::Future,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use serde_json::Value;
use signicat_reuseid_api::{self as api, types::Problem};
use tokio::time::{Instant, sleep, timeout_at};
use tracing::{Instrument as _, Span, field::Empty};

use crate::{
    auth::token_cache::{TokenCache, TokenFailure},
    error::{
        Error, Failure, InvalidParam, Outcome, TokenError, Unreadable, is_transient_status,
        one_line,
    },
    operation::Operation,
    retry::{
        budget::Budget,
        policy::{Attempted, RetryPolicy, pause},
    },
    status::StatusTable,
    transport::{Attempt, HeaderHook, Record, TransportError, Wire},
    wait::pacer::Pacer,
};

/// Longest code and title kept from an error answer, in bytes.
const MAX_TEXT: usize = 120;
/// Longest detail, parameter name or reason kept, in bytes.
const MAX_DETAIL: usize = 1024;
/// Most invalid parameters kept.
const MAX_PARAMS: usize = 100;
/// How much of a body that is not the documented JSON is kept.
const MAX_RAW_BODY: usize = 2 * 1024;

/// Time limits of every call, all on by default.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    pub(crate) attempt: Duration,
    pub(crate) operation: Duration,
}

/// What one call may set for itself.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CallOptions {
    /// Instead of the client's operation timeout.
    pub(crate) timeout: Option<Duration>,
    /// Instead of the client's number of attempts.
    pub(crate) attempts: Option<u32>,
}

/// What all calls of a client share.
pub(crate) struct Core {
    pub(crate) base_url: Box<str>,
    pub(crate) http: reqwest::Client,
    pub(crate) wire: Wire,
    pub(crate) tokens: TokenCache,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) timeouts: Timeouts,
    pub(crate) headers: Option<Arc<HeaderHook>>,
    pub(crate) statuses: StatusTable,
    pub(crate) pacer: Pacer,
}

/// How one attempt failed.
struct Fault {
    kind: Kind,
    outcome: Outcome,
    transient: bool,
    record: Record,
}

enum Kind {
    Token(TokenError),
    Connect,
    Timeout,
    Interrupted,
    Api,
    Redirect,
    TooLarge,
    Unreadable(Unreadable),
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
            otel.kind = "client",
            url.template = Empty,
            http.response.status_code = Empty,
            http.request.resend_count = Empty,
            error.type = Empty,
        );
        if !span.is_disabled() {
            span.record("url.template", operation.path_template());
        }
        let result = self
            .attempts(operation, options, send, read)
            .instrument(span.clone())
            .await;
        if let Err(error) = &result {
            note_error(&span, error);
        }
        result
    }

    async fn attempts<B, T, F, Fut>(
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
        let begin = Instant::now();
        let deadline = begin + options.timeout.unwrap_or(self.timeouts.operation);
        let most = options.attempts.unwrap_or(self.retry.attempts);
        let mut tries: u32 = 0;
        let mut sent: u32 = 0;
        let mut replayed = false;
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
                    let fault = match timeout_at(until, send(raw)).await {
                        Ok(Ok(answer)) => match read(answer.into_inner()) {
                            Ok(value) => {
                                if tries == 0 {
                                    self.budget.give_back();
                                }
                                return Ok(value);
                            }
                            Err(why) => Fault::unreadable(why, attempt.take_record()),
                        },
                        Ok(Err(error)) => Fault::from_record(attempt.take_record(), Some(&error)),
                        Err(_) => Fault::timed_out(attempt.take_record()),
                    };
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

fn note_error(span: &Span, error: &Error) {
    if let Some(status) = error.status() {
        span.record("http.response.status_code", status);
    }
    if error.attempts() > 1 {
        span.record("http.request.resend_count", error.attempts() - 1);
    }
    span.record("error.type", error.kind());
}

impl Fault {
    /// Nothing was sent in this attempt.
    fn unsent(kind: Kind, retry_after: Option<Duration>) -> Self {
        let transient = match &kind {
            Kind::Token(error) => error.is_retryable(),
            _ => false,
        };
        let record = Record {
            retry_after,
            ..Record::default()
        };
        Self {
            kind,
            outcome: Outcome::NotSent,
            transient,
            record,
        }
    }

    fn unreadable(why: Unreadable, record: Record) -> Self {
        Self {
            kind: Kind::Unreadable(why),
            outcome: Outcome::ProcessedUnreadable,
            transient: false,
            record,
        }
    }

    fn timed_out(record: Record) -> Self {
        if record.status.is_some() {
            // The head had arrived: what it says stands, only the body is missing.
            return Self::from_record(
                Record {
                    error: Some(TransportError::Interrupted),
                    ..record
                },
                None,
            );
        }
        Self {
            kind: Kind::Timeout,
            outcome: Outcome::Unknown,
            transient: true,
            record,
        }
    }

    fn from_record(record: Record, error: Option<&api::Error<Problem>>) -> Self {
        let Some(status) = record.status else {
            return match record.error {
                Some(TransportError::Connect) => Self {
                    kind: Kind::Connect,
                    outcome: Outcome::NotSent,
                    transient: true,
                    record,
                },
                Some(TransportError::TooLarge) => Self {
                    kind: Kind::TooLarge,
                    outcome: Outcome::Unknown,
                    transient: false,
                    record,
                },
                Some(TransportError::Interrupted) => Self {
                    kind: Kind::Interrupted,
                    outcome: Outcome::Unknown,
                    transient: true,
                    record,
                },
                // The generated code never came to the point of sending.
                None => Self {
                    kind: Kind::Connect,
                    outcome: Outcome::NotSent,
                    transient: false,
                    record,
                },
            };
        };
        if status.is_success() {
            return match record.error {
                Some(TransportError::TooLarge) => Self {
                    kind: Kind::TooLarge,
                    outcome: Outcome::ProcessedUnreadable,
                    transient: false,
                    record,
                },
                Some(_) => Self {
                    transient: true,
                    ..Self::unreadable(Unreadable::Truncated, record)
                },
                None => Self::unreadable(unreadable(error), record),
            };
        }
        if status.is_redirection() {
            return Self {
                kind: Kind::Redirect,
                outcome: Outcome::Unknown,
                transient: false,
                record,
            };
        }
        // A gateway may answer 408 or 5xx after the service has done its work.
        let rejected = status.is_client_error() && status != http::StatusCode::REQUEST_TIMEOUT;
        Self {
            kind: Kind::Api,
            outcome: if rejected {
                Outcome::Rejected
            } else {
                Outcome::Unknown
            },
            transient: is_transient_status(status.as_u16()),
            record,
        }
    }

    fn status(&self) -> Option<u16> {
        self.record.status.map(|status| status.as_u16())
    }

    fn into_error(self, operation: Operation, attempts: u32, elapsed: Duration) -> Error {
        let described = Described::read(&self.record.error_body);
        let failure = Box::new(Failure {
            operation,
            outcome: self.outcome,
            retryable: self.transient,
            status: self.record.status.map(|status| status.as_u16()),
            code: described.code,
            title: described.title,
            detail: described.detail,
            // The header is there even where the body is of another kind.
            trace_id: self.record.trace_id.or(described.trace_id),
            retry_after: self.record.retry_after,
            invalid_params: described.invalid_params,
            body: described.raw,
            attempts,
            elapsed,
        });
        match self.kind {
            Kind::Token(error) => Error::Token(failure, error),
            Kind::Connect => Error::Connect(failure),
            Kind::Timeout => Error::Timeout(failure),
            Kind::Interrupted => Error::Interrupted(failure),
            Kind::Api => Error::Api(failure),
            Kind::Redirect => Error::Redirect(failure),
            Kind::TooLarge => Error::TooLarge(failure),
            Kind::Unreadable(why) => Error::Unreadable(failure, why),
        }
    }
}

fn unreadable(error: Option<&api::Error<Problem>>) -> Unreadable {
    match error {
        Some(api::Error::InvalidResponsePayload(_, error)) => Unreadable::Json {
            line: error.line(),
            column: error.column(),
        },
        _ => Unreadable::Status,
    }
}

/// What an error body says, read leniently: the vendor's APIs and gateways answer with more than one shape.
#[derive(Default)]
struct Described {
    code: Option<Box<str>>,
    title: Option<Box<str>>,
    detail: Option<Box<str>>,
    trace_id: Option<Box<str>>,
    invalid_params: Vec<InvalidParam>,
    raw: Option<Box<[u8]>>,
}

impl Described {
    fn read(body: &Bytes) -> Self {
        if body.is_empty() {
            return Self::default();
        }
        let Ok(Value::Object(members)) = serde_json::from_slice(body) else {
            let raw = body.iter().take(MAX_RAW_BODY).copied().collect();
            return Self {
                raw: Some(raw),
                ..Self::default()
            };
        };
        let text = |name: &str, most| {
            let text = one_line(members.get(name)?.as_str()?, most);
            Some(text.into_boxed_str()).filter(|text| !text.is_empty())
        };
        let params = members
            .get("invalidParams")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let param = |value: &Value| {
            let text = |name| {
                one_line(
                    value.get(name).and_then(Value::as_str).unwrap_or_default(),
                    MAX_DETAIL,
                )
            };
            InvalidParam {
                name: text("name"),
                reason: text("reason"),
            }
        };
        let described = Self {
            code: text("code", MAX_TEXT),
            title: text("title", MAX_TEXT),
            detail: text("detail", MAX_DETAIL),
            trace_id: text("traceId", MAX_TEXT),
            invalid_params: params.take(MAX_PARAMS).map(param).collect(),
            raw: None,
        };
        if described.code.is_none() && described.title.is_none() {
            let raw = body.iter().take(MAX_RAW_BODY).copied().collect();
            return Self {
                raw: Some(raw),
                ..described
            };
        }
        described
    }
}
