//! Lifts every inline object schema into a named component.
//!
//! With inline schemas progenitor gives the success body and the error body of an operation one type name,
//! keeps one of the two, and loses the other's properties without a word. Names: what the vendor named keeps
//! its name; a body is named from its operation and role; an object inside takes its property's name;
//! `x-rust-name` wins. Only error objects, and equal objects under one property name, are shared: answers
//! that happen to be equal today must not become one type that tears apart tomorrow.

mod rename;

use serde_json::{Map, Value, json};

use crate::pointer::{METHODS, join};

/// The extension that names a schema; it is gone from the result.
pub const NAME: &str = "x-rust-name";

/// Why a document's inline schemas cannot be named.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HoistError {
    /// Bodies are named from their operation.
    #[error(
        "{0}: the operation has no operationId, which names its bodies; give it one with an overlay action"
    )]
    NoOperationId(String),
    /// Two different schemas would have one name.
    #[error(
        "{pointer}: `{name}` already names a different schema; set {NAME} with an overlay action"
    )]
    NameTaken {
        /// Where the second stands.
        pointer: String,
        /// The name.
        name: String,
    },
}

/// The document with every object schema named.
///
/// # Errors
/// [`HoistError`] with the place.
pub fn hoist(mut document: Value) -> Result<Value, HoistError> {
    rename::rename(&mut document)?;
    let mut components = match document.pointer_mut("/components/schemas") {
        Some(schemas) => std::mem::take(schemas.as_object_mut().unwrap_or(&mut Map::new())),
        None => Map::new(),
    };
    let mut names: Vec<_> = components.keys().cloned().collect();
    names.sort();
    let mut hoister = Hoister {
        components: Map::new(),
    };
    // The vendor's own names are taken before anything else is named.
    hoister
        .components
        .extend(names.iter().map(|name| (name.clone(), Value::Null)));
    for name in names {
        let mut schema = components.remove(&name).unwrap_or_default();
        hoister.inner(&mut schema, &name, &join("/components/schemas", &name))?;
        hoister.components.insert(name, schema);
    }

    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let mut paths: Vec<_> = paths.into_iter().flatten().collect();
    // The order of paths in the document must not decide on names.
    paths.sort_by_key(|(path, _)| *path);
    for (path, item) in paths {
        for method in METHODS {
            let at = join(&join("/paths", path), method);
            let Some(operation) = item.get_mut(method) else {
                continue;
            };
            let Some(id) = operation.get("operationId").and_then(Value::as_str) else {
                return Err(HoistError::NoOperationId(at));
            };
            let id = pascal(id);
            hoister.operation(operation, &id, &at)?;
        }
    }

    if !hoister.components.is_empty() {
        let members = document.as_object_mut();
        let all = members.map(|members| members.entry("components").or_insert_with(|| json!({})));
        if let Some(all) = all.and_then(Value::as_object_mut) {
            all.insert("schemas".into(), hoister.components.into());
        }
    }
    Ok(document)
}

struct Hoister {
    components: Map<String, Value>,
}

/// How a schema comes by its name, and whether it may share it.
struct Naming<'a> {
    suggestion: String,
    /// Put before the suggestion where it is taken.
    parent: &'a str,
}

impl Hoister {
    fn operation(&mut self, operation: &mut Value, id: &str, at: &str) -> Result<(), HoistError> {
        for (n, parameter) in operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
            .enumerate()
        {
            let name = pascal(
                parameter
                    .get("name")
                    .and_then(Value::as_str)
                    .unwrap_or_default(),
            );
            let pointer = join(&join(&join(at, "parameters"), n), "schema");
            if let Some(schema) = parameter.get_mut("schema") {
                let naming = Naming {
                    suggestion: format!("{id}{name}"),
                    parent: id,
                };
                self.lift(schema, naming, &pointer)?;
            }
        }
        if let Some(body) = operation.get_mut("requestBody") {
            let at = join(at, "requestBody");
            self.content(body, &format!("{id}Request"), id, &at)?;
        }
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        let mut responses: Vec<_> = responses.into_iter().flatten().collect();
        responses.sort_by_key(|(status, _)| *status);
        for (status, response) in responses {
            let at = join(&join(at, "responses"), status);
            let name = match status.as_bytes().first() {
                Some(b'1'..=b'3') => format!("{id}Response"),
                // Shared by all operations whose errors look alike.
                _ => "ErrorBody".to_owned(),
            };
            let parent = format!("{id}{}", pascal(status));
            let parent = if name == "ErrorBody" {
                id.to_owned()
            } else {
                parent
            };
            self.content(response, &name, &parent, &at)?;
        }
        Ok(())
    }

