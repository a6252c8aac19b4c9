//! Says an OpenAPI 3.1 document in the words of 3.0, the only version that the generator reads.
//!
//! What has the same meaning in both is respelled. What 3.0 cannot say is an error with its place, never
//! dropped: a client must not be built from half a document.

use serde_json::{Map, Value, json};

use crate::pointer::join;

/// The version that a downgraded document names.
const VERSION: &str = "3.0.3";

/// Something that OpenAPI 3.0 has no words for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}: OpenAPI 3.0 cannot say this: {what}; rewrite it with an overlay action")]
pub struct DowngradeError {
    /// Where it stands in the document.
    pub pointer: String,
    /// What it is.
    pub what: String,
}

/// Keywords of JSON Schema 2020-12 that restrict values and that 3.0 lacks.
const UNSAYABLE: [&str; 16] = [
    "$dynamicRef",
    "contains",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "minContains",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
    "$recursiveRef",
];
/// Keywords that only describe.
const ANNOTATIONS: [&str; 8] = [
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$id",
    "$schema",
    "contentEncoding",
    "contentMediaType",
];

/// The document in OpenAPI 3.0; a 3.0 document passes unchanged.
///
/// # Errors
/// [`DowngradeError`] for what 3.0 cannot say.
pub fn downgrade(mut document: Value) -> Result<Value, DowngradeError> {
    let version = document
        .get("openapi")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if !version.starts_with("3.1") {
        return Ok(document);
    }
    if let Some(members) = document.as_object_mut() {
        members.insert("openapi".into(), VERSION.into());
        members.remove("jsonSchemaDialect");
        if members
            .get("webhooks")
            .is_some_and(|hooks| hooks.as_object().is_none_or(|hooks| !hooks.is_empty()))
        {
            return Err(unsayable("/webhooks", "webhooks"));
        }
        members.remove("webhooks");
    }
    if let Some(info) = document.get_mut("info").and_then(Value::as_object_mut) {
        info.remove("summary");
        if let Some(license) = info.get_mut("license").and_then(Value::as_object_mut) {
            license.remove("identifier");
        }
    }
    walk(&mut document, String::new())?;
    Ok(document)
}

fn unsayable(pointer: &str, what: impl Into<String>) -> DowngradeError {
    DowngradeError {
        pointer: pointer.to_owned(),
        what: what.into(),
    }
}

/// Finds the places where a schema stands.
fn walk(value: &mut Value, pointer: String) -> Result<(), DowngradeError> {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                let at = join(&pointer, name);
                match name.as_str() {
                    "example" | "examples" => {}
                    "schema" => schema(member, at)?,
                    "schemas" if pointer == "/components" => named(member, &at)?,
                    _ => walk(member, at)?,
                }
            }
            Ok(())
        }
        Value::Array(items) => {
            let mut items = items.iter_mut().enumerate();
            items.try_for_each(|(n, item)| walk(item, join(&pointer, n)))
        }
        _ => Ok(()),
    }
}

fn named(schemas: &mut Value, pointer: &str) -> Result<(), DowngradeError> {
    let schemas = schemas.as_object_mut().into_iter().flatten();
    for (name, value) in schemas {
        schema(value, join(pointer, name))?;
    }
    Ok(())
}

fn schema(value: &mut Value, at: String) -> Result<(), DowngradeError> {
    match value {
        Value::Bool(true) => *value = json!({}),
        Value::Bool(false) => *value = json!({"not": {}}),
        _ => {}
    }
    let Some(members) = value.as_object_mut() else {
        return Ok(());
    };
    if let Some(name) = UNSAYABLE.iter().find(|name| members.contains_key(**name)) {
        return Err(unsayable(&join(&at, name), *name));
    }
    for (name, member) in members.iter_mut() {
        let at = join(&at, name);
        match name.as_str() {
            "properties" => named(member, &at)?,
            "items" | "not" => schema(member, at)?,
            "additionalProperties" if !member.is_boolean() => schema(member, at)?,
            "allOf" | "anyOf" | "oneOf" => {
                for (n, item) in member.as_array_mut().into_iter().flatten().enumerate() {
                    schema(item, join(&at, n))?;
                }
            }
            _ => {}
        }
    }
    siblings(members);
    for name in ANNOTATIONS {
        if name == "$defs" && members.contains_key(name) {
            return Err(unsayable(
                &join(&at, name),
                "$defs; move them to components",
            ));
        }
        members.remove(name);
    }
    if let Some(constant) = members.remove("const") {
        members.insert("enum".into(), json!([constant]));
    }
    if let Some(examples) = members.remove("examples")
        && let Some(first) = examples.as_array().and_then(|examples| examples.first())
    {
        members.entry("example").or_insert_with(|| first.clone());
    }
    bound(members, "exclusiveMinimum", "minimum");
    bound(members, "exclusiveMaximum", "maximum");
    types(members, &at)?;
    null_alternative(members);
    Ok(())
}

