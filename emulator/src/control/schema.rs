//! The JSON schemas of the control API's types.
//!
//! serde alone would accept arrays for objects and numbers for the names of variants, which the control
//! API's document forbids.

use jsonschema::Draft;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// The first ten reasons why `value` does not fit the schema of `T`; `None` when it fits.
pub(crate) fn mismatch<T: ToSchema>(value: &Value) -> Option<String> {
    let mut schemas = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut schemas);
    let mut schemas: Map<_, _> = schemas
        .into_iter()
        .filter_map(|(name, schema)| Some((name, serde_json::to_value(schema).ok()?)))
        .collect();
    close_variants(&mut schemas);
    let root = json!({
        "$ref": format!("#/components/schemas/{}", T::name()),
        "components": { "schemas": schemas },
    });
    let validator = match jsonschema::options()
        .with_draft(Draft::Draft202012)
        .build(&root)
    {
        Ok(validator) => validator,
        Err(error) => return Some(error.to_string()),
    };
    let reasons: Vec<_> = validator
        .iter_errors(value)
        .take(10)
        .map(|error| match error.instance_path().as_str() {
            "" => error.masked().to_string(),
            path => format!("{path}: {}", error.masked()),
        })
        .collect();
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// Forbids unknown fields in the variants of enums. utoipa does so for structs only.
pub(crate) fn close_variants(schemas: &mut Map<String, Value>) {
    for name in ["FaultKind", "Delay"] {
        let variants = schemas.get_mut(name).and_then(|it| it.get_mut("oneOf"));
        for variant in variants.and_then(Value::as_array_mut).into_iter().flatten() {
            if let Value::Object(variant) = variant {
                variant.insert("additionalProperties".into(), false.into());
            }
        }
    }
}
