//! What looks like a change and leaves the set of accepted values as it was, each with a twin that does
//! not; and documents at the edge of what is looked at.

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
fn an_alternative_that_says_what_another_says_is_no_change() {
    let any_of = |names: &[&str]| json!({"anyOf": refs(names)});
    let (two, three) = (any_of(&["Cat", "Dog"]), any_of(&["Cat", "Dog", "Twin"]));
    verdict(&received(two.clone(), three.clone()), Safe);
    verdict(&sent(three, two), Safe);
    let (one, other) = (any_of(&["Cat", "Twin"]), any_of(&["Cat", "Twin", "Dog"]));
    verdict(&received(one.clone(), other.clone()), Breaking);
    verdict(&sent(other, one), Breaking);
}

/// By definition the members of a `oneOf` exclude each other: a new one is never an old one.
#[test]
fn in_one_of_every_alternative_counts() {
    let one_of = |names: &[&str]| json!({"oneOf": refs(names)});
    let (two, three) = (one_of(&["Cat", "Dog"]), one_of(&["Cat", "Dog", "Twin"]));
    verdict(&received(two.clone(), three.clone()), Breaking);
    verdict(&sent(three, two), Breaking);
}

#[test]
fn a_condition_said_twice_is_said_once() {
    let all_of = |names: &[&str]| json!({"allOf": refs(names)});
    verdict(&sent(all_of(&["Cat"]), all_of(&["Cat", "Twin"])), Safe);
    verdict(&sent(all_of(&["Cat"]), all_of(&["Cat", "Dog"])), Breaking);
}

#[test]
fn a_property_described_in_two_members_keeps_to_both() {
    let name = |limit: u64| json!({"properties": {"name": {"type": "string", "maxLength": limit}}});
    let both = |first: u64, second: u64| json!({"allOf": [name(first), name(second)]});
    verdict(&sent(both(5, 9), both(9, 5)), Safe);
    verdict(&sent(both(9, 9), both(9, 5)), Breaking);
    verdict(&received(both(9, 5), both(9, 8)), Breaking);
}

#[test]
fn a_second_list_of_alternatives_is_looked_at() {
    let both = |second: &[&str]| json!({"allOf": [{"oneOf": refs(&["Cat", "Dog"])}, {"anyOf": refs(second)}]});
    let (few, more) = (both(&["Cat", "Twin"]), both(&["Cat", "Twin", "Dog"]));
    verdict(&sent(few.clone(), more.clone()), Safe);
    verdict(&received(few, more), Breaking);
}

#[test]
fn what_is_spoken_for_leaves_nothing_unevaluated() {
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
fn one_more_place_in_a_closed_tuple_is_wider_and_in_an_open_one_narrower() {
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
fn a_premise_without_consequence_refuses_nothing() {
    let premise = json!({"type": "object", "if": {"required": ["a"]}});
    verdict(&sent(json!({"type": "object"}), premise.clone()), Safe);
    let mut whole = premise;
    whole["then"] = json!({"required": ["b"]});
    verdict(&sent(json!({"type": "object"}), whole), Breaking);
}

#[test]
fn what_not_refuses_is_judged_the_other_way_round() {
    let not = |limit: u64| json!({"type": "string", "not": {"maxLength": limit}});
    verdict(&sent(not(5), not(9)), Breaking);
    verdict(&sent(not(9), not(5)), Safe);
}

/// As deep as the loader lets a document be, and deeper: neither the stack nor the verdict gives way.
#[test]
fn the_deepest_document_is_compared_to_its_end() {
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

/// Two rings of different length meet in every combination, and the comparison still ends.
#[test]
fn rings_of_schemas_come_to_an_end() {
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
