//! The schema of a request body: a validator, and the fields that the document names.

use std::collections::BTreeMap;

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

/// Maximum depth of schemas whose fields are read.
const MAX_DEPTH: usize = 8;

/// The schema of a request body.
pub struct BodySchema {
    /// Validates a body.
    pub validator: Validator,
    /// The fields of the body.
    pub fields: Fields,
}

/// The fields of an object schema, by name.
#[derive(Default)]
pub struct Fields(pub BTreeMap<String, Field>);

/// A field of an object schema.
pub struct Field {
    /// Whether it is required.
    pub required: bool,
    /// Whether the schema accepts any value, `null` included.
    pub accepts_anything: bool,
    /// Whether it is an integer or a list of integers.
    pub is_integer: bool,
    /// The fields of an object; empty for any other type.
    pub fields: Fields,
}

impl BodySchema {
    /// Compiles a schema of an OpenAPI 3.0 document.
    ///
    /// # Errors
    /// When the schema is invalid.
    pub fn compile(document: &Value, schema: &Value) -> Result<Self, String> {
        // OpenAPI 3.0 uses an early draft of JSON Schema with `nullable` instead of the type `null`.
        let mut root = json!({ "allOf": [schema], "components": document.get("components") });
        nullable_to_type(&mut root);
        let validator = jsonschema::options()
            .with_draft(Draft::Draft4)
            .build(&root)
            .map_err(|error| error.to_string())?;
        Ok(Self {
            validator,
            fields: Fields::read(document, schema, MAX_DEPTH),
        })
    }
}

impl Fields {
    fn read(document: &Value, schema: &Value, depth: usize) -> Self {
        let schema = resolve(document, schema);
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            return Self::default();
        };
        if depth == 0 {
            return Self::default();
        }
        let required = |name: &str| {
            let names = schema.get("required").and_then(Value::as_array);
            names.is_some_and(|names| names.iter().any(|it| it == name))
        };
        let field = |name: &str, schema: &Value| {
            let schema = resolve(document, schema);
            let type_of = |schema: &Value| schema.get("type").cloned().unwrap_or_default();
            let items = schema.get("items").cloned().unwrap_or_default();
            Field {
                required: required(name),
                accepts_anything: type_of(schema).is_null(),
                is_integer: type_of(schema) == "integer" || type_of(&items) == "integer",
                fields: Self::read(document, schema, depth - 1),
            }
        };
        let fields = properties
            .iter()
            .map(|(name, schema)| (name.clone(), field(name, schema)));
        Self(fields.collect())
    }
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| document.pointer(reference.strip_prefix('#')?))
        .unwrap_or(schema)
}

fn nullable_to_type(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.get("nullable") == Some(&Value::Bool(true))
                && let Some(Value::String(name)) = members.get("type").cloned()
            {
                members.insert("type".into(), json!([name, "null"]));
            }
            members.values_mut().for_each(nullable_to_type);
        }
        Value::Array(items) => items.iter_mut().for_each(nullable_to_type),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_nullable_schemas_accept_null() {
        let accepts_null = |nullable| {
            let schema = json!({ "type": "string", "nullable": nullable });
            let schema = BodySchema::compile(&json!({}), &schema).unwrap();
            schema.validator.is_valid(&Value::Null)
        };
        assert!(accepts_null(true));
        assert!(!accepts_null(false));
    }

    #[test]
    fn fields_follow_references() {
        let document = json!({ "components": { "schemas": { "Options": {
            "type": "object",
            "properties": { "docTypes": { "type": "array", "items": { "type": "integer" } } },
        } } } });
        let schema = json!({
            "required": ["id"],
            "properties": {
                "id": { "type": "string" },
                "reference": {},
                "options": { "$ref": "#/components/schemas/Options" },
            },
        });
        let fields = BodySchema::compile(&document, &schema).unwrap().fields.0;
        assert!(fields["id"].required && !fields["options"].required);
        assert!(fields["reference"].accepts_anything && !fields["id"].accepts_anything);
        assert!(fields["options"].fields.0["docTypes"].is_integer);
    }
}
