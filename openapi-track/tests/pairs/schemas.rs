//! Spellings of OpenAPI 3.0 and 3.1, numbers, enums, objects and discriminators.

use serde_json::{Value, json};

use crate::{Pair, pair, received, sent};

/// The same schema in a document of OpenAPI 3.0 and of 3.1, received.
fn dialects(
    name: &'static str,
    old: Value,
    new: Value,
    expected: &'static str,
    id: &'static str,
) -> Pair {
    let mut pair = received(name, old, new, expected, id);
    pair.old["openapi"] = json!("3.0.3");
    pair
}

/// A base schema with a discriminator and a subtype `Cat` that names it in `allOf`; `Pet` is received.
fn subtypes(mapping: bool, nullable: bool, cat: Value) -> [(&'static str, Value); 1] {
    let mut discriminator = json!({"propertyName": "kind"});
    if mapping {
        discriminator["mapping"] = json!({"cat": "#/components/schemas/Cat"});
    }
    let base = json!({"$ref": "#/components/schemas/Animal"});
    let owner = if nullable {
        json!({"oneOf": [base, {"type": "null"}]})
    } else {
        base.clone()
    };
    let body = json!({"type": "object", "properties": {"owner": owner}});
    [(
        "/components/schemas",
        json!({
            "NewPet": body, "Pet": body, "Problem": {},
            "Animal": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}, "discriminator": discriminator},
            "Cat": {"allOf": [base, cat]}
        }),
    )]
}

