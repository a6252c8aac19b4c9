//! How one attempt failed, and the error that becomes of it when it is the last.
//!
//! What surely happened to the request is decided here and nowhere else, from what the transport recorded.

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use signicat_reuseid_api::{self as api, types::Problem};

use crate::{
    error::{
        Error, Failure, InvalidParam, Outcome, TokenError, Unreadable, is_transient_status,
        one_line,
    },
    operation::Operation,
    transport::{Record, TransportError},
};

/// Longest code and title kept from an error answer, in bytes.
const MAX_TEXT: usize = 120;
/// Longest detail, parameter name or reason kept, in bytes.
const MAX_DETAIL: usize = 1024;
/// Most invalid parameters kept.
const MAX_PARAMS: usize = 100;
/// How much of a body that is not the documented JSON is kept.
const MAX_RAW_BODY: usize = 2 * 1024;

/// How one attempt failed.
pub(crate) struct Fault {
    pub(crate) kind: Kind,
    pub(crate) outcome: Outcome,
    pub(crate) transient: bool,
    pub(crate) record: Record,
}

pub(crate) enum Kind {
    Token(TokenError),
    Connect,
    Timeout,
    Interrupted,
    Api,
    Redirect,
    TooLarge,
    Unreadable(Unreadable),
}

impl Kind {
    /// For telemetry.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Token(_) => "token",
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

impl Fault {
    /// Nothing was sent in this attempt.
    pub(crate) fn unsent(kind: Kind, retry_after: Option<Duration>) -> Self {
        let transient = match &kind {
            Kind::Token(error) => error.is_retryable(),
            // A token that did not come in time may come the next time.
            Kind::Timeout => true,
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

    pub(crate) fn unreadable(why: Unreadable, record: Record) -> Self {
        Self {
            kind: Kind::Unreadable(why),
            outcome: Outcome::ProcessedUnreadable,
            transient: why == Unreadable::Truncated,
            record,
        }
    }

    pub(crate) fn timed_out(record: Record) -> Self {
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

    pub(crate) fn from_record(record: Record, error: Option<&api::Error<Problem>>) -> Self {
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
                Some(_) => Self::unreadable(Unreadable::Truncated, record),
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

    pub(crate) fn status(&self) -> Option<u16> {
        self.record.status.map(|status| status.as_u16())
    }

    pub(crate) fn into_error(
        self,
        operation: Operation,
        attempts: u32,
        elapsed: Duration,
    ) -> Error {
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
            trace_id: self.record.trace_id().or(described.trace_id),
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
        Some(api::Error::ResponseBodyError(_)) => Unreadable::Truncated,
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
