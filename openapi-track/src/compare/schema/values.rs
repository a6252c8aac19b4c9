//! Listed values (`enum`, `const`, `x-extensible-enum`), null, and defaults.

use serde_json::Value;

use super::view::View;
use crate::compare::findings::Local;
use crate::compare::law::{Effect, Sense};
use crate::compare::site::Kind;

/// Compares what is listed, whether null is accepted, and what absence means.
pub(super) fn compare(local: &mut Local<'_>, old: &View<'_>, new: &View<'_>) {
    match (old.nullable, new.nullable) {
        (false, true) => local.found("became-nullable", Effect::Wider, "null is now accepted"),
        (true, false) => {
            local.found(
                "became-not-nullable",
                Effect::Narrower,
                "null is no longer accepted",
            );
        }
        _ => {}
    }
    listed(local, old, new);
    extensible(local, old, new);
    default(local, old, new);
}

/// What a report may quote of a document: short, on one line.
fn quoted(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("`{}…`", text.get(..end).unwrap_or_default()),
        None => format!("`{text}`"),
    }
}

fn listed(local: &mut Local<'_>, old: &View<'_>, new: &View<'_>) {
    let constant = old.holds("const") || new.holds("const");
    let (before, after) = (old.values(), new.values());
    match (before, after) {
        (None, None) => {}
        (None, Some(values)) if constant => {
            let value = values
                .first()
                .map(|value| quoted(value))
                .unwrap_or_default();
            local.found(
                "const-added",
                Effect::Narrower,
                format!("only {value} is accepted now"),
            );
        }
        (None, Some(_)) => local.found(
            "became-enum",
            Effect::Narrower,
            "only listed values are accepted now",
        ),
        (Some(_), None) if constant => {
            local.found(
                "const-removed",
                Effect::Wider,
                "more than one value is accepted now",
            );
        }
        (Some(_), None) => local.found(
            "became-not-enum",
            Effect::Wider,
            "more than the listed values are accepted now",
        ),
        (Some(before), Some(after)) => {
            if let (true, [old], [new]) = (constant, before.as_slice(), after.as_slice()) {
                if old != new {
                    let text = format!(
                        "the only value changed from {} to {}",
                        quoted(old),
                        quoted(new)
                    );
                    local.found("const-changed", Effect::Other, text);
                }
                return;
            }
            // Null is spoken of once, as nullability.
            let holds = |set: &[&Value], value: &Value| set.iter().any(|known| same(known, value));
            for value in before.iter().filter(|value| !value.is_null()) {
                if !holds(&after, value) {
                    let text = format!("the value {} was removed", quoted(value));
                    local.found("enum-value-removed", Effect::Narrower, text);
                }
            }
            for value in after.iter().filter(|value| !value.is_null()) {
                if !holds(&before, value) {
                    let text = format!("the value {} was added", quoted(value));
                    local.found("enum-value-added", Effect::Wider, text);
                }
            }
        }
    }
}

/// 1 and 1.0 are one value.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        _ => left == right,
    }
}

/// `x-extensible-enum`: the reader has been told to expect more values, so only removal tells.
fn extensible(local: &mut Local<'_>, old: &View<'_>, new: &View<'_>) {
    const KEYWORD: &str = "x-extensible-enum";
    let (Some(Value::Array(before)), Some(Value::Array(after))) =
        (old.get(KEYWORD), new.get(KEYWORD))
    else {
        return;
    };
    for value in before.iter().filter(|value| !after.contains(value)) {
        let text = format!("the value {} was removed", quoted(value));
        local.found("x-extensible-enum-value-removed", Effect::Narrower, text);
    }
}

/// What absence means. An absent parameter means its default, so the same request now asks for
/// something else; typed clients write the defaults of a body out, so there it depends; and a response
/// is read as it came.
fn default(local: &mut Local<'_>, old: &View<'_>, new: &View<'_>) {
    let (before, after) = (old.get("default"), new.get("default"));
    let word = match (before, after) {
        (None, None) => return,
        (Some(old), Some(new)) if same(old, new) => return,
        (None, Some(_)) => "added",
        (Some(_), None) => "removed",
        (Some(_), Some(_)) => "changed",
    };
    let effect = match (local.site.sense, local.site.kind) {
        (Sense::Received, _) => Effect::Same,
        (Sense::Sent, Kind::Parameter | Kind::Header) => Effect::Other,
        (Sense::Sent, _) => Effect::Meaning,
    };
    let say = |value: Option<&Value>| value.map_or("none".to_owned(), quoted);
    let text = format!("the default changed from {} to {}", say(before), say(after));
    local.found(&format!("default-value-{word}"), effect, text);
}
