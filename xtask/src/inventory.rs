//! What the prepared document and the bindings offer, line by line, held by snapshots: their diff is what a
//! maintainer reads first.

use openapi_track::{compare::bindings::public_items, load};
use serde_json::Value;

use crate::set::{BINDINGS, DOCUMENT, root};

/// Method, path, id, parameters, body and answers of each operation.
fn operations(document: &Value) -> String {
    let name = |schema: &Value| {
        let reference = schema["$ref"]
            .as_str()
            .map(|r| r.rsplit('/').next().unwrap_or(r).to_owned());
        reference.unwrap_or_else(|| schema.to_string())
    };
    let mut lines = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            lines.push(format!(
                "{} {path} {}",
                method.to_uppercase(),
                operation["operationId"].as_str().unwrap()
            ));
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let required = if parameter["required"] == true {
                    " required"
                } else {
                    ""
                };
                lines.push(format!(
                    "  {} {}{required}: {}",
                    parameter["in"].as_str().unwrap(),
                    parameter["name"].as_str().unwrap(),
                    parameter["schema"]
                ));
            }
            let body = &operation["requestBody"];
            if !body.is_null() {
                lines.push(format!(
                    "  body: {}",
                    name(&body["content"]["application/json"]["schema"])
                ));
            }
            for (status, response) in operation["responses"].as_object().unwrap() {
                lines.push(format!(
                    "  {status}: {}",
                    name(&response["content"]["application/json"]["schema"])
                ));
            }
        }
    }
    lines.join("\n")
}

#[test]
fn snapshot_of_the_prepared_document() {
    let document = load::parse(&std::fs::read(root().join(DOCUMENT)).unwrap()).unwrap();
    insta::assert_snapshot!(operations(&document));
}

#[test]
fn snapshot_of_the_bindings_public_items() {
    let bindings = std::fs::read_to_string(root().join(BINDINGS)).unwrap();
    insta::assert_snapshot!(public_items(&bindings).unwrap().join("\n"));
}

#[test]
fn the_checked_in_files_are_what_the_build_script_and_the_pipeline_make() {
    let document = std::fs::read_to_string(root().join(DOCUMENT)).unwrap();
    let bindings = std::fs::read_to_string(root().join(BINDINGS)).unwrap();
    assert!(
        crate::generator::generate(&document).unwrap() == bindings,
        "next: cargo xtask generate"
    );
    let upstream = std::fs::read(root().join(crate::set::UPSTREAM)).unwrap();
    let set = crate::set::Set::make(&root(), &upstream).unwrap();
    assert_eq!(
        set.stale(&root()),
        Vec::<&str>::new(),
        "next: cargo xtask generate"
    );
    let lock = std::fs::read_to_string(root().join(crate::set::LOCK)).unwrap();
    assert!(
        openapi_track::lock::Lock::parse(&lock)
            .unwrap()
            .holds(&upstream)
    );
}