    /// The bodies of a request or of a response, by media type.
    fn content(
        &mut self,
        body: &mut Value,
        name: &str,
        parent: &str,
        at: &str,
    ) -> Result<(), HoistError> {
        let media_types = body.get_mut("content").and_then(Value::as_object_mut);
        for (media_type, media) in media_types.into_iter().flatten() {
            let at = join(&join(&join(at, "content"), media_type), "schema");
            if let Some(schema) = media.get_mut("schema") {
                self.lift(
                    schema,
                    Naming {
                        suggestion: name.to_owned(),
                        parent,
                    },
                    &at,
                )?;
            }
        }
        Ok(())
    }

    /// Replaces an inline schema that makes a type of its own by a reference to a component.
    fn lift(&mut self, schema: &mut Value, naming: Naming<'_>, at: &str) -> Result<(), HoistError> {
        if schema.get("$ref").is_some() {
            return Ok(());
        }
        let wish = forget_name(schema);
        let name = wish.clone().unwrap_or_else(|| naming.suggestion.clone());
        self.inner(schema, &name, at)?;
        if !makes_a_type(schema) {
            return Ok(());
        }
        let name = match self.components.get(&name) {
            None => name,
            Some(taken) if taken == schema => name,
            Some(_) if wish.is_some() => {
                return Err(HoistError::NameTaken {
                    pointer: at.to_owned(),
                    name,
                });
            }
            Some(_) => {
                let longer = format!("{}{name}", naming.parent);
                match self.components.get(&longer) {
                    Some(taken) if taken != schema => {
                        return Err(HoistError::NameTaken {
                            pointer: at.to_owned(),
                            name: longer,
                        });
                    }
                    _ => longer,
                }
            }
        };
        let reference = json!({"$ref": format!("#/components/schemas/{name}")});
        self.components
            .insert(name, std::mem::replace(schema, reference));
        Ok(())
    }

