//! Keywords that hold schemas. Each is one more condition, so adding it narrows and removing it widens;
//! where both sides have it, the inner schemas are compared.

use serde_json::Value;

use crate::compare::document::{Object, items, member};
use crate::compare::effect::Effect;
use crate::compare::equivalence::equivalent;
use crate::compare::types::Types;
use crate::compare::view::View;
use crate::compare::worklist::SchemaPair;

/// Keywords with one schema, and their name in ids.
const SINGLE: [(&str, &str); 10] = [
    ("items", "items"),
    ("contains", "contains"),
    ("propertyNames", "property-names"),
    ("not", "not"),
    ("if", "if"),
    ("then", "then"),
    ("else", "else"),
    ("unevaluatedItems", "unevaluated-items"),
    ("unevaluatedProperties", "unevaluated-properties"),
    ("contentSchema", "content-schema"),
];

/// Keywords with schemas by key.
const KEYED: [(&str, &str); 2] = [
    ("patternProperties", "pattern-property"),
    ("dependentSchemas", "dependent-schema"),
];

pub(super) fn compare<'a>(pair: &mut SchemaPair<'a>, old: &View<'a>, new: &View<'a>) {
    let lists = old.types.contains(Types::ARRAY) && new.types.contains(Types::ARRAY);
    for (keyword, name) in SINGLE {
        if keyword != "items" || lists {
            single(pair, keyword, name, old, new);
        }
    }
    for (keyword, name) in KEYED {
        keyed(pair, keyword, name, old, new);
    }
    tuple(pair, old, new);
    dependent_required(pair, old, new);
    content(pair, old, new);
}

fn accepts_anything(schema: &Value) -> bool {
    schema.as_bool() == Some(true) || schema.as_object().is_some_and(Object::is_empty)
}

fn single<'a>(
    pair: &mut SchemaPair<'a>,
    keyword: &'static str,
    name: &str,
    old: &View<'a>,
    new: &View<'a>,
) {
    let read = |view: &View<'a>| {
        let schema = match keyword {
            "unevaluatedProperties" => view.rest(keyword, "additionalProperties"),
            "unevaluatedItems" => view.rest(keyword, "items"),
            _ => view.get(keyword),
        };
        schema.filter(|schema| !accepts_anything(schema))
    };
    // `if` needs a `then` or `else` to refuse anything, and those need an `if`.
    let idle = |view: &View<'a>| match keyword {
        "if" => !view.has("then") && !view.has("else"),
        "then" | "else" => !view.has("if"),
        _ => false,
    };
    let effect = |view: &View<'a>, effect| if idle(view) { Effect::Same } else { effect };
    let context = pair.context;
    match (read(old), read(new)) {
        (None, None) => {}
        (None, Some(_)) => {
            let effect = effect(new, Effect::Narrower);
            pair.found(
                &format!("{name}-added"),
                effect,
                format!("`{keyword}` was added"),
            );
        }
        (Some(_), None) => {
            let effect = effect(old, Effect::Wider);
            pair.found(
                &format!("{name}-removed"),
                effect,
                format!("`{keyword}` was removed"),
            );
        }
        (Some(_), Some(_)) if idle(old) && idle(new) => {}
        (Some(before), Some(after)) => match keyword {
            // A wider `if` narrows or widens the whole, depending on what follows from it.
            "if" => {
                if !equivalent((&pair.old_document, before), (&pair.new_document, after)) {
                    pair.found("if-changed", Effect::Other, "`if` changed");
                }
            }
            "not" => pair.descend(before, after, context.negated()),
            "then" | "else" | "contentSchema" => pair.descend(before, after, context),
            "unevaluatedProperties" | "propertyNames" => {
                pair.descend(before, after, context.property())
            }
            _ => pair.descend(before, after, context.item()),
        },
    }
}

fn keyed<'a>(
    pair: &mut SchemaPair<'a>,
    keyword: &'static str,
    name: &str,
    old: &View<'a>,
    new: &View<'a>,
) {
    let empty = Object::new();
    let read = |view: &View<'a>| view.get(keyword).and_then(Value::as_object);
    let (before, after) = (read(old), read(new));
    for (key, earlier) in before.into_iter().flatten() {
        match after.and_then(|after| after.get(key)) {
            Some(later) if keyword == "patternProperties" => {
                pair.descend(earlier, later, pair.context.property());
            }
            Some(later) => pair.descend(earlier, later, pair.context),
            None => report(pair, keyword, name, key, "removed", Effect::Wider),
        }
    }
    for key in after.unwrap_or(&empty).keys() {
        if before.is_none_or(|before| !before.contains_key(key)) {
            report(pair, keyword, name, key, "added", Effect::Narrower);
        }
    }
}

