//! The one way that every call of an operation takes: faults, body, answer, trace id, log.

use std::sync::Arc;

use axum::{body::Body, extract::Request, response::Response};
use bytes::Bytes;
use http::{Method, StatusCode, header, request::Parts};

use crate::{
    RequestRecord,
    answer::Answer,
    api,
    emulator::Shared,
    fault::Plan,
    oauth::{self, Bearer, TokenRequest},
    operation::Operation,
    record::{Refused, cut},
    spoil::{self, ConnectionFault, Instead},
};

/// Larger request bodies are refused. The largest sensible one has a few hundred bytes.
pub const MAX_REQUEST_BODY: usize = 64 * 1024;
/// Longer paths (in bytes) are cut in the log.
const MAX_LOGGED_PATH: usize = 512;

/// Serves one call.
pub(crate) async fn exchange(
    shared: Arc<Shared>,
    operation: Operation,
    transaction_id: String,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let mut unread = Some(body);
    let mut read = None;
    // Whose token request it is stands in its body; all others carry it in the token.
    let (account, bearer) = if operation == Operation::Token {
        let body = take(&mut unread).await;
        let bytes = body.as_deref().unwrap_or_default();
        let account = TokenRequest::read(&parts.headers, bytes).account(&shared.world());
        read = Some(body);
        (account, None)
    } else {
        let bearer = Bearer::read(&shared.world(), &parts.headers);
        (bearer.account().map(str::to_owned), Some(bearer))
    };
    let plan = shared.world().plan(operation, account.as_deref());
    let refusing = plan.refuse_for.map(|duration| shared.refuse(duration));
    if !plan.delay.is_zero() {
        tokio::time::sleep(plan.delay).await;
    }
    let exchange = Exchange {
        shared: &shared,
        operation,
        parts: &parts,
        account,
        bearer,
        plan: &plan,
    };

    let now = || shared.world().clock.now_ms();
    let end = match spoil::instead(&plan.kinds, false, now()) {
        Some(instead) => instead,
        None => {
            let body = match read {
                Some(body) => body,
                None => take(&mut unread).await,
            };
            let answer = match body {
                None => too_large(),
                Some(body) => exchange.serve(&transaction_id, &body),
            };
            spoil::instead(&plan.kinds, true, now())
                .unwrap_or_else(|| Instead::Answer(Box::new(answer)))
        }
    };
    // Whoever has the answer can rely on it that the next connection is refused.
    if let Some(asked) = refusing {
        shared.refused(asked).await;
    }
    exchange.end(end)
}

async fn take(body: &mut Option<Body>) -> Option<Bytes> {
    axum::body::to_bytes(body.take()?, MAX_REQUEST_BODY)
        .await
        .ok()
}

fn too_large() -> Answer {
    Answer::problem(
        StatusCode::PAYLOAD_TOO_LARGE,
        "payload_too_large",
        "Payload too large",
        "The body must not be larger than 64 KiB.",
    )
    .refused(Refused::new(
        "body.size",
        "at most 65536 bytes",
        "more, or a body that broke off",
    ))
}

struct Exchange<'a> {
    shared: &'a Shared,
    operation: Operation,
    parts: &'a Parts,
    account: Option<String>,
    /// Absent at the token endpoint.
    bearer: Option<Bearer<'a>>,
    plan: &'a Plan,
}

impl Exchange<'_> {
    fn serve(&self, transaction_id: &str, body: &[u8]) -> Answer {
        let mut world = self.shared.world();
        let headers = &self.parts.headers;
        match (self.shared.document.route(self.operation), &self.bearer) {
            (Some(route), Some(bearer)) => api::answer(
                &mut world,
                &api::Call {
                    route,
                    bearer,
                    headers,
                    transaction_id,
                    body,
                },
            ),
            _ => oauth::issue(
                &mut world,
                &TokenRequest::read(headers, body),
                self.shared.issuer(),
            ),
        }
    }

    fn end(self, end: Instead) -> Response {
        let mut world = self.shared.world();
        let trace_id = world.trace_id(self.account.as_deref());
        let at_ms = world.clock.now_ms();
        let mut record = RequestRecord {
            number: 0,
            at_ms,
            account_id: self.account,
            operation: self.operation.as_str(),
            method: logged_method(&self.parts.method),
            path: logged_path(self.parts.uri.path()),
            status: 0,
            trace_id,
            refused: None,
            fault: self.plan.names(),
        };
        match end {
            Instead::Broken(fault) => {
                world.record(record);
                fault.into_response()
            }
            Instead::Answer(mut answer) => {
                record.status = answer.status.as_u16();
                record.refused = answer.refused.take();
                let answer = answer
                    .traced(&record.trace_id)
                    .header(header::DATE, &spoil::http_date(at_ms));
                world.record(record);
                drop(world);
                spoil::write(answer, &self.plan.kinds, at_ms)
            }
        }
    }
}

/// Answers a request that means no operation: unknown path, or another method.
pub(crate) fn no_operation(shared: &Shared, request: &Request, status: StatusCode) -> Response {
    let (code, title, expected) = match status {
        StatusCode::METHOD_NOT_ALLOWED => (
            "method_not_allowed",
            "Method not allowed",
            "the method that the document names",
        ),
        _ => ("not_found", "Not found", "a path of the document"),
    };
    let answer = Answer::problem(status, code, title, "The document has no such operation.");
    let mut world = shared.world();
    let account_id = Bearer::read(&world, request.headers())
        .account()
        .map(str::to_owned);
    let trace_id = world.trace_id(account_id.as_deref());
    let at_ms = world.clock.now_ms();
    let answer = answer
        .traced(&trace_id)
        .header(header::DATE, &spoil::http_date(at_ms));
    world.record(RequestRecord {
        number: 0,
        at_ms,
        account_id,
        operation: "none",
        method: logged_method(request.method()),
        path: logged_path(request.uri().path()),
        status: status.as_u16(),
        trace_id,
        refused: Some(Refused::new("path.known", expected, "another")),
        fault: None,
    });
    spoil::write(answer, &[], at_ms)
}

fn logged_method(method: &Method) -> String {
    cut(method.as_str(), 32)
}

fn logged_path(path: &str) -> String {
    cut(path, MAX_LOGGED_PATH)
}

/// What the server does to the connection in place of writing `response`.
pub(crate) fn connection_fault(response: &Response) -> Option<ConnectionFault> {
    response.extensions().get().copied()
}
