//! Documents as vendors write them: each is prepared, or refused with places in the document as it was given.
//!
//! `documents/cases` holds one awkward feature each and names in `x-expect` the codes that must be found;
//! `documents/vendors` holds small documents after public bug reports.

use std::{collections::BTreeSet, fs, path::Path};

use openapi_track::{
    finding::{Finding, Severity},
    load,
    position::positions,
    prepare::{PrepareError, prepare},
};
use serde_json::Value;

fn folder(name: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/documents")
        .join(name);
    let mut all: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                fs::read(path).unwrap(),
            )
        })
        .collect();
    all.sort();
    all
}

/// The findings, and whether the document can be used. Every finding has a place that exists.
fn findings(name: &str, bytes: &[u8]) -> (Vec<Finding>, bool) {
    let given = match load::parse(bytes) {
        Ok(given) => given,
        Err(error) => return (vec![error.finding()], false),
    };
    let (findings, usable) = match prepare(given.clone(), None) {
        Ok(prepared) => {
            let again = prepare(prepared.document.clone(), None)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            let differs = again
                .text
                .lines()
                .zip(prepared.text.lines())
                .find(|(again, first)| again != first);
            assert_eq!(
                differs, None,
                "{name}: the prepared document is prepared to another"
            );
            (prepared.findings, true)
        }
        Err(PrepareError::Undecided(findings)) => (findings, false),
        Err(PrepareError::Load(error)) => (vec![error.finding()], false),
        Err(error) => panic!("{name}: {error}"),
    };
    let text = std::str::from_utf8(bytes).unwrap();
    for finding in &findings {
        assert!(
            given.pointer(&finding.pointer).is_some(),
            "{name}: no such place: {finding}"
        );
        let position = positions(text, &[&finding.pointer]);
        assert!(
            position.contains_key(&finding.pointer),
            "{name}: no line and column: {finding}"
        );
        let needs_remedy = finding.severity == Severity::Decide;
        assert!(
            !needs_remedy || !finding.remedy.is_empty(),
            "{name}: no remedy: {finding}"
        );
        assert!(
            !finding.message.contains("Object {") && !finding.message.contains("Some("),
            "{name}: {finding}"
        );
    }
    (findings, usable)
}

#[test]
fn each_case_has_the_findings_that_it_expects() {
    let cases = folder("cases");
    assert!(cases.len() >= 60);
    let mut wrong = Vec::new();
    for (name, bytes) in cases {
        let given = load::parse(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let expected = given["x-expect"]
            .as_array()
            .unwrap()
            .iter()
            .map(|code| code.as_str().unwrap().to_owned());
        let expected: BTreeSet<_> = expected.collect();
        let (findings, usable) = findings(&name, &bytes);
        let found: BTreeSet<_> = findings
            .iter()
            .map(|finding| finding.code.to_owned())
            .collect();
        let refused = ["reference-cycle", "reference-to-nothing", "path-template"];
        let must_be_refused = expected.iter().any(|code| refused.contains(&code.as_str()));
        if !expected.is_subset(&found) || usable == must_be_refused {
            wrong.push(format!(
                "{name}: expected {expected:?}, usable {}: found {findings:#?}",
                !must_be_refused
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn documents_after_public_bug_reports_are_prepared_or_refused_with_places() {
    let mut refused = Vec::new();
    for (name, bytes) in folder("vendors") {
        let (findings, usable) = findings(&name, &bytes);
        if !usable {
            assert!(
                findings
                    .iter()
                    .any(|finding| finding.severity == Severity::Decide),
                "{name}"
            );
            refused.push(name);
        }
    }
    assert_eq!(refused, ["deep-50.json", "ref-cycle.json"]);
}

/// A vendor that adds formats, or an operation without an id: no hand edit is needed.
#[test]
fn formats_leave_the_types_as_they_are() {
    let (_, bytes) = folder("vendors")
        .into_iter()
        .find(|(name, _)| name == "vendor-formats.json")
        .unwrap();
    let prepared = prepare(load::parse(&bytes).unwrap(), None).unwrap();
    assert!(!prepared.text.contains("\"format\""));
    let listed = prepared
        .findings
        .iter()
        .filter(|finding| finding.code == "format-is-text");
    assert!(listed.count() > 3);
}

#[test]
fn extensions_survive_where_later_steps_read_them() {
    let given: Value = serde_json::json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1", "x-info": 1}, "x-root": 1,
        "paths": {"/a": {"x-path": 1, "get": {
            "operationId": "a", "x-roles": ["start"],
            "parameters": [{"name": "q", "in": "query", "x-parameter": 1, "schema": {"type": "string", "x-schema": 1}}],
            "responses": {"200": {"description": "d", "x-roles": {"id": "/data/id"}, "content": {"application/json": {
                "schema": {"type": "object", "x-schema": 2, "properties": {"p": {"type": "string", "x-schema": 3}}}}}}}
        }}}
    });
    let document = prepare(given, None).unwrap().document;
    let operation = &document["paths"]["/a"]["get"];
    assert_eq!(document["x-root"], 1);
    assert_eq!(document["info"]["x-info"], 1);
    assert_eq!(document["paths"]["/a"]["x-path"], 1);
    assert_eq!(operation["x-roles"][0], "start");
    assert_eq!(operation["parameters"][0]["x-parameter"], 1);
    assert_eq!(operation["parameters"][0]["schema"]["x-schema"], 1);
    assert_eq!(operation["responses"]["200"]["x-roles"]["id"], "/data/id");
    assert_eq!(
        document["components"]["schemas"]["AResponse"]["x-schema"],
        2
    );
    assert_eq!(
        document["components"]["schemas"]["AResponse"]["properties"]["p"]["x-schema"],
        3
    );
}
