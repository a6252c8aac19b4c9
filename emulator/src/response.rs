//! A response before it is written: faults may still change it.

use axum::{body::Body, response::Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::Value;

use crate::{
    body_template::Problem,
    document::{DOCUMENT, Route},
    request_log::Rejection,
};

/// The vendor sends the request's trace id with every response.
const TRACE_ID: HeaderName = HeaderName::from_static("x-trace-id");

/// A response and what the log keeps about it.
pub(crate) struct ApiResponse {
    pub status: StatusCode,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    content: Content,
    pub rejection: Option<Rejection>,
}

enum Content {
    Empty,
    Json(Vec<u8>),
    /// Serialized last, since its trace id and the form of its operation are.
    Problem(Box<Problem>),
}

impl ApiResponse {
    pub fn ok<T: Serialize>(body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(text) => Self::new(StatusCode::OK, Content::Json(text)),
            Err(_) => Self::problem(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal_error",
                "Internal error",
                "The response could not be serialized.",
            ),
        }
    }

    /// The success of an operation; no body where the document has none.
    pub fn success(status: StatusCode, body: Option<&Value>) -> Self {
        match body {
            Some(body) => Self {
                status,
                ..Self::ok(body)
            },
            None => Self::new(status, Content::Empty),
        }
    }

    fn new(status: StatusCode, content: Content) -> Self {
        Self {
            status,
            headers: Vec::new(),
            content,
            rejection: None,
        }
    }

    /// The document's error object, without the trace id that [`traced`](Self::traced) adds.
    pub fn problem(status: StatusCode, code: &str, title: &str, detail: &str) -> Self {
        let problem = Problem {
            status: status.as_u16(),
            code: Some(code.to_owned()),
            title: title.to_owned(),
            detail: detail.to_owned(),
            ..Problem::default()
        };
        Self::new(status, Content::Problem(Box::new(problem)))
    }

    /// The document's error object for invalid fields, each with its name and a reason.
    pub fn invalid_params(
        code: &str,
        title: &str,
        detail: &str,
        params: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let mut response = Self::problem(StatusCode::UNPROCESSABLE_ENTITY, code, title, detail);
        if let Content::Problem(problem) = &mut response.content {
            problem.invalid_params = params.into_iter().collect();
        }
        response
    }

    /// Removes the `code` of the error object.
    pub fn without_code(mut self) -> Self {
        if let Content::Problem(problem) = &mut self.content {
            problem.code = None;
        }
        self
    }

    pub fn rejected(
        mut self,
        rule: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        self.rejection = Some(Rejection::new(rule, expected, actual));
        self
    }

    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// Adds the trace id as a header and, like the vendor, to error objects.
    pub fn traced(mut self, trace_id: &str) -> Self {
        if let Content::Problem(problem) = &mut self.content {
            problem.trace_id = Some(trace_id.to_owned());
        }
        self.header(TRACE_ID, trace_id)
    }

    /// The response with another body.
    pub fn into_response_with(self, body: Body) -> Response {
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        if !matches!(self.content, Content::Empty) {
            let json = HeaderValue::from_static("application/json");
            headers.insert(header::CONTENT_TYPE, json);
        }
        headers.extend(self.headers);
        response
    }

    /// The body as JSON; an error in the form that the document gives the operation's errors.
    pub fn take_body(&mut self, route: Option<&Route>) -> Vec<u8> {
        match &mut self.content {
            Content::Empty => Vec::new(),
            Content::Json(text) => std::mem::take(text),
            Content::Problem(problem) => route
                .or_else(|| DOCUMENT.routes.first())
                .and_then(|route| serde_json::to_vec(&route.error.body(problem)).ok())
                .unwrap_or_default(),
        }
    }
}
