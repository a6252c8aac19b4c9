//! Serves one call of an operation: faults, body, response, trace id, log.

use std::sync::Arc;

use axum::{body::Body, extract::Request, response::Response};
use bytes::Bytes;
use http::{StatusCode, header, request::Parts};

use crate::{
    api,
    clock::http_date,
    document::DOCUMENT,
    fault::FaultPlan,
    oauth::{Bearer, TokenRequest, issue_token},
    operation::Operation,
    request_log::{RequestRecord, truncate},
    response::ApiResponse,
    response_faults::{self, Outgoing},
    shared::Shared,
    store::Store,
};

/// The largest request body, in bytes.
pub const MAX_REQUEST_BODY: usize = 64 * 1024;
/// Longer paths, in bytes, are cut in the log.
const MAX_LOGGED_PATH: usize = 512;

/// Serves one call of one of `operations`, which share a path and a method.
pub(crate) async fn serve(
    shared: Arc<Shared>,
    operations: &[Operation],
    path: Vec<(String, String)>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default();
    let query = url::form_urlencoded::parse(query.as_bytes()).into_owned();
    let parameters = api::Parameters {
        path,
        query: query.collect(),
    };
    let mut unread = Some(body);
    let mut read = None;
    let bearer = Bearer::read(&parts.headers);
    let operation = match operations {
        [only] => *only,
        operations => {
            let body = read_body(&mut unread).await;
            let call = (&parts, &parameters, body.as_deref().unwrap_or_default());
            let operation = api::select(&mut shared.store(), operations, &bearer, call);
            read = Some(body);
            operation
        }
    };
    // Faults are scoped by account. A token request names it in its body, other calls by their token.
    let account_id = if operation == Operation::Token {
        let body = read_body(&mut unread).await;
        let bytes = body.as_deref().unwrap_or_default();
        let account = TokenRequest::read(&parts.headers, bytes).account(&shared.store());
        read = Some(body);
        account
    } else {
        bearer.account(&shared.store())
    };
    let plan = shared.store().plan_faults(operation, account_id.as_deref());
    let refusal = plan.refuse_for.map(|duration| shared.refuse(duration));
    if !plan.delay.is_zero() {
        tokio::time::sleep(plan.delay).await;
    }
    let now = || shared.store().clock.now_ms();
    let mut notes = Vec::new();
    let outgoing = match response_faults::replacement(&plan.kinds, false, now()) {
        Some(replacement) => replacement,
        None => {
            let body = match read {
                Some(body) => body,
                None => read_body(&mut unread).await,
            };
            let response = match body {
                None => body_too_large(),
                Some(body) => {
                    let call = (operation, &parameters, &parts, &bearer);
                    process(&mut shared.store(), call, &body, &mut notes)
                }
            };
            response_faults::replacement(&plan.kinds, true, now())
                .unwrap_or_else(|| Outgoing::Response(Box::new(response)))
        }
    };
    // The next connection after this response must be refused.
    if let Some(number) = refusal {
        shared.refused(number).await;
    }
    let entry = Entry {
        parts: &parts,
        operation: Some(operation),
        account_id,
        notes,
    };
    finish(&shared, outgoing, entry, &plan)
}

async fn read_body(body: &mut Option<Body>) -> Option<Bytes> {
    axum::body::to_bytes(body.take()?, MAX_REQUEST_BODY)
        .await
        .ok()
}

fn body_too_large() -> ApiResponse {
    ApiResponse::problem(
        StatusCode::PAYLOAD_TOO_LARGE,
        "payload_too_large",
        "Payload too large",
        "The body must not be larger than 64 KiB.",
    )
    .rejected(
        "body.size",
        "at most 65536 bytes",
        "more, or an incomplete body",
    )
}

fn process(
    store: &mut Store,
    (operation, parameters, parts, bearer): (Operation, &api::Parameters, &Parts, &Bearer<'_>),
    body: &[u8],
    notes: &mut Vec<String>,
) -> ApiResponse {
    let headers = &parts.headers;
    match DOCUMENT.route(operation) {
        Some(route) => {
            let call = api::Call {
                route,
                bearer,
                headers,
                parameters,
                body,
            };
            api::respond(store, &call, notes)
        }
        None => issue_token(store, &TokenRequest::read(headers, body), notes),
    }
}

/// The log entry of a request, without its response.
struct Entry<'a> {
    parts: &'a Parts,
    operation: Option<Operation>,
    account_id: Option<String>,
    notes: Vec<String>,
}

/// Adds trace id and date, logs the request, and writes the response.
fn finish(shared: &Shared, outgoing: Outgoing, entry: Entry<'_>, plan: &FaultPlan) -> Response {
    let mut store = shared.store();
    let trace_id = store.new_trace_id(entry.account_id.as_deref());
    let at_ms = store.clock.now_ms();
    let mut record = RequestRecord {
        number: 0,
        at_ms,
        account_id: entry.account_id,
        operation: entry.operation.map_or("none", Operation::as_str),
        method: truncate(entry.parts.method.as_str(), 32).to_owned(),
        path: truncate(entry.parts.uri.path(), MAX_LOGGED_PATH).to_owned(),
        status: 0,
        trace_id,
        rejection: None,
        notes: entry.notes,
        fault: plan.names(),
    };
    match outgoing {
        Outgoing::Broken(fault) => {
            store.log(record);
            fault.into_response()
        }
        Outgoing::Response(mut response) => {
            record.status = response.status.as_u16();
            record.rejection = response.rejection.take();
            let response = response
                .traced(&record.trace_id)
                .header(header::DATE, &http_date(at_ms));
            store.log(record);
            drop(store);
            let route = entry.operation.and_then(|it| DOCUMENT.route(it));
            response_faults::write(response, route, &plan.kinds, at_ms)
        }
    }
}

/// Responds to a request for no operation: an unknown path, or a wrong method.
pub(crate) fn no_operation(shared: &Shared, request: Request, status: StatusCode) -> Response {
    let (parts, _) = request.into_parts();
    let (code, title, expected) = match status {
        StatusCode::METHOD_NOT_ALLOWED => (
            "method_not_allowed",
            "Method not allowed",
            "the method in the document",
        ),
        _ => ("not_found", "Not found", "a path of the document"),
    };
    let response = ApiResponse::problem(status, code, title, "The document has no such operation.")
        .rejected("path.known", expected, "another");
    let probable = DOCUMENT.probable_operation(parts.uri.path());
    let notes = probable
        .filter(|_| status == StatusCode::NOT_FOUND)
        .map(|(operation, problem)| format!("probably meant {operation}: {problem}"));
    let entry = Entry {
        account_id: Bearer::read(&parts.headers).account(&shared.store()),
        parts: &parts,
        operation: None,
        notes: notes.into_iter().collect(),
    };
    let outgoing = Outgoing::Response(Box::new(response));
    finish(shared, outgoing, entry, &FaultPlan::default())
}
