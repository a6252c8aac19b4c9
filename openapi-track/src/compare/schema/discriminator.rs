//! Discriminators, and the subtypes that they name.
//!
//! By the specification (3.0.4, 3.1.1) a discriminator is a hint at the alternative and never changes which
//! values are accepted, so a change to it is uncertain at most. The schemas it leads to are compared: a
//! value of the base schema has to match one of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::compare::document::{Document, Object, items, member, text};
use crate::compare::effect::Effect;
use crate::compare::view::{View, only_null};
use crate::compare::worklist::SchemaPair;

pub(super) fn compare(pair: &mut SchemaPair<'_>, old: &View<'_>, new: &View<'_>) {
    let read = |view: &View<'_>| {
        view.get("discriminator")
            .and_then(Value::as_object)
            .cloned()
    };
    match (read(old), read(new)) {
        (None, None) => {}
        (None, Some(_)) => pair.found(
            "discriminator-added",
            Effect::Uncertain,
            "a discriminator was added",
        ),
        (Some(_), None) => pair.found(
            "discriminator-removed",
            Effect::Uncertain,
            "the discriminator was removed",
        ),
        (Some(before), Some(after)) => {
            let [old_name, new_name] =
                [&before, &after].map(|object| text(object, "propertyName").unwrap_or("nothing"));
            if old_name != new_name {
                let text =
                    format!("the discriminator property changed from `{old_name}` to `{new_name}`");
                pair.found(
                    "discriminator-property-name-changed",
                    Effect::Uncertain,
                    text,
                );
            }
            mapping(pair, &before, &after);
        }
    }
}

fn mapping(pair: &mut SchemaPair<'_>, old: &Object, new: &Object) {
    let empty = Object::new();
    let read = |object| member(object, "mapping").unwrap_or(&empty);
    let (before, after) = (read(old), read(new));
    for (value, target) in before {
        let (word, text) = match after.get(value) {
            None => (
                "deleted",
                format!("the discriminator value `{value}` was removed"),
            ),
            Some(other) if pointer(other) != pointer(target) => (
                "changed",
                format!("the discriminator value `{value}` now means {other}"),
            ),
            Some(_) => continue,
        };
        pair.found(
            &format!("discriminator-mapping-{word}"),
            Effect::Uncertain,
            text,
        );
    }
    for value in after.keys().filter(|value| !before.contains_key(*value)) {
        let text = format!("the discriminator value `{value}` was added");
        pair.found("discriminator-mapping-added", Effect::Uncertain, text);
    }
}

/// A mapping names a component or refers to a schema.
fn pointer(target: &Value) -> String {
    let target = target.as_str().unwrap_or_default();
    let name = !target.is_empty()
        && target
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    if name {
        format!("#/components/schemas/{target}")
    } else {
        target.to_owned()
    }
}

/// The schemas that a value of a base schema may have to match.
#[derive(Default)]
struct Subtypes<'a> {
    /// By `mapping` and value, and by `allOf` and name for the components that extend the base schema.
    by_name: BTreeMap<(&'static str, &'a str), &'a Value>,
    /// Components that no mapping names: a mapping reports its own changes.
    unmapped: Vec<&'a str>,
    /// Values of the mapping that lead to nothing.
    unresolved: Vec<&'a str>,
}

impl<'a> Subtypes<'a> {
    fn of(document: &Document<'a>, schema: &'a Value) -> Self {
        let mut found = Self::default();
        let schema = base(document, schema);
        // Alternatives are compared as such, whatever a discriminator calls them.
        if ["oneOf", "anyOf"]
            .iter()
            .any(|keyword| schema.get(keyword).is_some())
        {
            return found;
        }
        let discriminator = schema.get("discriminator").and_then(Value::as_object);
        let mapping = discriminator.and_then(|discriminator| member(discriminator, "mapping"));
        let mut mapped = Vec::new();
        for (value, target) in mapping.into_iter().flatten() {
            match document.resolve(&pointer(target)) {
                Some(subtype) => {
                    found.by_name.insert(("mapping", value), subtype);
                    mapped.push(subtype);
                }
                None => found.unresolved.push(value),
            }
        }
        let extending = document.subtypes(schema);
        let inherited = || View::of(document, schema).has("discriminator");
        if !extending.is_empty() && (discriminator.is_some() || inherited()) {
            for (name, subtype) in extending {
                found.by_name.insert(("allOf", name), subtype);
                if !mapped.iter().any(|known| std::ptr::eq(*known, *subtype)) {
                    found.unmapped.push(name);
                }
            }
        }
        found
    }
}

/// Compares the schemas that a discriminator leads to.
pub(super) fn subtypes<'a>(pair: &mut SchemaPair<'a>, old: &'a Value, new: &'a Value) {
    let before = Subtypes::of(&pair.old_document, old);
    let after = Subtypes::of(&pair.new_document, new);
    for (name, earlier) in &before.by_name {
        if let Some(later) = after.by_name.get(name) {
            pair.descend(earlier, later, pair.context);
        }
    }
    for (from, to, word) in [(&before, &after, "removed"), (&after, &before, "added")] {
        let gone = |name: &&&str| !to.by_name.contains_key(&("allOf", **name));
        for name in from.unmapped.iter().filter(gone) {
            let id = format!("discriminator-subtype-{word}");
            pair.found(
                &id,
                Effect::Uncertain,
                format!("the subtype `{name}` was {word}"),
            );
        }
    }
    let unresolved: BTreeSet<_> = before
        .unresolved
        .into_iter()
        .chain(after.unresolved)
        .collect();
    for value in unresolved {
        let text = format!(
            "the schema of the discriminator value `{value}` does not exist: it was not compared"
        );
        pair.found(
            "discriminator-mapping-not-followed",
            Effect::Uncertain,
            text,
        );
    }
}

/// The schema inside wrappers such as a nullable `allOf` of one.
fn base<'a>(document: &Document<'a>, schema: &'a Value) -> &'a Value {
    let mut schema = document.schema(schema);
    for _ in 0..8 {
        let Some(object) = schema.as_object() else {
            break;
        };
        if object.contains_key("discriminator") || object.contains_key("properties") {
            break;
        }
        let lists = ["allOf", "oneOf", "anyOf"].into_iter();
        let inner = lists
            .map(|keyword| items(object, keyword))
            .find_map(|members| {
                let mut members = members.iter().filter(|member| !only_null(member));
                members.next().filter(|_| members.next().is_none())
            });
        let Some(inner) = inner else { break };
        schema = document.schema(inner);
    }
    schema
}
