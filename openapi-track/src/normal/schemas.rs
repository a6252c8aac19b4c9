//! The normal form of schemas, and of lists that have no order.

use serde_json::{Map, Value};

use crate::pointer::holds_names;

/// Lists whose order means nothing.
const SETS: [&str; 3] = ["enum", "required", "tags"];

pub(super) fn normal(value: &mut Value) {
    inside(value, false);
}

/// `names`: the members are called as their authors like.
fn inside(value: &mut Value, names: bool) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(normal),
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                // Values of the API, not schemas.
                let is_value = matches!(name.as_str(), "example" | "examples" | "default" | "enum");
                if names || !is_value {
                    inside(member, !names && holds_names(name));
                }
            }
            if names {
                return;
            }
            for name in SETS {
                if let Some(Value::Array(items)) = members.get_mut(name) {
                    items.sort_by_cached_key(word);
                }
            }
            only_one(members);
        }
        _ => {}
    }
}

/// What a member of a set is sorted by: tags are objects with a name, the others are scalars.
fn word(value: &Value) -> String {
    let name = value.get("name").and_then(Value::as_str);
    name.map_or_else(|| value.to_string(), str::to_owned)
}

/// An `allOf` of one schema is that schema. Beside a reference nothing else counts in 3.0, so there it stays
/// where it has company.
fn only_one(members: &mut Map<String, Value>) {
    let Some(Value::Array(all)) = members.get("allOf") else {
        return;
    };
    let [Value::Object(only)] = all.as_slice() else {
        return;
    };
    let alone = members.len() == 1;
    let apart = !only.contains_key("$ref") && only.keys().all(|name| !members.contains_key(name));
    if alone || apart {
        let only = only.clone();
        members.remove("allOf");
        members.extend(only);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_of_one_is_that_one_and_sets_have_one_order() {
        for (spelled, plain) in [
            (
                json!({"allOf": [{"type": "string"}]}),
                json!({"type": "string"}),
            ),
            (json!({"allOf": [{"$ref": "#/x"}]}), json!({"$ref": "#/x"})),
            (
                json!({"allOf": [{"type": "string"}], "nullable": true}),
                json!({"type": "string", "nullable": true}),
            ),
            (
                json!({"allOf": [{"allOf": [{"type": "string"}]}]}),
                json!({"type": "string"}),
            ),
            (
                json!({"required": ["b", "a"]}),
                json!({"required": ["a", "b"]}),
            ),
            (
                json!({"tags": [{"name": "b"}, {"name": "a"}]}),
                json!({"tags": [{"name": "a"}, {"name": "b"}]}),
            ),
        ] {
            let mut value = spelled;
            normal(&mut value);
            assert_eq!(value, plain);
        }
        for kept in [
            json!({"allOf": [{"$ref": "#/x"}], "nullable": true}),
            json!({"allOf": [{"description": "inner"}], "description": "outer"}),
            json!({"allOf": [{"$ref": "#/x"}, {"$ref": "#/y"}]}),
            json!({"default": {"required": ["b", "a"]}}),
        ] {
            let mut value = kept.clone();
            normal(&mut value);
            assert_eq!(value, kept);
        }
    }
}
