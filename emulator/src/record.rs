//! What is remembered of each request: enough to see why it was refused, never a secret or an identity.

use serde::Serialize;
use utoipa::ToSchema;

/// One request that was served (or broken by a fault).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestRecord {
    /// Counts up from 1 within the emulator.
    pub number: u64,
    /// When, in milliseconds since the Unix epoch, by the emulator's clock.
    pub at_ms: u64,
    /// The account, when the request told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// The document's operation id, `token`, or `none` when no operation was meant.
    pub operation: &'static str,
    /// HTTP method.
    pub method: String,
    /// Path without the query.
    pub path: String,
    /// Status of the answer; 0 when a fault broke the connection instead.
    pub status: u16,
    /// The answer's `X-TRACE-ID`.
    pub trace_id: String,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
    /// The fault that it met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
}

/// Which rule a request broke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Refused {
    /// The rule, for example `body.schema` or `token.expired`.
    pub rule: String,
    /// What the rule asks for.
    pub expected: String,
    /// What came, described by its kind and never by its value.
    pub came: String,
}

impl Refused {
    pub(crate) fn new(
        rule: impl Into<String>,
        expected: impl Into<String>,
        came: impl Into<String>,
    ) -> Self {
        Self {
            rule: rule.into(),
            expected: expected.into(),
            came: came.into(),
        }
    }
}

/// At most the first `most` bytes, whole characters only.
pub(crate) fn cut(text: &str, most: usize) -> String {
    let end = (0..=most.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at));
    text.get(..end.unwrap_or(0)).unwrap_or_default().to_owned()
}

/// What kind of JSON value came, in words that give nothing away.
pub(crate) fn kind_of(value: &serde_json::Value) -> &'static str {
    use serde_json::Value;
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
