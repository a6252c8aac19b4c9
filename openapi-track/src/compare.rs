//! Compares two OpenAPI documents: can a client built from the old one fail against the service that the
//! new one describes, and can code that compiled against the old bindings stop compiling?
//!
//! [`wire()`] decides the first from how each change affects the set of valid values, [`bindings`] the second
//! from the generated code.

pub mod bindings;
mod change;
mod context;
mod document;
mod effect;
mod equivalence;
mod hosts;
mod location;
mod media_types;
mod number;
mod operation;
mod operations;
mod parameters;
mod responses;
mod schema;
mod security;
mod security_schemes;
mod servers;
mod types;
mod verdict;
mod view;
mod worklist;

use std::sync::Arc;

use serde_json::Value;

pub use change::{Change, Side};
pub use hosts::{Destination, RequestUrl, destination, hosts, urls};
pub use verdict::{RustLevel, Semver, Severity, Wire};

use context::Operations;
use document::{Document, Index, Object};
use worklist::Worklist;

/// The result of a comparison.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Comparison {
    /// Most severe first, one entry for each change at one place.
    pub changes: Vec<Change>,
    /// How many places were not compared because the documents have more than fit in memory.
    pub not_compared: usize,
    /// The operations of the new document with their `operationId`.
    pub operation_ids: Vec<(Arc<str>, String)>,
}

/// Compares the requests and responses of two documents.
///
/// Accepts any OpenAPI 3.0 or 3.1 document that [`load::check`](crate::load::check) accepts; parts that it
/// cannot read count as absent. References are followed in place, each pair of schemas once, so cycles end. A
/// reference that cannot be followed is a change of its own, with a warning.
#[must_use]
pub fn wire(old: &Value, new: &Value) -> Comparison {
    wire_within(worklist::MAX_PAIRS, old, new)
}

/// The changes that a request or a response can show: what preparation, or an overlay, makes of a document.
/// Names, descriptions, tags, deprecations, extensions and components that nothing uses are left out.
#[must_use]
pub fn wire_changes(before: &Value, after: &Value) -> Vec<Change> {
    wire(before, after)
        .changes
        .into_iter()
        .filter(Change::is_on_the_wire)
        .collect()
}

fn wire_within(max_pairs: usize, old: &Value, new: &Value) -> Comparison {
    let (old_index, new_index) = (Index::new(old), Index::new(new));
    let old = Document::new(Side::Old, old, &old_index);
    let new = Document::new(Side::New, new, &new_index);
    let mut worklist = Worklist::new(old, new, max_pairs);
    let known_hosts = hosts(old.root);
    operations::compare(&mut worklist, Operations::Paths, &known_hosts);
    operations::compare(&mut worklist, Operations::Webhooks, &known_hosts);
    security_schemes::compare(&mut worklist);
    servers::compare_hosts(&mut worklist, &known_hosts);
    schemas_removed(&mut worklist);
    let operation_ids = operations::ids(&new);
    let (changes, not_compared) = worklist.finish(schema::compare);
    Comparison {
        changes,
        not_compared,
        operation_ids,
    }
}

/// Components are compared only by name: their schemas are compared where they are used.
fn schemas_removed(worklist: &mut Worklist<'_>) {
    const SECTION: &[&str] = &["components", "schemas"];
    let empty = Object::new();
    let (old, new) = (worklist.old, worklist.new);
    let remaining = new.section(SECTION).unwrap_or(&empty);
    for (name, schema) in old.section(SECTION).unwrap_or(&empty) {
        if !remaining.contains_key(name) {
            let text = format!("the schema `{name}` is no longer a component");
            worklist.report(
                None,
                old.place(schema),
                "api-schema-removed",
                Wire::Safe,
                text,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A document with a chain of schemas, each with a limit.
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
    fn counts_pairs_beyond_the_limit() {
        let complete = wire_within(1_000, &chain(100, 5), &chain(100, 5));
        assert_eq!(complete.not_compared, 0);
        assert!(complete.changes.is_empty());
        let cut = wire_within(50, &chain(100, 5), &chain(100, 9));
        assert!(cut.not_compared > 0);
    }
}
