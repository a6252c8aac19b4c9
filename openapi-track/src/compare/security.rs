//! Security requirements: whether credentials that were accepted still are.
//!
//! A requirement lists alternatives, each a set of schemes with scopes. Whoever met an old alternative is
//! still accepted where some new one asks for no more.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::context::Operations;
use super::document::{Document, Object, items, member, text};
use super::effect::{Direction, Effect, Exemptions, verdict};
use super::location::Place;
use super::operation::{Operation, OperationPair};
use super::worklist::Worklist;

/// Schemes with their scopes, all of which are needed.
type Alternative = BTreeMap<String, BTreeSet<String>>;

/// The names under which the new document has each scheme of the old one.
type Renamed = BTreeMap<String, BTreeSet<String>>;

/// What one operation asks for, in one document.
struct Requirement {
    /// What asks for nothing is one empty alternative.
    alternatives: Vec<Alternative>,
    /// Taken from the document, not from the operation.
    is_global: bool,
    place: Place,
}

impl Requirement {
    fn of(operation: &Operation<'_>) -> Self {
        let own = operation.object.get("security");
        let document = &operation.document;
        let list = own.or_else(|| document.root.get("security"));
        let mut alternatives: Vec<_> = list
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_object)
            .map(alternative)
            .collect();
        if alternatives.is_empty() {
            alternatives.push(Alternative::new());
        }
        let place = list.map_or_else(|| operation.place(), |list| document.place(list));
        Self {
            alternatives,
            is_global: own.is_none(),
            place,
        }
    }
}

fn alternative(object: &Object) -> Alternative {
    let scopes = |name| {
        items(object, name)
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    };
    object
        .keys()
        .map(|name| (name.clone(), scopes(name)))
        .collect()
}

/// Compares what one operation asks for, the document's own requirement included.
pub(super) fn compare(worklist: &mut Worklist<'_>, pair: &OperationPair<'_>) {
    if pair.kind != Operations::Paths {
        return;
    }
    let (before, after) = (Requirement::of(&pair.old), Requirement::of(&pair.new));
    let scope = if before.is_global && after.is_global {
        "api-global-security"
    } else {
        "api-security"
    };
    let same = renamed(&pair.old.document, &pair.new.document);
    for (id, effect, text) in changes(&before.alternatives, &after.alternatives, &same) {
        let wire = verdict(effect, Direction::Sent, Exemptions::default());
        let removed =
            matches!(id, "removed" | "scope-removed") && pair.new.object.get("security").is_none();
        let place = if removed { before.place } else { after.place };
        worklist.report(Some(&pair.name), place, format!("{scope}-{id}"), wire, text);
    }
}

fn renamed(old: &Document<'_>, new: &Document<'_>) -> Renamed {
    let schemes = |document: &Document<'_>| -> Vec<(String, String)> {
        let section = document
            .section(&["components", "securitySchemes"])
            .into_iter()
            .flatten();
        let objects =
            section.filter_map(|(name, scheme)| Some((name.clone(), document.object(scheme)?)));
        objects.map(|(name, scheme)| (name, kind(scheme))).collect()
    };
    let after = schemes(new);
    let same = |kind: &str| {
        after
            .iter()
            .filter(|(_, other)| other == kind)
            .map(|(name, _)| name.clone())
            .collect()
    };
    schemes(old)
        .into_iter()
        .map(|(name, kind)| (name, same(&kind)))
        .collect()
}

/// How credentials are sent, whatever the scheme is called.
fn kind(scheme: &Object) -> String {
    let texts = ["type", "scheme", "in", "name", "openIdConnectUrl"];
    let mut kind: Vec<_> = texts
        .iter()
        .map(|key| text(scheme, key).unwrap_or_default().to_lowercase())
        .collect();
    for (name, flow) in member(scheme, "flows").into_iter().flatten() {
        let token_url = flow
            .get("tokenUrl")
            .and_then(Value::as_str)
            .unwrap_or_default();
        kind.push(format!("{name} {token_url}"));
    }
    kind.join("|")
}

/// What becomes of a client that holds `have`: the best that any new alternative offers. A token may have
/// more scopes than the old document asked for, so a scope more is uncertain.
fn acceptance(have: &Alternative, after: &[Alternative], renamed: &Renamed) -> Effect {
    let meets = |want: &Alternative| {
        let held = want.iter().map(|(scheme, scopes)| {
            let same = |name: &String| {
                name == scheme
                    || renamed
                        .get(name)
                        .is_some_and(|names| names.contains(scheme))
            };
            have.iter()
                .find(|(name, _)| same(name))
                .map(|(_, held)| scopes.is_subset(held))
        });
        let scopes: Option<Vec<bool>> = held.collect();
        scopes.map(|enough| enough.into_iter().all(|enough| enough))
    };
    match after.iter().filter_map(meets).max() {
        Some(true) => Effect::Wider,
        Some(false) => Effect::Uncertain,
        None => Effect::Narrower,
    }
}

/// The schemes of an alternative, with their scopes.
fn shown(alternative: &Alternative) -> String {
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

fn changes(
    before: &[Alternative],
    after: &[Alternative],
    renamed: &Renamed,
) -> Vec<(&'static str, Effect, String)> {
    let mut found = Vec::new();
    let names = |alternative: &Alternative| alternative.keys().cloned().collect::<Vec<_>>();
    let accepted: Vec<_> = before
        .iter()
        .map(|have| acceptance(have, after, renamed))
        .collect();
    let effects = [Effect::Narrower, Effect::Uncertain];
    let worst = effects
        .into_iter()
        .find(|effect| accepted.contains(effect))
        .unwrap_or(Effect::Wider);
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
        // Where two of the same schemes remain on one side, it is unknown which became which.
        let only =
            |list: &[&Alternative]| list.iter().filter(|one| names(one) == names(old)).count() == 1;
        let position = gained.iter().position(|new| names(new) == names(old));
        let Some(position) = position.filter(|_| only(&lost) && only(&gained)) else {
            found.push((
                "removed",
                worst,
                format!("no longer accepted: {}", shown(old)),
            ));
            continue;
        };
        let new = gained.remove(position);
        for (scheme, scopes) in new {
            let held = old.get(scheme).cloned().unwrap_or_default();
            for scope in scopes.difference(&held) {
                let effect = acceptance(old, after, renamed);
                let text = format!(
                    "`{scheme}` now needs the scope `{scope}`, which a client's token may lack"
                );
                found.push(("scope-added", effect, text));
            }
            for scope in held.difference(scopes) {
                let text = format!("`{scheme}` no longer needs the scope `{scope}`");
                found.push(("scope-removed", Effect::Wider, text));
            }
        }
    }
    let was_open = before.iter().any(Alternative::is_empty);
    for new in gained {
        let text = format!("now accepted or needed: {}", shown(new));
        found.push((
            "added",
            if was_open || before.len() == 1 {
                worst
            } else {
                Effect::Wider
            },
            text,
        ));
    }
    let is_open = after.iter().any(Alternative::is_empty);
    match (was_open, is_open, found.is_empty()) {
        (true, false, true) if worst == Effect::Narrower => {
            found.push((
                "anonymous-removed",
                Effect::Narrower,
                "requests without credentials are no longer accepted".into(),
            ));
        }
        (false, true, true) => {
            found.push((
                "anonymous-added",
                Effect::Wider,
                "requests without credentials are now accepted".into(),
            ));
        }
        _ => {}
    }
    found
}
