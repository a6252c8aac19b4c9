//! One way to say a thing, of the several that OpenAPI 3.0 has: what reads a prepared document, the generator
//! included, needs to know no other.
//!
//! Parameters stand at the operation and not at the path, and nothing but schemas is behind a reference. An
//! `allOf` of one is that one. What has no order is sorted, so that an order that changed is no change.

mod schemas;

use serde_json::{Map, Value};

use crate::pointer::{METHODS, follow};

/// Sections whose contents are put where they are used.
const SECTIONS: [&str; 3] = ["parameters", "requestBodies", "responses"];

/// The document (OpenAPI 3.0) in its normal form; a document that has it comes back as it is.
pub fn normal(mut document: Value) -> Value {
    let known = document.clone();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (_, item) in paths.into_iter().flatten() {
        path_item(&known, item);
    }
    schemas::normal(&mut document);
    forget_unused(&mut document);
    document
}

fn path_item(document: &Value, item: &mut Value) {
    if item.get("$ref").is_some() {
        *item = follow(document, item).clone();
    }
    let Some(members) = item.as_object_mut() else {
        return;
    };
    let shared = members.remove("parameters");
    for method in METHODS {
        if let Some(operation) = members.get_mut(method).and_then(Value::as_object_mut) {
            self::operation(document, operation, shared.as_ref());
        }
    }
}

fn operation(document: &Value, operation: &mut Map<String, Value>, shared: Option<&Value>) {
    let of = |list: Option<&Value>| -> Vec<Value> {
        let items = list.and_then(Value::as_array).into_iter().flatten();
        items.map(|item| follow(document, item).clone()).collect()
    };
    let mut parameters = of(operation.get("parameters"));
    for parameter in of(shared) {
        // The operation's own wins over the path's.
        if !parameters
            .iter()
            .any(|own| identity(own) == identity(&parameter))
        {
            parameters.push(parameter);
        }
    }
    if !parameters.is_empty() {
        parameters.sort_by_cached_key(|parameter| identity(parameter).map(str::to_owned));
        operation.insert("parameters".into(), parameters.into());
    }
    if let Some(body) = operation.get_mut("requestBody") {
        *body = follow(document, body).clone();
    }
    let responses = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut);
    for (_, response) in responses.into_iter().flatten() {
        *response = follow(document, response).clone();
    }
}

/// What tells two parameters apart.
fn identity(parameter: &Value) -> [&str; 2] {
    ["in", "name"].map(|key| {
        parameter
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    })
}

/// Removes the sections that nothing outside refers to any more.
fn forget_unused(document: &mut Value) {
    for section in SECTIONS {
        let Some(contents) = components(document).and_then(|all| all.remove(section)) else {
            continue;
        };
        if refers(document, &format!("#/components/{section}/"))
            && let Some(all) = components(document)
        {
            all.insert(section.into(), contents);
        }
    }
}

fn components(document: &mut Value) -> Option<&mut Map<String, Value>> {
    document.get_mut("components")?.as_object_mut()
}

/// Whether anything refers into a section.
fn refers(value: &Value, prefix: &str) -> bool {
    match value {
        Value::Object(members) => {
            let here = members.get("$ref").and_then(Value::as_str);
            here.is_some_and(|reference| reference.starts_with(prefix))
                || members.values().any(|member| refers(member, prefix))
        }
        Value::Array(items) => items.iter().any(|item| refers(item, prefix)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn everything_but_a_schema_stands_where_it_is_used() {
        let parameter = |name: &str, place: &str| json!({"name": name, "in": place});
        let document = json!({
            "paths": {"/a/{x}": {
                "parameters": [{"$ref": "#/components/parameters/X"}, parameter("own", "query")],
                "post": {
                    "parameters": [{"name": "own", "in": "query", "required": true}],
                    "requestBody": {"$ref": "#/components/requestBodies/B"},
                    "responses": {"200": {"$ref": "#/components/responses/R"}}
                }
            }},
            "components": {
                "parameters": {"X": parameter("x", "path")},
                "requestBodies": {"B": {"content": {}}},
                "responses": {"R": {"$ref": "#/components/responses/S"}, "S": {"description": "s"}}
            }
        });
        let expected = json!({
            "paths": {"/a/{x}": {"post": {
                "parameters": [parameter("x", "path"), {"name": "own", "in": "query", "required": true}],
                "requestBody": {"content": {}},
                "responses": {"200": {"description": "s"}}
            }}},
            "components": {}
        });
        assert_eq!(normal(document), expected);
        assert_eq!(normal(expected.clone()), expected);
    }
}
