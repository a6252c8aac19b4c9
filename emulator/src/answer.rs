//! An answer before it becomes bytes: faults still want to spoil it.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::{Map, Value};
use signicat_reuseid_api::types::{InvalidParam, Problem};

use crate::record::Refused;

/// The vendor puts the request's id in its tracing system on every answer.
pub(crate) const TRACE_ID: HeaderName = HeaderName::from_static("x-trace-id");

/// The page that the vendor's error objects name as their `type`.
const ERROR_CODES_PAGE: &str = "https://developer.signicat.com/docs/error-codes/";

pub(crate) struct Answer {
    pub status: StatusCode,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub body: Value,
    pub refused: Option<Refused>,
}

impl Answer {
    pub fn ok<T: Serialize>(body: &T) -> Self {
        match serde_json::to_value(body) {
            Ok(body) => Self {
                status: StatusCode::OK,
                headers: Vec::new(),
                body,
                refused: None,
            },
            Err(_) => Self::problem(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal_error",
                "Internal error",
                "The answer could not be written.",
            ),
        }
    }

    /// The error object that the vendor documents, without `traceId`, which [`Answer::traced`] adds.
    pub fn problem(status: StatusCode, code: &str, title: &str, detail: &str) -> Self {
        Self::problem_with(status, code, title, detail, Vec::new())
    }

    pub fn problem_with(
        status: StatusCode,
        code: &str,
        title: &str,
        detail: &str,
        invalid_params: Vec<InvalidParam>,
    ) -> Self {
        let body = Problem {
            code: Some(code.to_owned()),
            detail: Some(detail.to_owned()),
            invalid_params,
            status: Some(i64::from(status.as_u16())),
            title: Some(title.to_owned()),
            trace_id: None,
            type_: Some(ERROR_CODES_PAGE.to_owned()),
            extra: Map::new(),
        };
        Self {
            status,
            ..Self::ok(&body)
        }
    }

    pub fn refused(mut self, refused: Refused) -> Self {
        self.refused = Some(refused);
        self
    }

    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// Puts the trace id into the header and, as the vendor does, into every error object.
    pub fn traced(mut self, trace_id: &str) -> Self {
        if let Value::Object(members) = &mut self.body
            && members.contains_key("title")
            && !self.status.is_success()
        {
            members.insert("traceId".into(), trace_id.into());
        }
        self.header(TRACE_ID, trace_id)
    }

    /// The answer with a body of the caller's making.
    pub fn with_body(self, body: Body, content_type: &'static str) -> Response {
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.extend(self.headers);
        response
    }

    pub fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(&self.body).unwrap_or_default()
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let body = Body::from(self.bytes());
        self.with_body(body, "application/json")
    }
}

/// One entry of `invalidParams`.
pub(crate) fn invalid_param(name: impl Into<String>, reason: impl Into<String>) -> InvalidParam {
    InvalidParam {
        name: Some(name.into()),
        reason: Some(reason.into()),
        extra: Map::new(),
    }
}