/// Beside a `$ref` 3.0 ignores everything; inside an `allOf` it counts.
fn siblings(members: &mut Map<String, Value>) {
    if members.len() > 1
        && let Some(target) = members.remove("$ref")
    {
        let mut all = vec![json!({"$ref": target})];
        if let Some(Value::Array(more)) = members.remove("allOf") {
            all.extend(more);
        }
        members.insert("allOf".into(), all.into());
    }
}

/// A number in 3.1, a flag beside the plain bound in 3.0.
fn bound(members: &mut Map<String, Value>, exclusive: &str, plain: &str) {
    let Some(limit) = members.get(exclusive).and_then(Value::as_f64) else {
        return;
    };
    let inclusive = members.get(plain).and_then(Value::as_f64);
    let tighter = match (exclusive, inclusive) {
        (_, None) => true,
        ("exclusiveMinimum", Some(inclusive)) => limit >= inclusive,
        (_, Some(inclusive)) => limit <= inclusive,
    };
    if let Some(limit) = members.remove(exclusive).filter(|_| tighter) {
        members.insert(plain.into(), limit);
        members.insert(exclusive.into(), true.into());
    }
}

/// `["string", "null"]` is a nullable string.
fn types(members: &mut Map<String, Value>, at: &str) -> Result<(), DowngradeError> {
    let Some(Value::Array(types)) = members.get("type") else {
        if members.get("type").is_some_and(|t| t == "null") {
            members.remove("type");
            members.insert("nullable".into(), true.into());
            members.insert("enum".into(), json!([null]));
        }
        return Ok(());
    };
    let nullable = types.iter().any(|t| t == "null");
    let mut others: Vec<_> = types.iter().filter(|t| *t != "null").cloned().collect();
    let (Some(only), true) = (others.pop(), others.is_empty()) else {
        return Err(unsayable(&join(at, "type"), "several types"));
    };
    members.insert("type".into(), only);
    if nullable {
        members.insert("nullable".into(), true.into());
    }
    Ok(())
}

/// `anyOf: [X, {type: null}]` is a nullable X.
fn null_alternative(members: &mut Map<String, Value>) {
    for name in ["anyOf", "oneOf"] {
        let Some(Value::Array(alternatives)) = members.get_mut(name) else {
            continue;
        };
        let before = alternatives.len();
        alternatives.retain(|schema| schema.get("enum") != Some(&json!([null])));
        if alternatives.len() == before {
            continue;
        }
        if let [only] = alternatives.as_mut_slice() {
            let only = only.take();
            members.remove(name);
            members.insert("allOf".into(), json!([only]));
        }
        members.insert("nullable".into(), true.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn down(schema: Value) -> Result<Value, DowngradeError> {
        let document = json!({"openapi": "3.1.0", "components": {"schemas": {"X": schema}}});
        Ok(downgrade(document)?["components"]["schemas"]["X"].take())
    }

    #[test]
    fn what_has_the_same_meaning_is_respelled() {
        for (new, old) in [
            (
                json!({"type": ["string", "null"]}),
                json!({"type": "string", "nullable": true}),
            ),
            (json!({"const": 1}), json!({"enum": [1]})),
            (
                json!({"type": "string", "examples": ["a", "b"]}),
                json!({"type": "string", "example": "a"}),
            ),
            (
                json!({"exclusiveMinimum": 1}),
                json!({"minimum": 1, "exclusiveMinimum": true}),
            ),
            (
                json!({"exclusiveMaximum": 5, "maximum": 3}),
                json!({"maximum": 3}),
            ),
            (
                json!({"$ref": "#/x", "description": "d"}),
                json!({"allOf": [{"$ref": "#/x"}], "description": "d"}),
            ),
            (
                json!({"anyOf": [{"$ref": "#/x"}, {"type": "null"}]}),
                json!({"allOf": [{"$ref": "#/x"}], "nullable": true}),
            ),
            (
                json!({"properties": {"a": true}}),
                json!({"properties": {"a": {}}}),
            ),
            (json!({}), json!({})),
        ] {
            assert_eq!(down(new.clone()).unwrap(), old, "{new}");
        }
    }

    #[test]
    fn what_cannot_be_said_is_an_error_with_its_place() {
        let error =
            down(json!({"properties": {"a": {"type": ["string", "integer"]}}})).unwrap_err();
        assert_eq!(error.pointer, "/components/schemas/X/properties/a/type");
        assert!(down(json!({"patternProperties": {}})).is_err());
        assert!(down(json!({"items": {"if": {}}})).is_err());
    }

    #[test]
    fn a_3_0_document_passes_unchanged() {
        let document =
            json!({"openapi": "3.0.4", "components": {"schemas": {"X": {"nullable": true}}}});
        assert_eq!(downgrade(document.clone()).unwrap(), document);
    }
}
