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
    match schema["type"].as_str() {
        Some("string") => json!(format!("text {count}")),
        Some("integer") => json!(count),
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
            if schema["additionalProperties"].is_object() {
                members.insert("notInTheDocument".to_owned(), json!({"count": count}));
            }
            Value::Object(members)
        }
        None => json!({"anything": [count, "x", true]}),
        Some(other) => panic!("no value of type {other}"),
    }
}
