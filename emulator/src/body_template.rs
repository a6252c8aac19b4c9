//! Builds response bodies for any document: its required fields, filled once, and the places of the values
//! that have a role.

use serde_json::{Value, json};
use signicat_reuseid_api::role::{ErrorPointers, Output};

use crate::schema::{Schemas, set};

/// The body of a success.
pub(crate) struct SuccessTemplate {
    /// `None` where the document has no JSON body.
    body: Option<Value>,
    fields: Vec<(Output, &'static str, FieldType)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FieldType {
    Text,
    Integer,
}

impl SuccessTemplate {
    pub fn new(
        document: &Value,
        schema: Option<&Value>,
        pointers: &'static [(Output, &'static str)],
    ) -> Self {
        let schemas = Schemas(document);
        let mut fields = Vec::new();
        let body = schema.map(|schema| {
            let mut body = schemas.sample(schema);
            for (output, pointer) in pointers {
                schemas.create_parents(&mut body, schema, pointer);
                let found = schemas.at(schema, pointer);
                let is_integer = found.is_some_and(|it| schemas.is_type(it, "integer"));
                // A required value that does not exist yet is null or empty, never an example.
                if let Some(slot) = body.pointer_mut(pointer) {
                    let nullable = found.and_then(|it| schemas.keyword(it, "nullable"));
                    *slot = match nullable {
                        Some(Value::Bool(true)) => Value::Null,
                        _ if is_integer => json!(0),
                        _ => json!(""),
                    };
                }
                let field_type = match is_integer {
                    true => FieldType::Integer,
                    false => FieldType::Text,
                };
                fields.push((*output, *pointer, field_type));
            }
            body
        });
        Self { body, fields }
    }

    /// The body with these values; a value that is `None` is left out where the document allows it.
    pub fn body<'v>(&self, value: impl Fn(Output) -> Option<&'v str>) -> Option<Value> {
        let mut body = self.body.clone()?;
        for (output, pointer, field_type) in &self.fields {
            let Some(text) = value(*output) else { continue };
            let number = text.parse::<i64>().ok().map(Value::from);
            let value = match field_type {
                FieldType::Integer => number.unwrap_or_else(|| json!(text)),
                FieldType::Text => json!(text),
            };
            set(&mut body, pointer, value);
        }
        Some(body)
    }
}

/// The body of an error.
pub(crate) struct ErrorTemplate {
    body: Value,
    pointers: ErrorPointers,
    /// Whether the document has the members `status` and `type` of RFC 9457.
    has_status: bool,
    has_type: bool,
    /// Whether invalid parameters are an object of names and reasons.
    params_by_name: bool,
}

/// The values of an error body.
#[derive(Default)]
pub(crate) struct Problem {
    pub status: u16,
    pub code: Option<String>,
    pub title: String,
    pub detail: String,
    pub trace_id: Option<String>,
    pub invalid_params: Vec<(String, String)>,
}

/// `type` of the vendor's error objects.
const ERROR_CODES_PAGE: &str = "https://developer.signicat.com/docs/error-codes/";

impl ErrorTemplate {
    /// The error schemas of an operation; the one with most of the pointers is used.
    pub fn new<'s>(
        document: &'s Value,
        schemas: impl Iterator<Item = &'s Value>,
        pointers: ErrorPointers,
    ) -> Self {
        let all = Schemas(document);
        let listed = [
            pointers.code,
            pointers.title,
            pointers.detail,
            pointers.trace_id,
            pointers.invalid_params,
        ];
        let listed = || listed.into_iter().flatten();
        let schema = schemas.max_by_key(|schema| {
            listed()
                .filter(|pointer| all.at(schema, pointer).is_some())
                .count()
        });
        let mut body = schema.map_or_else(|| json!({}), |schema| all.sample(schema));
        if !body.is_object() {
            body = json!({});
        }
        for pointer in listed() {
            let schema = schema.unwrap_or(&Value::Null);
            all.create_parents(&mut body, schema, pointer);
        }
        let has = |name: &str, kind| {
            let property = schema.and_then(|schema| all.child(schema, name));
            let is_free = listed().all(|pointer| pointer.trim_start_matches('/') != name);
            is_free && property.is_some_and(|it| all.is_type(it, kind))
        };
        let params = pointers
            .invalid_params
            .and_then(|at| all.at(schema?, at))
            .is_some_and(|it| all.is_type(it, "object"));
        Self {
            has_status: has("status", "integer"),
            has_type: has("type", "string"),
            params_by_name: params,
            body,
            pointers,
        }
    }

    pub fn body(&self, problem: &Problem) -> Value {
        let mut body = self.body.clone();
        let mut put = |pointer: Option<&str>, value: Option<Value>| {
            if let (Some(pointer), Some(value)) = (pointer, value) {
                set(&mut body, pointer, value);
            }
        };
        let text = |text: &str| Some(json!(text));
        put(
            self.pointers.code,
            problem.code.as_deref().map(|code| json!(code)),
        );
        put(self.pointers.title, text(&problem.title));
        put(self.pointers.detail, text(&problem.detail));
        put(
            self.pointers.trace_id,
            problem.trace_id.as_deref().map(|id| json!(id)),
        );
        put(
            self.has_status.then_some("/status"),
            Some(json!(problem.status)),
        );
        put(
            self.has_type.then_some("/type"),
            Some(json!(ERROR_CODES_PAGE)),
        );
        if !problem.invalid_params.is_empty() {
            put(self.pointers.invalid_params, Some(self.params(problem)));
        }
        body
    }

    fn params(&self, problem: &Problem) -> Value {
        let params = problem.invalid_params.iter();
        if self.params_by_name {
            let params = params.map(|(name, reason)| (name.clone(), json!([reason])));
            return Value::Object(params.collect());
        }
        let params = params.map(|(name, reason)| {
            let mut param = json!({});
            let values = [(self.pointers.name, name), (self.pointers.reason, reason)];
            for (pointer, value) in values {
                if let Some(pointer) = pointer {
                    Schemas(&Value::Null).create_parents(&mut param, &Value::Null, pointer);
                    set(&mut param, pointer, json!(value));
                }
            }
            param
        });
        Value::Array(params.collect())
    }
}
