//! Gives the vendor's components the names that an overlay wishes for, and every reference with them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{HoistError, forget_name};
use crate::pointer::{holds_names, join};

const PREFIX: &str = "#/components/schemas/";

/// Renames the components that carry [`NAME`]; it is gone from them then.
pub(super) fn rename(document: &mut Value) -> Result<(), HoistError> {
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    let Some(schemas) = schemas else {
        return Ok(());
    };
    let mut wishes = BTreeMap::new();
    let mut renamed = Map::new();
    for (name, mut schema) in std::mem::take(schemas) {
        let wish = forget_name(&mut schema).unwrap_or_else(|| name.clone());
        if renamed.contains_key(&wish) {
            return Err(HoistError::NameTaken {
                pointer: join("/components/schemas", name),
                name: wish,
            });
        }
        renamed.insert(wish.clone(), schema);
        if wish != name {
            wishes.insert(escaped(&name), escaped(&wish));
        }
    }
    *schemas = renamed;
    if !wishes.is_empty() {
        follow(document, &wishes, false);
    }
    Ok(())
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Every reference to a renamed component, in `$ref` or in a discriminator's mapping.
fn follow(value: &mut Value, wishes: &BTreeMap<String, String>, names: bool) {
    match value {
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| follow(item, wishes, false)),
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match (name.as_str(), member) {
                    ("example" | "examples", _) if !names => {}
                    ("$ref", Value::String(reference)) => redirect(reference, wishes),
                    ("mapping", Value::Object(mapping)) => {
                        for target in mapping.values_mut() {
                            match target {
                                Value::String(target) => redirect(target, wishes),
                                other => follow(other, wishes, false),
                            }
                        }
                    }
                    (name, member) => follow(member, wishes, !names && holds_names(name)),
                }
            }
        }
        _ => {}
    }
}

fn redirect(reference: &mut String, wishes: &BTreeMap<String, String>) {
    let Some(rest) = reference.strip_prefix(PREFIX) else {
        return;
    };
    let (name, inside) = rest.split_once('/').unwrap_or((rest, ""));
    if let Some(wish) = wishes.get(name) {
        let slash = if inside.is_empty() { "" } else { "/" };
        *reference = format!("{PREFIX}{wish}{slash}{inside}");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::NAME, *};

    #[test]
    fn references_follow_wherever_they_stand() {
        let mut document = json!({
            "paths": {"/a": {"$ref": "#/components/schemas/A/properties/x"}},
            "components": {"schemas": {
                "A": {(NAME): "B", "discriminator": {"propertyName": "k", "mapping": {"a": "#/components/schemas/A"}}},
                "B": {(NAME): "C", "items": {"$ref": "#/components/schemas/A"}},
                "AB": {"properties": {"example": {"$ref": "#/components/schemas/B"}}, "example": {"$ref": "#/components/schemas/B"}}
            }}
        });
        rename(&mut document).unwrap();
        assert_eq!(
            document,
            json!({
                "paths": {"/a": {"$ref": "#/components/schemas/B/properties/x"}},
                "components": {"schemas": {
                    "B": {"discriminator": {"propertyName": "k", "mapping": {"a": "#/components/schemas/B"}}},
                    "C": {"items": {"$ref": "#/components/schemas/B"}},
                    "AB": {"properties": {"example": {"$ref": "#/components/schemas/C"}}, "example": {"$ref": "#/components/schemas/B"}}
                }}
            })
        );
    }

    #[test]
    fn a_name_is_given_once() {
        let mut document = json!({"components": {"schemas": {"A": {(NAME): "B"}, "B": {}}}});
        let error = rename(&mut document).unwrap_err();
        assert!(matches!(error, HoistError::NameTaken { name, .. } if name == "B"));
    }
}
