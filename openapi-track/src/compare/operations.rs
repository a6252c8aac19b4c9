//! Paths, webhooks and callbacks: which operations belong together, and what each says of itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::content;
use super::document::{Document, Object, flag, text, token};
use super::findings::Comparison;
use super::law::{Effect, Guards, Sense, Wire, judge};
use super::parameters;
use super::security;
use super::site::Caller;

const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// One operation in one document.
#[derive(Clone, Copy)]
pub(super) struct Operation<'a> {
    pub(super) document: Document<'a>,
    pub(super) template: &'a str,
    pub(super) item: &'a Object,
    pub(super) object: &'a Object,
}

/// Where both sides of an operation stand.
pub(super) struct Exchange<'a> {
    pub(super) old: Operation<'a>,
    pub(super) new: Operation<'a>,
    pub(super) caller: Caller,
    pub(super) name: Arc<str>,
    /// Pointer in the new document.
    pub(super) location: String,
}

/// A path without the names of its parameters: `/a/{id}` and `/a/{key}` are one path.
fn shape(template: &str) -> String {
    let mut shape = String::with_capacity(template.len());
    let mut inside = false;
    for character in template.chars() {
        match character {
            '{' => {
                inside = true;
                shape.push_str("{}");
            }
            '}' => inside = false,
            other if !inside => shape.push(other),
            _ => {}
        }
    }
    shape
}

/// What stands between the braces, in order.
pub(super) fn placeholders(template: &str) -> Vec<&str> {
    template
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .collect()
}

type Items<'a> = BTreeMap<String, (&'a str, &'a Object)>;

fn items<'a>(document: &Document<'a>, section: Option<&'a Object>, by_shape: bool) -> Items<'a> {
    let mut items = BTreeMap::new();
    for (template, item) in section
        .into_iter()
        .flatten()
        .filter(|(key, _)| !key.starts_with("x-"))
    {
        if let Some((item, _)) = document.object(item) {
            let key = if by_shape {
                shape(template)
            } else {
                template.clone()
            };
            // Two paths of one shape cannot be told apart: the second keeps its own spelling.
            let key = if items.contains_key(&key) {
                template.clone()
            } else {
                key
            };
            items.insert(key, (template.as_str(), item));
        }
    }
    items
}

/// Each operation's name in reports and its `operationId`.
pub(super) fn ids(document: &Document<'_>) -> Vec<(Arc<str>, String)> {
    let items = items(document, document.section(&["paths"]), true);
    let mut ids = Vec::new();
    for (template, item) in items.values() {
        for method in METHODS {
            let operation = item.get(method).and_then(Value::as_object);
            if let Some(id) = operation.and_then(|operation| text(operation, "operationId")) {
                ids.push((named(method, template, Caller::Client, None), id.to_owned()));
            }
        }
    }
    ids
}

/// Compares all paths, or all webhooks.
pub(super) fn compare(comparison: &mut Comparison<'_>, caller: Caller) {
    let section = if caller == Caller::Client {
        "paths"
    } else {
        "webhooks"
    };
    let paths = caller == Caller::Client;
    let old = items(&comparison.old, comparison.old.section(&[section]), paths);
    let new = items(&comparison.new, comparison.new.section(&[section]), paths);
    compare_items(
        comparison,
        &old,
        &new,
        caller,
        &format!("#/{section}"),
        None,
    );
}

fn compare_items<'a>(
    comparison: &mut Comparison<'a>,
    old: &Items<'a>,
    new: &Items<'a>,
    caller: Caller,
    section: &str,
    within: Option<&Arc<str>>,
) {
    for (key, (template, item)) in old {
        match new.get(key) {
            Some((other, later)) => {
                for method in METHODS {
                    let before = item.get(method).and_then(Value::as_object);
                    let after = later.get(method).and_then(Value::as_object);
                    let at = |template: &str| format!("{section}/{}/{method}", token(template));
                    let name = named(method, other, caller, within);
                    match (before, after) {
                        (None, None) => {}
                        (Some(gone), None) => {
                            lost(comparison, gone, name, &at(template), caller, true);
                        }
                        (None, Some(_)) => gained(comparison, name, &at(other), caller),
                        (Some(before), Some(after)) => {
                            let exchange = Exchange {
                                old: Operation {
                                    document: comparison.old,
                                    template,
                                    item,
                                    object: before,
                                },
                                new: Operation {
                                    document: comparison.new,
                                    template: other,
                                    item: later,
                                    object: after,
                                },
                                caller,
                                name,
                                location: at(other),
                            };
                            operation(comparison, &exchange);
                        }
                    }
                }
            }
            None => {
                for method in METHODS {
                    if let Some(gone) = item.get(method).and_then(Value::as_object) {
                        let name = named(method, template, caller, within);
                        let at = format!("{section}/{}/{method}", token(template));
                        lost(comparison, gone, name, &at, caller, false);
                    }
                }
            }
        }
    }
    for (key, (template, item)) in new {
        if old.contains_key(key) {
            continue;
        }
        for method in METHODS.iter().filter(|method| item.contains_key(**method)) {
            let name = named(method, template, caller, within);
            gained(
                comparison,
                name,
                &format!("{section}/{}/{method}", token(template)),
                caller,
            );
        }
    }
}

