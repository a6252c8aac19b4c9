//! The places that a schema can be at, as ids name them, and a document with a schema at each.

use serde_json::{Value, json};

use Place::{
    Parameter, ParameterProperty, RequestBody, RequestProperty, ResponseBody, ResponseHeader,
    ResponseProperty,
};

/// Where a schema is, as ids name it, and whether the client writes it.
#[derive(Clone, Copy, PartialEq)]
pub enum Place {
    RequestBody,
    RequestProperty,
    Parameter,
    ParameterProperty,
    ResponseBody,
    ResponseProperty,
    ResponseHeader,
}
pub const PLACES: [Place; 7] = [
    RequestBody,
    RequestProperty,
    Parameter,
    ParameterProperty,
    ResponseBody,
    ResponseProperty,
    ResponseHeader,
];
pub const BODIES: [Place; 4] = [RequestBody, RequestProperty, ResponseBody, ResponseProperty];

impl Place {
    pub fn word(self) -> &'static str {
        match self {
            RequestBody => "request-body",
            RequestProperty => "request-property",
            Parameter => "request-parameter",
            ParameterProperty => "request-parameter-property",
            ResponseBody => "response-body",
            ResponseProperty => "response-property",
            ResponseHeader => "response-header",
        }
    }

    pub fn sent(self) -> bool {
        !matches!(self, ResponseBody | ResponseProperty | ResponseHeader)
    }

    /// A document with the schema at this place.
    pub fn document(self, schema: Value) -> Value {
        let inside = json!({"type": "object", "properties": {"p": schema}});
        let media = |schema: &Value| json!({"application/json": {"schema": schema}});
        let mut operation = json!({"responses": {"200": {"description": "ok"}}});
        match self {
            RequestBody => operation["requestBody"] = json!({"content": media(&schema)}),
            RequestProperty => operation["requestBody"] = json!({"content": media(&inside)}),
            Parameter => {
                operation["parameters"] = json!([{"name": "q", "in": "query", "schema": schema}]);
            }
            ParameterProperty => {
                operation["parameters"] = json!([{
                    "name": "q", "in": "query", "style": "deepObject", "explode": true,
                    "schema": inside
                }]);
            }
            ResponseBody => operation["responses"]["200"]["content"] = media(&schema),
            ResponseProperty => operation["responses"]["200"]["content"] = media(&inside),
            ResponseHeader => {
                operation["responses"]["200"]["headers"] = json!({"X-A": {"schema": schema}});
            }
        }
        document(operation)
    }
}

pub fn document(operation: Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/things": {"post": operation}},
        "components": {"schemas": {
            "Cat": {"type": "object", "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}},
            "Dog": {"type": "object", "properties": {"kind": {"type": "string"}, "tricks": {"type": "integer"}}},
            "Fox": {"type": "object", "properties": {"kind": {"type": "string"}, "den": {"type": "integer"}}}
        }}
    })
}
