//! Spans of operations and attempts, with OpenTelemetry's names for HTTP clients. Paths are templates,
//! never ids.

use http::StatusCode;
use tracing::{
    Span,
    field::{Empty, display},
};

use super::core::Core;
use crate::{
    model::Operation,
    retry::attempt_error::{AttemptError, AttemptErrorKind},
};

/// One operation with all its attempts.
pub(super) fn operation(operation: Operation) -> Span {
    tracing::info_span!(
        "signicat_reuseid",
        otel.name = operation.id(),
        otel.kind = "internal",
        url.template = operation.path_template(),
        http.response.status_code = Empty,
        http.request.resend_count = Empty,
        error.type = Empty,
    )
}

/// One attempt.
pub(super) fn attempt(core: &Core, operation: Operation) -> Span {
    tracing::info_span!(
        "signicat_reuseid.attempt",
        otel.name = %format_args!("{} {}", operation.method(), operation.path_template()),
        otel.kind = "client",
        http.request.method = operation.method(),
        url.template = operation.path_template(),
        server.address = &*core.server,
        server.port = core.port,
        http.request.resend_count = Empty,
        http.response.status_code = Empty,
        error.type = Empty,
    )
}

/// `sent` counts the requests so far.
pub(super) fn record_success(span: &Span, sent: u32, status: StatusCode) {
    record_response(span, sent, Some(status));
}

/// For an error status, `error.type` is the status code, as OpenTelemetry specifies.
pub(super) fn record_error(span: &Span, sent: u32, error: &AttemptError) {
    record_response(span, sent, error.status());
    match (&error.kind, error.status()) {
        (AttemptErrorKind::Api | AttemptErrorKind::Redirect, Some(status)) => {
            span.record("error.type", display(status.as_u16()));
        }
        (kind, _) => {
            span.record("error.type", kind.name());
        }
    }
}

fn record_response(span: &Span, sent: u32, status: Option<StatusCode>) {
    if let Some(status) = status {
        span.record("http.response.status_code", status.as_u16());
    }
    if sent > 1 {
        span.record("http.request.resend_count", sent - 1);
    }
}
