//! Sends one attempt of an operation through the generated client.

use std::{
    future::Future,
    pin::pin,
    sync::{Arc, Mutex},
};

use http::StatusCode;
use signicat_reuseid_api::{self as api, SessionFields};
use tokio::time::{Instant, timeout_at};

use super::core::Core;
use crate::{
    auth::token_cache::Token,
    model::{Operation, Unreadable, lenient, response::Unusable},
    retry::{attempt_error::AttemptError, classification::Classifier},
    transport::{record::Record, recording::RecordingTransport},
};

impl Core {
    pub(super) fn classifier(&self) -> Classifier {
        Classifier {
            throttled_before_processing: self.retry.throttled_before_processing,
        }
    }

    /// `send` builds and sends the generated request, `parse` turns its response into the caller's type.
    /// Returns the value with the response's status.
    pub(super) async fn attempt<T, F, Fut>(
        &self,
        operation: Operation,
        token: &Token,
        deadline: Instant,
        send: &F,
        parse: &impl Fn(SessionFields) -> Result<T, Unusable>,
    ) -> Result<(T, StatusCode), AttemptError>
    where
        F: Fn(api::Client) -> Fut,
        Fut: Future<Output = Result<api::ResponseValue<SessionFields>, api::Error>>,
    {
        let transport = Arc::new(RecordingTransport {
            sender: self.sender.clone(),
            authorization: token.header.clone(),
            headers: self.headers.clone(),
            record: Mutex::default(),
        });
        let client =
            api::Client::new_with_client(&self.base_url, self.http.clone(), transport.clone());
        let deadline = deadline.min(Instant::now() + self.timeouts.attempt);
        let response = {
            // Dropped before the record is taken: on drop it records the part of the body that had arrived.
            let sending = pin!(send(client));
            timeout_at(deadline, sending).await
        };
        let record = transport.take_record();
        let (body, status) = match response {
            Err(_) => return Err(self.classifier().timed_out(record)),
            Ok(Ok(response)) => (Ok(response.into_inner()), record.status),
            Ok(Err(error)) => (parse_leniently(operation, &record, &error), record.status),
        };
        let body = match body {
            Ok(body) => body,
            Err(reason) => return Err(self.classifier().classify(record, reason)),
        };
        match parse(body) {
            Ok(value) => Ok((value, status.unwrap_or_default())),
            Err(Unusable { reason, recovered }) => {
                Err(self.classifier().unreadable(reason, recovered, record))
            }
        }
    }
}

/// Parses a success body that the generated code rejected: one that needs lenient parsing, or one with a
/// success status that is not documented, such as 201 or 202 for a start.
fn parse_leniently(
    operation: Operation,
    record: &Record,
    error: &api::Error,
) -> Result<SessionFields, Unreadable> {
    let is_success = record.status.is_some_and(|status| status.is_success());
    if !is_success || record.error.is_some() || record.content_encoding.is_some() {
        return Err(Unreadable::Truncated);
    }
    match lenient::parse(&record.body, operation.roles()) {
        Ok(body) => Ok(body),
        Err(_) if matches!(error, api::Error::UnexpectedResponse(_)) => Err(Unreadable::Status),
        Err(error) => Err(Unreadable::Json {
            line: error.line(),
            column: error.column(),
        }),
    }
}
