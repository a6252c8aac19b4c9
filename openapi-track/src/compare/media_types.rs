//! Request bodies, and the media types of a request or a response.

use serde_json::Value;

use super::context::{Context, Message, Part};
use super::document::{Object, flag, member};
use super::effect::Effect;
use super::location::Place;
use super::operation::{Operation, OperationPair};
use super::verdict::Wire;
use super::worklist::Worklist;

/// A media type without its parameters, in lower case.
pub(super) fn essence(media: &str) -> String {
    media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_lowercase()
}

/// A media type with its parameters in one order.
fn normalized(media: &str) -> String {
    let mut parts: Vec<_> = media
        .split(';')
        .map(|part| part.trim().to_lowercase())
        .collect();
    if let Some(parameters) = parts.get_mut(1..) {
        parameters.sort();
    }
    parts.join(";")
}

/// The syntax that a media type is written in: `json` for `application/problem+json`.
fn syntax(media: &str) -> String {
    let media = essence(media);
    let suffix = media.rsplit_once('+').map(|(_, suffix)| suffix);
    suffix
        .or(media.strip_prefix("application/"))
        .unwrap_or(&media)
        .to_owned()
}

/// Whether a range such as `application/*` or `*/*` includes a media type.
fn includes(range: &str, media: &str) -> bool {
    let (range, media) = (essence(range), essence(media));
    let family = range
        .strip_suffix('*')
        .map(|family| if family == "*/" { "" } else { family });
    range != media && family.is_some_and(|family| media.starts_with(family))
}

/// Compares the request bodies of one operation.
pub(super) fn request_body<'a>(worklist: &mut Worklist<'a>, pair: &OperationPair<'a>) {
    let read = |operation: &Operation<'a>| {
        let body = operation.object.get("requestBody")?;
        operation.document.object(body)
    };
    let (before, after) = (read(&pair.old), read(&pair.new));
    let context = Context::new(pair.kind, Message::Request, Part::Body);
    let (word, effect) = match (before, after) {
        (None, None) => return,
        (None, Some(after)) if flag(after, "required") => ("added-required", Effect::Narrower),
        (None, Some(_)) => ("added-optional", Effect::Wider),
        (Some(_), None) => ("removed", Effect::Narrower),
        (Some(before), Some(after)) => match (flag(before, "required"), flag(after, "required")) {
            (false, true) => ("became-required", Effect::Narrower),
            (true, false) => ("became-optional", Effect::Wider),
            _ => ("", Effect::Same),
        },
    };
    if !word.is_empty() {
        let place = match (before, after) {
            (_, Some(after)) => worklist.new.place_of(after),
            (Some(before), None) => worklist.old.place_of(before),
            (None, None) => return,
        };
        let text = match word {
            "added-required" => "a required request body was added",
            "added-optional" => "an optional request body was added",
            "removed" => "the request body was removed",
            "became-required" => "the request body became required",
            _ => "the request body became optional",
        };
        worklist.report(
            Some(&pair.name),
            place,
            context.id(word),
            context.verdict(effect),
            text,
        );
    }
    if let (Some(before), Some(after)) = (before, after) {
        media_types(worklist, pair, context, before, after);
    }
}

/// One way in which a media type of the old document is one of the new, and what that changes.
type Rule = (fn(&str, &str) -> bool, Option<(&'static str, Effect)>);

/// From the closest to the most distant.
const RULES: [Rule; 5] = [
    (|old, new| normalized(old) == normalized(new), None),
    (
        |old, new| essence(old) == essence(new),
        Some(("name-changed", Effect::Same)),
    ),
    // RFC 6839: what ends in `+json` can be read as JSON, but is announced as something else.
    (
        |old, new| syntax(old) == syntax(new),
        Some(("name-changed", Effect::Uncertain)),
    ),
    (
        |old, new| includes(new, old),
        Some(("name-generalized", Effect::Wider)),
    ),
    (
        |old, new| includes(old, new),
        Some(("name-specialized", Effect::Narrower)),
    ),
];

/// Compares the media types of a message, and what each carries.
pub(super) fn media_types<'a>(
    worklist: &mut Worklist<'a>,
    pair: &OperationPair<'a>,
    context: Context,
    old: &'a Object,
    new: &'a Object,
) {
    let read = |object: &'a Object| -> Vec<(&'a str, &'a Value)> {
        let content = member(object, "content").into_iter().flatten();
        content
            .map(|(media, value)| (media.as_str(), value))
            .collect()
    };
    // oasdiff's ids for responses leave out the word body.
    let id = |word: &str| match context.message {
        Message::Request => context.id(&format!("media-type-{word}")),
        Message::Response => format!("{}-media-type-{word}", context.message_id()),
    };
    let operation = Some(&pair.name);
    let (mut unmatched, mut added) = (read(old), read(new));
    for (index, (belong, change)) in RULES.into_iter().enumerate() {
        // A body sent as another type than the service asks for is refused, even in the same syntax.
        if index == 2 && context.message == Message::Request {
            continue;
        }
        for (media, before) in std::mem::take(&mut unmatched) {
            let Some(position) = added.iter().position(|(other, _)| belong(media, other)) else {
                unmatched.push((media, before));
                continue;
            };
            let (other, after) = added.remove(position);
            if let Some((word, effect)) = change {
                let text = format!("the media type `{media}` became `{other}`");
                worklist.report(
                    operation,
                    worklist.new.place(after),
                    id(word),
                    context.verdict(effect),
                    text,
                );
            }
            let text_encoded = essence(other).contains("xml");
            media_type(
                worklist,
                pair,
                Context {
                    text_encoded,
                    ..context
                },
                before,
                after,
            );
        }
    }
    for (media, value) in unmatched {
        // Sent, or asked for by `Accept`: either way the client's request is no longer accepted.
        let wire = context.verdict_as_sent(Effect::Narrower);
        let text = format!("the media type `{media}` was removed");
        worklist.report(
            operation,
            worklist.old.place(value),
            id("removed"),
            wire,
            text,
        );
    }
    for (media, value) in added {
        let text = format!("the media type `{media}` was added");
        worklist.report(
            operation,
            worklist.new.place(value),
            id("added"),
            Wire::Safe,
            text,
        );
    }
}

fn media_type<'a>(
    worklist: &mut Worklist<'a>,
    pair: &OperationPair<'a>,
    context: Context,
    old: &'a Value,
    new: &'a Value,
) {
    let report = |worklist: &mut Worklist<'a>, place: Place, keyword: &str, effect, text: &str| {
        let id = context.id(&format!("media-type-{keyword}"));
        worklist.report(Some(&pair.name), place, id, context.verdict(effect), text);
    };
    match (old.get("schema"), new.get("schema")) {
        (None, None) => {}
        (None, Some(after)) => {
            let place = worklist.new.place(after);
            report(
                worklist,
                place,
                "schema-added",
                Effect::Narrower,
                "a schema was added",
            );
        }
        (Some(before), None) => {
            let place = worklist.old.place(before);
            report(
                worklist,
                place,
                "schema-removed",
                Effect::Wider,
                "the schema was removed",
            );
        }
        (Some(before), Some(after)) => worklist.compare_schemas(&pair.name, before, after, context),
    }
    if old.get("encoding") != new.get("encoding") {
        let text = "the encoding of the parts changed";
        report(
            worklist,
            worklist.new.place(new),
            "encoding-changed",
            Effect::Uncertain,
            text,
        );
    }
}
