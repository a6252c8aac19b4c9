//! Compares two OpenAPI documents: can a client built from the old one fail against the service that the
//! new one describes, and can code that compiled against the old bindings stop compiling?
//!
//! [`wire`] answers the first by one law ([`law`]), [`rust`] the second from the generated bindings
//! themselves. Both leave their answer in a [`Report`].

pub mod bindings;
mod content;
mod document;
mod findings;
pub mod law;
mod operations;
mod parameters;
mod schema;
mod security;
mod site;

use serde_json::Value;

use crate::report::{Change, Report};
use document::{Document, Object, token};
use findings::Comparison;
use law::Wire;
use site::Caller;

/// Compares two documents as to the wire alone.
///
/// Takes any OpenAPI 3.0 or 3.1 document; what it cannot read counts as absent. References are followed
/// in place, each pair of schemas once, so cycles end and shared schemas cost nothing.
///
/// What cannot be compared within the bounds on memory is counted in the report.
pub fn wire(old: &Value, new: &Value) -> Report {
    wire_within(findings::MOST_PAIRS, old, new)
}

fn wire_within(most_pairs: usize, old: &Value, new: &Value) -> Report {
    let mut comparison = Comparison::new(old, new, most_pairs);
    operations::compare(&mut comparison, Caller::Client);
    operations::compare(&mut comparison, Caller::Webhook);
    security::components(&mut comparison);
    schemas_removed(&mut comparison);
    servers(&mut comparison);
    let ids = operations::ids(&comparison.new);
    let (mut changes, left_out): (Vec<Change>, usize) = comparison.finish();
    changes.sort_by(|left, right| {
        (right.wire, &left.location, &left.id).cmp(&(left.wire, &right.location, &right.id))
    });
    Report::of_wire(changes, ids, left_out)
}

/// Adds the Rust verdict, given both bindings as source text.
///
/// # Errors
/// A text that is no Rust; the report is then as before, without a Rust verdict.
pub fn rust(report: &mut Report, old: &str, new: &str) -> Result<(), syn::Error> {
    let items = bindings::changes(old, new)?;
    report.add_rust(&items);
    Ok(())
}

fn schemas_removed(comparison: &mut Comparison<'_>) {
    let section = |document: &Document<'_>| -> Vec<String> {
        let schemas = document.section(&["components", "schemas"]);
        schemas
            .map(|schemas| schemas.keys().cloned().collect())
            .unwrap_or_default()
    };
    let kept = section(&comparison.new);
    for name in section(&comparison.old) {
        // A component is only a name: what used it is compared where it is used.
        if kept.binary_search(&name).is_err() && !kept.contains(&name) {
            let location = format!("#/components/schemas/{}", token(&name));
            let text = format!("the schema `{name}` is no longer a component");
            comparison.report(None, &location, "api-schema-removed", Wire::Safe, text);
        }
    }
}

fn servers(comparison: &mut Comparison<'_>) {
    let read = |document: &Document<'_>| -> Vec<String> {
        let servers = document.root.get("servers").and_then(Value::as_array);
        let urls = servers.into_iter().flatten().filter_map(Value::as_object);
        urls.filter_map(|server: &Object| document::text(server, "url"))
            .map(str::to_owned)
            .collect()
    };
    let (before, after) = (read(&comparison.old), read(&comparison.new));
    for url in before.iter().filter(|url| !after.contains(url)) {
        let text = format!("the server `{url}` is no longer listed");
        comparison.report(None, "#/servers", "api-server-removed", Wire::Warning, text);
    }
    for url in after.iter().filter(|url| !before.contains(url)) {
        let text = format!("the server `{url}` was added");
        comparison.report(None, "#/servers", "api-server-added", Wire::Safe, text);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A document of this many chained schemas, each with a limit.
    fn chain(length: usize, limit: usize) -> Value {
        let schemas: serde_json::Map<_, _> = (0..length)
            .map(|index| {
                let next = format!("#/components/schemas/S{}", index + 1);
                let schema = json!({"properties": {"next": {"$ref": next},
                    "n": {"type": "string", "maxLength": limit}}});
                (format!("S{index}"), schema)
            })
            .chain([(format!("S{length}"), json!({"type": "string"}))])
            .collect();
        json!({"openapi": "3.0.3", "components": {"schemas": schemas}, "paths": {"/a": {"post": {
            "requestBody": {"content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/S0"}}}}, "responses": {}}}}})
    }

    #[test]
    fn what_is_beyond_the_bound_is_counted_in_every_format_and_never_called_safe() {
        let report = wire_within(1_000, &chain(100, 5), &chain(100, 5));
        assert_eq!((report.not_compared, report.wire()), (0, Wire::Safe));

        let report = wire_within(50, &chain(100, 5), &chain(100, 9));
        assert!(report.not_compared > 0);
        assert_eq!(report.wire(), Wire::Warning, "{}", report.text());
        let sentence = format!("{} places were not compared", report.not_compared);
        assert!(report.text().contains(&sentence));
        assert!(report.markdown().contains(&sentence));
        let mut json = Vec::new();
        report.write_json(&mut json).unwrap();
        let json: Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(json["not_compared"], report.not_compared);
        assert_eq!(json["wire"], "warning");
    }
}