fn named(method: &str, template: &str, caller: Caller, within: Option<&Arc<str>>) -> Arc<str> {
    let method = method.to_uppercase();
    match (caller, within) {
        (Caller::Client, _) => format!("{method} {template}").into(),
        (Caller::Webhook, _) => format!("webhook {method} {template}").into(),
        (Caller::Callback, Some(outer)) => format!("{outer} callback {method} {template}").into(),
        (Caller::Callback, None) => format!("callback {method} {template}").into(),
    }
}

/// An operation the client calls is lost to it; one it is called by no longer comes.
fn lost(
    comparison: &mut Comparison<'_>,
    gone: &Object,
    name: Arc<str>,
    location: &str,
    caller: Caller,
    path_remains: bool,
) {
    let guards = Guards {
        deprecated: flag(gone, "deprecated"),
        absent: false,
    };
    // Whoever waits for a call that no longer comes has lost as much as one whose call is refused.
    let wire = judge(Effect::Narrower, Sense::Sent, guards);
    let how = if guards.deprecated { "with" } else { "without" };
    let id = match (caller, path_remains) {
        (Caller::Webhook, _) => "webhook-removed".to_owned(),
        (Caller::Callback, _) => "callback-removed".to_owned(),
        (Caller::Client, true) => format!("api-removed-{how}-deprecation"),
        (Caller::Client, false) => format!("api-path-removed-{how}-deprecation"),
    };
    comparison.report(Some(&name), location, id, wire, "the operation was removed");
}

fn gained(comparison: &mut Comparison<'_>, name: Arc<str>, location: &str, caller: Caller) {
    let id = match caller {
        Caller::Client => "endpoint-added",
        Caller::Webhook => "webhook-added",
        Caller::Callback => "callback-added",
    };
    // A webhook comes only to whoever subscribes to it.
    comparison.report(
        Some(&name),
        location,
        id,
        Wire::Safe,
        "the operation was added",
    );
}

fn operation<'a>(comparison: &mut Comparison<'a>, exchange: &Exchange<'a>) {
    about(comparison, exchange);
    parameters::compare(comparison, exchange);
    content::request(comparison, exchange);
    content::responses(comparison, exchange);
    security::requirements(comparison, exchange);
    callbacks(comparison, exchange);
}

/// What an operation says of itself: nothing of it is on the wire.
fn about(comparison: &mut Comparison<'_>, exchange: &Exchange<'_>) {
    let (old, new) = (exchange.old.object, exchange.new.object);
    let mut tell = |id: &str, words: String| {
        comparison.report(
            Some(&exchange.name),
            &exchange.location,
            id,
            Wire::Safe,
            words,
        );
    };
    let (before, after) = (text(old, "operationId"), text(new, "operationId"));
    if before != after {
        if let Some(before) = before {
            tell(
                "api-operation-id-removed",
                format!("the operationId `{before}` was removed"),
            );
        }
        if let Some(after) = after {
            tell(
                "api-operation-id-added",
                format!("the operationId `{after}` was added"),
            );
        }
    }
    match (flag(old, "deprecated"), flag(new, "deprecated")) {
        (false, true) => tell(
            "endpoint-deprecated",
            "the operation is deprecated".to_owned(),
        ),
        (true, false) => {
            tell(
                "endpoint-reactivated",
                "the operation is no longer deprecated".to_owned(),
            );
        }
        _ => {}
    }
    let tags = |object: &Object| -> Vec<String> {
        let tags = object.get("tags").and_then(Value::as_array);
        tags.into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    };
    let (before, after) = (tags(old), tags(new));
    for tag in before.iter().filter(|tag| !after.contains(tag)) {
        tell("api-tag-removed", format!("the tag `{tag}` was removed"));
    }
    for tag in after.iter().filter(|tag| !before.contains(tag)) {
        tell("api-tag-added", format!("the tag `{tag}` was added"));
    }
}

fn callbacks<'a>(comparison: &mut Comparison<'a>, exchange: &Exchange<'a>) {
    if exchange.caller == Caller::Callback {
        return;
    }
    let read =
        |operation: &Operation<'a>| operation.object.get("callbacks").and_then(Value::as_object);
    let (before, after) = (read(&exchange.old), read(&exchange.new));
    let mut names: Vec<_> = [before, after]
        .into_iter()
        .flatten()
        .flat_map(|section| section.keys())
        .collect();
    names.sort();
    names.dedup();
    for name in names {
        let side = |document: &Document<'a>, section: Option<&'a Object>| {
            let callback = section.and_then(|section| section.get(name));
            items(
                document,
                callback.and_then(|c| document.object(c)).map(|(c, _)| c),
                false,
            )
        };
        let old = side(&comparison.old, before);
        let new = side(&comparison.new, after);
        let section = format!("{}/callbacks/{}", exchange.location, token(name));
        compare_items(
            comparison,
            &old,
            &new,
            Caller::Callback,
            &section,
            Some(&exchange.name),
        );
    }
}
