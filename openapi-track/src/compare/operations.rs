//! Paths, webhooks and callbacks: which operations belong together, and what each says about itself.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;

use super::context::Operations;
use super::document::{Document, Object, flag, items, member, text};
use super::effect::{Direction, Effect, Exemptions, verdict};
use super::operation::{Operation, OperationPair, shape};
use super::verdict::Wire;
use super::worklist::Worklist;
use super::{media_types, parameters, responses, security, servers};

const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// Every operation under a map of path items.
fn list<'a>(document: &Document<'a>, section: Option<&'a Object>) -> Vec<Operation<'a>> {
    let mut found = Vec::new();
    for (template, item) in section
        .into_iter()
        .flatten()
        .filter(|(key, _)| !key.starts_with("x-"))
    {
        let item = document.path_item(item);
        for method in METHODS {
            if let Some(object) = item.get(method).and_then(Value::as_object) {
                found.push(Operation {
                    document: *document,
                    template,
                    method,
                    item: item.clone(),
                    object,
                });
            }
        }
    }
    found
}

/// Each operation's name in reports and its `operationId`.
pub(super) fn ids(document: &Document<'_>) -> Vec<(Arc<str>, String)> {
    let operations = list(document, document.section(&["paths"]));
    let ids = operations.iter().filter_map(|operation| {
        let id = text(operation.object, "operationId")?;
        Some((name(operation, Operations::Paths, None), id.to_owned()))
    });
    ids.collect()
}

/// Compares all paths, or all webhooks.
pub(super) fn compare(
    worklist: &mut Worklist<'_>,
    kind: Operations,
    known_hosts: &BTreeSet<String>,
) {
    let section = if kind == Operations::Paths {
        "paths"
    } else {
        "webhooks"
    };
    let old = list(&worklist.old, worklist.old.section(&[section]));
    let new = list(&worklist.new, worklist.new.section(&[section]));
    compare_lists(worklist, old, new, kind, None, known_hosts);
}

fn compare_lists<'a>(
    worklist: &mut Worklist<'a>,
    old: Vec<Operation<'a>>,
    new: Vec<Operation<'a>>,
    kind: Operations,
    within: Option<&Arc<str>>,
    known_hosts: &BTreeSet<String>,
) {
    let counterparts = counterparts(&old, &new, kind);
    let mut remaining: Vec<_> = new.into_iter().map(Some).collect();
    let paths = worklist
        .new
        .section(&["paths"])
        .into_iter()
        .flat_map(Object::keys);
    let shapes: BTreeSet<_> = paths.map(|template| shape(template)).collect();
    for (old, counterpart) in old.into_iter().zip(counterparts) {
        match counterpart.and_then(|index| remaining.get_mut(index)?.take()) {
            Some(new) => {
                let pair = OperationPair {
                    name: name(&new, kind, within),
                    old,
                    new,
                    kind,
                };
                moved(worklist, &pair, &shapes);
                about(worklist, &pair);
                parameters::compare(worklist, &pair);
                media_types::request_body(worklist, &pair);
                responses::compare(worklist, &pair);
                security::compare(worklist, &pair);
                servers::compare(worklist, &pair, known_hosts);
                callbacks(worklist, &pair, known_hosts);
            }
            None => {
                let id = removed_id(&old, kind, &shapes);
                let wire = removal(old.object);
                worklist.report(
                    Some(&name(&old, kind, within)),
                    old.place(),
                    id,
                    wire,
                    "the operation was removed",
                );
            }
        }
    }
    for added in remaining.into_iter().flatten() {
        let id = match kind {
            Operations::Paths => "endpoint-added",
            Operations::Webhooks => "webhook-added",
            Operations::Callbacks => "callback-added",
        };
        // A webhook is only sent to whoever subscribes to it.
        worklist.report(
            Some(&name(&added, kind, within)),
            added.place(),
            id,
            Wire::Safe,
            "the operation was added",
        );
    }
}

/// For each old operation the index of the new one: the same path and method, whatever the parameters in
/// the path are called, and the same id where two paths have one shape; then the same id elsewhere.
///
/// Path and method come first because they are what a client sends: where two operations exchange ids, its
/// requests still reach the path they name.
fn counterparts(
    old: &[Operation<'_>],
    new: &[Operation<'_>],
    kind: Operations,
) -> Vec<Option<usize>> {
    let id = |operation: &Operation<'_>| text(operation.object, "operationId").map(str::to_owned);
    let path = |operation: &Operation<'_>| {
        let template = operation.template;
        let path = if kind == Operations::Paths {
            shape(template)
        } else {
            template.to_owned()
        };
        format!("{} {path}", operation.method)
    };
    // From the most to the least specific.
    let key = |level: usize, operation: &Operation<'_>| match level {
        0 => Some(format!("{} {}", path(operation), id(operation)?)),
        1 => Some(format!("{} {}", operation.method, operation.template)),
        2 => Some(path(operation)),
        _ => id(operation),
    };
    let mut found = vec![None; old.len()];
    let mut taken = vec![false; new.len()];
    for level in 0..4 {
        let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, operation) in new
            .iter()
            .enumerate()
            .rev()
            .filter(|(index, _)| !taken[*index])
        {
            if let Some(key) = key(level, operation) {
                by_key.entry(key).or_default().push(index);
            }
        }
        for (operation, counterpart) in old
            .iter()
            .zip(&mut found)
            .filter(|(_, found)| found.is_none())
        {
            let index = key(level, operation).and_then(|key| by_key.get_mut(&key)?.pop());
            if let Some(index) = index {
                taken[index] = true;
                *counterpart = Some(index);
            }
        }
    }
    found
}

