//! The security schemes themselves. Which operations need them is compared with the operations.

use std::collections::BTreeSet;

use serde_json::Value;

use super::document::{Document, Object, items, member, text};
use super::effect::{Direction, Effect, Exemptions, verdict};
use super::location::Place;
use super::verdict::Wire;
use super::worklist::Worklist;

const SECTION: &[&str] = &["components", "securitySchemes"];

/// Compares the security schemes by name.
pub(super) fn compare(worklist: &mut Worklist<'_>) {
    let (old, new) = (worklist.old, worklist.new);
    let empty = Object::new();
    let before = old.section(SECTION).unwrap_or(&empty);
    let after = new.section(SECTION).unwrap_or(&empty);
    for (name, earlier) in before {
        match after.get(name) {
            None => {
                let text = format!("the security scheme `{name}` was removed");
                let id = "api-security-component-removed";
                worklist.report(None, old.place(earlier), id, Wire::Safe, text);
            }
            Some(later) => {
                if let (Some(earlier), Some(later)) = (old.object(earlier), new.object(later)) {
                    scheme(worklist, name, earlier, later);
                }
            }
        }
    }
    for (name, scheme) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        let text = format!("the security scheme `{name}` was added");
        worklist.report(
            None,
            new.place(scheme),
            "api-security-component-added",
            Wire::Safe,
            text,
        );
    }
}

/// Whether any operation of the document needs a scheme: a change to one that nothing uses is safe.
fn is_used(document: &Document<'_>, name: &str) -> bool {
    let needs = |holder: &Object| {
        let alternatives = items(holder, "security").iter();
        alternatives
            .filter_map(Value::as_object)
            .any(|alternative| alternative.contains_key(name))
    };
    let paths = document
        .section(&["paths"])
        .into_iter()
        .flat_map(Object::values);
    let mut operations = paths
        .filter_map(|item| document.object(item))
        .flat_map(Object::values)
        .filter_map(Value::as_object);
    document.section(&[]).is_some_and(needs) || operations.any(needs)
}

fn scheme(worklist: &mut Worklist<'_>, name: &str, old: &Object, new: &Object) {
    let used = is_used(&worklist.old, name);
    let place = worklist.new.place_of(new);
    let mut report = |place: Place, id: &str, effect: Effect, text: String| {
        let wire = if used {
            verdict(effect, Direction::Sent, Exemptions::default())
        } else {
            Wire::Safe
        };
        worklist.report(
            None,
            place,
            format!("api-security-component-{id}"),
            wire,
            text,
        );
    };
    let kind = |object| {
        ["type", "scheme", "in", "name"].map(|key| text(object, key).map(str::to_lowercase))
    };
    if kind(old) != kind(new) {
        report(
            place,
            "type-changed",
            Effect::Other,
            format!("the security scheme `{name}` has another type"),
        );
    }
    if text(old, "openIdConnectUrl") != text(new, "openIdConnectUrl") {
        // Whether the old address still works is unknown.
        let text = format!("openIdConnectUrl of `{name}` changed");
        report(
            place,
            "open-id-connect-url-changed",
            Effect::Uncertain,
            text,
        );
    }
    let empty = Object::new();
    let flows = |object| member(object, "flows").unwrap_or(&empty);
    let (before, after) = (flows(old), flows(new));
    for (flow, earlier) in before {
        let (Some(earlier), Some(later)) = (earlier.as_object(), member(after, flow)) else {
            let text = format!("the flow {flow} of `{name}` was removed");
            report(place, "oauth-flow-removed", Effect::Other, text);
            continue;
        };
        for (key, id) in [
            ("authorizationUrl", "oauth-url-changed"),
            ("tokenUrl", "oauth-token-url-changed"),
        ] {
            if text(earlier, key) != text(later, key) {
                report(
                    place,
                    id,
                    Effect::Uncertain,
                    format!("{key} of `{name}` changed"),
                );
            }
        }
        // Which operation needs a scope is reported there.
        let (had, has) = (scopes(earlier), scopes(later));
        for scope in had.difference(&has) {
            let text = format!("`{name}` no longer lists the scope `{scope}`");
            report(place, "oauth-scope-removed", Effect::Same, text);
        }
        for scope in has.difference(&had) {
            let text = format!("`{name}` now lists the scope `{scope}`");
            report(place, "oauth-scope-added", Effect::Same, text);
        }
        for scope in had.intersection(&has) {
            let described = |flow| member(flow, "scopes").and_then(|scopes| scopes.get(*scope));
            if described(earlier) != described(later) {
                let text = format!("`{name}` describes the scope `{scope}` differently");
                report(place, "oauth-scope-changed", Effect::Same, text);
            }
        }
    }
    for flow in after.keys().filter(|flow| !before.contains_key(*flow)) {
        report(
            place,
            "oauth-flow-added",
            Effect::Same,
            format!("the flow {flow} was added to `{name}`"),
        );
    }
}

fn scopes(flow: &Object) -> BTreeSet<&str> {
    member(flow, "scopes")
        .into_iter()
        .flat_map(Object::keys)
        .map(String::as_str)
        .collect()
}
