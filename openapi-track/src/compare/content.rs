//! Bodies, answers and headers: which media types and status codes there are, and what they carry.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::{Document, Object, flag, token};
use super::findings::Comparison;
use super::law::{Effect, Wire};
use super::operations::Exchange;
use super::site::{Kind, Message, Site};

/// A media type without its parameters, in lower case.
pub(super) fn essence(media: &str) -> String {
    media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_lowercase()
}

fn spelled(media: &str) -> String {
    let mut parts: Vec<_> = media
        .split(';')
        .map(|part| part.trim().to_lowercase())
        .collect();
    if let Some(rest) = parts.get_mut(1..) {
        rest.sort();
    }
    parts.join(";")
}

/// The syntax below a structured suffix, where there is one: `json` for `application/problem+json`.
fn syntax(media: &str) -> String {
    let media = essence(media);
    match media.rsplit_once('+') {
        Some((_, suffix)) => suffix.to_owned(),
        None => media
            .strip_prefix("application/")
            .unwrap_or(&media)
            .to_owned(),
    }
}

/// Whether a range such as `application/*` or `*/*` takes in a media type.
fn covers(range: &str, media: &str) -> bool {
    let (range, media) = (essence(range), essence(media));
    range != media
        && match range.strip_suffix('*') {
            Some("*/") => true,
            Some(family) => media.starts_with(family),
            None => false,
        }
}

/// Compares the request bodies of one operation.
pub(super) fn request<'a>(comparison: &mut Comparison<'a>, exchange: &Exchange<'a>) {
    let read = |document: &Document<'a>, object: &'a Object| {
        object
            .get("requestBody")
            .and_then(|body| document.object(body))
    };
    let before = read(&exchange.old.document, exchange.old.object);
    let after = read(&exchange.new.document, exchange.new.object);
    let site = Site::new(exchange.caller, Message::Request, Kind::Body);
    let base = match after.or(before).and_then(|(_, reference)| reference) {
        Some(reference) => reference.to_owned(),
        None => format!("{}/requestBody", exchange.location),
    };
    let mut tell = |keyword: &str, effect: Effect, words: &str| {
        let (id, wire) = (site.id(keyword), site.judge(effect));
        comparison.report(Some(&exchange.name), &base, id, wire, words);
    };
    match (before, after) {
        (None, None) => {}
        (None, Some((after, _))) => match flag(after, "required") {
            true => tell(
                "added-required",
                Effect::Narrower,
                "a required request body was added",
            ),
            false => tell(
                "added-optional",
                Effect::Wider,
                "an optional request body was added",
            ),
        },
        (Some(_), None) => tell("removed", Effect::Narrower, "the request body was removed"),
        (Some((before, _)), Some((after, _))) => {
            match (flag(before, "required"), flag(after, "required")) {
                (false, true) => {
                    tell(
                        "became-required",
                        Effect::Narrower,
                        "the request body became required",
                    );
                }
                (true, false) => {
                    tell(
                        "became-optional",
                        Effect::Wider,
                        "the request body became optional",
                    );
                }
                _ => {}
            }
            media_types(comparison, exchange, site, before, after, &base);
        }
    }
}

