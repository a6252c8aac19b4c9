//! Changes whose words or verdict depend on the direction in another way than other keywords: types,
//! defaults, listed values, members of `allOf`, and limits of values that are not sent.

use openapi_track::compare::Wire::{Breaking, Safe, Warning};
use serde_json::{Value, json};

use crate::operations::{Case, case};
use crate::place::{BODIES, PLACES, Place};

fn named(place: Place, word: &str) -> &'static str {
    format!("{}-{word}", place.word()).leak()
}

fn types(place: Place) -> Vec<Case> {
    let at = |schema: Value| place.document(schema);
    let (integer, number, boolean, text) = (
        at(json!({"type": "integer"})),
        at(json!({"type": "number"})),
        at(json!({"type": "boolean"})),
        at(json!({"type": "object"})),
    );
    let narrower = match place {
        Place::ParameterProperty => "type-specialized",
        place if place.sent() => "type-changed",
        _ => "type-specialized",
    };
    let (wider, narrowed) = match place.sent() {
        true => (Safe, Breaking),
        false => (Breaking, Safe),
    };
    let changed = (named(place, "type-changed"), Breaking);
    vec![
        case(
            integer,
            number,
            (named(place, "type-generalized"), wider),
            (named(place, narrower), narrowed),
        ),
        case(boolean, text, changed, changed),
    ]
}

/// In XML a number is also a string.
fn text(place: Place) -> Case {
    let at = |name: &str| {
        let mut document = place.document(json!({ "type": name }));
        let operation = &mut document["paths"]["/things"]["post"];
        let content = match place.sent() {
            true => &mut operation["requestBody"]["content"],
            false => &mut operation["responses"]["200"]["content"],
        };
        *content = json!({"application/xml": content["application/json"]});
        document
    };
    let compatible = (named(place, "type-compatible"), Safe);
    let changed = (named(place, "type-changed"), Breaking);
    match place.sent() {
        true => case(at("integer"), at("string"), compatible, changed),
        false => case(at("string"), at("integer"), compatible, changed),
    }
}

fn defaults(place: Place) -> Vec<Case> {
    let at = |extra: Value| place.document(extra);
    let verdict = if place.sent() { Warning } else { Safe };
    let id = |word| (named(place, word), verdict);
    vec![
        case(
            at(json!({})),
            at(json!({"default": 1})),
            id("default-value-added"),
            id("default-value-removed"),
        ),
        case(
            at(json!({"default": 1})),
            at(json!({"default": 2})),
            id("default-value-changed"),
            id("default-value-changed"),
        ),
    ]
}

fn members(place: Place) -> Case {
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let one = place.document(json!({"allOf": [reference("Cat")]}));
    let two = place.document(json!({"allOf": [reference("Cat"), reference("Dog")]}));
    // An optional property: added it affects nobody, removed it is missing.
    let (added, removed) = match place.sent() {
        true => (Breaking, Warning),
        false => (Safe, Warning),
    };
    case(
        one,
        two,
        (named(place, "all-of-added"), added),
        (named(place, "all-of-removed"), removed),
    )
}

fn listed(place: Place) -> Case {
    let at = |values: Value| place.document(json!({ "enum": values }));
    let (added, removed) = match place.sent() {
        true => (Safe, Breaking),
        false => (Breaking, Safe),
    };
    case(
        at(json!(["a"])),
        at(json!(["a", "b"])),
        (named(place, "enum-value-added"), added),
        (named(place, "enum-value-removed"), removed),
    )
}

/// A read-only property is not sent, and a write-only one not received.
fn access() -> Vec<Case> {
    let one = |place: Place, mark: &str, mut schema: Value| {
        schema[mark] = json!(true);
        place.document(schema)
    };
    let mut cases = Vec::new();
    for (keyword, word, from, to) in [
        ("maximum", "max-decreased", 9, 5),
        ("exclusiveMaximum", "exclusive-max-decreased", 9, 5),
        ("maxLength", "max-length-decreased", 9, 5),
        ("minimum", "min-increased", 5, 9),
        ("exclusiveMinimum", "exclusive-min-increased", 5, 9),
    ] {
        let at = |limit: u64| {
            one(
                Place::RequestProperty,
                "readOnly",
                json!({ keyword: limit }),
            )
        };
        let id: &'static str = format!("request-read-only-property-{word}").leak();
        cases.push(case(at(from), at(to), (id, Safe), ("", Safe)));
    }
    let at = |values: Value| {
        one(
            Place::ResponseProperty,
            "writeOnly",
            json!({"enum": values}),
        )
    };
    cases.push(case(
        at(json!(["a"])),
        at(json!(["a", "b"])),
        ("response-write-only-property-enum-value-added", Safe),
        ("", Safe),
    ));
    cases
}

pub fn cases() -> Vec<Case> {
    let mut cases = access();
    for place in PLACES {
        cases.extend(types(place));
        if place != Place::ResponseBody {
            cases.push(listed(place));
        }
    }
    for place in BODIES {
        cases.push(text(place));
        cases.push(members(place));
        cases.extend(defaults(place));
    }
    let at = |values: Value| Place::RequestProperty.document(json!({"x-extensible-enum": values}));
    cases.push(case(
        at(json!(["a"])),
        at(json!([])),
        ("request-property-x-extensible-enum-value-removed", Breaking),
        ("", Safe),
    ));
    cases
}
