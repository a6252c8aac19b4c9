//! How an answer is spoiled on its way out.

use std::{convert::Infallible, io, time::Duration};

use axum::{body::Body, response::Response};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::{HeaderValue, StatusCode, header};
use serde_json::Value;

use crate::{
    answer::Answer,
    fault::{FaultKind, RetryAfter, RetryAfterForm},
};

/// A connection that breaks in place of an answer.
///
/// Over a socket the emulator's server breaks it. In process there is no connection: the answer is then an
/// empty 500 that carries this value as an extension, and the transport in between has to act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionFault {
    /// The connection is reset.
    Reset,
    /// The connection is closed in an orderly way.
    EmptyReply,
}

impl ConnectionFault {
    pub(crate) fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response.extensions_mut().insert(self);
        response
    }
}

/// What takes the place of serving the call, if a fault does.
pub(crate) enum Instead {
    Answer(Box<Answer>),
    Broken(ConnectionFault),
}

/// The fault among `kinds` that answers, or breaks the connection, before (or after) the call takes effect.
pub(crate) fn instead(kinds: &[FaultKind], committed: bool, now_ms: u64) -> Option<Instead> {
    kinds.iter().find_map(|kind| match kind {
        FaultKind::Status {
            status,
            retry_after,
            after_commit,
        } if *status >= 300 && *after_commit == committed => Some(Instead::Answer(Box::new(
            error(*status, retry_after.as_ref(), now_ms),
        ))),
        FaultKind::Reset { after_commit } if *after_commit == committed => {
            Some(Instead::Broken(ConnectionFault::Reset))
        }
        FaultKind::EmptyReply { after_commit } if *after_commit == committed => {
            Some(Instead::Broken(ConnectionFault::EmptyReply))
        }
        _ => None,
    })
}

fn error(status: u16, retry_after: Option<&RetryAfter>, now_ms: u64) -> Answer {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let title = status.canonical_reason().unwrap_or("Error");
    let code = title
        .to_ascii_lowercase()
        .replace([' ', '-'], "_")
        .replace('\'', "");
    let answer = Answer::problem(status, &code, title, "A fault that was asked for.");
    wait(answer, retry_after, now_ms)
}

fn wait(answer: Answer, retry_after: Option<&RetryAfter>, now_ms: u64) -> Answer {
    let Some(after) = retry_after else {
        return answer;
    };
    let when = match after.form {
        RetryAfterForm::Seconds => after.seconds.to_string(),
        RetryAfterForm::Date => http_date(now_ms.saturating_add(u64::from(after.seconds) * 1_000)),
    };
    answer.header(header::RETRY_AFTER, &when)
}

/// A moment as HTTP writes it.
pub(crate) fn http_date(at_ms: u64) -> String {
    // The clock ends with the year 9999, and so does this form.
    let at_ms = at_ms.min(crate::clock::LATEST_MS);
    httpdate::fmt_http_date(std::time::UNIX_EPOCH + Duration::from_millis(at_ms))
}

/// Writes the answer out as the faults want it.
pub(crate) fn write(mut answer: Answer, kinds: &[FaultKind], now_ms: u64) -> Response {
    let mut bytes = Bytes::from(answer.take_body());
    for kind in kinds {
        match kind {
            // An error status has taken the answer's place before.
            FaultKind::Status {
                status,
                retry_after,
                ..
            } if answer.status.is_success() => {
                answer.status = StatusCode::from_u16(*status).unwrap_or(answer.status);
                answer = wait(answer, retry_after.as_ref(), now_ms);
            }
            FaultKind::RefuseConnections { .. } => {
                answer = answer.header(header::CONNECTION, "close");
            }
            _ => bytes = edited(bytes, kind),
        }
    }
    let mut response = answer.with_body(Body::empty(), "application/json");
    let mut body = None;
    for kind in kinds {
        match kind {
            FaultKind::MediaType { value } => {
                if let Ok(value) = HeaderValue::from_str(value) {
                    response.headers_mut().insert(header::CONTENT_TYPE, value);
                }
            }
            FaultKind::InvalidJson {} => {
                // It begins like the answer, so that nobody can tell before the end.
                bytes = bytes.slice(..bytes.len() / 2);
            }
            FaultKind::OversizeBody { bytes: size } => body = Some(oversize(&bytes, *size)),
            FaultKind::TruncatedBody { keep_bytes } => {
                announce(&mut response, bytes.len());
                body = Some(truncated(&bytes, *keep_bytes));
            }
            FaultKind::SlowBody { pause_ms } => {
                announce(&mut response, bytes.len());
                body = Some(slow(bytes.clone(), Duration::from_millis(*pause_ms)));
            }
            _ => {}
        }
    }
    *response.body_mut() = body.unwrap_or_else(|| Body::from(bytes));
    response
}

/// The body with the fields that `kind` puts in, if it does.
fn edited(bytes: Bytes, kind: &FaultKind) -> Bytes {
    let (field, value) = match kind {
        FaultKind::FieldValue { field, value } => (field.as_str(), value.clone()),
        FaultKind::StatusValue { value } => ("status", Value::String(value.clone())),
        FaultKind::NullField { field } => (field.as_str(), Value::Null),
        FaultKind::ExtraFields {} => (
            "emulatorExtra",
            serde_json::json!({ "unheardOf": [1, "two", null] }),
        ),
        _ => return bytes,
    };
    let Ok(mut body) = serde_json::from_slice(&bytes) else {
        return bytes;
    };
    if let (FaultKind::ExtraFields {}, Value::Object(members)) = (kind, &mut body) {
        members.insert(field.to_owned(), value.clone());
    }
    set(&mut body, field, value);
    serde_json::to_vec(&body).map_or(bytes, Bytes::from)
}

fn set(body: &mut Value, field: &str, value: Value) {
    let target = match body.get_mut("data") {
        Some(Value::Object(data)) => data,
        _ => match body {
            Value::Object(members) => members,
            _ => return,
        },
    };
    target.insert(field.to_owned(), value);
}

fn announce(response: &mut Response, length: usize) {
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
}

fn truncated(bytes: &Bytes, keep: u32) -> Body {
    // At least one byte is missing, or nothing would be truncated.
    let most = bytes.len().saturating_sub(1);
    let kept = bytes.slice(..usize::try_from(keep).unwrap_or(most).min(most));
    let end = async {
        // Without a pause the server drops the connection before it has written what it holds.
        tokio::task::yield_now().await;
        Err(io::Error::new(
            io::ErrorKind::ConnectionAborted,
            "a fault that was asked for",
        ))
    };
    Body::from_stream(stream::once(async { Ok(kept) }).chain(stream::once(end)))
}

fn slow(bytes: Bytes, pause: Duration) -> Body {
    Body::from_stream(stream::unfold(bytes, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let byte = rest.split_to(1);
        Some((Ok::<_, Infallible>(byte), rest))
    }))
}

/// The answer's own object with one more field in front, made of as many letters as it takes.
fn oversize(bytes: &Bytes, size: u64) -> Body {
    const PIECE: usize = 64 * 1024;
    let rest = bytes
        .strip_prefix(b"{")
        .map_or_else(Bytes::new, |rest| bytes.slice_ref(rest));
    let piece = Bytes::from_static(&[b'x'; PIECE]);
    let pieces = usize::try_from(size).unwrap_or(0).div_ceil(PIECE);
    let body = stream::once(async { Bytes::from_static(b"{\"padding\":\"") })
        .chain(stream::repeat(piece).take(pieces))
        .chain(stream::iter([Bytes::from_static(b"\","), rest]));
    Body::from_stream(body.map(Ok::<_, Infallible>))
}