fn media_types<'a>(
    comparison: &mut Comparison<'a>,
    exchange: &Exchange<'a>,
    site: Site,
    old: &'a Object,
    new: &'a Object,
    base: &str,
) {
    let read = |object: &'a Object| -> Vec<(&'a str, &'a Value)> {
        let content = object.get("content").and_then(Value::as_object);
        content
            .into_iter()
            .flatten()
            .map(|(media, value)| (media.as_str(), value))
            .collect()
    };
    let (before, mut left) = (read(old), read(new));
    let at = |media: &str| format!("{base}/content/{}", token(media));
    // In answers oasdiff's ids leave out the word body.
    let id = |word: &str| match site.message {
        Message::Request => site.id(&format!("media-type-{word}")),
        Message::Response => format!("{}-media-type-{word}", site.message_id()),
    };
    type Belongs = fn(&str, &str) -> bool;
    let ways: [(Belongs, Option<(&str, Effect)>); 5] = [
        (|old, new| spelled(old) == spelled(new), None),
        (
            |old, new| essence(old) == essence(new),
            Some(("name-changed", Effect::Same)),
        ),
        // RFC 6839: what ends in `+json` can be read as JSON, but is announced as something else. Only a
        // reader can make use of that: a body sent as another type than asked for is refused.
        (
            match site.message {
                Message::Response => |old, new| syntax(old) == syntax(new),
                Message::Request => |_, _| false,
            },
            Some(("name-changed", Effect::Meaning)),
        ),
        (
            |old, new| covers(new, old),
            Some(("name-generalized", Effect::Wider)),
        ),
        (
            |old, new| covers(old, new),
            Some(("name-specialized", Effect::Narrower)),
        ),
    ];
    let mut waiting = before;
    for (belongs, change) in ways {
        for (media, value) in std::mem::take(&mut waiting) {
            let Some(position) = left.iter().position(|(other, _)| belongs(media, other)) else {
                waiting.push((media, value));
                continue;
            };
            let (other, later) = left.remove(position);
            if let Some((word, effect)) = change {
                let text = format!("the media type `{media}` became `{other}`");
                let wire = site.judge(effect);
                comparison.report(Some(&exchange.name), &at(other), id(word), wire, text);
            }
            let textual = essence(other).contains("xml");
            let site = Site { textual, ..site };
            carried(comparison, exchange, site, (value, later), &at(other));
        }
    }
    for (media, _) in waiting {
        // Sent or asked for by `Accept`: either way the client's request is no longer acceptable.
        let wire = Site {
            sense: super::law::Sense::Sent,
            ..site
        }
        .judge(Effect::Narrower);
        let text = format!("the media type `{media}` was removed");
        comparison.report(Some(&exchange.name), &at(media), id("removed"), wire, text);
    }
    for (media, _) in left {
        let text = format!("the media type `{media}` was added");
        comparison.report(
            Some(&exchange.name),
            &at(media),
            id("added"),
            Wire::Safe,
            text,
        );
    }
}

/// Compares what one media type carries.
fn carried<'a>(
    comparison: &mut Comparison<'a>,
    exchange: &Exchange<'a>,
    site: Site,
    (old, new): (&'a Value, &'a Value),
    location: &str,
) {
    let mut tell = |word: &str, effect: Effect| {
        let id = site.id(&format!("media-type-schema-{word}"));
        let text = format!("the schema was {word}");
        comparison.report(Some(&exchange.name), location, id, site.judge(effect), text);
    };
    match (old.get("schema"), new.get("schema")) {
        (None, None) => {}
        (None, Some(_)) => tell("added", Effect::Narrower),
        (Some(_), None) => tell("removed", Effect::Wider),
        (Some(before), Some(after)) => {
            comparison.schemas(
                &exchange.name,
                &format!("{location}/schema"),
                before,
                after,
                site,
            );
        }
    }
}

/// Status codes as keys: exact, a range, or `default`, in one spelling.
fn statuses<'a>(
    document: &Document<'a>,
    object: &'a Object,
) -> BTreeMap<String, (&'a Object, Option<&'a str>)> {
    let responses = object.get("responses").and_then(Value::as_object);
    responses
        .into_iter()
        .flatten()
        .filter(|(status, _)| !status.starts_with("x-"))
        .filter_map(|(status, response)| {
            let key = if status == "default" {
                status.clone()
            } else {
                status.to_uppercase()
            };
            Some((key, document.object(response)?))
        })
        .collect()
}

/// The entry that speaks for a status: itself, its range, or the default.
fn speaks_for<T: Copy>(all: &BTreeMap<String, T>, status: &str) -> Option<T> {
    let range = status.chars().next().map(|class| format!("{class}XX"));
    let range = range.filter(|_| status != "default");
    all.get(status)
        .or_else(|| range.and_then(|range| all.get(&range)))
        .or_else(|| all.get("default"))
        .copied()
}

/// Compares the answers of one operation.
pub(super) fn responses<'a>(comparison: &mut Comparison<'a>, exchange: &Exchange<'a>) {
    let before = statuses(&exchange.old.document, exchange.old.object);
    let after = statuses(&exchange.new.document, exchange.new.object);
    let site = Site::new(exchange.caller, Message::Response, Kind::Body);
    for (status, old) in &before {
        match speaks_for(&after, status) {
            Some(new) => response(comparison, exchange, status, old.0, new),
            None => status_changed(comparison, exchange, site, status, "removed"),
        }
    }
    for (status, new) in &after {
        if before.contains_key(status) {
            continue;
        }
        match speaks_for(&before, status) {
            Some((old, _)) => response(comparison, exchange, status, old, *new),
            None => status_changed(comparison, exchange, site, status, "added"),
        }
    }
}

