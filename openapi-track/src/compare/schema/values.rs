//! Listed values (`enum`, `const`, `x-extensible-enum`), null, and defaults.

use serde_json::Value;

use crate::compare::context::Part;
use crate::compare::effect::{Direction, Effect};
use crate::compare::number::equal;
use crate::compare::view::View;
use crate::compare::worklist::SchemaPair;

pub(super) fn compare(pair: &mut SchemaPair<'_>, old: &View<'_>, new: &View<'_>) {
    match (old.nullable, new.nullable) {
        (false, true) => pair.found("became-nullable", Effect::Wider, "null is now accepted"),
        (true, false) => pair.found(
            "became-not-nullable",
            Effect::Narrower,
            "null is no longer accepted",
        ),
        _ => {}
    }
    listed(pair, old, new);
    extensible(pair, old, new);
    default(pair, old, new);
}

/// A value as a report quotes it: short, on one line.
fn quoted(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("`{}…`", text.get(..end).unwrap_or_default()),
        None => format!("`{text}`"),
    }
}

fn listed(pair: &mut SchemaPair<'_>, old: &View<'_>, new: &View<'_>) {
    let constant = old.has("const") || new.has("const");
    let (before, after) = match (old.values(), new.values()) {
        (None, None) => return,
        (None, Some(values)) => {
            let keyword = if constant {
                "const-added"
            } else {
                "became-enum"
            };
            let values: Vec<_> = values.iter().take(8).map(|value| quoted(value)).collect();
            let text = format!("only these values are accepted now: {}", values.join(", "));
            return pair.found(keyword, Effect::Narrower, text);
        }
        (Some(_), None) => {
            let keyword = if constant {
                "const-removed"
            } else {
                "became-not-enum"
            };
            return pair.found(
                keyword,
                Effect::Wider,
                "more than the listed values are accepted now",
            );
        }
        (Some(before), Some(after)) => (before, after),
    };
    let as_text = pair.context.text_encoded;
    let same = |left: &Value, right: &Value| {
        equal(left, right)
            || (as_text && written(left).is_some_and(|text| Some(text) == written(right)))
    };
    if let (true, [old], [new]) = (constant, before.as_slice(), after.as_slice()) {
        if !same(old, new) {
            let text = format!(
                "the only value changed from {} to {}",
                quoted(old),
                quoted(new)
            );
            pair.found("const-changed", Effect::Other, text);
        }
        return;
    }
    // Null is reported once, as nullability.
    let missing = |some: &[&Value], all: &[&Value]| -> Vec<String> {
        let known = |value: &Value| all.iter().any(|other| same(other, value));
        some.iter()
            .filter(|value| !value.is_null() && !known(value))
            .map(|value| quoted(value))
            .collect()
    };
    for value in missing(&before, &after) {
        pair.found(
            "enum-value-removed",
            Effect::Narrower,
            format!("the value {value} was removed"),
        );
    }
    for value in missing(&after, &before) {
        pair.found(
            "enum-value-added",
            Effect::Wider,
            format!("the value {value} was added"),
        );
    }
}

/// How a scalar is written in a parameter, a header or XML.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// `x-extensible-enum` means that clients must expect more values, so only a removal is a change.
fn extensible(pair: &mut SchemaPair<'_>, old: &View<'_>, new: &View<'_>) {
    const KEYWORD: &str = "x-extensible-enum";
    let (Some(Value::Array(before)), Some(Value::Array(after))) =
        (old.get(KEYWORD), new.get(KEYWORD))
    else {
        return;
    };
    for value in before.iter().filter(|value| !after.contains(value)) {
        let text = format!("the value {} was removed", quoted(value));
        pair.found("x-extensible-enum-value-removed", Effect::Narrower, text);
    }
}

/// An absent parameter means its default, so the same request now asks for something else. Typed clients
/// write the defaults of a body out, so there it depends; a response is read as it is.
fn default(pair: &mut SchemaPair<'_>, old: &View<'_>, new: &View<'_>) {
    let (before, after) = (old.get("default"), new.get("default"));
    let word = match (before, after) {
        (None, None) => return,
        (Some(old), Some(new)) if equal(old, new) => return,
        (None, Some(_)) => "added",
        (Some(_), None) => "removed",
        (Some(_), Some(_)) => "changed",
    };
    let effect = match (pair.context.direction, pair.context.part) {
        (Direction::Received, _) => Effect::Same,
        (Direction::Sent, Part::Parameter | Part::Header) => Effect::Other,
        (Direction::Sent, _) => Effect::Uncertain,
    };
    let shown = |value: Option<&Value>| value.map_or("none".to_owned(), quoted);
    let text = format!(
        "the default changed from {} to {}",
        shown(before),
        shown(after)
    );
    pair.found(&format!("default-value-{word}"), effect, text);
}
