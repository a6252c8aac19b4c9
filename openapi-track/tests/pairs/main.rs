//! Pairs of documents with the expected wire verdict: files under `pairs/` (`expected.json`), and tables of
//! two edits of one base document. What must hold for every pair is checked for each of them: locations
//! exist in the document they name, no change is reported twice, and a document equals itself.

mod operations;
mod references;
mod schemas;
mod security;
mod servers;

use std::collections::BTreeSet;
use std::path::Path;

use openapi_track::compare::{Change, Side, Wire};
use openapi_track::load;
use openapi_track::report::Report;
use serde_json::{Value, json};

/// Two edits of the base document, the expected verdict, and the id of one change where there is any.
pub struct Pair {
    name: &'static str,
    old: Value,
    new: Value,
    expected: &'static str,
    id: &'static str,
}

/// The base document with values set at pointers; `null` removes.
pub fn edited(edits: &[(&str, Value)]) -> Value {
    let schema = |name: &str| json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}});
    let mut document = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://api.example/v1"}],
        "paths": {
            "/pets": {"post": {"operationId": "createPet", "requestBody": {"required": true, "content": schema("NewPet")},
                "responses": {"201": {"description": "created", "content": schema("Pet")}}}},
            "/pets/{id}": {"get": {"operationId": "getPet",
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
                "responses": {"200": {"description": "ok", "content": schema("Pet")},
                    "404": {"description": "no such pet", "content": schema("Problem")}}}}
        },
        "components": {"schemas": {
            "NewPet": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
            "Pet": {"type": "object", "required": ["id", "name"], "properties": {
                "id": {"type": "integer"}, "name": {"type": "string"}}},
            "Problem": {"type": "object", "properties": {"code": {"type": "string"}}}
        }}
    });
    for (pointer, value) in edits {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let key = key.replace("~1", "/");
        let parent = document
            .pointer_mut(parent)
            .unwrap_or_else(|| panic!("{pointer}"));
        let members = parent.as_object_mut().unwrap();
        if value.is_null() {
            members.remove(&key).unwrap();
        } else {
            members.insert(key, value.clone());
        }
    }
    document
}

/// A pair whose old side is the base document.
pub fn from_base(
    name: &'static str,
    edits: &[(&str, Value)],
    expected: &'static str,
    id: &'static str,
) -> Pair {
    pair(name, &[], edits, expected, id)
}

/// A pair of two edits of the base document.
pub fn pair(
    name: &'static str,
    old: &[(&str, Value)],
    new: &[(&str, Value)],
    expected: &'static str,
    id: &'static str,
) -> Pair {
    Pair {
        name,
        old: edited(old),
        new: edited(new),
        expected,
        id,
    }
}

/// A pair of schemas that the client sends, at `NewPet.x`.
pub fn sent(
    name: &'static str,
    old: Value,
    new: Value,
    expected: &'static str,
    id: &'static str,
) -> Pair {
    const AT: &str = "/components/schemas/NewPet/properties/x";
    pair(name, &[(AT, old)], &[(AT, new)], expected, id)
}

/// A pair of schemas that the client receives, at `Pet.x`.
pub fn received(
    name: &'static str,
    old: Value,
    new: Value,
    expected: &'static str,
    id: &'static str,
) -> Pair {
    const AT: &str = "/components/schemas/Pet/properties/x";
    pair(name, &[(AT, old)], &[(AT, new)], expected, id)
}

/// The verdict as `expected.json` names it. `cargo xtask compare` refuses in the same two cases.
fn verdict(old: &Value, new: &Value, report: &Report) -> &'static str {
    match [old, new]
        .iter()
        .find_map(|document| load::check(document).err())
    {
        Some(_) => "refused",
        None if report.changes.iter().any(Change::is_unresolved_reference) => "refused",
        None => report.wire().as_str(),
    }
}

fn matches(expected: &str, found: &str) -> bool {
    match expected {
        "not-safe" => matches!(found, "warning" | "breaking"),
        expected => expected == found,
    }
}

/// What must hold for the report on any two documents.
fn problems(old: &Value, new: &Value, report: &Report) -> Vec<String> {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for change in &report.changes {
        let document = if change.document == Side::Old {
            old
        } else {
            new
        };
        let pointer = change.location.strip_prefix('#');
        if pointer
            .and_then(|pointer| document.pointer(pointer))
            .is_none()
        {
            problems.push(format!(
                "{} is not in the {:?} document",
                change.location, change.document
            ));
        }
        if !seen.insert((&change.id, &change.location, change.document, &change.text)) {
            problems.push(format!(
                "{} at {} is reported twice",
                change.id, change.location
            ));
        }
    }
    for document in [old, new] {
        let report = Report::compare(document, document);
        let unchanged = report
            .changes
            .iter()
            .all(|change| change.id.ends_with("-not-followed"));
        if !unchanged || (!report.changes.is_empty() && report.wire() == Wire::Safe) {
            problems.push(format!("differs from itself: {}", report.text()));
        }
    }
    problems
}

#[test]
fn files_have_the_expected_verdicts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pairs");
    let read = |path: &Path| load::parse(&std::fs::read(path).unwrap()).unwrap();
    let expected = read(&folder.join("expected.json"));
    let mut wrong = Vec::new();
    for (name, expected) in expected.as_object().unwrap() {
        let [old, new] = ["old.json", "new.json"].map(|file| read(&folder.join(name).join(file)));
        let report = Report::compare(&old, &new);
        let found = verdict(&old, &new, &report);
        if !matches(expected.as_str().unwrap(), found) {
            wrong.push(format!(
                "{name}: expected {expected}, found {found}: {}",
                report.text()
            ));
        }
        wrong.extend(
            problems(&old, &new, &report)
                .into_iter()
                .map(|problem| format!("{name}: {problem}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn edits_have_the_expected_verdicts() {
    let tables = [
        operations::pairs(),
        references::pairs(),
        schemas::pairs(),
        security::pairs(),
        servers::pairs(),
    ];
    let pairs: Vec<_> = tables.into_iter().flatten().collect();
    assert!(pairs.len() >= 90, "only {} pairs", pairs.len());
    let mut wrong = Vec::new();
    for Pair {
        name,
        old,
        new,
        expected,
        id,
    } in &pairs
    {
        let report = Report::compare(old, new);
        let found = report.wire().as_str();
        let has_id = id.is_empty() || report.changes.iter().any(|change| change.id == *id);
        if !matches(expected, found) || !has_id {
            wrong.push(format!(
                "{name}: expected {expected} with `{id}`: {}",
                report.text()
            ));
        }
        wrong.extend(
            problems(old, new, &report)
                .into_iter()
                .map(|problem| format!("{name}: {problem}")),
        );
        let backward = Report::compare(new, old);
        wrong.extend(
            problems(new, old, &backward)
                .into_iter()
                .map(|problem| format!("{name}, backward: {problem}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
