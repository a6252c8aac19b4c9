//! The transport of the generated client for one attempt.
//!
//! The generated code drops the status and headers of a body that is not the JSON it expects, so everything
//! that the retry decision needs is recorded here before the generated code sees the response.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
use signicat_reuseid_api as api;

use super::{
    body::BodyBuffer,
    http_sender::{HttpSender, body_error},
    http_transport::TransportError,
    record::Record,
};
use crate::model::exact_numbers::quote_inexact_numbers;

/// Adds headers to every attempt, for example a trace context.
pub(crate) type HeaderHook = dyn Fn(&mut HeaderMap) + Send + Sync;

/// Sends one attempt and records its response.
pub(crate) struct RecordingTransport {
    pub(crate) sender: HttpSender,
    pub(crate) authorization: HeaderValue,
    pub(crate) headers: Option<Arc<HeaderHook>>,
    pub(crate) record: Mutex<Record>,
}

impl RecordingTransport {
    pub(crate) fn take_record(&self) -> Record {
        self.with_record(std::mem::take)
    }

    fn with_record<T>(&self, change: impl FnOnce(&mut Record) -> T) -> T {
        change(&mut self.record.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for RecordingTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecordingTransport(..)")
    }
}

impl api::Transport for RecordingTransport {
    fn execute<'a>(
        &'a self,
        _client: &'a reqwest::Client,
        _operation_id: &'static str,
        mut request: reqwest::Request,
    ) -> api::ResponseFuture<'a> {
        if let Some(add) = &self.headers {
            add(request.headers_mut());
        }
        request
            .headers_mut()
            .insert(AUTHORIZATION, self.authorization.clone());
        let sending = self.sender.send(request);
        Box::pin(async move {
            let response = match sending.await {
                Ok(response) => response,
                Err(error) => {
                    self.with_record(|record| record.error = Some(error));
                    return Ok(placeholder());
                }
            };
            let is_encoded = self.with_record(|record| {
                record.read_head(response.status(), response.headers());
                record.content_encoding.is_some()
            });
            let (head, body) = http::Response::<reqwest::Body>::from(response).into_parts();
            let mut recorded = RecordedBody {
                buffer: BodyBuffer::default(),
                record: &self.record,
            };
            // Boxed, so that the future stays small while it waits for the head of the response.
            let error = Box::pin(recorded.buffer.read(body, head.status)).await;
            let error = error.or(body_error(&head));
            let body = recorded.buffer.take();
            self.with_record(|record| {
                record.body = body.clone();
                record.error = error;
            });
            let error = error.or(is_encoded.then_some(TransportError::Interrupted));
            if error.is_some() {
                return Ok(placeholder());
            }
            let body = quote_inexact_numbers(body);
            Ok(http::Response::from_parts(head, reqwest::Body::from(body)).into())
        })
    }
}

/// A body being read. If the attempt times out meanwhile, what had arrived is recorded: it may contain the id
/// of a session.
struct RecordedBody<'a> {
    buffer: BodyBuffer,
    record: &'a Mutex<Record>,
}

impl Drop for RecordedBody<'_> {
    fn drop(&mut self) {
        let body = self.buffer.take();
        if !body.is_empty() {
            let mut record = self.record.lock().unwrap_or_else(PoisonError::into_inner);
            record.body = body;
        }
    }
}

/// Returned to the generated code in place of an error: its error type is reqwest's, which only reqwest can
/// construct. The status is not a success, and the caller classifies the attempt by the record.
fn placeholder() -> reqwest::Response {
    let mut placeholder = http::Response::new(reqwest::Body::default());
    *placeholder.status_mut() = http::StatusCode::IM_A_TEAPOT;
    placeholder.into()
}