fn status_changed(
    comparison: &mut Comparison<'_>,
    exchange: &Exchange<'_>,
    site: Site,
    status: &str,
    word: &str,
) {
    let success = status.starts_with('2');
    let wire = match (success, word) {
        // The success the client waits for no longer comes: the same as an answer it cannot ask for.
        (true, "removed") => Site {
            sense: super::law::Sense::Sent,
            ..site
        }
        .judge(Effect::Narrower),
        // RFC 9110, 15: a client treats a status it does not know as the x00 of its class.
        (true, _) => site.judge(Effect::Meaning),
        (false, _) => Wire::Safe,
    };
    let class = if success { "success" } else { "non-success" };
    let id = format!("{}-{class}-status-{word}", site.message_id());
    let location = format!("{}/responses/{status}", exchange.location);
    let text = format!("the status {status} was {word}");
    comparison.report(Some(&exchange.name), &location, id, wire, text);
}

fn response<'a>(
    comparison: &mut Comparison<'a>,
    exchange: &Exchange<'a>,
    status: &str,
    old: &'a Object,
    (new, reference): (&'a Object, Option<&'a str>),
) {
    let base = match reference {
        Some(reference) => reference.to_owned(),
        None => format!("{}/responses/{status}", exchange.location),
    };
    let site = Site::new(exchange.caller, Message::Response, Kind::Body);
    media_types(comparison, exchange, site, old, new, &base);
    headers(comparison, exchange, old, new, &base);
}

fn headers<'a>(
    comparison: &mut Comparison<'a>,
    exchange: &Exchange<'a>,
    old: &'a Object,
    new: &'a Object,
    base: &str,
) {
    let read = |document: &Document<'a>, object: &'a Object| -> BTreeMap<String, &'a Object> {
        let headers = object.get("headers").and_then(Value::as_object);
        headers
            .into_iter()
            .flatten()
            .filter_map(|(name, header)| Some((name.to_lowercase(), document.object(header)?.0)))
            .filter(|(name, _)| name != "content-type")
            .collect()
    };
    let before = read(&exchange.old.document, old);
    let after = read(&exchange.new.document, new);
    let site = Site::new(exchange.caller, Message::Response, Kind::Header);
    let message = site.message_id();
    for (name, earlier) in &before {
        let location = format!("{base}/headers/{}", token(name));
        let required = flag(earlier, "required");
        let Some(later) = after.get(name) else {
            let (need, effect) = if required {
                ("required", Effect::Wider)
            } else {
                ("optional", Effect::Meaning)
            };
            let id = format!("{need}-{message}-header-removed");
            let text = format!("the {need} header `{name}` was removed");
            comparison.report(
                Some(&exchange.name),
                &location,
                id,
                site.judge(effect),
                text,
            );
            continue;
        };
        match (required, flag(later, "required")) {
            (true, false) => {
                let wire = site.judge(Effect::Wider);
                let text = format!("the header `{name}` became optional");
                let id = site.id("became-optional");
                comparison.report(Some(&exchange.name), &location, id, wire, text);
            }
            (false, true) => {
                let wire = site.judge(Effect::Narrower);
                let text = format!("the header `{name}` became required");
                let id = site.id("became-required");
                comparison.report(Some(&exchange.name), &location, id, wire, text);
            }
            _ => {}
        }
        if let (Some(before), Some(after)) = (earlier.get("schema"), later.get("schema")) {
            let location = format!("{location}/schema");
            comparison.schemas(&exchange.name, &location, before, after, site);
        }
    }
    for name in after.keys().filter(|name| !before.contains_key(*name)) {
        let location = format!("{base}/headers/{}", token(name));
        let id = format!("{message}-header-added");
        let text = format!("the header `{name}` was added");
        comparison.report(Some(&exchange.name), &location, id, Wire::Safe, text);
    }
}
