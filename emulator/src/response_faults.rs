//! Applies faults to a response.

use std::{convert::Infallible, io, time::Duration};

use axum::{body::Body, response::Response};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use crate::{
    clock::http_date,
    connection_fault::ConnectionFault,
    document::Route,
    fault::{FaultKind, RetryAfter, RetryAfterForm},
    response::ApiResponse,
    schema::set,
};

/// The response, or how the connection breaks.
pub(crate) enum Outgoing {
    Response(Box<ApiResponse>),
    Broken(ConnectionFault),
}

/// The first fault of `kinds` that replaces the response before (or after) the call takes effect.
pub(crate) fn replacement(
    kinds: &[FaultKind],
    after_commit: bool,
    now_ms: u64,
) -> Option<Outgoing> {
    let response = |response| Some(Outgoing::Response(Box::new(response)));
    kinds.iter().find_map(|kind| match kind {
        FaultKind::Status {
            status,
            retry_after,
            after_commit: after,
        } if *status >= 300 && *after == after_commit => {
            response(error(*status, retry_after.as_ref(), now_ms))
        }
        FaultKind::InvalidParams { params } if !after_commit => {
            let params = params.iter().cloned();
            response(ApiResponse::invalid_params(
                "invalid_request_parameter",
                "Invalid request parameter",
                "Requested by a fault.",
                params.map(|it| (it.name, it.reason)),
            ))
        }
        FaultKind::Reset {
            after_commit: after,
        } if *after == after_commit => Some(Outgoing::Broken(ConnectionFault::Reset)),
        FaultKind::EmptyReply {
            after_commit: after,
        } if *after == after_commit => Some(Outgoing::Broken(ConnectionFault::EmptyReply)),
        _ => None,
    })
}

fn error(status: u16, retry_after: Option<&RetryAfter>, now_ms: u64) -> ApiResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let title = status.canonical_reason().unwrap_or("Error");
    let code = title
        .to_ascii_lowercase()
        .replace([' ', '-'], "_")
        .replace('\'', "");
    let response = ApiResponse::problem(status, &code, title, "Requested by a fault.");
    with_retry_after(response, retry_after, now_ms)
}

fn with_retry_after(
    response: ApiResponse,
    retry_after: Option<&RetryAfter>,
    now_ms: u64,
) -> ApiResponse {
    let Some(after) = retry_after else {
        return response;
    };
    let value = match after.form {
        RetryAfterForm::Seconds => after.seconds.to_string(),
        RetryAfterForm::Date => http_date(now_ms.saturating_add(u64::from(after.seconds) * 1_000)),
    };
    response.header(header::RETRY_AFTER, &value)
}

/// Writes the response with all faults that change it.
pub(crate) fn write(
    mut response: ApiResponse,
    route: Option<&Route>,
    kinds: &[FaultKind],
    now_ms: u64,
) -> Response {
    let mut bytes = Bytes::from(response.take_body(route));
    for kind in kinds {
        match kind {
            // Error statuses have replaced the response before.
            FaultKind::Status {
                status,
                retry_after,
                ..
            } if response.status.is_success() => {
                response.status = StatusCode::from_u16(*status).unwrap_or(response.status);
                response = with_retry_after(response, retry_after.as_ref(), now_ms);
            }
            FaultKind::RefuseConnections { .. } => {
                response = response.header(header::CONNECTION, "close");
            }
            _ => bytes = edit_json(bytes, route, kind),
        }
    }
    let mut response = response.into_response_with(Body::empty());
    let mut body = None;
    for kind in kinds {
        match kind {
            FaultKind::MediaType { value } => {
                if let Ok(value) = HeaderValue::from_str(value) {
                    response.headers_mut().insert(header::CONTENT_TYPE, value);
                }
            }
            // Half of the response: only its end reveals that it is not valid JSON.
            FaultKind::InvalidJson {} => bytes = bytes.slice(..bytes.len() / 2),
            FaultKind::OversizeBody { bytes: size } => body = Some(oversize(&bytes, *size)),
            FaultKind::TruncatedBody { keep_bytes } => {
                set_content_length(&mut response, bytes.len());
                body = Some(truncated(&bytes, *keep_bytes));
            }
            FaultKind::SlowBody { pause_ms } => {
                set_content_length(&mut response, bytes.len());
                body = Some(slow(bytes.clone(), Duration::from_millis(*pause_ms)));
            }
            _ => {}
        }
    }
    *response.body_mut() = body.unwrap_or_else(|| Body::from(bytes));
    response
}

/// The body with the field that `kind` changes, if it changes one.
fn edit_json(bytes: Bytes, route: Option<&Route>, kind: &FaultKind) -> Bytes {
    let (field, value) = match kind {
        FaultKind::FieldValue { field, value } => (field.as_str(), value.clone()),
        FaultKind::StatusValue { value } => ("status", Value::String(value.clone())),
        FaultKind::NullField { field } => (field.as_str(), Value::Null),
        FaultKind::ExtraFields {} => ("emulatorExtra", json!({ "unknown": [1, "two", null] })),
        _ => return bytes,
    };
    let Ok(Value::Object(mut body)) = serde_json::from_slice(&bytes) else {
        return bytes;
    };
    if matches!(kind, FaultKind::ExtraFields {}) {
        body.insert(field.to_owned(), value.clone());
    }
    let mut body = Value::Object(body);
    let pointer = route.map_or_else(|| format!("/{field}"), |route| route.pointer(field));
    let (parent, _) = pointer.rsplit_once('/').unwrap_or_default();
    let pointer = match body.pointer(parent) {
        Some(Value::Object(_)) => pointer,
        // The object is not in this body, for example in that of an error.
        _ => format!("/{field}"),
    };
    set(&mut body, &pointer, value);
    serde_json::to_vec(&body).map_or(bytes, Bytes::from)
}

fn set_content_length(response: &mut Response, length: usize) {
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
}

fn truncated(bytes: &Bytes, keep: u32) -> Body {
    // At least one byte is missing.
    let max = bytes.len().saturating_sub(1);
    let kept = bytes.slice(..usize::try_from(keep).unwrap_or(max).min(max));
    let end = async {
        // Without a pause hyper drops the connection before it has written the first part.
        tokio::task::yield_now().await;
        Err(io::Error::new(
            io::ErrorKind::ConnectionAborted,
            "body truncated by a fault",
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

/// The response's object with a first field of about `size` letters.
fn oversize(bytes: &Bytes, size: u64) -> Body {
    const CHUNK: usize = 64 * 1024;
    let rest = bytes
        .strip_prefix(b"{")
        .map_or_else(Bytes::new, |rest| bytes.slice_ref(rest));
    let chunk = Bytes::from_static(&[b'x'; CHUNK]);
    let chunks = usize::try_from(size).unwrap_or(0).div_ceil(CHUNK);
    let body = stream::once(async { Bytes::from_static(b"{\"padding\":\"") })
        .chain(stream::repeat(chunk).take(chunks))
        .chain(stream::iter([Bytes::from_static(b"\","), rest]));
    Body::from_stream(body.map(Ok::<_, Infallible>))
}
