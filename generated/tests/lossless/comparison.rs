//! Compares the document's components with the JSON Schemas of their generated types.

use std::collections::BTreeSet;

use serde_json::Value;

/// One body of one operation.
pub struct Body {
    pub operation: String,
    pub method: String,
    pub path: String,
    /// `None` for the request.
    pub status: Option<String>,
    pub schema: Value,
}

/// All bodies of all operations.
pub fn bodies(document: &Value) -> Vec<Body> {
    let mut bodies = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let mut add = |status: Option<&String>, holder: &Value| {
                if let Some(schema) = holder.pointer("/content/application~1json/schema") {
                    bodies.push(Body {
                        operation: operation["operationId"].as_str().unwrap().to_owned(),
                        method: method.clone(),
                        path: path.clone(),
                        status: status.cloned(),
                        schema: schema.clone(),
                    });
                }
            };
            add(None, &operation["requestBody"]);
            for (status, response) in operation["responses"].as_object().unwrap() {
                add(Some(status), response);
            }
        }
    }
    bodies
}

/// The differences between components and their types, one line each, sorted. `schema_of` returns the schema
/// of a component's type.
pub fn lost(document: &Value, schema_of: &dyn Fn(&str) -> Option<Value>) -> Vec<String> {
    let mut open: Vec<_> = bodies(document)
        .iter()
        .flat_map(|body| components_in(&body.schema))
        .collect();
    let mut seen = BTreeSet::new();
    let mut lost = Vec::new();
    while let Some(component) = open.pop() {
        if !seen.insert(component.clone()) {
            continue;
        }
        let wanted = whole(document, &document["components"]["schemas"][&component]);
        assert!(wanted.is_object(), "{component} is not in the document");
        open.extend(components_in(&wanted));
        let Some(given) = schema_of(&component) else {
            lost.push(format!("{component}: has no type"));
            continue;
        };
        for (property, schema) in wanted["properties"].as_object().into_iter().flatten() {
            let place = format!("{component}.{property}");
            let Some(found) = given["properties"].get(property) else {
                lost.push(format!("{place}: lost"));
                continue;
            };
            let components = &document["components"]["schemas"];
            let (wants, gives) = (kind(schema, components), kind(found, &given["definitions"]));
            if wants != gives {
                lost.push(format!(
                    "{place}: {wants} in the document, {gives} in the type"
                ));
            }
            let word = |required| match required {
                true => "required",
                false => "optional",
            };
            // An `Option` in the type is both nullable and optional.
            let nullable = schema["nullable"] == Value::Bool(true);
            let wants = word(requires(&wanted, property) && !nullable);
            let gives = word(requires(&given, property));
            if wants != gives {
                lost.push(format!(
                    "{place}: {wants} in the document, {gives} in the type"
                ));
            }
        }
    }
    lost.sort();
    lost
}

/// A schema merged with the members of its `allOf`: the generator makes one type of them.
pub fn whole(document: &Value, schema: &Value) -> Value {
    let mut whole = schema.clone();
    let parts = whole.as_object_mut().and_then(|all| all.remove("allOf"));
    for part in parts
        .as_ref()
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let target = part["$ref"].as_str().map(|r| r.trim_start_matches('#'));
        let part = target.map_or(Some(part), |pointer| document.pointer(pointer));
        merge(&mut whole, &self::whole(document, part.unwrap()));
    }
    whole
}

fn merge(into: &mut Value, part: &Value) {
    match (into, part) {
        (Value::Object(into), Value::Object(part)) => {
            for (name, value) in part {
                merge(into.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (Value::Array(into), Value::Array(part)) => into.extend(part.iter().cloned()),
        (into, part) if into.is_null() => *into = part.clone(),
        _ => {}
    }
}

fn requires(schema: &Value, property: &str) -> bool {
    schema["required"]
        .as_array()
        .is_some_and(|all| all.iter().any(|name| name == property))
}

fn components_in(value: &Value) -> Vec<String> {
    match value {
        Value::Object(members) => {
            let here = members
                .get("$ref")
                .and_then(Value::as_str)
                .map(last_segment);
            here.into_iter()
                .chain(members.values().flat_map(components_in))
                .collect()
        }
        Value::Array(items) => items.iter().flat_map(components_in).collect(),
        _ => Vec::new(),
    }
}

fn last_segment(reference: &str) -> String {
    reference.rsplit('/').next().unwrap_or_default().to_owned()
}

/// A schema's kind, the same for the document and for schemars 0.8, which writes an optional value as one
/// that may be null and "any" as `true`, adds `format`, and refers to definitions of its own.
fn kind(schema: &Value, definitions: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = last_segment(reference);
        let target = &definitions[&name];
        let is_scalar = matches!(
            target["type"].as_str(),
            Some("string" | "integer" | "number" | "boolean")
        );
        return if is_scalar {
            kind(target, definitions)
        } else {
            name
        };
    }
    for keyword in ["anyOf", "oneOf", "allOf"] {
        if let Some(members) = schema[keyword].as_array() {
            let kinds: Vec<_> = members
                .iter()
                .map(|member| kind(member, definitions))
                .filter(|kind| kind != "null")
                .collect();
            return kinds.join(" | ");
        }
    }
    let name = match &schema["type"] {
        Value::String(name) => name.clone(),
        Value::Array(names) => {
            let names: Vec<_> = names
                .iter()
                .filter_map(Value::as_str)
                .filter(|name| *name != "null")
                .collect();
            names.join(" | ")
        }
        _ => "any".to_owned(),
    };
    match name.as_str() {
        "array" => format!("array of {}", kind(&schema["items"], definitions)),
        _ => name,
    }
}
