//! Changes that leave the set of valid values as it was, each beside one that does not; and documents at
//! the limits of depth and of cycles.

use openapi_track::compare::Wire::{self, Breaking, Safe};
use openapi_track::report::Report;
use serde_json::{Value, json};

fn document(direction: &str, schema: Value) -> Value {
    let content = json!({"application/json": {"schema": schema}});
    let mut operation = json!({"responses": {"200": {"description": "ok"}}});
    match direction {
        "request" => operation["requestBody"] = json!({ "content": content }),
        _ => operation["responses"]["200"]["content"] = content,
    }
    json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"post": operation}},
        "components": {"schemas": {
            "Cat": {"type": "object", "properties": {"name": {"type": "string"}}},
            "Twin": {"type": "object", "properties": {"name": {"type": "string"}}, "title": "Twin"},
            "Dog": {"type": "object", "properties": {"tricks": {"type": "integer"}}}
        }}
    })
}

fn sent(old: Value, new: Value) -> Report {
    Report::compare(&document("request", old), &document("request", new))
}

fn received(old: Value, new: Value) -> Report {
    Report::compare(&document("response", old), &document("response", new))
}

fn refs(names: &[&str]) -> Value {
    let all = names.iter();
    all.map(|name| json!({"$ref": format!("#/components/schemas/{name}")}))
        .collect()
}

#[track_caller]
fn verdict(report: &Report, wire: Wire) {
    assert_eq!(report.wire(), wire, "{}", report.text());
}

#[test]
fn an_any_of_member_equivalent_to_another_is_safe() {
    let any_of = |names: &[&str]| json!({"anyOf": refs(names)});
    let (two, three) = (any_of(&["Cat", "Dog"]), any_of(&["Cat", "Dog", "Twin"]));
    verdict(&received(two.clone(), three.clone()), Safe);
    verdict(&sent(three, two), Safe);
    let (one, other) = (any_of(&["Cat", "Twin"]), any_of(&["Cat", "Twin", "Dog"]));
    verdict(&received(one.clone(), other.clone()), Breaking);
    verdict(&sent(other, one), Breaking);
}

/// The members of a `oneOf` exclude each other, so a new one never accepts what an old one does.
#[test]
fn every_one_of_member_counts() {
    let one_of = |names: &[&str]| json!({"oneOf": refs(names)});
    let (two, three) = (one_of(&["Cat", "Dog"]), one_of(&["Cat", "Dog", "Twin"]));
    verdict(&received(two.clone(), three.clone()), Breaking);
    verdict(&sent(three, two), Breaking);
}

#[test]
fn an_all_of_member_equivalent_to_another_is_safe() {
    let all_of = |names: &[&str]| json!({"allOf": refs(names)});
    verdict(&sent(all_of(&["Cat"]), all_of(&["Cat", "Twin"])), Safe);
    verdict(&sent(all_of(&["Cat"]), all_of(&["Cat", "Dog"])), Breaking);
}

#[test]
fn a_property_in_two_all_of_members_has_to_match_both() {
    let name = |limit: u64| json!({"properties": {"name": {"type": "string", "maxLength": limit}}});
    let both = |first: u64, second: u64| json!({"allOf": [name(first), name(second)]});
    verdict(&sent(both(5, 9), both(9, 5)), Safe);
    verdict(&sent(both(9, 9), both(9, 5)), Breaking);
    verdict(&received(both(9, 5), both(9, 8)), Breaking);
}

#[test]
fn a_second_list_of_alternatives_is_compared() {
    let both = |second: &[&str]| json!({"allOf": [{"oneOf": refs(&["Cat", "Dog"])}, {"anyOf": refs(second)}]});
    let (few, more) = (both(&["Cat", "Twin"]), both(&["Cat", "Twin", "Dog"]));
    verdict(&sent(few.clone(), more.clone()), Safe);
    verdict(&received(few, more), Breaking);
}

#[test]
fn unevaluated_properties_do_not_apply_beside_additional_properties() {
    let closed = |extra: Value| {
        let mut schema = json!({"type": "object", "allOf": refs(&["Cat"])});
        let extra = extra.as_object().unwrap().clone();
        schema.as_object_mut().unwrap().extend(extra);
        schema
    };
    let open = closed(json!({"additionalProperties": true}));
    let idle = closed(json!({"additionalProperties": true, "unevaluatedProperties": false}));
    verdict(&sent(open, idle), Safe);
    let open = closed(json!({}));
    let shut = closed(json!({"unevaluatedProperties": false}));
    verdict(&sent(open.clone(), shut.clone()), Breaking);
    verdict(&received(shut, open), Breaking);
}

#[test]
fn another_prefix_item_widens_a_closed_tuple_and_narrows_an_open_one() {
    let tuple = |items: Value, length: usize| {
        let places = vec![json!({"type": "string"}); length];
        json!({"type": "array", "prefixItems": places, "items": items})
    };
    let shut = json!(false);
    verdict(&sent(tuple(shut.clone(), 1), tuple(shut.clone(), 2)), Safe);
    verdict(&received(tuple(shut.clone(), 1), tuple(shut, 2)), Breaking);
    let open = json!(true);
    verdict(
        &sent(tuple(open.clone(), 1), tuple(open.clone(), 2)),
        Breaking,
    );
    verdict(&received(tuple(open.clone(), 1), tuple(open, 2)), Safe);
    let text = json!({"type": "string"});
    verdict(&sent(tuple(text.clone(), 1), tuple(text, 2)), Safe);
}

#[test]
fn if_without_then_or_else_accepts_everything() {
    let premise = json!({"type": "object", "if": {"required": ["a"]}});
    verdict(&sent(json!({"type": "object"}), premise.clone()), Safe);
    let mut whole = premise;
    whole["then"] = json!({"required": ["b"]});
    verdict(&sent(json!({"type": "object"}), whole), Breaking);
}

#[test]
fn not_reverses_the_direction() {
    let not = |limit: u64| json!({"type": "string", "not": {"maxLength": limit}});
    verdict(&sent(not(5), not(9)), Breaking);
    verdict(&sent(not(9), not(5)), Safe);
}

/// As deep as the loader accepts, and deeper.
#[test]
fn deeply_nested_schemas_are_compared() {
    let nested = |depth: usize, limit: u64| {
        let leaf = json!({"type": "string", "maxLength": limit});
        (0..depth).fold(leaf, |inner, _| json!({"type": "array", "items": inner}))
    };
    for depth in [31, 32, 33, openapi_track::load::MAX_DEPTH, 400] {
        verdict(&sent(nested(depth, 9), nested(depth, 9)), Safe);
        assert!(sent(nested(depth, 9), nested(depth, 9)).changes.is_empty());
        verdict(&sent(nested(depth, 9), nested(depth, 8)), Breaking);
    }
}

/// Two cycles of different length meet in every combination.
#[test]
fn cycles_of_schemas_are_compared_once() {
    let ring = |length: usize, limit: u64| {
        let mut schemas = serde_json::Map::new();
        for index in 0..length {
            let next = format!("#/components/schemas/R{}", (index + 1) % length);
            let schema = json!({"type": "object", "properties": {
                "next": {"$ref": next}, "n": {"type": "string", "maxLength": limit}}});
            schemas.insert(format!("R{index}"), schema);
        }
        let mut document = document("request", json!({"$ref": "#/components/schemas/R0"}));
        document["components"]["schemas"] = schemas.into();
        document
    };
    verdict(&Report::compare(&ring(7, 9), &ring(11, 9)), Safe);
    let report = Report::compare(&ring(7, 9), &ring(11, 8));
    verdict(&report, Breaking);
}
