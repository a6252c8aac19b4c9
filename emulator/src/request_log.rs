//! What the log keeps of each request: enough to see why it failed, never a secret or personal data.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// One request to an operation or the token endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RequestRecord {
    /// Counts requests from 1.
    pub number: u64,
    /// Time of the response by the emulator's clock, in milliseconds since the Unix epoch.
    pub at_ms: u64,
    /// The account, when the request identified one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// The document's operation id, `token`, or `none`.
    pub operation: &'static str,
    /// HTTP method.
    pub method: String,
    /// Path without the query, at most 512 bytes.
    pub path: String,
    /// Status of the response; 0 when a fault broke the connection instead.
    pub status: u16,
    /// The response's `X-TRACE-ID`.
    pub trace_id: String,
    /// Why it was rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejection: Option<Rejection>,
    /// Likely mistakes in the request, whether it was rejected or not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The faults that were applied to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
}

/// The rule that a request violated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Rejection {
    /// The rule, for example `body.schema` or `token.expired`.
    pub rule: String,
    /// What the rule requires.
    pub expected: String,
    /// What the request had instead, by kind and never by value.
    pub actual: String,
}

impl Rejection {
    pub(crate) fn new(
        rule: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self {
            rule: rule.into(),
            expected: expected.into(),
            actual: actual.into(),
        }
    }
}

/// At most the first `max` bytes of `text`, cut between characters.
pub(crate) fn truncate(text: &str, max: usize) -> &str {
    let end = (0..=max.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// The kind of a JSON value, without its content.
pub(crate) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a number with a fraction",
        Value::Number(_) => "an integer",
        Value::String(text) if text.is_empty() => "an empty string",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
