//! Changes of a keyword: its words in ids and its effect on the set of valid values, tried at each place.

use openapi_track::compare::Wire::{self, Breaking, Safe, Warning};
use serde_json::{Value, json};

use crate::place::{BODIES, PLACES, Place};

/// What a step from one schema to the other does to the set of valid values.
#[derive(Clone, Copy)]
pub enum Effect {
    Same,
    Wider,
    Narrower,
    Other,
    Uncertain,
    /// [`Narrower`], and its reverse is uncertain where the value is received.
    Pattern,
    PatternRemoved,
}
pub use Effect::{Narrower, Other, Pattern, PatternRemoved, Same, Uncertain, Wider};

impl Effect {
    pub fn reversed(self) -> Self {
        match self {
            Wider => Narrower,
            Narrower => Wider,
            Pattern => PatternRemoved,
            PatternRemoved => Pattern,
            other => other,
        }
    }

    pub fn verdict(self, sent: bool) -> Wire {
        match (self, sent) {
            (Same, _) | (Wider, true) | (Narrower, false) => Safe,
            (Uncertain, _) | (PatternRemoved, false) => Warning,
            (PatternRemoved, true) | (Pattern, false) => Safe,
            _ => Breaking,
        }
    }
}

/// One change of one keyword: its words in both directions, its effect, and the two schemas.
pub struct Step {
    pub forward: &'static str,
    pub backward: &'static str,
    pub effect: Effect,
    pub schemas: [Value; 2],
    pub places: &'static [Place],
}

fn step(
    forward: &'static str,
    backward: &'static str,
    effect: Effect,
    old: Value,
    new: Value,
) -> Step {
    Step {
        forward,
        backward,
        effect,
        schemas: [old, new],
        places: &PLACES,
    }
}

impl Step {
    fn only(self, places: &'static [Place]) -> Self {
        Self { places, ..self }
    }
}

fn string(extra: Value) -> Value {
    with(json!({"type": "string"}), extra)
}

fn list(extra: Value) -> Value {
    with(json!({"type": "array"}), extra)
}

fn object(extra: Value) -> Value {
    with(json!({"type": "object"}), extra)
}

fn with(mut schema: Value, extra: Value) -> Value {
    let members = extra.as_object().unwrap().clone();
    schema.as_object_mut().unwrap().extend(members);
    schema
}

fn named(keyword: &str, names: &[&str]) -> Value {
    let members: Vec<_> = names
        .iter()
        .map(|name| json!({"$ref": format!("#/components/schemas/{name}")}))
        .collect();
    json!({keyword: members})
}

/// Limits: set, raised, lowered, unset.
fn limits() -> Vec<Step> {
    let mut steps = Vec::new();
    let words = |name: &str, word: &str| -> &'static str { format!("{name}-{word}").leak() };
    for (keyword, name, base, more_is_wider) in [
        ("maxLength", "max-length", string(json!({})), true),
        ("minLength", "min-length", string(json!({})), false),
        ("maximum", "max", json!({"type": "integer"}), true),
        ("minimum", "min", json!({"type": "integer"}), false),
        (
            "exclusiveMaximum",
            "exclusive-max",
            json!({"type": "integer"}),
            true,
        ),
        (
            "exclusiveMinimum",
            "exclusive-min",
            json!({"type": "integer"}),
            false,
        ),
        ("maxItems", "max-items", list(json!({})), true),
        ("minItems", "min-items", list(json!({})), false),
        ("maxProperties", "max-properties", object(json!({})), true),
        ("minProperties", "min-properties", object(json!({})), false),
    ] {
        let at = |limit: u64| with(base.clone(), json!({ keyword: limit }));
        let raised = if more_is_wider { Wider } else { Narrower };
        steps.push(step(
            words(name, "increased"),
            words(name, "decreased"),
            raised,
            at(10),
            at(20),
        ));
        if keyword != "minLength" {
            steps.push(step(
                words(name, "set"),
                words(name, "unset"),
                Narrower,
                base.clone(),
                at(10),
            ));
        }
    }
    for (keyword, name, raised) in [
        ("maxContains", "max-contains", Wider),
        ("minContains", "min-contains", Narrower),
    ] {
        let at = |limit: u64| list(json!({"contains": {"type": "string"}, keyword: limit}));
        steps.push(step(
            words(name, "increased"),
            words(name, "decreased"),
            raised,
            at(2),
            at(3),
        ));
    }
    steps
}

