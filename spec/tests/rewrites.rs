//! Rewrites that say the same are no change, however often they are tried.

mod rewriter;

use openapi_track::compare::wire;
use serde_json::Value;

fn documents() -> Vec<Value> {
    let base = serde_json::from_str(include_str!("mutations/base.json")).unwrap();
    let rich = serde_json::from_str(include_str!("rewriter/rich.json")).unwrap();
    vec![base, rich]
}

#[test]
fn a_thousand_respelled_documents_are_no_change() {
    for document in documents() {
        for seed in 0..500 {
            let other = rewriter::respelled(&document, seed);
            for (old, new) in [(&document, &other), (&other, &document)] {
                let report = wire(old, new);
                assert!(report.changes.is_empty(), "seed {seed}: {}", report.text());
            }
        }
    }
}

#[test]
fn a_thousand_moved_schemas_are_no_change_on_the_wire() {
    for document in documents() {
        for seed in 0..500 {
            let other = rewriter::moved(&document, seed);
            let report = wire(&document, &other);
            let told: Vec<_> = report
                .changes
                .iter()
                .filter(|change| change.id != "api-schema-removed")
                .collect();
            assert!(told.is_empty(), "seed {seed}: {}", report.text());
        }
    }
}

/// Without it the tests above could pass because nothing is ever rewritten.
#[test]
fn the_rewrites_rewrite() {
    for document in documents() {
        let differing = (0..100).filter(|&seed| rewriter::respelled(&document, seed) != document);
        assert!(differing.count() > 90);
        let differing = (0..100).filter(|&seed| rewriter::moved(&document, seed) != document);
        assert!(differing.count() > 90);
    }
}

#[test]
fn schemas_that_hold_themselves_come_to_an_end() {
    let document = |limit: u64| {
        serde_json::json!({
            "openapi": "3.0.3", "info": {"title": "a", "version": "1"},
            "paths": {"/a": {"get": {"responses": {"200": {"description": "", "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}}}}},
            "components": {"schemas": {
                "A": {"type": "object", "properties": {
                    "b": {"$ref": "#/components/schemas/B"},
                    "n": {"type": "string", "maxLength": limit}}},
                "B": {"allOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]},
                "C": {"$ref": "#/components/schemas/C"}}}
        })
    };
    let report = wire(&document(10), &document(20));
    assert!(
        report
            .changes
            .iter()
            .any(|change| change.id == "response-property-max-length-increased")
    );
}
