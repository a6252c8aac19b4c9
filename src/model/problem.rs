//! Parses error bodies leniently: the vendor's APIs and gateways respond with more than one shape.

use serde_json::{Map, Value};

use super::invalid_param::InvalidParam;
use crate::text::{one_line, without_byte_order_mark};

/// Longest code, title and trace id kept, in bytes.
const MAX_TEXT: usize = 120;
/// Longest detail, parameter name and reason kept, in bytes.
const MAX_DETAIL: usize = 1024;
/// Most invalid parameters kept.
const MAX_PARAMS: usize = 100;

/// What an error body says; empty where it says nothing.
#[derive(Clone, Default)]
pub(crate) struct Problem {
    pub(crate) code: Option<Box<str>>,
    pub(crate) title: Option<Box<str>>,
    pub(crate) detail: Option<Box<str>>,
    pub(crate) trace_id: Option<Box<str>>,
    pub(crate) invalid_params: Vec<InvalidParam>,
}

impl Problem {
    /// Parses an error body; `None` if it is not the documented error object, that is, a JSON object with
    /// a code or a title.
    pub(crate) fn parse(body: &[u8]) -> Option<Self> {
        let members: Map<String, Value> =
            serde_json::from_slice(without_byte_order_mark(body)).ok()?;
        let text = |name: &str, max_bytes| {
            let text = one_line(members.get(name)?.as_str()?, max_bytes);
            (!text.is_empty()).then(|| text.into_boxed_str())
        };
        let params = members.get("invalidParams").and_then(Value::as_array);
        let problem = Self {
            code: text("code", MAX_TEXT),
            title: text("title", MAX_TEXT),
            detail: text("detail", MAX_DETAIL),
            trace_id: text("traceId", MAX_TEXT),
            invalid_params: params
                .into_iter()
                .flatten()
                .take(MAX_PARAMS)
                .map(invalid_param)
                .collect(),
        };
        (problem.code.is_some() || problem.title.is_some()).then_some(problem)
    }
}

fn invalid_param(value: &Value) -> InvalidParam {
    let text = |name| {
        let text = value.get(name).and_then(Value::as_str);
        one_line(text.unwrap_or_default(), MAX_DETAIL)
    };
    InvalidParam {
        name: text("name"),
        reason: text("reason"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_documented_object_even_after_a_byte_order_mark() {
        let body =
            "\u{feff}{\"code\":\"c\",\"invalidParams\":[{\"name\":\"n\",\"reason\":\"r\"},7]}";
        let problem = Problem::parse(body.as_bytes()).unwrap();
        assert_eq!(problem.code.as_deref(), Some("c"));
        assert_eq!(problem.invalid_params.len(), 2);
        assert_eq!(problem.invalid_params[0].name(), "n");
    }

    #[test]
    fn other_bodies_are_not_problems() {
        for body in ["", "<html>", "[]", "{}", "null", r#"{"code":7}"#] {
            assert!(Problem::parse(body.as_bytes()).is_none(), "{body}");
        }
    }
}