fn name(operation: &Operation<'_>, kind: Operations, within: Option<&Arc<str>>) -> Arc<str> {
    let name = format!("{} {}", operation.method.to_uppercase(), operation.template);
    match (kind, within) {
        (Operations::Paths, _) => name.into(),
        (Operations::Webhooks, _) => format!("webhook {name}").into(),
        (Operations::Callbacks, Some(outer)) => format!("{outer} callback {name}").into(),
        (Operations::Callbacks, None) => format!("callback {name}").into(),
    }
}

/// The verdict on an operation that no longer exists. Whoever waits for a webhook that is not sent any more
/// is as much affected as one whose request is refused.
fn removal(object: &Object) -> Wire {
    let exemptions = Exemptions {
        deprecated: flag(object, "deprecated"),
        absent: false,
    };
    verdict(Effect::Narrower, Direction::Sent, exemptions)
}

fn removed_id(old: &Operation<'_>, kind: Operations, shapes: &BTreeSet<String>) -> String {
    let path = if shapes.contains(&shape(old.template)) {
        ""
    } else {
        "path-"
    };
    let with = if flag(old.object, "deprecated") {
        "with"
    } else {
        "without"
    };
    match kind {
        Operations::Webhooks => "webhook-removed".to_owned(),
        Operations::Callbacks => "callback-removed".to_owned(),
        Operations::Paths => format!("api-{path}removed-{with}-deprecation"),
    }
}

/// An operation that kept its id and has another path or method.
fn moved(worklist: &mut Worklist<'_>, pair: &OperationPair<'_>, shapes: &BTreeSet<String>) {
    let (old, new) = (&pair.old, &pair.new);
    if (old.method, shape(old.template)) == (new.method, shape(new.template)) {
        return;
    }
    let text = format!(
        "the operation moved here from {} {}",
        old.method.to_uppercase(),
        old.template
    );
    worklist.report(
        Some(&pair.name),
        new.place(),
        removed_id(old, pair.kind, shapes),
        removal(old.object),
        text,
    );
}

/// What an operation says about itself: none of it is on the wire.
fn about(worklist: &mut Worklist<'_>, pair: &OperationPair<'_>) {
    let (old, new) = (pair.old.object, pair.new.object);
    let mut report = |id: &str, text: String| {
        worklist.report(Some(&pair.name), pair.new.place(), id, Wire::Safe, text);
    };
    let (before, after) = (text(old, "operationId"), text(new, "operationId"));
    if before != after {
        for (id, action) in [(before, "removed"), (after, "added")] {
            if let Some(id) = id {
                report(
                    &format!("api-operation-id-{action}"),
                    format!("the operationId `{id}` was {action}"),
                );
            }
        }
    }
    match (flag(old, "deprecated"), flag(new, "deprecated")) {
        (false, true) => report(
            "endpoint-deprecated",
            "the operation is deprecated".to_owned(),
        ),
        (true, false) => report(
            "endpoint-reactivated",
            "the operation is no longer deprecated".to_owned(),
        ),
        _ => {}
    }
    let tags = |object| {
        items(object, "tags")
            .iter()
            .filter_map(Value::as_str)
            .collect::<BTreeSet<_>>()
    };
    let (before, after) = (tags(old), tags(new));
    for tag in before.difference(&after) {
        report("api-tag-removed", format!("the tag `{tag}` was removed"));
    }
    for tag in after.difference(&before) {
        report("api-tag-added", format!("the tag `{tag}` was added"));
    }
}

fn callbacks<'a>(
    worklist: &mut Worklist<'a>,
    pair: &OperationPair<'a>,
    known_hosts: &BTreeSet<String>,
) {
    if pair.kind == Operations::Callbacks {
        return;
    }
    let (before, after) = (
        member(pair.old.object, "callbacks"),
        member(pair.new.object, "callbacks"),
    );
    let names: BTreeSet<_> = before
        .into_iter()
        .chain(after)
        .flat_map(Object::keys)
        .collect();
    for name in names {
        let read = |document: &Document<'a>, section: Option<&'a Object>| {
            let callback = section.and_then(|section| section.get(name));
            list(
                document,
                callback.and_then(|callback| document.object(callback)),
            )
        };
        let (old, new) = (read(&worklist.old, before), read(&worklist.new, after));
        compare_lists(
            worklist,
            old,
            new,
            Operations::Callbacks,
            Some(&pair.name),
            known_hosts,
        );
    }
}
