//! Documents rewritten without a change of meaning, by a thousand seeds, have no changes.

mod rewriter;

use openapi_track::{load, prepare::prepare, report::Report};
use serde_json::Value;

fn documents() -> Vec<Value> {
    let base = serde_json::from_str(include_str!("mutations/base.json")).unwrap();
    let rich = serde_json::from_str(include_str!("rewriter/rich.json")).unwrap();
    vec![base, rich]
}

#[test]
fn respelled_documents_have_no_changes() {
    for document in documents() {
        for seed in 0..500 {
            let other = rewriter::respelled(&document, seed);
            for (old, new) in [(&document, &other), (&other, &document)] {
                let report = Report::compare(old, new);
                assert!(report.changes.is_empty(), "seed {seed}: {}", report.text());
            }
        }
    }
}

/// With other key order, white space, and YAML for JSON. The bindings are generated from the prepared text
/// alone, so they are the same too; xtask tests that with the generator.
#[test]
fn respelled_documents_are_prepared_to_the_same_bytes() {
    for document in documents() {
        let expected = prepare(document.clone(), None).unwrap().text;
        for seed in 0..500 {
            let bytes = rewriter::written(&rewriter::respelled(&document, seed), seed);
            let read = load::parse(&bytes).unwrap_or_else(|error| {
                panic!("seed {seed}: {error}\n{}", String::from_utf8_lossy(&bytes))
            });
            let report = Report::compare(&document, &read);
            assert!(report.changes.is_empty(), "seed {seed}: {}", report.text());
            let prepared =
                prepare(read, None).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            if prepared.text != expected {
                let differs = prepared
                    .text
                    .lines()
                    .zip(expected.lines())
                    .find(|(new, old)| new != old);
                panic!("seed {seed}: {differs:?}");
            }
        }
    }
}

#[test]
fn moved_schemas_do_not_change_the_wire() {
    for document in documents() {
        for seed in 0..500 {
            let other = rewriter::moved(&document, seed);
            let report = Report::compare(&document, &other);
            let others: Vec<_> = report
                .changes
                .iter()
                .filter(|change| change.id != "api-schema-removed")
                .collect();
            assert!(others.is_empty(), "seed {seed}: {}", report.text());
        }
    }
}

/// Otherwise the tests above could pass because nothing is rewritten.
#[test]
fn rewrites_differ_from_the_original() {
    for document in documents() {
        let differing = (0..100).filter(|&seed| rewriter::respelled(&document, seed) != document);
        assert!(differing.count() > 90);
        let differing = (0..100).filter(|&seed| rewriter::moved(&document, seed) != document);
        assert!(differing.count() > 90);
        let texts: std::collections::BTreeSet<_> = (0..100)
            .map(|seed| rewriter::written(&document, seed))
            .collect();
        assert_eq!(texts.len(), 100);
        assert_eq!(texts.iter().filter(|text| text[0] == b'{').count(), 50);
    }
}

#[test]
fn recursive_schemas_are_compared() {
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
    let report = Report::compare(&document(10), &document(20));
    assert!(
        report
            .changes
            .iter()
            .any(|change| change.id == "response-property-max-length-increased")
    );
}
