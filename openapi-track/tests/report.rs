//! Reports have one entry for each cause, with everything needed to act, and fit into a pull request.

use openapi_track::report::Report;
use serde_json::{Value, json};

fn shared(operations: usize, schema: Value) -> Value {
    let paths: serde_json::Map<_, _> = (0..operations)
        .map(|n| {
            let operation = json!({"operationId": format!("read_{n}"), "responses": {"200": {
                "description": "ok", "content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/Thing"}}}}}});
            (format!("/p{n}"), json!({ "get": operation }))
        })
        .collect();
    json!({
        "openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths,
        "components": {"schemas": {"Thing": schema}}
    })
}

fn thing(required: bool) -> Value {
    let required = if required { json!(["name"]) } else { json!([]) };
    json!({"type": "object", "properties": {"name": {"type": "string"}}, "required": required})
}

#[test]
fn a_schema_of_forty_operations_is_one_entry_with_both_verdicts_and_both_types() {
    let mut report = Report::compare(&shared(40, thing(true)), &shared(40, thing(false)));
    let bindings =
        |name: &str| format!("pub mod types {{ pub struct Thing {{ pub name: {name} }} }}");
    report
        .compare_bindings(&bindings("String"), &bindings("Option<String>"))
        .unwrap();

    let markdown = report.markdown();
    let entries: Vec<_> = markdown
        .lines()
        .filter(|line| line.starts_with("- "))
        .collect();
    assert_eq!(entries.len(), 1, "{markdown}");
    assert!(entries[0].contains("wire **breaking**, rust **major**"));
    assert!(markdown.contains("GET /p0, GET /p1, GET /p10 and 37 more"));
    assert!(markdown.contains("types::Thing::name: String -> Option<String>"));

    let mut bytes = Vec::new();
    report.write_json(&mut bytes).unwrap();
    let json: Value = serde_json::from_slice(&bytes).unwrap();
    let changes = json["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0]["operations"].as_array().unwrap().len(), 40);
    let keys: Vec<_> = changes[0]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let mut expected = [
        "id",
        "severity",
        "operations",
        "document",
        "location",
        "wire",
        "rust",
        "items",
        "text",
    ];
    expected.sort_unstable();
    let mut keys = keys;
    keys.sort_unstable();
    assert_eq!(keys, expected);
    assert_eq!(
        (&json["wire"], &json["rust"]),
        (&json!("breaking"), &json!("major"))
    );
    assert_eq!(json["semver"], "major");
}

/// Half of the entries are breaking, and names are long and full of markup.
#[test]
fn markdown_is_cut_at_the_limit_and_counts_what_was_left_out() {
    let name = |n: usize| format!("`@all <b>é|{n}{}", "ü*_".repeat(n % 300));
    let document = |numbered: bool, count: usize| {
        let properties: serde_json::Map<_, _> = (0..count)
            .map(|n| match (numbered, n % 2) {
                (true, 0) => (name(n), json!({"type": "integer"})),
                (true, _) => (name(n), json!({"type": "string", "deprecated": true})),
                (false, _) => (name(n), json!({"type": "string"})),
            })
            .collect();
        shared(3, json!({"type": "object", "properties": properties}))
    };
    for count in [1, 50, 400, 3_000] {
        let report = Report::compare(&document(false, count), &document(true, count));
        let markdown = report.markdown();
        assert!(markdown.chars().count() <= 65_536);
        let mut words = markdown.lines().filter(|line| line.starts_with("- "));
        assert!(words.all(|line| !line.contains("@all") && !line.contains(" <b>")));
        let shown = markdown
            .lines()
            .filter(|line| line.starts_with("- "))
            .count();
        let left = count - shown;
        let sentence = format!("**{left} of {count} entries are left out here** (");
        assert_eq!(markdown.contains(&sentence), left > 0, "{shown} of {count}");
        if count == 3_000 {
            // Breaking entries come first, so all safe ones were left out.
            assert!(
                markdown.contains("breaking, 0 warnings, 1500 safe)"),
                "{sentence}"
            );
        }
    }
}
