//! Reads method, path and request schema of each operation from the prepared document.
//!
//! No path and no field of the API is written by hand: operations are found by the ids of their roles, and the
//! base path is that of `servers[0].url`.

use std::sync::LazyLock;

use http::{Method, StatusCode};
use serde_json::Value;
use signicat_reuseid_api::role::{OperationRoles, Output};

use crate::{
    body_schema::BodySchema,
    body_template::{ErrorTemplate, SuccessTemplate},
    operation::{Operation, TOKEN_PATH},
};

/// The document that `signicat-reuseid-api` was generated from. Its tests parse it, so it is valid.
pub static DOCUMENT: LazyLock<Document> =
    LazyLock::new(|| match Document::parse(signicat_reuseid_api::OPENAPI) {
        Ok(document) => document,
        Err(error) => unreachable!("{error}"),
    });

/// Why the document cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the OpenAPI document cannot be used: {0}")]
pub struct DocumentError(String);

/// What the document says of one operation.
pub struct Route {
    /// The operation.
    pub operation: Operation,
    /// Where its values are.
    pub(crate) roles: &'static OperationRoles,
    /// Its HTTP method.
    pub method: Method,
    /// Its path template without the base path.
    pub template: String,
    /// The schema of its request body.
    pub body: Option<BodySchema>,
    /// The status of its success.
    pub success_status: StatusCode,
    /// The body of its success.
    pub(crate) success: SuccessTemplate,
    /// The bodies of its errors.
    pub(crate) error: ErrorTemplate,
}

/// The parts of the prepared document that the emulator serves.
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
    /// When it is not JSON, has no server, lacks one of the four operation ids, or has an invalid request
    /// schema.
    pub fn parse(text: &str) -> Result<Self, DocumentError> {
        let document: Value =
            serde_json::from_str(text).map_err(|error| DocumentError(error.to_string()))?;
        let server = document
            .pointer("/servers/0/url")
            .and_then(Value::as_str)
            .ok_or_else(|| DocumentError("it has no servers[0].url".into()))?;
        // The server may be a relative URL.
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

    /// The operation that a path without a route was probably meant for, and what is wrong with the path.
    pub fn probable_operation(&self, path: &str) -> Option<(Operation, &'static str)> {
        let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
        let segments = |path: &str| -> Vec<String> {
            path.split('/')
                .filter(|segment| !segment.is_empty())
                .map(str::to_ascii_lowercase)
                .collect()
        };
        let found = segments(&decoded);
        let matches = |path: &str| {
            let template = segments(path);
            template.len() == found.len()
                && template
                    .iter()
                    .zip(&found)
                    .all(|(expected, actual)| expected.starts_with('{') || expected == actual)
        };
        let with_base = |route: &&Route| matches(&format!("{}{}", self.base_path, route.template));
        let (operation, has_base) = if matches(TOKEN_PATH) {
            (Operation::Token, true)
        } else if let Some(route) = self.routes.iter().find(with_base) {
            (route.operation, true)
        } else {
            let mut routes = self.routes.iter();
            (routes.find(|it| matches(&it.template))?.operation, false)
        };
        let problem = if !has_base {
            "the path lacks the base path"
        } else if decoded != path {
            "the path is percent-encoded"
        } else if path.contains("//") {
            "the path has an empty segment"
        } else if path.ends_with('/') {
            "the path has a trailing slash"
        } else {
            "the path has other upper and lower case"
        };
        Some((operation, problem))
    }

    /// The operations by path and method; more than one where two flows share them.
    pub(crate) fn places(&self) -> Vec<Vec<Operation>> {
        let mut places: Vec<(&str, &Method, Vec<Operation>)> = Vec::new();
        for route in &self.routes {
            let known = places
                .iter_mut()
                .find(|(path, method, _)| *path == route.template && *method == route.method);
            match known {
                Some((_, _, operations)) => operations.push(route.operation),
                None => places.push((&route.template, &route.method, vec![route.operation])),
            }
        }
        places
            .into_iter()
            .map(|(_, _, operations)| operations)
            .collect()
    }

    /// The route of an operation.
    pub fn route(&self, operation: Operation) -> Option<&Route> {
        self.routes
            .iter()
            .find(|route| route.operation == operation)
    }
}

