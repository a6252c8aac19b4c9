//! Status codes, and the headers of a response.

use std::collections::BTreeMap;

use serde_json::Value;

use super::context::{Context, Message, Part};
use super::document::{Document, Object, flag, member};
use super::effect::Effect;
use super::media_types::media_types;
use super::operation::{Operation, OperationPair};
use super::verdict::Wire;
use super::worklist::Worklist;

/// Responses by status: `200`, `4XX` or `default`, in one spelling.
type Responses<'a> = BTreeMap<String, &'a Object>;

fn responses<'a>(operation: &Operation<'a>) -> Responses<'a> {
    let all = member(operation.object, "responses").into_iter().flatten();
    all.filter(|(status, _)| !status.starts_with("x-"))
        .filter_map(|(status, response)| {
            let status = if status == "default" {
                status.clone()
            } else {
                status.to_uppercase()
            };
            Some((status, operation.document.object(response)?))
        })
        .collect()
}

fn range(status: &str) -> String {
    status.chars().take(1).chain("XX".chars()).collect()
}

/// The response to a status: its own, that of its range, or the default.
fn response_to<'a>(all: &Responses<'a>, status: &str) -> Option<&'a Object> {
    all.get(status)
        .or_else(|| all.get(&range(status)))
        .or_else(|| all.get("default"))
        .copied()
}

/// Compares the responses of one operation.
pub(super) fn compare<'a>(worklist: &mut Worklist<'a>, pair: &OperationPair<'a>) {
    let (before, after) = (responses(&pair.old), responses(&pair.new));
    for (status, old) in &before {
        match response_to(&after, status) {
            Some(new) => response(worklist, pair, old, new),
            // A range of which single statuses remain is compared with them below.
            None if status.ends_with("XX") && after.keys().any(|other| range(other) == *status) => {
            }
            None if status == "default" && !after.is_empty() => {}
            None => {
                let place = pair.old.document.place_of(old);
                status_changed(worklist, pair, place, status, "removed");
            }
        }
    }
    for (status, new) in after
        .iter()
        .filter(|(status, _)| !before.contains_key(*status))
    {
        match response_to(&before, status) {
            Some(old) => response(worklist, pair, old, new),
            None => status_changed(
                worklist,
                pair,
                pair.new.document.place_of(new),
                status,
                "added",
            ),
        }
    }
}

fn status_changed(
    worklist: &mut Worklist<'_>,
    pair: &OperationPair<'_>,
    place: super::location::Place,
    status: &str,
    word: &str,
) {
    let context = Context::new(pair.kind, Message::Response, Part::Body);
    let success = status.starts_with('2');
    let wire = match (success, word) {
        // The success that the client waits for no longer comes.
        (true, "removed") => context.verdict_as_sent(Effect::Narrower),
        // RFC 9110, section 15: a client treats an unknown status as the x00 of its class.
        (true, _) => context.verdict(Effect::Uncertain),
        (false, _) => Wire::Safe,
    };
    let class = if success { "success" } else { "non-success" };
    let id = format!("{}-{class}-status-{word}", context.message_id());
    worklist.report(
        Some(&pair.name),
        place,
        id,
        wire,
        format!("the status {status} was {word}"),
    );
}

fn response<'a>(
    worklist: &mut Worklist<'a>,
    pair: &OperationPair<'a>,
    old: &'a Object,
    new: &'a Object,
) {
    let context = Context::new(pair.kind, Message::Response, Part::Body);
    media_types(worklist, pair, context, old, new);
    headers(worklist, pair, old, new);
}

fn headers<'a>(
    worklist: &mut Worklist<'a>,
    pair: &OperationPair<'a>,
    old: &'a Object,
    new: &'a Object,
) {
    let read = |document: &Document<'a>, object: &'a Object| -> BTreeMap<String, &'a Object> {
        let headers = member(object, "headers").into_iter().flatten();
        headers
            .filter_map(|(name, header)| Some((name.to_lowercase(), document.object(header)?)))
            .filter(|(name, _)| name != "content-type")
            .collect()
    };
    let before = read(&pair.old.document, old);
    let after = read(&pair.new.document, new);
    let context = Context::new(pair.kind, Message::Response, Part::Header);
    let message = context.message_id();
    let operation = Some(&pair.name);
    for (name, earlier) in &before {
        let required = flag(earlier, "required");
        let Some(later) = after.get(name) else {
            let (need, effect) = if required {
                ("required", Effect::Wider)
            } else {
                ("optional", Effect::Uncertain)
            };
            let (id, wire) = (
                format!("{need}-{message}-header-removed"),
                context.verdict(effect),
            );
            let text = format!("the {need} header `{name}` was removed");
            worklist.report(operation, worklist.old.place_of(earlier), id, wire, text);
            continue;
        };
        let place = worklist.new.place_of(later);
        let mut report = |keyword: &str, effect, what: &str| {
            let (id, wire) = (context.id(keyword), context.verdict(effect));
            worklist.report(
                operation,
                place,
                id,
                wire,
                format!("the header `{name}` {what}"),
            );
        };
        match (required, flag(later, "required")) {
            (true, false) => report("became-optional", Effect::Wider, "became optional"),
            (false, true) => report("became-required", Effect::Narrower, "became required"),
            _ => {}
        }
        match (schema(earlier), schema(later)) {
            (None, None) => {}
            (None, Some(_)) => report("schema-added", Effect::Narrower, "now has a schema"),
            (Some(_), None) => report("schema-removed", Effect::Wider, "no longer has a schema"),
            (Some(before), Some(after)) => {
                worklist.compare_schemas(&pair.name, before, after, context)
            }
        }
    }
    for (name, header) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        let text = format!("the header `{name}` was added");
        let id = format!("{message}-header-added");
        worklist.report(
            operation,
            worklist.new.place_of(header),
            id,
            Wire::Safe,
            text,
        );
    }
}

/// The schema of a header, or of its only media type.
fn schema(header: &Object) -> Option<&Value> {
    let content = || member(header, "content")?.values().next()?.get("schema");
    header.get("schema").or_else(content)
}
