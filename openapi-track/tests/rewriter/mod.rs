//! Seeded rewrites of a document that say the same in other words.

mod writer;

use serde_json::{Map, Value, json};

pub use writer::written;

/// Other spellings of the same document: order of parameters, tags and required names, single `allOf`,
/// alternative ways to say nullable, one value as `const` or `enum`, and OpenAPI 3.1 for 3.0.
pub fn respelled(document: &Value, seed: u64) -> Value {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut document = document.clone();
    let modern = random.bool();
    if modern {
        document["openapi"] = json!("3.1.0");
    }
    rewrite(&mut document, &mut random, modern);
    document
}

fn rewrite(value: &mut Value, random: &mut fastrand::Rng, modern: bool) {
    match value {
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| rewrite(item, random, modern)),
        Value::Object(object) => {
            for (key, inner) in object.iter_mut() {
                // Examples and defaults are values, not schemas.
                if !matches!(
                    key.as_str(),
                    "example" | "examples" | "default" | "enum" | "const"
                ) {
                    rewrite(inner, random, modern);
                }
            }
            for list in ["required", "parameters", "tags", "enum"] {
                if let Some(Value::Array(items)) = object.get_mut(list) {
                    random.shuffle(items);
                }
            }
            let schema =
                object.get("type").is_some_and(Value::is_string) && !object.contains_key("in");
            if schema {
                respell(object, random, modern);
            } else if object.len() == 1
                && object.contains_key("$ref")
                && in_schema(object)
                && random.bool()
            {
                let reference = Value::Object(std::mem::take(object));
                object.insert("allOf".to_owned(), json!([reference]));
            }
        }
        _ => {}
    }
}

fn in_schema(object: &Map<String, Value>) -> bool {
    object["$ref"]
        .as_str()
        .is_some_and(|text| text.starts_with("#/components/schemas/"))
}

fn respell(object: &mut Map<String, Value>, random: &mut fastrand::Rng, modern: bool) {
    if modern {
        for (limit, exclusive) in [
            ("minimum", "exclusiveMinimum"),
            ("maximum", "exclusiveMaximum"),
        ] {
            if object.get(exclusive) == Some(&json!(true))
                && let Some(edge) = object.remove(limit)
            {
                object.insert(exclusive.to_owned(), edge);
            }
        }
        if object
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|values| values.len() == 1)
            && random.bool()
        {
            let only = object.remove("enum").unwrap()[0].clone();
            object.insert("const".to_owned(), only);
        }
        if random.bool()
            && let Some(example) = object.remove("example")
        {
            object.insert("examples".to_owned(), json!([example]));
        }
        if object.get("nullable") == Some(&json!(true)) {
            object.remove("nullable");
            if random.bool() {
                let name = object["type"].clone();
                object.insert("type".to_owned(), json!([name, "null"]));
            } else {
                let rest = Value::Object(std::mem::take(object));
                let keyword = if random.bool() { "anyOf" } else { "oneOf" };
                object.insert(keyword.to_owned(), json!([rest, { "type": "null" }]));
            }
        } else if random.bool() {
            let name = object["type"].clone();
            object.insert("type".to_owned(), json!([name]));
        }
    }
    if random.u8(..8) == 0 {
        let rest = Value::Object(std::mem::take(object));
        object.insert("allOf".to_owned(), json!([rest]));
    }
}

/// The same document with schemas moved: about half of the references to a schema replaced by what
/// they lead to, and some inline schemas of properties lifted into components.
pub fn moved(document: &Value, seed: u64) -> Value {
    let mut random = fastrand::Rng::with_seed(seed);
    let schemas = document["components"]["schemas"].clone();
    let mut result = document.clone();
    inline(&mut result, &schemas, &mut random, 0);
    let mut lifted = Map::new();
    if let Some(components) = result["components"]["schemas"].as_object_mut() {
        for (_, schema) in components.iter_mut() {
            lift(schema, &mut random, &mut lifted);
        }
        components.extend(lifted);
    }
    result
}

fn inline(value: &mut Value, schemas: &Value, random: &mut fastrand::Rng, depth: usize) {
    let target = value["$ref"]
        .as_str()
        .and_then(|text| text.strip_prefix("#/components/schemas/"))
        .and_then(|name| schemas.get(name))
        .filter(|_| depth < 3 && random.bool())
        .cloned();
    if let Some(target) = target {
        *value = target;
        return inline(value, schemas, random, depth + 1);
    }
    match value {
        Value::Array(items) => {
            items
                .iter_mut()
                .for_each(|item| inline(item, schemas, random, depth));
        }
        Value::Object(object) => {
            object
                .values_mut()
                .for_each(|inner| inline(inner, schemas, random, depth));
        }
        _ => {}
    }
}

fn lift(schema: &mut Value, random: &mut fastrand::Rng, lifted: &mut Map<String, Value>) {
    let Some(Value::Object(properties)) = schema.get_mut("properties") else {
        return;
    };
    for (_, property) in properties.iter_mut() {
        lift(property, random, lifted);
        if property.get("$ref").is_none() && random.u8(..4) == 0 {
            let name = format!("Lifted{}", lifted.len());
            let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
            lifted.insert(name, std::mem::replace(property, reference));
        }
    }
}
