//! Keywords that apply one schema inside another. Each is one more condition, so adding it narrows and
//! removing it widens; where both sides have it, the inner schemas are compared.

use serde_json::Value;

use super::types::Types;
use super::view::View;
use crate::compare::document::{Object, token};
use crate::compare::findings::Local;
use crate::compare::law::Effect;
use crate::compare::site::Site;

/// Keywords holding one schema: their name in ids.
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

/// Keywords holding schemas by key.
const KEYED: [(&str, &str); 2] = [
    ("patternProperties", "pattern-property"),
    ("dependentSchemas", "dependent-schema"),
];

pub(super) fn compare<'a>(local: &mut Local<'a>, old: &View<'a>, new: &View<'a>) {
    let lists = old.types.has(Types::ARRAY) && new.types.has(Types::ARRAY);
    for (keyword, name) in SINGLE {
        if keyword == "items" && !lists {
            continue;
        }
        single(local, keyword, name, old, new);
    }
    for (keyword, name) in KEYED {
        keyed(local, keyword, name, old, new);
    }
    tuple(local, old, new);
    dependent_required(local, old, new);
    for (keyword, name) in [
        ("contentMediaType", "content-media-type"),
        ("contentEncoding", "content-encoding"),
    ] {
        if old.get(keyword) != new.get(keyword) {
            let text = format!("{keyword} changed");
            local.found(&format!("{name}-changed"), Effect::Other, text);
        }
    }
}

fn says_nothing(schema: &Value) -> bool {
    schema.as_bool() == Some(true) || schema.as_object().is_some_and(Object::is_empty)
}

fn single<'a>(
    local: &mut Local<'a>,
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
        schema.filter(|schema| !says_nothing(schema))
    };
    // A premise without consequence refuses nothing, and a consequence needs its premise.
    let idle = |view: &View<'a>| match keyword {
        "if" => !view.holds("then") && !view.holds("else"),
        "then" | "else" => !view.holds("if"),
        _ => false,
    };
    match (read(old), read(new)) {
        (None, None) => {}
        (None, Some(_)) => local.found(
            &format!("{name}-added"),
            if idle(new) {
                Effect::Same
            } else {
                Effect::Narrower
            },
            format!("the condition `{keyword}` was added"),
        ),
        (Some(_), None) => local.found(
            &format!("{name}-removed"),
            if idle(old) {
                Effect::Same
            } else {
                Effect::Wider
            },
            format!("the condition `{keyword}` was removed"),
        ),
        (Some(_), Some(_)) if idle(old) && idle(new) => {}
        (Some(before), Some(after)) => match keyword {
            // A wider premise narrows or widens the whole, depending on what follows from it.
            "if" => {
                let pair = ((&local.old_document, before), (&local.new_document, after));
                if !super::same(pair.0, pair.1) {
                    local.found("if-changed", Effect::Other, "the condition `if` changed");
                }
            }
            "not" => {
                let site = Site {
                    sense: local.site.sense.turned(),
                    ..local.site
                };
                local.descend(before, after, site, keyword, None);
            }
            "then" | "else" | "contentSchema" => {
                local.descend(before, after, local.site, keyword, None);
            }
            "unevaluatedProperties" | "propertyNames" => {
                local.descend(before, after, local.site.property(), keyword, None);
            }
            _ => local.descend(before, after, local.site.element(), keyword, None),
        },
    }
}

fn keyed<'a>(
    local: &mut Local<'a>,
    keyword: &'static str,
    name: &str,
    old: &View<'a>,
    new: &View<'a>,
) {
    let read = |view: &View<'a>| view.get(keyword).and_then(Value::as_object);
    let empty = Object::new();
    let before = read(old);
    for (key, earlier) in before.into_iter().flatten() {
        match read(new).and_then(|after| after.get(key)) {
            Some(later) => {
                let site = match keyword {
                    "patternProperties" => local.site.property(),
                    _ => local.site,
                };
                local.descend(earlier, later, site, keyword, Some(key));
            }
            None => report(local, keyword, name, key, "removed", Effect::Wider),
        }
    }
    for key in read(new).unwrap_or(&empty).keys() {
        if before.is_none_or(|before| !before.contains_key(key)) {
            report(local, keyword, name, key, "added", Effect::Narrower);
        }
    }
}

fn report(local: &mut Local<'_>, keyword: &str, name: &str, key: &str, word: &str, effect: Effect) {
    let (id, wire) = (
        local.site.id(&format!("{name}-{word}")),
        local.site.judge(effect),
    );
    let below = format!("/{keyword}/{}", token(key));
    local.found_as(id, wire, below, format!("`{key}` in {keyword} was {word}"));
}

fn tuple<'a>(local: &mut Local<'a>, old: &View<'a>, new: &View<'a>) {
    const KEYWORD: &str = "prefixItems";
    let read = |view: &View<'a>| {
        view.get(KEYWORD)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
    };
    let (before, after) = (read(old), read(new));
    // Beyond the shorter list `items` speaks; where it is missing, anything goes.
    let rest = |view: &View<'a>| view.get("items").filter(|items| !says_nothing(items));
    let (old_rest, new_rest) = (rest(old), rest(new));
    for index in 0..before.len().max(after.len()) {
        let schema = |rest: Option<&'a Value>| rest.filter(|rest| rest.is_object());
        let before = before.get(index).or(schema(old_rest));
        let after = after.get(index).or(schema(new_rest));
        if let (Some(before), Some(after)) = (before, after) {
            local.descend_at(before, after, local.site.element(), KEYWORD, index);
        }
    }
    let (word, other, turn) = match after.len().cmp(&before.len()) {
        std::cmp::Ordering::Equal => return,
        std::cmp::Ordering::Greater => ("added", old_rest, false),
        std::cmp::Ordering::Less => ("removed", new_rest, true),
    };
    let effect = match other {
        None => Effect::Narrower,
        Some(Value::Bool(_)) => Effect::Wider,
        // Told where the two schemas are compared.
        Some(_) => Effect::Same,
    };
    local.found(
        &format!("prefix-items-{word}"),
        if turn { effect.turned() } else { effect },
        format!("schemas for leading elements were {word}"),
    );
}

fn dependent_required<'a>(local: &mut Local<'a>, old: &View<'a>, new: &View<'a>) {
    const KEYWORD: &str = "dependentRequired";
    let read = |view: &View<'a>| view.get(KEYWORD).and_then(Value::as_object);
    let names = |object: Option<&'a Object>, key: &str| -> Vec<&'a str> {
        let list = object
            .and_then(|object| object.get(key))
            .and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    };
    let mut keys: Vec<_> = [read(old), read(new)]
        .into_iter()
        .flatten()
        .flat_map(|object| object.keys())
        .collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let (before, after) = (names(read(old), key), names(read(new), key));
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
        report(local, KEYWORD, "dependent-required", key, word, effect);
    }
}