fn report(
    pair: &mut SchemaPair<'_>,
    keyword: &str,
    name: &str,
    key: &str,
    word: &str,
    effect: Effect,
) {
    pair.found(
        &format!("{name}-{word}"),
        effect,
        format!("`{key}` in {keyword} was {word}"),
    );
}

fn tuple<'a>(pair: &mut SchemaPair<'a>, old: &View<'a>, new: &View<'a>) {
    let read = |view: &View<'a>| {
        view.get("prefixItems")
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice)
    };
    let (before, after) = (read(old), read(new));
    // `items` applies beyond the shorter list; without it anything is accepted there.
    let rest = |view: &View<'a>| view.get("items").filter(|items| !accepts_anything(items));
    let (old_rest, new_rest) = (rest(old), rest(new));
    for index in 0..before.len().max(after.len()) {
        let schema = |rest: Option<&'a Value>| rest.filter(|rest| rest.is_object());
        let before = before.get(index).or(schema(old_rest));
        let after = after.get(index).or(schema(new_rest));
        if let (Some(before), Some(after)) = (before, after) {
            pair.descend(before, after, pair.context.item());
        }
    }
    let (word, other) = match after.len().cmp(&before.len()) {
        std::cmp::Ordering::Equal => return,
        std::cmp::Ordering::Greater => ("added", old_rest),
        std::cmp::Ordering::Less => ("removed", new_rest),
    };
    let effect = match other {
        None => Effect::Narrower,
        Some(Value::Bool(_)) => Effect::Wider,
        // Reported where the two schemas are compared.
        Some(_) => Effect::Same,
    };
    let effect = if word == "added" {
        effect
    } else {
        effect.reversed()
    };
    pair.found(
        &format!("prefix-items-{word}"),
        effect,
        format!("schemas of leading items were {word}"),
    );
}

fn dependent_required<'a>(pair: &mut SchemaPair<'a>, old: &View<'a>, new: &View<'a>) {
    const KEYWORD: &str = "dependentRequired";
    let read = |view: &View<'a>| view.parts.iter().find_map(|part| member(part, KEYWORD));
    let (before, after) = (read(old), read(new));
    let mut keys: Vec<_> = before
        .into_iter()
        .chain(after)
        .flat_map(Object::keys)
        .collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let names =
            |object: Option<&'a Object>| object.map_or(&[][..], |object| items(object, key));
        let (before, after) = (names(before), names(after));
        let lost = before.iter().any(|name| !after.contains(name));
        let gained = after.iter().any(|name| !before.contains(name));
        let (word, effect) = match (before.is_empty(), after.is_empty(), lost, gained) {
            (_, _, false, false) => continue,
            (true, ..) => ("added", Effect::Narrower),
            (_, true, ..) => ("removed", Effect::Wider),
            (_, _, false, true) => ("changed", Effect::Narrower),
            (_, _, true, false) => ("changed", Effect::Wider),
            (_, _, true, true) => ("changed", Effect::Other),
        };
        report(pair, KEYWORD, "dependent-required", key, word, effect);
    }
}

/// `contentMediaType` and `contentEncoding`; OpenAPI 3.0 writes two of them as a `format`.
fn content(pair: &mut SchemaPair<'_>, old: &View<'_>, new: &View<'_>) {
    for (keyword, name, format, meaning) in [
        (
            "contentMediaType",
            "content-media-type",
            "binary",
            "application/octet-stream",
        ),
        ("contentEncoding", "content-encoding", "byte", "base64"),
    ] {
        if !old.has(keyword) && !new.has(keyword) {
            continue;
        }
        let by_format =
            |view: &View<'_>| (view.get_text("format") == Some(format)).then(|| meaning.to_owned());
        let read = |view: &View<'_>| {
            view.get_text(keyword)
                .map(str::to_owned)
                .or_else(|| by_format(view))
        };
        if read(old) != read(new) {
            pair.found(
                &format!("{name}-changed"),
                Effect::Other,
                format!("{keyword} changed"),
            );
        }
    }
}
