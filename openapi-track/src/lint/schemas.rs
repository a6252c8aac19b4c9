//! Checks schemas: colliding names and enum values, and types that are too narrow for future responses.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::report::Report;
use crate::{
    names::type_name,
    pointer::{follow, join, operations},
};

/// What OpenAPI 3.0 calls a type.
const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];
/// Keywords that the generator checks on every value it receives.
const CONSTRAINTS: [&str; 5] = ["maxLength", "minLength", "pattern", "maxItems", "minItems"];

pub(super) fn check(document: &Value, report: &mut Report) {
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    let mut names: HashMap<String, &str> = HashMap::new();
    for (name, schema) in schemas.into_iter().flatten() {
        let at = join("/components/schemas", name);
        if let Some(first) = names.insert(type_name(name), name) {
            report.error(
                "schema-name-collision",
                &at,
                format!("`{name}` has the same Rust name as `{first}`, which does not compile"),
                "rename one with an overlay action",
            );
        }
        everywhere(schema, &at, report);
    }
    for (at, _, _, operation) in operations(document) {
        everywhere_in(operation, &at, report);
    }
    let mut walk = Received {
        document,
        seen: HashSet::new(),
        report,
    };
    for (at, _, _, operation) in operations(document) {
        let responses = operation
            .get("responses")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        for (status, response) in responses {
            let at = join(&join(&join(&at, "responses"), status), "content");
            let content = follow(document, response)
                .get("content")
                .and_then(Value::as_object);
            for (media_type, media) in content.into_iter().flatten() {
                if let Some(schema) = media.get("schema") {
                    walk.schema(schema, &join(&join(&at, media_type), "schema"));
                }
            }
        }
    }
}

/// Inline schemas of an operation's parameters and bodies.
fn everywhere_in(value: &Value, at: &str, report: &mut Report) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let at = join(at, name);
                match name.as_str() {
                    "schema" => everywhere(member, &at, report),
                    "example" | "examples" => {}
                    _ => everywhere_in(member, &at, report),
                }
            }
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(n, item)| everywhere_in(item, &join(at, n), report));
        }
        _ => {}
    }
}

/// The places inside a schema that contain another schema.
fn children<'a>(schema: &'a Value, at: &str) -> Vec<(String, &'a Value)> {
    let mut children = Vec::new();
    for (keyword, member) in schema.as_object().into_iter().flatten() {
        let at = join(at, keyword);
        match (keyword.as_str(), member) {
            ("properties", Value::Object(properties)) => {
                children.extend(
                    properties
                        .iter()
                        .map(|(name, schema)| (join(&at, name), schema)),
                );
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(items)) => {
                children.extend(
                    items
                        .iter()
                        .enumerate()
                        .map(|(n, schema)| (join(&at, n), schema)),
                );
            }
            ("items" | "additionalProperties" | "not", Value::Object(_)) => {
                children.push((at, member))
            }
            _ => {}
        }
    }
    children
}

/// The checks for both requests and responses.
fn everywhere(schema: &Value, at: &str, report: &mut Report) {
    if schema
        .get("$ref")
        .and_then(Value::as_str)
        .is_some_and(|target| {
            let name = target.strip_prefix("#/components/schemas/");
            name.is_none_or(|name| name.contains('/'))
        })
    {
        report.error(
            "reference-elsewhere",
            &join(at, "$ref"),
            "the generator panics on a reference to a schema outside the components",
            "move it to the components with an overlay action",
        );
    }
    if schema
        .get("type")
        .is_some_and(|word| !TYPES.iter().any(|known| word == known))
    {
        report.error(
            "unknown-type",
            &join(at, "type"),
            "the generator panics on a type that OpenAPI 3.0 does not know",
            "name one that it knows with an overlay action",
        );
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let mut seen = HashSet::new();
        for (n, value) in values.iter().enumerate() {
            if value
                .as_str()
                .is_some_and(|text| !seen.insert(type_name(text)))
            {
                report.error(
                    "enum-value-collision",
                    &join(&join(at, "enum"), n),
                    "the generator panics on values with the same Rust name",
                    "replace the enum by a text with an overlay action",
                );
            }
        }
        if schema
            .get("default")
            .is_some_and(|default| !values.contains(default))
        {
            report.error(
                "default-outside-enum",
                &join(at, "default"),
                "the generator refuses a default that is not in its own enum",
                "remove it with an overlay action",
            );
        }
    }
    if schema.get("discriminator").is_some()
        && (schema.get("oneOf").is_some() || schema.get("anyOf").is_some())
    {
        report.error(
            "discriminator-ignored", &join(at, "discriminator"),
            "the generator ignores it: the first alternative that fits is taken, with the others' fields lost",
            "replace the alternatives by one object with an overlay action",
        );
    }
    if schema.get("type").is_some_and(|t| t == "number") {
        report.warning(
            "number-is-f64",
            &join(at, "type"),
            "the generator takes a number for an f64, which rounds amounts of money",
            "call it an integer or a text with an overlay action, where it is one",
        );
    }
    for (at, child) in children(schema, at) {
        everywhere(child, &at, report);
    }
}

/// What matters only in a body that is received.
struct Received<'a, 'r> {
    document: &'a Value,
    seen: HashSet<String>,
    report: &'r mut Report,
}

impl Received<'_, '_> {
    fn schema(&mut self, schema: &Value, at: &str) {
        let mut at = at.to_owned();
        let mut schema = schema;
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            at = target.trim_start_matches('#').to_owned();
            schema = follow(self.document, schema);
        }
        if !self.seen.insert(at.clone()) {
            return;
        }
        if schema.get("enum").is_some() {
            self.report.warning(
                "closed-enum-received",
                &join(&at, "enum"),
                "a value that is added later makes the whole body unreadable",
                "replace the enum by a text with an overlay action",
            );
        }
        if schema.get("additionalProperties") == Some(&Value::Bool(false)) {
            self.report.warning(
                "closed-object-received",
                &join(&at, "additionalProperties"),
                "a property that is added later makes the whole body unreadable",
                "set {} with an overlay action",
            );
        }
        for keyword in CONSTRAINTS
            .into_iter()
            .filter(|keyword| schema.get(keyword).is_some())
        {
            self.report.warning(
                "constraint-received",
                &join(&at, keyword),
                "a value beyond it makes the whole body unreadable",
                "remove it with an overlay action",
            );
        }
        let required = schema.get("required").and_then(Value::as_array);
        for (name, property) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let optional = required.is_none_or(|required| !required.iter().any(|r| r == name));
            let array = property.get("type").is_some_and(|t| t == "array");
            if optional && array && property.get("nullable") != Some(&Value::Bool(true)) {
                self.report.warning(
                    "null-array-received",
                    &join(&join(&at, "properties"), name),
                    "null instead of this optional array makes the whole body unreadable",
                    "mark it nullable with an overlay action, if the service may send null",
                );
            }
        }
        for (at, child) in children(schema, &at) {
            self.schema(child, &at);
        }
    }
}