    /// What stands inside a schema of this name.
    fn inner(&mut self, schema: &mut Value, name: &str, at: &str) -> Result<(), HoistError> {
        let Some(members) = schema.as_object_mut() else {
            return Ok(());
        };
        for (keyword, member) in members.iter_mut() {
            let at = join(at, keyword);
            match keyword.as_str() {
                "properties" => {
                    let properties = member.as_object_mut().into_iter().flatten();
                    for (property, schema) in properties {
                        let naming = Naming {
                            suggestion: pascal(property),
                            parent: name,
                        };
                        self.lift(schema, naming, &join(&at, property))?;
                    }
                }
                "items" => {
                    let naming = Naming {
                        suggestion: format!("{name}Item"),
                        parent: name,
                    };
                    self.lift(member, naming, &at)?;
                }
                "additionalProperties" => {
                    let naming = Naming {
                        suggestion: format!("{name}Value"),
                        parent: name,
                    };
                    self.lift(member, naming, &at)?;
                }
                // The members of an `allOf` become one type; only what is inside them is lifted.
                "allOf" => {
                    for (n, schema) in member.as_array_mut().into_iter().flatten().enumerate() {
                        forget_name(schema);
                        self.inner(schema, name, &join(&at, n))?;
                    }
                }
                "oneOf" | "anyOf" => {
                    for (n, schema) in member.as_array_mut().into_iter().flatten().enumerate() {
                        let naming = Naming {
                            suggestion: format!("{name}Variant{n}"),
                            parent: name,
                        };
                        self.lift(schema, naming, &join(&at, n))?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Takes the wished-for name off a schema.
fn forget_name(schema: &mut Value) -> Option<String> {
    match schema.as_object_mut()?.remove(NAME)? {
        Value::String(name) => Some(name),
        _ => None,
    }
}

/// Objects with properties and compositions become types; a free-form object is a map, a scalar itself.
fn makes_a_type(schema: &Value) -> bool {
    let filled = |name| match schema.get(name) {
        Some(Value::Object(members)) => !members.is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        _ => false,
    };
    // A single `allOf` around a reference is how 3.0 says "this, and nullable" or adds a description.
    let wrapper = schema
        .get("allOf")
        .and_then(Value::as_array)
        .is_some_and(|all| {
            matches!(all.as_slice(), [only] if only.get("$ref").is_some()) && !filled("properties")
        });
    !wrapper
        && ["properties", "allOf", "oneOf", "anyOf"]
            .into_iter()
            .any(filled)
}

/// `start_step-up` and `startStepUp` are `StartStepUp`.
fn pascal(name: &str) -> String {
    let words = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_ascii_uppercase() + rest
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(id: &str, success: Value, error: Value) -> Value {
        let body = |schema| json!({"description": "d", "content": {"application/json": {"schema": schema}}});
        json!({"operationId": id, "responses": {"200": body(success), "403": body(error)}})
    }

    fn object(property: &str, schema: Value) -> Value {
        json!({"type": "object", "properties": {property: schema}})
    }

    fn names(document: &Value) -> Vec<String> {
        let mut names: Vec<_> = document["components"]["schemas"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect();
        names.sort();
        names
    }

    fn hoisted(one: Value, other: Value) -> Result<Value, HoistError> {
        hoist(json!({"openapi": "3.0.3", "paths": {"/a": {"get": one}, "/b": {"get": other}}}))
    }

    #[test]
    fn bodies_are_named_by_operation_and_role_and_errors_are_shared() {
        let string = || json!({"type": "string"});
        let document = hoisted(
            operation(
                "get_one",
                object("status", string()),
                object("code", string()),
            ),
            operation(
                "get_other",
                object("status", string()),
                object("code", string()),
            ),
        )
        .unwrap();
        // The answers are equal and stay apart all the same.
        assert_eq!(
            names(&document),
            ["ErrorBody", "GetOneResponse", "GetOtherResponse"]
        );
        let reference = &document["paths"]["/b"]["get"]["responses"]["403"]["content"]["application/json"]
            ["schema"];
        assert_eq!(
            reference,
            &json!({"$ref": "#/components/schemas/ErrorBody"})
        );
    }

    #[test]
    fn an_object_inside_takes_its_propertys_name_and_a_clash_its_parents_too() {
        let inner = |name: &str| object("options", object(name, json!({"type": "string"})));
        let same = hoisted(
            operation("a", inner("x"), json!({})),
            operation("b", inner("x"), json!({})),
        )
        .unwrap();
        assert_eq!(names(&same), ["AResponse", "BResponse", "Options"]);
        let clash = hoisted(
            operation("a", inner("x"), json!({})),
            operation("b", inner("y"), json!({})),
        )
        .unwrap();
        assert_eq!(
            names(&clash),
            ["AResponse", "BResponse", "BResponseOptions", "Options"]
        );
    }

    #[test]
    fn a_wish_wins_and_may_not_be_granted_twice() {
        let wish = |property: &str| {
            let mut schema = object(property, json!({"type": "string"}));
            schema[NAME] = "Data".into();
            object("data", schema)
        };
        let document = hoisted(
            operation("a", wish("x"), json!({})),
            operation("b", wish("x"), json!({})),
        )
        .unwrap();
        assert_eq!(names(&document), ["AResponse", "BResponse", "Data"]);
        assert!(!document.to_string().contains(NAME));
        let error = hoisted(
            operation("a", wish("x"), json!({})),
            operation("b", wish("y"), json!({})),
        )
        .unwrap_err();
        assert!(matches!(error, HoistError::NameTaken { .. }));
    }

    #[test]
    fn the_vendors_names_are_kept_and_what_is_hoisted_stays_as_it_is() {
        let document = json!({"openapi": "3.0.3",
            "paths": {"/a": {"get": operation("a", json!({"$ref": "#/components/schemas/vendorName"}), object("code", json!({})))}},
            "components": {"schemas": {"vendorName": object("inner", object("x", json!({})))}}});
        let once = hoist(document).unwrap();
        assert_eq!(names(&once), ["ErrorBody", "Inner", "vendorName"]);
        assert_eq!(hoist(once.clone()).unwrap(), once);
    }

    #[test]
    fn an_operation_without_an_id_is_named() {
        let error = hoist(json!({"paths": {"/a": {"get": {}}}})).unwrap_err();
        assert_eq!(error, HoistError::NoOperationId("/paths/~1a/get".into()));
    }
}
