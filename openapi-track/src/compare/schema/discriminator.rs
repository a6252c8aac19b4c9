//! Discriminators, and the subtypes that they name.
//!
//! By the specification (3.0.4, 3.1.1) a discriminator is a hint at the alternative and never changes which
//! values are accepted, so a change to it is uncertain at most. The schemas it leads to are compared: a
//! value of the base schema has to match one of them.

use std::collections::BTreeMap;

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

/// Compares the schemas that a discriminator leads to: those of its mapping by value, and those that extend
/// the schema by `allOf` by name.
pub(super) fn subtypes<'a>(pair: &mut SchemaPair<'a>, old: &'a Value, new: &'a Value) {
    let before = named_subtypes(&pair.old_document, old);
    let after = named_subtypes(&pair.new_document, new);
    for (name, earlier) in &before {
        if let Some(later) = after.get(name) {
            pair.descend(earlier, later, pair.context);
        }
    }
    let extends = |name: &&String| name.starts_with("allOf ");
    for (names, other, word) in [(&before, &after, "removed"), (&after, &before, "added")] {
        for name in names
            .keys()
            .filter(extends)
            .filter(|name| !other.contains_key(*name))
        {
            // A mapping reports its own values.
            let name = name.trim_start_matches("allOf ");
            let text = format!("the subtype `{name}` was {word}");
            pair.found(
                &format!("discriminator-subtype-{word}"),
                Effect::Uncertain,
                text,
            );
        }
    }
}

fn named_subtypes<'a>(document: &Document<'a>, schema: &'a Value) -> BTreeMap<String, &'a Value> {
    let mut found = BTreeMap::new();
    let schema = base(document, schema);
    // Alternatives are compared as such, whatever a discriminator calls them.
    if ["oneOf", "anyOf"]
        .iter()
        .any(|keyword| schema.get(keyword).is_some())
    {
        return found;
    }
    let own = schema
        .as_object()
        .and_then(|object| Some((object, member(object, "discriminator")?)));
    let mut mapped = Vec::new();
    if let Some((object, discriminator)) = own {
        for (value, target) in member(discriminator, "mapping").into_iter().flatten() {
            let reference = pointer(target);
            match document.resolve(&reference) {
                Some(subtype) => {
                    found.insert(format!("mapping {value}"), subtype);
                    mapped.push(subtype);
                }
                None => document.not_followed(object, &reference),
            }
        }
    }
    let subtypes = document.subtypes(schema);
    if !subtypes.is_empty() && (own.is_some() || View::of(document, schema).has("discriminator")) {
        for (name, subtype) in subtypes {
            if !mapped.iter().any(|known| std::ptr::eq(*known, *subtype)) {
                found.insert(format!("allOf {name}"), subtype);
            }
        }
    }
    found
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
