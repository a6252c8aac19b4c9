//! Lists what the prepared document and the bindings offer, one item per line, for two snapshots. Their diff
//! is the first thing that a maintainer reads after a refresh.

use serde_json::Value;

/// Method, path, id, parameters, body and responses of each operation.
pub fn document(document: &Value) -> String {
    let mut lines = Vec::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            lines.push(format!(
                "{} {path} {}",
                method.to_uppercase(),
                text(operation, "operationId")
            ));
            let parameters = operation.get("parameters").and_then(Value::as_array);
            lines.extend(parameters.into_iter().flatten().map(parameter));
            if let Some(body) = operation.get("requestBody") {
                lines.push(format!("  body: {}", content(body)));
            }
            let responses = operation.get("responses").and_then(Value::as_object);
            let responses = responses.into_iter().flatten();
            lines.extend(
                responses.map(|(status, response)| format!("  {status}: {}", content(response))),
            );
        }
    }
    lines.join("\n")
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn parameter(parameter: &Value) -> String {
    let required = match parameter.get("required") {
        Some(Value::Bool(true)) => " required",
        _ => "",
    };
    format!(
        "  {} {}{required}: {}",
        text(parameter, "in"),
        text(parameter, "name"),
        parameter.get("schema").unwrap_or(&Value::Null)
    )
}

/// The name of a JSON body's schema, or the schema itself.
fn content(body: &Value) -> String {
    let schema = body.pointer("/content/application~1json/schema");
    let schema = schema.unwrap_or(&Value::Null);
    let name = text(schema, "$ref").rsplit('/').next().unwrap_or_default();
    if name.is_empty() {
        schema.to_string()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use openapi_track::{compare::bindings::public_items, load};

    use crate::{
        tracked_files::{BINDINGS, DOCUMENT, TrackedFiles, UPSTREAM, paths, read_lock},
        workspace::root,
    };

    #[test]
    fn snapshot_of_the_prepared_document() {
        let document = load::parse(&std::fs::read(root().join(DOCUMENT)).unwrap()).unwrap();
        insta::assert_snapshot!(super::document(&document));
    }

    #[test]
    fn snapshot_of_the_bindings_public_items() {
        let bindings = std::fs::read_to_string(root().join(BINDINGS)).unwrap();
        insta::assert_snapshot!(public_items(&bindings).unwrap().join("\n"));
    }

    #[test]
    fn checked_in_files_equal_the_output_of_build_script_and_pipeline() {
        let document = std::fs::read_to_string(root().join(DOCUMENT)).unwrap();
        let bindings = std::fs::read_to_string(root().join(BINDINGS)).unwrap();
        assert!(
            crate::generator::generate(&document).unwrap() == bindings,
            "next: cargo xtask generate"
        );
        let upstream = std::fs::read(root().join(UPSTREAM)).unwrap();
        let lock = read_lock(&root()).unwrap();
        assert!(lock.matches(&upstream));
        let set = TrackedFiles::generate(&root(), &upstream, lock).unwrap();
        assert_eq!(
            paths(&set.stale(&root())),
            Vec::<String>::new(),
            "next: cargo xtask generate"
        );
    }
}
