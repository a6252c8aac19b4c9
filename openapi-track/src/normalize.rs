//! Rewrites any OpenAPI 3.0 or 3.1 document into the subset of OpenAPI 3.0 that the generator supports, with
//! one form for each construct, and reports what is lost.
//!
//! The result is built anew: only constructs that are known to work are written, and a schema without such a
//! construct is widened until it has one. So a document is rejected only if its meaning is unknown (a
//! reference without a target, a path with unbalanced braces).
//!
//! Names: a component keeps the vendor's name if that is valid in Rust; a body is named after its operation
//! and role; a nested object takes its property's name; `x-rust-name` takes precedence. Only error objects,
//! and equal objects under one property name, are shared: responses that are equal today must not become one
//! type that changes for both tomorrow.

mod alternatives;
mod bodies;
mod head;
mod media;
mod merged;
mod object;
mod operations;
mod parameter_list;
mod parameter_value;
mod parameters;
mod query_parameters;
mod relax;
mod responses;
mod rewriter;
mod schema;
mod view;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    finding::Finding,
    hoisted::NAME,
    names::{is_reserved_type, type_name},
    pointer::join,
};
use rewriter::{Rewriter, is_annotation, shown};

/// A rewritten document.
#[derive(Clone, Debug)]
pub struct Normalized {
    /// OpenAPI 3.0.
    pub document: Value,
    /// What was changed, what is missing, and what a maintainer must decide.
    pub findings: Vec<Finding>,
    /// For operations and schemas of the result, by pointer: the pointer into the source.
    pub origins: BTreeMap<String, String>,
}

/// Rewrites a document. The function is deterministic and idempotent.
pub fn normalize(source: &Value) -> Normalized {
    let mut rewriter = Rewriter::new(source);
    name_components(&mut rewriter);
    let mut named: Vec<_> = rewriter
        .by_pointer
        .iter()
        .map(|(pointer, name)| (name.clone(), pointer.clone()))
        .collect();
    // Sorted by name, so that the order of the components in the document has no effect.
    named.sort();
    for (name, pointer) in named {
        rewriter.write_component(&pointer, &name);
    }
    let mut head = rewriter.head();
    let paths = rewriter.paths();
    while let Some((pointer, name)) = rewriter.pending.pop() {
        rewriter.write_component(&pointer, &name);
    }
    rewriter.relax(&paths);
    head.insert("paths".into(), paths);
    let mut components: Map<String, Value> = Map::new();
    let schemes = rewriter.security_schemes();
    if !schemes.is_empty() {
        components.insert("securitySchemes".into(), schemes.into());
    }
    if !rewriter.components.is_empty() {
        let schemas: Map<String, Value> = std::mem::take(&mut rewriter.components)
            .into_iter()
            .collect();
        components.insert("schemas".into(), schemas.into());
    }
    if !components.is_empty() {
        head.insert("components".into(), components.into());
    }
    let mut document = Value::Object(head);
    relax::finish(&mut document);
    let mut findings = rewriter.findings;
    findings.sort();
    Normalized {
        document,
        findings,
        origins: rewriter.origins,
    }
}

/// Gives the vendor's components their names before anything else is named.
fn name_components(rewriter: &mut Rewriter<'_>) {
    let schemas = rewriter
        .source
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    let mut schemas: Vec<_> = schemas.into_iter().flatten().collect();
    schemas.sort_by_key(|(name, _)| *name);
    let wish = |schema: &Value| schema.get(NAME).and_then(Value::as_str).map(str::to_owned);
    // First the names from `x-rust-name`, then those that are valid in Rust, then the others.
    let mut waiting = Vec::new();
    for (name, schema) in &schemas {
        let at = join("/components/schemas", name);
        let is_alias = schema.get("$ref").is_some_and(Value::is_string)
            && schema.as_object().is_some_and(|members| {
                members
                    .keys()
                    .all(|name| name == "$ref" || is_annotation(name))
            });
        match wish(schema) {
            Some(wish) if rewriter.is_free(&wish) => assign(rewriter, at, &wish),
            Some(wish) => rewriter.decide(
                "name-taken",
                &at,
                format!("`{}` already names a different schema", shown(&wish)),
                "choose another x-rust-name in the overlay",
            ),
            None => waiting.push((name.as_str(), at, is_alias)),
        }
    }
    let mut rest = Vec::new();
    for (name, at, is_alias) in waiting {
        let taken = schemas
            .iter()
            .any(|(other, _)| other.as_str() != name && type_name(other) == type_name(name));
        // If several names map to one Rust name, the one that is spelled as in Rust keeps it.
        let best = !taken || type_name(name) == name;
        if !is_alias && best && rewriter.is_free(name) && !name.is_empty() {
            assign(rewriter, at, name);
        } else {
            rest.push((name, at, is_alias));
        }
    }
    for (name, at, is_alias) in rest {
        if is_alias {
            // The type is that of the target; a missing target is reported.
            let reference = rewriter
                .source
                .pointer(&at)
                .and_then(|alias| alias.get("$ref"))
                .and_then(Value::as_str);
            if let Some(reference) = reference {
                rewriter.schema_target(reference, &at);
            }
            continue;
        }
        let free = rewriter.free_name(name, "");
        if free != name {
            let why = if is_reserved_type(name) {
                "is reserved in Rust"
            } else {
                "has the same Rust name as another schema"
            };
            rewriter.absorbed(
                "schema-renamed",
                &at,
                format!(
                    "`{}` {why}; the type is `{}`",
                    shown(name),
                    shown(&type_name(&free))
                ),
            );
        }
        assign(rewriter, at, &free);
    }
}

fn assign(rewriter: &mut Rewriter<'_>, at: String, name: &str) {
    rewriter.take(name);
    rewriter.vendor.insert(name.to_owned());
    rewriter.by_pointer.insert(at, name.to_owned());
}
