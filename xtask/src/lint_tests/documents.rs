//! Minimal documents: a clean one, and changes of it.

use serde_json::{Value, json};

pub(super) fn text() -> Value {
    json!({"type": "string"})
}

pub(super) fn object(properties: Value) -> Value {
    json!({"type": "object", "properties": properties})
}

pub(super) fn body(schema: Value) -> Value {
    json!({"description": "d", "content": {"application/json": {"schema": schema}}})
}

pub(super) fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// One operation `GET /a/{id}` with a response `A` and an error `B`, both named.
pub(super) fn clean() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a/{id}": {"get": {
            "operationId": "get_a",
            "parameters": [{"name": "id", "in": "path", "required": true, "schema": text()}],
            "responses": {"200": body(reference("A")), "4XX": body(reference("B")), "5XX": body(reference("B"))}
        }}},
        "components": {"schemas": {
            "A": object(json!({"status": text()})),
            "B": object(json!({"code": text()}))
        }}
    })
}

pub(super) const OPERATION: &str = "/paths/~1a~1{id}/get";

/// `clean` with `value` at a pointer below the operation, or below the root if it starts with `//`.
pub(super) fn with(changes: &[(&str, Value)]) -> Value {
    let mut document = clean();
    for (pointer, value) in changes {
        let pointer = match pointer.strip_prefix('/') {
            Some(rooted) if rooted.starts_with('/') => rooted.to_owned(),
            _ => format!("{OPERATION}{pointer}"),
        };
        let (parent, last) = pointer.rsplit_once('/').unwrap();
        let last = last.replace("~1", "/");
        match document.pointer_mut(parent).unwrap() {
            Value::Object(members) if value.is_null() => drop(members.remove(&last)),
            Value::Object(members) => drop(members.insert(last, value.clone())),
            Value::Array(items) => items.push(value.clone()),
            _ => panic!("{parent}"),
        }
    }
    document
}

pub(super) fn parameter(name: &str, place: &str) -> Value {
    json!({"name": name, "in": place, "required": true, "schema": text()})
}
