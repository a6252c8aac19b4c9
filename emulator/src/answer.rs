//! An answer before it becomes bytes: faults still want to spoil it.

use axum::{body::Body, response::Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::Map;
use signicat_reuseid_api::types::{InvalidParam, Problem};

use crate::record::Refused;

/// The vendor puts the request's id in its tracing system on every answer.
pub(crate) const TRACE_ID: HeaderName = HeaderName::from_static("x-trace-id");

/// The page that the vendor's error objects name as their `type`.
const ERROR_CODES_PAGE: &str = "https://developer.signicat.com/docs/error-codes/";

pub(crate) struct Answer {
    pub status: StatusCode,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    content: Content,
    pub refused: Option<Refused>,
}

enum Content {
    Json(Vec<u8>),
    /// Kept as a value: its trace id comes last.
    Problem(Box<Problem>),
}

impl Answer {
    pub fn ok<T: Serialize>(body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(text) => Self::new(StatusCode::OK, Content::Json(text)),
            Err(_) => Self::problem(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal_error",
                "Internal error",
                "The answer could not be written.",
            ),
        }
    }

    fn new(status: StatusCode, content: Content) -> Self {
        Self {
            status,
            headers: Vec::new(),
            content,
            refused: None,
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
        let problem = Problem {
            code: Some(code.to_owned()),
            detail: Some(detail.to_owned()),
            invalid_params,
            status: Some(i64::from(status.as_u16())),
            title: Some(title.to_owned()),
            trace_id: None,
            type_: Some(ERROR_CODES_PAGE.to_owned()),
            extra: Map::new(),
        };
        Self::new(status, Content::Problem(Box::new(problem)))
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
        if let Content::Problem(problem) = &mut self.content {
            problem.trace_id = Some(trace_id.to_owned());
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

    /// The body as JSON.
    pub fn take_body(&mut self) -> Vec<u8> {
        match &mut self.content {
            Content::Json(text) => std::mem::take(text),
            Content::Problem(problem) => serde_json::to_vec(problem).unwrap_or_default(),
        }
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