#[rustfmt::skip]
pub fn pairs() -> Vec<Pair> {
    let text = || json!({"type": "string"});
    let list = |values: Value| json!({ "enum": values });
    let limits = |keyword: &str, value: Value| json!({"type": "number", keyword: value});
    let object = |properties: Value| json!({"type": "object", "properties": properties});
    let closed = |properties: Value| json!({"type": "object", "properties": properties, "additionalProperties": false});
    let cat = |required: Value, kind: &str| json!({"type": "object", "required": required, "properties": {"lives": {"type": kind}}});
    let discriminated = |mapping: Value| json!({"oneOf": [{"$ref": "#/components/schemas/Pet"}, {"$ref": "#/components/schemas/Problem"}],
        "discriminator": {"propertyName": "kind", "mapping": mapping}});
    let mut pairs = vec![
        // Dialects.
        dialects("nullable", json!({"type": "string", "nullable": true}), json!({"type": ["string", "null"]}), "safe", ""),
        dialects("nullable reference", json!({"nullable": true, "allOf": [{"$ref": "#/components/schemas/Problem"}]}),
            json!({"anyOf": [{"$ref": "#/components/schemas/Problem"}, {"type": "null"}]}), "safe", ""),
        dialects("nullable enum", json!({"type": "string", "nullable": true, "enum": ["a"]}), json!({"type": ["string", "null"], "enum": ["a", null]}), "safe", ""),
        dialects("exclusive maximum", json!({"type": "integer", "maximum": 5, "exclusiveMaximum": true}), json!({"type": "integer", "exclusiveMaximum": 5}), "safe", ""),
        dialects("maximum became exclusive", json!({"type": "integer", "maximum": 5, "exclusiveMaximum": false}), json!({"type": "integer", "exclusiveMaximum": 5}), "safe", "response-property-exclusive-max-set"),
        dialects("enum of one and const", json!({"type": "string", "enum": ["a"]}), json!({"const": "a"}), "safe", ""),
        dialects("enum of one number and const", json!({"type": "number", "enum": [1]}), json!({"const": 1.0}), "safe", ""),
        dialects("enum of one and another const", json!({"type": "string", "enum": ["a"]}), json!({"const": "b"}), "breaking", "response-property-const-changed"),
        dialects("base64", json!({"type": "string", "format": "byte"}), json!({"type": "string", "contentEncoding": "base64"}), "safe", ""),
        dialects("binary", json!({"type": "string", "format": "binary"}), json!({"type": "string", "contentMediaType": "application/octet-stream"}), "safe", ""),
        dialects("example and examples", json!({"type": "string", "example": "a"}), json!({"type": "string", "examples": ["a"]}), "safe", ""),
        dialects("keyword beside a reference counts in 3.1 only", json!({"$ref": "#/components/schemas/Problem", "maxProperties": 1}),
            json!({"$ref": "#/components/schemas/Problem"}), "safe", ""),
        received("null in the type and not in the enum", json!({"type": ["string", "null"], "enum": ["a"]}), json!({"type": ["string", "null"], "enum": ["a", null]}),
            "breaking", "response-property-became-nullable"),
        received("null wrapped around an enum", json!({"type": "string", "enum": ["a"]}), json!({"oneOf": [{"type": "null"}, {"type": "string", "enum": ["a"]}]}),
            "breaking", "response-property-became-nullable"),
        // Numbers.
        received("enum of large integers", list(json!([9_007_199_254_740_993_u64])), list(json!([9_007_199_254_740_992_u64])), "breaking", "response-property-enum-value-added"),
        received("enum at the edge of 64 bits", list(json!([9_223_372_036_854_775_807_u64])), list(json!([9_223_372_036_854_775_808_u64])), "breaking", "response-property-enum-value-added"),
        received("const of a large negative integer", json!({"const": -9_007_199_254_740_993_i64}), json!({"const": -9_007_199_254_740_992_i64}), "breaking", "response-property-const-changed"),
        sent("maximum of a large integer", limits("maximum", json!(9_007_199_254_740_993_u64)), limits("maximum", json!(9_007_199_254_740_992_u64)), "breaking", "request-property-max-decreased"),
        sent("minimum of a large integer", limits("minimum", json!(9_007_199_254_740_993_u64)), limits("minimum", json!(9_007_199_254_740_992_u64)), "safe", "request-property-min-decreased"),
        sent("maximum as integer and as decimal", limits("maximum", json!(10)), limits("maximum", json!(10.0)), "safe", ""),
        sent("multiple of a decimal", limits("multipleOf", json!(0.1)), limits("multipleOf", json!(0.01)), "safe", "request-property-multiple-of-changed"),
        sent("multiple of large integers", limits("multipleOf", json!(9_007_199_254_740_993_u64)), limits("multipleOf", json!(3)), "safe", "request-property-multiple-of-changed"),
        sent("default of large integers", json!({"type": "integer", "default": 9_007_199_254_740_993_u64}), json!({"type": "integer", "default": 9_007_199_254_740_992_u64}), "warning", "request-property-default-value-changed"),
        // Enums.
        received("enum of another type", json!({"type": "integer", "enum": [1]}), json!({"type": "string", "enum": ["1"]}), "breaking", "response-property-type-changed"),
        received("enum in another order", list(json!(["a", "b"])), list(json!(["b", "a"])), "safe", ""),
        received("enum with a value twice", list(json!(["a"])), list(json!(["a", "a"])), "safe", ""),
        received("enum of objects", list(json!([{"a": 1}])), list(json!([{"a": 1.0}])), "safe", ""),
        sent("const became an enum that has it", json!({"const": "a"}), list(json!(["a", "b"])), "safe", "request-property-enum-value-added"),
        // Objects.
        received("optional property added to a closed object", closed(json!({})), closed(json!({"a": text()})), "warning", "response-optional-property-added"),
        received("optional property added to an open object", object(json!({})), object(json!({"a": text()})), "safe", "response-optional-property-added"),
        received("closed object opened", closed(json!({})), object(json!({})), "warning", "response-property-additional-properties-opened"),
        sent("optional property added to a closed object that is sent", closed(json!({})), closed(json!({"a": text()})), "safe", "new-optional-request-property"),
        sent("property of a closed object removed", closed(json!({"a": text()})), closed(json!({})), "breaking", "request-property-removed"),
        sent("property removed from an open object", object(json!({"a": text()})), object(json!({})), "warning", "request-property-removed"),
        sent("required property with a default", object(json!({})), json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "default": "x"}}}),
            "breaking", "new-required-request-property-with-default"),
        received("pattern removed", json!({"type": "string", "pattern": "^a"}), text(), "warning", "response-property-pattern-removed"),
        sent("pattern added", text(), json!({"type": "string", "pattern": "^a"}), "breaking", "request-property-pattern-added"),
        received("unknown keyword changed", json!({"type": "string", "customLimit": 1}), json!({"type": "string", "customLimit": 2}), "warning", "response-property-unknown-keyword-changed"),
        received("extension changed", json!({"type": "string", "x-limit": 1}), json!({"type": "string", "x-limit": 2}), "safe", ""),
        received("map of another type", json!({"additionalProperties": {"type": "integer"}}), json!({"additionalProperties": {"type": "number"}}), "breaking", "response-property-type-generalized"),
        // Discriminators.
        received("mapping by name and by reference", discriminated(json!({"p": "Pet"})), discriminated(json!({"p": "#/components/schemas/Pet"})), "safe", ""),
        received("mapping to another schema", discriminated(json!({"p": "Pet"})), discriminated(json!({"p": "Problem"})), "warning", "response-property-discriminator-mapping-changed"),
    ];
    for (mapping, nullable) in [(true, false), (true, true), (false, false), (false, true)] {
        let one = |cat: Value| subtypes(mapping, nullable, cat);
        let before = one(cat(json!([]), "integer"));
        pairs.push(pair("property of a subtype became required", &before, &one(cat(json!(["lives"]), "integer")), "breaking", "request-property-became-required"));
        pairs.push(pair("property of a subtype has another type", &before, &one(cat(json!([]), "string")), "breaking", "response-property-type-changed"));
        pairs.push(pair("subtype unchanged", &before, &before, "safe", ""));
    }
    pairs.push(pair("mapping written out and subtype changed", &subtypes(false, false, cat(json!([]), "integer")),
        &subtypes(true, false, cat(json!(["lives"]), "integer")), "breaking", "request-property-became-required"));
    let mut broken = subtypes(true, false, json!({}));
    broken[0].1["Animal"]["discriminator"]["mapping"]["dog"] = json!("None");
    pairs.push(pair("mapping to nothing", &broken, &broken, "warning", "response-property-discriminator-mapping-not-followed"));
    let before = subtypes(false, false, json!({}));
    let mut after = before.clone();
    after[0].1["Dog"] = json!({"allOf": [{"$ref": "#/components/schemas/Animal"}]});
    pairs.push(pair("subtype added", &before, &after, "warning", "response-property-discriminator-subtype-added"));
    pairs
}
