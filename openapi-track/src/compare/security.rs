//! Security: whether credentials that were enough still are.
//!
//! A requirement lists alternatives, each a set of schemes with scopes. An old alternative still opens
//! the door when some new one asks for no more.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::document::{Document, Object, text, token};
use super::findings::Comparison;
use super::law::{Effect, Guards, Sense, Wire, judge};
use super::operations::{Exchange, Operation};
use super::site::Caller;

type Alternative = BTreeMap<String, BTreeSet<String>>;

fn read(list: Option<&Value>) -> Vec<Alternative> {
    let list = list.and_then(Value::as_array);
    let mut alternatives: Vec<Alternative> = list
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .map(|alternative| {
            alternative
                .iter()
                .map(|(scheme, scopes)| {
                    let scopes = scopes.as_array().into_iter().flatten();
                    let scopes = scopes
                        .filter_map(Value::as_str)
                        .map(str::to_owned)
                        .collect();
                    (scheme.clone(), scopes)
                })
                .collect()
        })
        .collect();
    if alternatives.is_empty() {
        // Nothing asked for: the one alternative that asks for nothing.
        alternatives.push(Alternative::new());
    }
    alternatives
}

/// Whether holding `have` meets `want`.
fn meets(have: &Alternative, want: &Alternative) -> bool {
    want.iter()
        .all(|(scheme, scopes)| have.get(scheme).is_some_and(|held| scopes.is_subset(held)))
}

fn shut_out(before: &[Alternative], after: &[Alternative]) -> bool {
    before
        .iter()
        .any(|have| !after.iter().any(|want| meets(have, want)))
}

/// Compares what one operation asks for, the document's own requirement included.
pub(super) fn requirements(comparison: &mut Comparison<'_>, exchange: &Exchange<'_>) {
    if exchange.caller != Caller::Client {
        return;
    }
    let asked = |operation: &Operation<'_>| {
        let own = operation.object.get("security");
        (
            read(own.or_else(|| operation.document.root.get("security"))),
            own.is_none(),
        )
    };
    let (before, was_global) = asked(&exchange.old);
    let (after, is_global) = asked(&exchange.new);
    let scope = if was_global && is_global {
        "api-global-security"
    } else {
        "api-security"
    };
    for (id, effect, words) in changes(&before, &after) {
        let wire = judge(effect, Sense::Sent, Guards::default());
        let location = format!("{}/security", exchange.location);
        comparison.report(
            Some(&exchange.name),
            &location,
            format!("{scope}-{id}"),
            wire,
            words,
        );
    }
}

fn names(alternative: &Alternative) -> Vec<&String> {
    alternative.keys().collect()
}

fn said(alternative: &Alternative) -> String {
    let one = |(scheme, scopes): (&String, &BTreeSet<String>)| {
        let scopes: Vec<_> = scopes.iter().map(String::as_str).collect();
        if scopes.is_empty() {
            scheme.clone()
        } else {
            format!("{scheme} ({})", scopes.join(", "))
        }
    };
    alternative
        .iter()
        .map(one)
        .collect::<Vec<_>>()
        .join(" and ")
}

fn changes(before: &[Alternative], after: &[Alternative]) -> Vec<(&'static str, Effect, String)> {
    let mut found = Vec::new();
    let narrower = shut_out(before, after);
    let effect = |narrows: bool| {
        if narrows && narrower {
            Effect::Narrower
        } else {
            Effect::Wider
        }
    };
    let asks = |alternative: &&Alternative| !alternative.is_empty();
    let lost: Vec<_> = before
        .iter()
        .filter(asks)
        .filter(|old| !after.contains(old))
        .collect();
    let mut gained: Vec<_> = after
        .iter()
        .filter(asks)
        .filter(|new| !before.contains(new))
        .collect();
    for &old in &lost {
        // Two of the same schemes on one side: which became which cannot be told.
        let alone =
            |list: &[&Alternative]| list.iter().filter(|one| names(one) == names(old)).count() == 1;
        let position = gained.iter().position(|new| names(new) == names(old));
        let Some(position) = position.filter(|_| alone(&lost) && alone(&gained)) else {
            // An alternative lost shuts out whoever used it, unless nothing is asked for any more.
            found.push((
                "removed",
                effect(true),
                format!("no longer asked for: {}", said(old)),
            ));
            continue;
        };
        let new = gained.remove(position);
        for (scheme, scopes) in new {
            let held = old.get(scheme).cloned().unwrap_or_default();
            for scope in scopes.difference(&held) {
                let text = format!("{scheme} now needs the scope `{scope}`");
                found.push(("scope-added", effect(true), text));
            }
            for scope in held.difference(scopes) {
                let text = format!("{scheme} no longer needs the scope `{scope}`");
                found.push(("scope-removed", Effect::Wider, text));
            }
        }
    }
    let open_before = before.iter().any(Alternative::is_empty);
    for new in gained {
        let text = format!("now accepted or asked for: {}", said(new));
        found.push(("added", effect(open_before || before.len() == 1), text));
    }
    if found.is_empty() && narrower {
        let text = "anonymous requests are no longer accepted".to_owned();
        found.push(("anonymous-removed", Effect::Narrower, text));
    }
    found
}

