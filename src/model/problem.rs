//! Parses error bodies leniently: the vendor's APIs and gateways respond with more than one shape.

use serde_json::Value;
use signicat_reuseid_api::role::ErrorPointers;

use super::invalid_param::InvalidParam;
use crate::text::{one_line, without_byte_order_mark};

/// Longest code, title and trace id kept, in bytes.
const MAX_TEXT: usize = 120;
/// Longest detail, parameter name and reason kept, in bytes.
const MAX_DETAIL: usize = 1024;
/// Most invalid parameters kept.
const MAX_PARAMS: usize = 100;

/// The fields of an error body; a field that is absent there is empty.
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
    pub(crate) fn parse(body: &[u8], pointers: &ErrorPointers) -> Option<Self> {
        let body: Value = serde_json::from_slice(without_byte_order_mark(body)).ok()?;
        let text = |pointer: Option<&str>, max_bytes| {
            let text = one_line(body.pointer(pointer?)?.as_str()?, max_bytes);
            (!text.is_empty()).then(|| text.into_boxed_str())
        };
        let params = pointers.invalid_params.and_then(|at| body.pointer(at));
        let problem = Self {
            code: text(pointers.code, MAX_TEXT),
            title: text(pointers.title, MAX_TEXT),
            detail: text(pointers.detail, MAX_DETAIL),
            trace_id: text(pointers.trace_id, MAX_TEXT),
            invalid_params: params.map_or_else(Vec::new, |params| invalid_params(params, pointers)),
        };
        (problem.code.is_some() || problem.title.is_some()).then_some(problem)
    }
}

/// An array of objects with name and reason, or an object of names and their reasons.
fn invalid_params(params: &Value, pointers: &ErrorPointers) -> Vec<InvalidParam> {
    let text = |text: &str| one_line(text, MAX_DETAIL);
    match params {
        Value::Array(params) => {
            let at = |param: &Value, pointer: Option<&str>| {
                let value = pointer.and_then(|at| param.pointer(at)?.as_str());
                text(value.unwrap_or_default())
            };
            let params = params.iter().take(MAX_PARAMS).map(|param| InvalidParam {
                name: at(param, pointers.name),
                reason: at(param, pointers.reason),
            });
            params.collect()
        }
        Value::Object(params) => {
            let reason = |value: &Value| match value {
                Value::String(reason) => text(reason),
                Value::Array(reasons) => {
                    let reasons: Vec<_> = reasons.iter().filter_map(Value::as_str).collect();
                    text(&reasons.join("; "))
                }
                _ => String::new(),
            };
            let params = params.iter().take(MAX_PARAMS);
            let params = params.map(|(name, value)| InvalidParam {
                name: text(name),
                reason: reason(value),
            });
            params.collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointers() -> ErrorPointers {
        let mut pointers = ErrorPointers::NONE;
        pointers.code = Some("/error/code");
        pointers.title = Some("/title");
        pointers.invalid_params = Some("/invalid");
        pointers.name = Some("/field");
        pointers.reason = Some("/why");
        pointers
    }

    #[test]
    fn reads_the_documented_object_even_after_a_byte_order_mark() {
        let body =
            "\u{feff}{\"error\":{\"code\":\"c\"},\"invalid\":[{\"field\":\"n\",\"why\":\"r\"},7]}";
        let problem = Problem::parse(body.as_bytes(), &pointers()).unwrap();
        assert_eq!(problem.code.as_deref(), Some("c"));
        assert_eq!(problem.invalid_params.len(), 2);
        assert_eq!(problem.invalid_params[0].name(), "n");
        assert_eq!(problem.invalid_params[0].reason(), "r");
    }

    #[test]
    fn reads_invalid_parameters_by_name() {
        let body = r#"{"title":"t","invalid":{"a":["1","2"],"b":"3"}}"#;
        let problem = Problem::parse(body.as_bytes(), &pointers()).unwrap();
        let params = problem.invalid_params.iter();
        let params: Vec<_> = params.map(|it| (it.name(), it.reason())).collect();
        assert_eq!(params, [("a", "1; 2"), ("b", "3")]);
    }

    #[test]
    fn other_bodies_are_not_problems() {
        for body in ["", "<html>", "[]", "{}", "null", r#"{"title":7}"#] {
            assert!(
                Problem::parse(body.as_bytes(), &pointers()).is_none(),
                "{body}"
            );
        }
    }
}