impl Route {
    /// Where the success body holds the value of a role (`status`, `userId`), or a field of this name: beside
    /// the status.
    pub(crate) fn pointer(&self, field: &str) -> String {
        let mut response = self.roles.response.iter();
        if let Some((_, pointer)) = response.find(|(output, _)| output.name() == field) {
            return (*pointer).to_owned();
        }
        let mut response = self.roles.response.iter();
        let status = response.find(|(output, _)| *output == Output::Status);
        let parent = status
            .and_then(|(_, pointer)| pointer.rsplit_once('/'))
            .map_or("", |(parent, _)| parent);
        format!("{parent}/{field}")
    }

    fn find<'d>(document: &'d Value, operation: Operation) -> Result<Self, DocumentError> {
        let missing = || DocumentError(format!("it has no operation `{operation}`"));
        let roles = operation.roles().ok_or_else(missing)?;
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
                it.get("operationId").and_then(Value::as_str) == Some(roles.operation.id)
            })
            .ok_or_else(missing)?;
        let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes())
            .map_err(|_| DocumentError(format!("`{operation}` has no HTTP method")))?;
        let body = found
            .pointer("/requestBody/content/application~1json/schema")
            .map(|schema| BodySchema::compile(document, schema))
            .transpose()
            .map_err(|reason| DocumentError(format!("request body of `{operation}`: {reason}")))?;
        let responses = found.get("responses").and_then(Value::as_object);
        let responses = || responses.into_iter().flatten();
        let schema = |response: &'d Value| response.pointer("/content/application~1json/schema");
        let (status, success) = responses()
            .find(|(status, _)| status.starts_with('2'))
            .map_or((None, None), |(status, it)| {
                (status.parse().ok(), schema(it))
            });
        let errors = responses().filter(|(status, _)| !status.starts_with('2'));
        Ok(Self {
            operation,
            roles,
            method,
            template: template.clone(),
            body,
            success_status: status
                .and_then(|status| StatusCode::from_u16(status).ok())
                .unwrap_or(StatusCode::OK),
            success: SuccessTemplate::new(document, success, roles.response),
            error: ErrorTemplate::new(
                document,
                errors.filter_map(|(_, response)| schema(response)),
                roles.errors,
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parses_the_prepared_document() {
        let document = Document::parse(signicat_reuseid_api::OPENAPI).unwrap();
        assert_eq!(document.routes.len(), 4);
        for route in &document.routes {
            let sends = !route.roles.request.is_empty();
            assert_eq!(route.body.is_some(), sends, "{}", route.operation);
        }
    }

    #[test]
    fn takes_paths_and_methods_from_the_document() {
        let mut moved: Value = serde_json::from_str(signicat_reuseid_api::OPENAPI).unwrap();
        moved["servers"][0]["url"] = json!("https://api.signicat.com/elsewhere/");
        let here = Document::parse(signicat_reuseid_api::OPENAPI).unwrap();
        let path = &here.route(Operation::StartOnboarding).unwrap().template;
        let item = moved["paths"].as_object_mut().unwrap().remove(path);
        moved["paths"]["/v3/start"] = item.unwrap();
        let moved = moved.to_string();
        let document = Document::parse(&moved).unwrap();
        assert_eq!(document.base_path, "/elsewhere");
        let route = document.route(Operation::StartOnboarding).unwrap();
        assert_eq!(
            (route.template.as_str(), &route.method),
            ("/v3/start", &Method::POST)
        );
    }

    #[test]
    fn reports_the_missing_operation() {
        let route = Document::parse(signicat_reuseid_api::OPENAPI).unwrap();
        let id = route
            .route(Operation::GetStepUp)
            .unwrap()
            .roles
            .operation
            .id;
        let text = signicat_reuseid_api::OPENAPI.replace(
            &format!("\"operationId\": \"{id}\""),
            "\"operationId\": \"other\"",
        );
        let error = Document::parse(&text).err().unwrap().to_string();
        // Two operations of the client may share one of the document.
        let mut sharing = route.routes.iter();
        let is_named =
            sharing.any(|it| it.roles.operation.id == id && error.contains(it.operation.as_str()));
        assert!(is_named, "{error}");
    }
}