/// Conditions, added and removed.
fn conditions() -> Vec<Step> {
    let mut steps = Vec::new();
    let any = json!({"type": "string", "maxLength": 9});
    for (keyword, name, base, condition) in [
        ("pattern", "pattern", string(json!({})), json!("^a")),
        ("contains", "contains", list(json!({})), any.clone()),
        (
            "propertyNames",
            "property-names",
            object(json!({})),
            any.clone(),
        ),
        (
            "unevaluatedProperties",
            "unevaluated-properties",
            object(json!({})),
            any.clone(),
        ),
        (
            "unevaluatedItems",
            "unevaluated-items",
            list(json!({})),
            any.clone(),
        ),
        (
            "contentSchema",
            "content-schema",
            string(json!({"contentMediaType": "application/json"})),
            any.clone(),
        ),
        (
            "patternProperties",
            "pattern-property",
            object(json!({})),
            json!({"^x": any}),
        ),
        (
            "dependentRequired",
            "dependent-required",
            object(json!({})),
            json!({"a": ["b"]}),
        ),
        (
            "dependentSchemas",
            "dependent-schema",
            object(json!({})),
            json!({"a": {"required": ["b"]}}),
        ),
        ("prefixItems", "prefix-items", list(json!({})), json!([any])),
        (
            "if",
            "if",
            object(json!({"then": {"required": ["b"]}})),
            json!({"required": ["a"]}),
        ),
        (
            "then",
            "then",
            object(json!({"if": {"required": ["a"]}})),
            json!({"required": ["b"]}),
        ),
        (
            "else",
            "else",
            object(json!({"if": {"required": ["a"]}})),
            json!({"required": ["b"]}),
        ),
        ("const", "const", string(json!({})), json!("x")),
    ] {
        let words = |word: &str| -> &'static str { format!("{name}-{word}").leak() };
        let new = with(base.clone(), json!({ keyword: condition }));
        let effect = if keyword == "pattern" {
            Pattern
        } else {
            Narrower
        };
        steps.push(step(words("added"), words("removed"), effect, base, new));
    }
    steps
}

fn others() -> Vec<Step> {
    let nullable = |inner: &str| json!({"type": [inner, "null"]});
    vec![
        step(
            "pattern-changed",
            "pattern-changed",
            Uncertain,
            string(json!({"pattern": "^a"})),
            string(json!({"pattern": "^b"})),
        ),
        step(
            "pattern-generalized",
            "pattern-added",
            PatternRemoved,
            string(json!({"pattern": "^a"})),
            string(json!({"pattern": ".*"})),
        ),
        step(
            "const-changed",
            "const-changed",
            Other,
            json!({"const": "a"}),
            json!({"const": "b"}),
        ),
        step(
            "dependent-required-changed",
            "dependent-required-changed",
            Narrower,
            object(json!({"dependentRequired": {"a": ["b"]}})),
            object(json!({"dependentRequired": {"a": ["b", "c"]}})),
        ),
        step(
            "content-media-type-changed",
            "content-media-type-changed",
            Other,
            string(json!({"contentMediaType": "text/a"})),
            string(json!({"contentMediaType": "text/b"})),
        ),
        step(
            "content-encoding-changed",
            "content-encoding-changed",
            Other,
            string(json!({"contentEncoding": "base64"})),
            string(json!({"contentEncoding": "base16"})),
        ),
        step(
            "became-nullable",
            "became-not-nullable",
            Wider,
            string(json!({})),
            nullable("string"),
        ),
        step(
            "list-of-types-widened",
            "list-of-types-narrowed",
            Wider,
            json!({"type": ["boolean", "object"]}),
            json!({"type": ["boolean", "object", "array"]}),
        ),
        step(
            "became-enum",
            "became-not-enum",
            Narrower,
            string(json!({})),
            string(json!({"enum": ["a"]})),
        ),
        step(
            "one-of-added",
            "one-of-removed",
            Wider,
            named("oneOf", &["Cat", "Dog"]),
            named("oneOf", &["Cat", "Dog", "Fox"]),
        ),
        step(
            "any-of-added",
            "any-of-removed",
            Wider,
            named("anyOf", &["Cat", "Dog"]),
            named("anyOf", &["Cat", "Dog", "Fox"]),
        ),
        step(
            "wrapped-in-one-of",
            "one-of-removed",
            Other,
            object(json!({"properties": {"a": {"type": "string"}}})),
            named("oneOf", &["Cat", "Dog"]),
        )
        .only(&[Place::RequestBody, Place::ResponseBody]),
        step(
            "all-of-added-annotation-only",
            "all-of-removed-annotation-only",
            Same,
            named("allOf", &["Cat"]),
            json!({"allOf": [{"$ref": "#/components/schemas/Cat"}, {"title": "a"}]}),
        )
        .only(&BODIES),
        step(
            "discriminator-added",
            "discriminator-removed",
            Uncertain,
            named("oneOf", &["Cat", "Dog"]),
            discriminated_by("kind", json!({})),
        ),
        step(
            "discriminator-property-name-changed",
            "discriminator-property-name-changed",
            Uncertain,
            discriminated_by("kind", json!({})),
            discriminated_by("sort", json!({})),
        ),
        step(
            "discriminator-mapping-added",
            "discriminator-mapping-deleted",
            Uncertain,
            discriminated_by("kind", json!({"cat": "Cat"})),
            discriminated_by("kind", json!({"cat": "Cat", "dog": "Dog"})),
        ),
        step(
            "discriminator-mapping-changed",
            "discriminator-mapping-changed",
            Uncertain,
            discriminated_by("kind", json!({"cat": "Cat"})),
            discriminated_by("kind", json!({"cat": "Dog"})),
        ),
    ]
}

fn discriminated_by(property: &str, mapping: Value) -> Value {
    with(
        named("oneOf", &["Cat", "Dog"]),
        json!({"discriminator": {"propertyName": property, "mapping": mapping}}),
    )
}

pub fn steps() -> Vec<Step> {
    let mut steps = limits();
    steps.extend(conditions());
    steps.extend(others());
    steps
}