/// Compares the schemes themselves.
pub(super) fn components(comparison: &mut Comparison<'_>) {
    const SECTION: &[&str] = &["components", "securitySchemes"];
    let (old, new) = (comparison.old, comparison.new);
    let empty = Object::new();
    let before = old.section(SECTION).unwrap_or(&empty);
    let after = new.section(SECTION).unwrap_or(&empty);
    let at = |name: &str| format!("#/components/securitySchemes/{}", token(name));
    // Who asks for a scheme is compared where it is asked for.
    for (name, earlier) in before {
        match after.get(name) {
            None => {
                let text = format!("the security scheme `{name}` was removed");
                let id = "api-security-component-removed";
                comparison.report(None, &at(name), id, Wire::Safe, text);
            }
            Some(later) => {
                let sides = (old.object(earlier), new.object(later));
                if let (Some((earlier, _)), Some((later, _))) = sides {
                    scheme(comparison, name, &at(name), earlier, later);
                }
            }
        }
    }
    for name in after.keys().filter(|name| !before.contains_key(*name)) {
        let text = format!("the security scheme `{name}` was added");
        comparison.report(
            None,
            &at(name),
            "api-security-component-added",
            Wire::Safe,
            text,
        );
    }
}

/// Whether any operation of the old document asks for a scheme: a change to one that nobody uses is none.
fn used(document: &Document<'_>, name: &str) -> bool {
    let asks = |holder: &Object| {
        let list = holder.get("security").and_then(Value::as_array);
        let mut alternatives = list.into_iter().flatten().filter_map(Value::as_object);
        alternatives.any(|alternative| alternative.contains_key(name))
    };
    let paths = document.section(&["paths"]);
    let items = paths.into_iter().flat_map(|paths| paths.values());
    let mut operations = items
        .filter_map(|item| Some(document.object(item)?.0))
        .flat_map(|item| item.values())
        .filter_map(Value::as_object);
    document.section(&[]).is_some_and(asks) || operations.any(asks)
}

fn scheme(comparison: &mut Comparison<'_>, name: &str, at: &str, old: &Object, new: &Object) {
    let judged = |effect| match used(&comparison.old, name) {
        true => judge(effect, Sense::Sent, Guards::default()),
        false => Wire::Safe,
    };
    let other = judged(Effect::Other);
    // Whether the old address still answers cannot be told from the document.
    let moved = judged(Effect::Meaning);
    let mut tell = |id: &str, wire: Wire, text: String| {
        comparison.report(None, at, format!("api-security-component-{id}"), wire, text);
    };
    let kind = |object: &Object| {
        ["type", "scheme", "in", "name", "openIdConnectUrl"]
            .map(|key| text(object, key).map(str::to_lowercase))
    };
    if kind(old) != kind(new) {
        tell(
            "type-changed",
            other,
            format!("the security scheme `{name}` is of another kind"),
        );
    }
    let flows = |object: &Object| -> BTreeMap<String, Object> {
        let flows = object.get("flows").and_then(Value::as_object);
        flows
            .into_iter()
            .flatten()
            .filter_map(|(flow, value)| Some((flow.clone(), value.as_object()?.clone())))
            .collect()
    };
    let (before, after) = (flows(old), flows(new));
    for (flow, earlier) in &before {
        let Some(later) = after.get(flow) else {
            tell(
                "oauth-flow-removed",
                other,
                format!("`{name}` has lost the flow {flow}"),
            );
            continue;
        };
        for (key, id) in [
            ("authorizationUrl", "oauth-url-changed"),
            ("tokenUrl", "oauth-token-url-changed"),
        ] {
            if text(earlier, key) != text(later, key) {
                tell(id, moved, format!("{key} of `{name}` changed"));
            }
        }
        let scopes = |object: &Object| -> BTreeMap<String, Value> {
            let scopes = object.get("scopes").and_then(Value::as_object);
            scopes
                .into_iter()
                .flatten()
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect()
        };
        let (had, has) = (scopes(earlier), scopes(later));
        for scope in had.keys().filter(|scope| !has.contains_key(*scope)) {
            // Whether an operation needs it is told there.
            let text = format!("`{name}` no longer lists the scope `{scope}`");
            tell("oauth-scope-removed", Wire::Safe, text);
        }
        for (scope, words) in &had {
            if has.get(scope).is_some_and(|other| other != words) {
                let text = format!("`{name}` describes the scope `{scope}` otherwise");
                tell("oauth-scope-changed", Wire::Safe, text);
            }
        }
        for scope in has.keys().filter(|scope| !had.contains_key(*scope)) {
            tell(
                "oauth-scope-added",
                Wire::Safe,
                format!("`{name}` lists the scope `{scope}`"),
            );
        }
    }
    for flow in after.keys().filter(|flow| !before.contains_key(*flow)) {
        tell(
            "oauth-flow-added",
            Wire::Safe,
            format!("`{name}` has the new flow {flow}"),
        );
    }
}
