//! Follows the schemas of the prepared document, and generates values that they accept.

use serde_json::{Map, Value, json};

/// How many references, compositions and levels are followed.
const MAX_DEPTH: usize = 32;

/// The schemas of a document.
#[derive(Clone, Copy)]
pub(crate) struct Schemas<'a>(pub &'a Value);

impl<'a> Schemas<'a> {
    /// The schema without references, and all of its `allOf` and the first of its `oneOf` and `anyOf`.
    pub fn parts(self, schema: &'a Value) -> Vec<&'a Value> {
        let mut parts = Vec::new();
        self.collect(schema, MAX_DEPTH, &mut parts);
        parts
    }

    fn collect(self, schema: &'a Value, depth: usize, parts: &mut Vec<&'a Value>) {
        if depth == 0 {
            return;
        }
        let reference = schema.get("$ref").and_then(Value::as_str);
        if let Some(target) = reference.and_then(|it| self.0.pointer(it.strip_prefix('#')?)) {
            return self.collect(target, depth - 1, parts);
        }
        parts.push(schema);
        let members = |keyword| schema.get(keyword).and_then(Value::as_array);
        for member in members("allOf").into_iter().flatten() {
            self.collect(member, depth - 1, parts);
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(member) = members(keyword).and_then(|all| all.first()) {
                self.collect(member, depth - 1, parts);
            }
        }
    }

    /// The schema of a property, or of the elements of an array.
    pub fn child(self, schema: &'a Value, segment: &str) -> Option<&'a Value> {
        let parts = self.parts(schema);
        let property = parts
            .iter()
            .find_map(|part| part.get("properties")?.get(segment));
        property.or_else(|| parts.iter().find_map(|part| part.get("items")))
    }

    /// The schema at a JSON pointer.
    pub fn at(self, schema: &'a Value, pointer: &str) -> Option<&'a Value> {
        segments(pointer)
            .iter()
            .try_fold(schema, |schema, segment| self.child(schema, segment))
    }

    pub fn keyword(self, schema: &'a Value, name: &str) -> Option<&'a Value> {
        self.parts(schema)
            .into_iter()
            .find_map(|part| part.get(name))
    }

    /// Whether the type of the schema is `name`.
    pub fn is_type(self, schema: &'a Value, name: &str) -> bool {
        self.keyword(schema, "type").is_some_and(|it| it == name)
    }

    /// The smallest value that the schema accepts, with its example or default where it has one.
    pub fn sample(self, schema: &'a Value) -> Value {
        self.sample_at(schema, MAX_DEPTH)
    }

    fn sample_at(self, schema: &'a Value, depth: usize) -> Value {
        let keyword = |name| self.keyword(schema, name);
        let first = |name| keyword(name).and_then(Value::as_array)?.first();
        let given = keyword("example")
            .or_else(|| first("examples"))
            .or_else(|| keyword("default"))
            .or_else(|| keyword("const"))
            .or_else(|| first("enum"));
        if let Some(given) = given {
            return given.clone();
        }
        let length = |name| keyword(name).and_then(Value::as_u64).unwrap_or(0);
        let is_object = self
            .parts(schema)
            .iter()
            .any(|part| part.get("properties").is_some());
        match keyword("type").and_then(Value::as_str) {
            _ if depth == 0 => Value::Null,
            Some("string") => json!(text(
                keyword("format").and_then(Value::as_str),
                length("minLength")
            )),
            Some("integer") => keyword("minimum").cloned().unwrap_or_else(|| json!(1)),
            Some("number") => keyword("minimum").cloned().unwrap_or_else(|| json!(1.5)),
            Some("boolean") => json!(false),
            Some("array") => {
                let items =
                    keyword("items").map_or(Value::Null, |it| self.sample_at(it, depth - 1));
                let count = usize::try_from(length("minItems").min(16)).unwrap_or(0);
                Value::Array(vec![items; count])
            }
            name if name == Some("object") || is_object => {
                let parts = self.parts(schema).into_iter();
                let required = parts.filter_map(|part| part.get("required")?.as_array());
                let members = required.flatten().filter_map(|name| {
                    let name = name.as_str()?;
                    let schema = self.child(schema, name);
                    let value = schema.map_or(Value::Null, |it| self.sample_at(it, depth - 1));
                    Some((name.to_owned(), value))
                });
                Value::Object(members.collect())
            }
            _ => json!({}),
        }
    }

    /// Creates the objects on the way to a pointer; those that are new have their required properties.
    pub fn create_parents(self, body: &mut Value, schema: &'a Value, pointer: &str) {
        let mut at = body;
        let mut schema = Some(schema);
        let mut path = segments(pointer);
        path.pop();
        for segment in path {
            if !at.is_object() {
                *at = Value::Object(Map::new());
            }
            schema = schema.and_then(|schema| self.child(schema, &segment));
            let Value::Object(members) = at else { return };
            at = members
                .entry(segment)
                .or_insert_with(|| schema.map_or_else(|| json!({}), |schema| self.sample(schema)));
        }
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
    }
}

/// Writes a value where the objects around it exist.
pub(crate) fn set(body: &mut Value, pointer: &str, value: Value) {
    let (parent, _) = pointer.rsplit_once('/').unwrap_or_default();
    let Some(name) = segments(pointer).pop() else {
        return;
    };
    if let Some(Value::Object(members)) = body.pointer_mut(parent) {
        members.insert(name, value);
    }
}

/// The parts of a JSON pointer.
pub(crate) fn segments(pointer: &str) -> Vec<String> {
    let parts = pointer.split('/').skip(1);
    parts
        .map(|part| part.replace("~1", "/").replace("~0", "~"))
        .collect()
}

fn text(format: Option<&str>, min_length: u64) -> String {
    let text = match format {
        Some("uuid") => "00000000-0000-4000-8000-000000000000",
        Some("date-time") => "2026-01-01T00:00:00Z",
        Some("date") => "2026-01-01",
        Some("uri" | "uri-reference") => "https://example.com/",
        Some("email") => "someone@example.com",
        _ => "text",
    };
    let missing = usize::try_from(min_length.min(1024))
        .unwrap_or(0)
        .saturating_sub(text.len());
    text.to_owned() + &"x".repeat(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sample_has_the_required_properties() {
        let document = json!({ "components": { "schemas": { "Inner": {
            "type": "object", "required": ["at"], "properties": { "at": { "type": "string", "format": "date" } },
        } } } });
        let schema = json!({
            "allOf": [
                { "required": ["a", "inner"], "properties": { "a": { "enum": ["x", "y"] }, "b": { "type": "string" } } },
                { "properties": { "inner": { "$ref": "#/components/schemas/Inner" } } },
            ],
        });
        let schemas = Schemas(&document);
        assert_eq!(
            schemas.sample(&schema),
            json!({ "a": "x", "inner": { "at": "2026-01-01" } })
        );
    }

    #[test]
    fn created_parents_are_complete() {
        let document = json!({});
        let schema = json!({ "type": "object", "properties": { "result": {
            "type": "object", "required": ["n"],
            "properties": { "n": { "type": "integer" }, "state": { "type": "string" } },
        } } });
        let schemas = Schemas(&document);
        let mut body = schemas.sample(&schema);
        schemas.create_parents(&mut body, &schema, "/result/state");
        set(&mut body, "/result/state", json!("Done"));
        assert_eq!(body, json!({ "result": { "n": 1, "state": "Done" } }));
    }
}
