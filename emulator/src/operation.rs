//! The operations that the emulator plays, and what the prepared document says about each.
//!
//! Nothing here spells a path of the API: method, path and request schema are looked up by operation id,
//! and the base path comes from `servers[0].url`. Only the token endpoint is not in the document; its path
//! is the one that the vendor's own SDK calls.

use std::fmt;

use http::Method;
use jsonschema::{Draft, Validator};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Where the vendor's token endpoint is, on the same host as the API.
pub const TOKEN_PATH: &str = "/auth/open/connect/token";

/// An operation that faults and the request log can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// The token endpoint.
    Token,
    /// Start onboarding.
    StartOnboarding,
    /// Get onboarding.
    GetOnboarding,
    /// Start step-up.
    StartStepUp,
    /// Get step-up.
    GetStepUp,
}

impl Operation {
    /// The operations of the document.
    pub const DOCUMENTED: [Operation; 4] = [
        Operation::StartOnboarding,
        Operation::GetOnboarding,
        Operation::StartStepUp,
        Operation::GetStepUp,
    ];

    /// The document's operation id, or `token`.
    pub fn as_str(self) -> &'static str {
        match self {
            Operation::Token => "token",
            Operation::StartOnboarding => "start_onboarding",
            Operation::GetOnboarding => "get_onboarding",
            Operation::StartStepUp => "start_step_up",
            Operation::GetStepUp => "get_step_up",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why the document cannot be played.
#[derive(Debug, thiserror::Error)]
#[error("the OpenAPI document cannot be played: {0}")]
pub struct DocumentError(String);

/// One operation as the document has it.
pub struct Route {
    /// Which one.
    pub operation: Operation,
    /// Its HTTP method.
    pub method: Method,
    /// Its path template without the base path.
    pub template: String,
    /// The check of its request body.
    pub body: Option<Validator>,
}

/// What the emulator needs of the prepared document.
pub struct Document {
    /// Path of `servers[0].url` without a slash at its end, for example `/reuseid`.
    pub base_path: String,
    /// The four operations.
    pub routes: Vec<Route>,
}

impl Document {
    /// Reads a prepared document.
    ///
    /// # Errors
    /// When it is not JSON, has no server, lacks one of the four operation ids, or a request schema cannot
    /// be compiled.
    pub fn parse(text: &str) -> Result<Self, DocumentError> {
        let document: Value =
            serde_json::from_str(text).map_err(|error| DocumentError(error.to_string()))?;
        let server = document
            .pointer("/servers/0/url")
            .and_then(Value::as_str)
            .ok_or_else(|| DocumentError("it has no servers[0].url".into()))?;
        // A server may be relative; its base then does not matter.
        let base_path = url::Url::parse("http://localhost/")
            .and_then(|base| base.join(server))
            .map_err(|error| DocumentError(format!("servers[0].url: {error}")))?
            .path()
            .trim_end_matches('/')
            .to_owned();
        let routes = Operation::DOCUMENTED
            .into_iter()
            .map(|operation| Route::find(&document, operation))
            .collect::<Result<_, _>>()?;
        Ok(Self { base_path, routes })
    }

    /// The route of an operation.
    pub fn route(&self, operation: Operation) -> Option<&Route> {
        self.routes
            .iter()
            .find(|route| route.operation == operation)
    }
}

impl Route {
    fn find(document: &Value, operation: Operation) -> Result<Self, DocumentError> {
        let missing = || DocumentError(format!("it has no operation `{operation}`"));
        let paths = document
            .get("paths")
            .and_then(Value::as_object)
            .ok_or_else(missing)?;
        let (template, method, found) = paths
            .iter()
            .flat_map(|(template, item)| {
                item.as_object()
                    .into_iter()
                    .flatten()
                    .map(move |(method, it)| (template, method, it))
            })
            .find(|(_, _, it)| {
                it.get("operationId").and_then(Value::as_str) == Some(operation.as_str())
            })
            .ok_or_else(missing)?;
        let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes())
            .map_err(|_| DocumentError(format!("`{operation}` has no HTTP method")))?;
        let body = found
            .pointer("/requestBody/content/application~1json/schema")
            .map(|schema| validator(document, schema))
            .transpose()
            .map_err(|reason| DocumentError(format!("request body of `{operation}`: {reason}")))?;
        Ok(Self {
            operation,
            method,
            template: template.clone(),
            body,
        })
    }
}

/// OpenAPI 3.0 speaks an early draft of JSON Schema with `nullable` in place of the type `null`.
fn validator(document: &Value, schema: &Value) -> Result<Validator, String> {
    let mut root = json!({ "allOf": [schema], "components": document.get("components") });
    nullable_to_type(&mut root);
    jsonschema::options()
        .with_draft(Draft::Draft4)
        .build(&root)
        .map_err(|error| error.to_string())
}

fn nullable_to_type(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.get("nullable") == Some(&Value::Bool(true))
                && let Some(Value::String(name)) = members.get("type").cloned()
            {
                members.insert("type".into(), json!([name, "null"]));
            }
            members.values_mut().for_each(nullable_to_type);
        }
        Value::Array(items) => items.iter_mut().for_each(nullable_to_type),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prepared_document_can_be_played() {
        let document = Document::parse(signicat_reuseid_api::OPENAPI).unwrap();
        assert_eq!(document.routes.len(), 4);
        for route in &document.routes {
            let starts = route.operation.as_str().starts_with("start_");
            assert_eq!(route.body.is_some(), starts, "{}", route.operation);
        }
    }

    #[test]
    fn paths_and_methods_are_the_documents_own() {
        let mut moved: Value = serde_json::from_str(signicat_reuseid_api::OPENAPI).unwrap();
        moved["servers"][0]["url"] = json!("https://api.signicat.com/elsewhere/");
        let here = Document::parse(signicat_reuseid_api::OPENAPI).unwrap();
        let path = &here.route(Operation::StartOnboarding).unwrap().template;
        let item = moved["paths"].as_object_mut().unwrap().remove(path);
        moved["paths"]["/v3/begin"] = item.unwrap();
        let moved = moved.to_string();
        let document = Document::parse(&moved).unwrap();
        assert_eq!(document.base_path, "/elsewhere");
        let route = document.route(Operation::StartOnboarding).unwrap();
        assert_eq!(
            (route.template.as_str(), &route.method),
            ("/v3/begin", &Method::POST)
        );
    }

    #[test]
    fn a_document_without_an_operation_is_refused_by_name() {
        let text = signicat_reuseid_api::OPENAPI.replace("get_step_up", "other");
        let error = Document::parse(&text).err().unwrap().to_string();
        assert!(error.contains("get_step_up"), "{error}");
    }

    #[test]
    fn nullable_lets_null_in_and_its_absence_does_not() {
        let document = json!({});
        let schema = |nullable| json!({ "type": "string", "nullable": nullable });
        assert!(
            validator(&document, &schema(true))
                .unwrap()
                .is_valid(&Value::Null)
        );
        assert!(
            !validator(&document, &schema(false))
                .unwrap()
                .is_valid(&Value::Null)
        );
    }
}
