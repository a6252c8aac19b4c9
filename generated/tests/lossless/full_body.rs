//! Generates a body with all properties from its schema.

use serde_json::{Map, Value, json};

use crate::comparison::whole;

/// All properties at all depths, each value different, with one undocumented property in each object that
/// allows it.
pub fn full(document: &Value, schema: &Value) -> Value {
    value(document, schema, &mut 0)
}

fn value(document: &Value, schema: &Value, count: &mut u32) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#')).unwrap();
        return value(document, target, count);
    }
    let schema = &whole(document, schema);
    *count += 1;
    if let Some(values) = schema["enum"].as_array() {
        let mut values = values.iter().filter(|value| !value.is_null());
        return values.next().unwrap().clone();
    }
    for keyword in ["oneOf", "anyOf"] {
        if let Some(alternatives) = schema[keyword].as_array() {
            return value(document, &alternatives[0], count);
        }
    }
    match schema["type"].as_str() {
        Some("string") => json!(format!("text {count}")),
        Some("integer") => {
            json!(schema["minimum"].as_u64().unwrap_or_default() + u64::from(*count))
        }
        Some("number") => json!(f64::from(*count) + 0.5),
        Some("boolean") => json!(true),
        Some("array") => json!([
            value(document, &schema["items"], count),
            value(document, &schema["items"], count)
        ]),
        Some("object") => {
            let mut members = Map::new();
            for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
                members.insert(name.clone(), value(document, schema, count));
            }
            match &schema["additionalProperties"] {
                Value::Object(any) if any.is_empty() => {
                    members.insert("notInTheDocument".to_owned(), json!({"count": count}));
                }
                Value::Object(_) => {
                    let schema = &schema["additionalProperties"];
                    members.insert(
                        "notInTheDocument".to_owned(),
                        value(document, schema, count),
                    );
                }
                _ => {}
            }
            Value::Object(members)
        }
        None => json!({"anything": [count, "x", true]}),
        Some(other) => panic!("no value of type {other}"),
    }
}
