//! Rewrites responses into one success type and one error type per operation, all that the generator knows.
//!
//! An error response without a typed body beside typed ones is left to the bindings' `UnexpectedResponse`,
//! which holds the whole response. A success must not become an error: there an empty response is `None`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{
    media::{essence, is_plain_json, json_of},
    rewriter::{Naming, Part, Rewriter, extensions, shown},
    schema::Rewritten,
};
use crate::pointer::join;

/// Statuses in IANA's registry, for a range that has exceptions.
const REGISTERED: [u16; 43] = [
    200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 400, 401, 402, 403, 404, 405, 406, 407, 408,
    409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431,
    451, 500, 501, 502, 503,
];
const REGISTERED_MORE: [u16; 7] = [504, 505, 506, 507, 508, 510, 511];

#[derive(Clone)]
enum Body<'a> {
    Empty,
    /// A schema, or none, which is any value.
    Json(Option<Part<'a>>),
    Bytes,
}

#[derive(Clone)]
struct Response<'a> {
    source: &'a Value,
    at: String,
    body: Body<'a>,
    media: &'a str,
}

impl<'a> Rewriter<'a> {
    /// The responses, and the media types to ask for where that is not `application/json`.
    pub fn responses(
        &mut self,
        source: Option<&'a Value>,
        at: &str,
        id: &str,
    ) -> (Value, Option<String>) {
        let mut all = BTreeMap::new();
        let mut default = None;
        let listed = source.and_then(Value::as_object);
        if listed.is_none_or(|listed| listed.is_empty()) {
            self.absorbed(
                "responses-missing",
                at,
                "no response is described; a success is read as bytes",
            );
        }
        for (status, response) in listed
            .into_iter()
            .flatten()
            .filter(|(status, _)| !status.starts_with("x-"))
        {
            let at = join(at, status);
            let Some((source, pointer)) = self.follow(response, at.clone()) else {
                continue;
            };
            let response = self.response(source, pointer);
            match self.status(status, &at) {
                Some(status) if status == "default" => default = Some(response),
                Some(status) => drop(all.insert(status, response)),
                None => {}
            }
        }
        if let Some(default) = default {
            self.spread_default(default, &mut all, at);
        }
        let mut written = BTreeMap::new();
        let mut asked = BTreeSet::new();
        for (kind, classes) in [(Kind::Success, &["2"][..]), (Kind::Error, &["4", "5"][..])] {
            let belongs = |status: &str| classes.iter().any(|class| status.starts_with(class));
            let group: BTreeMap<_, _> = all
                .iter()
                .filter(|(status, _)| belongs(status))
                .map(|(status, response)| (status.clone(), response.clone()))
                .collect();
            self.group(group, kind, at, id, &mut written, &mut asked);
        }
        for (status, response) in all
            .iter()
            .filter(|(status, _)| status.starts_with(['1', '3']))
        {
            if status == "101" {
                self.lost(
                    "upgrade",
                    &response.at,
                    "the bindings do not switch protocols; the response is left out",
                    "",
                );
                continue;
            }
            self.absorbed("redirect-untyped", &response.at, "the bindings hand over a response of this status as it is, in `UnexpectedResponse`");
            written.insert(status.clone(), self.written(response, None));
        }
        let plain = asked.is_empty() || asked.iter().any(|name| is_plain_json(name));
        let accept = (!plain).then(|| asked.into_iter().collect::<Vec<_>>().join(", "));
        let extensions = listed.into_iter().flat_map(extensions);
        let written: Map<String, Value> = written.into_iter().chain(extensions).collect();
        (written.into(), accept)
    }

    /// A status as the generator reads it.
    fn status(&mut self, status: &str, at: &str) -> Option<String> {
        let upper = status.trim().to_ascii_uppercase();
        if upper == "DEFAULT" {
            return Some("default".into());
        }
        let digits: String = upper.chars().take(3).collect();
        let first = digits.starts_with(|c: char| ('1'..='5').contains(&c));
        let rest = digits.get(1..).unwrap_or_default();
        let exact = digits.len() == 3 && digits.chars().all(|c| c.is_ascii_digit());
        if first && exact {
            return Some(digits);
        }
        if first && !rest.is_empty() && rest.chars().all(|c| matches!(c, 'X' | '*' | 'N')) {
            return digits.get(..1).map(|class| format!("{class}XX"));
        }
        self.lost(
            "status-unknown",
            at,
            format!(
                "`{}` is not an HTTP status; the response is left out",
                shown(status)
            ),
            "correct it with an overlay action",
        );
        None
    }

    fn response(&mut self, source: &'a Value, at: String) -> Response<'a> {
        let content = source.get("content").and_then(Value::as_object);
        let marked = source.get("x-empty") == Some(&Value::Bool(true));
        let Some(content) = content.filter(|content| !content.is_empty() && !marked) else {
            return Response {
                source,
                at,
                body: Body::Empty,
                media: "",
            };
        };
        let at_content = join(&at, "content");
        if let Some((name, media)) = json_of(content, |schema| self.is_structured(schema, 0)) {
            let at_media = join(&at_content, name);
            let schema = media
                .get("schema")
                .map(|schema| (schema, join(&at_media, "schema")));
            let binary = schema.as_ref().is_some_and(|(schema, _)| {
                schema
                    .get("format")
                    .is_some_and(|format| format == "binary")
            });
            if !binary {
                if content.len() > 1 {
                    self.absorbed(
                        "response-media-types",
                        &at_content,
                        format!("the bindings ask for `{}` and read that", shown(name)),
                    );
                }
                if schema.is_none() {
                    self.absorbed(
                        "body-without-schema",
                        &at_media,
                        "the body has no schema; it is read as any value",
                    );
                }
                let media = media
                    .get("x-media-type")
                    .and_then(Value::as_str)
                    .unwrap_or(name);
                return Response {
                    source,
                    at,
                    body: Body::Json(schema),
                    media,
                };
            }
        }
        let name = content
            .keys()
            .next()
            .map(String::as_str)
            .unwrap_or_default();
        self.absorbed(
            "response-as-bytes",
            &at_content,
            format!("a body of `{}` is read as bytes", shown(name)),
        );
        Response {
            source,
            at,
            body: Body::Bytes,
            media: name,
        }
    }

    /// `default` covers the errors, and also the success if there is no other.
    fn spread_default(
        &mut self,
        default: Response<'a>,
        all: &mut BTreeMap<String, Response<'a>>,
        at: &str,
    ) {
        let success = all.keys().any(|status| status.starts_with('2'));
        let ranges: &[&str] = if success {
            &["4XX", "5XX"]
        } else {
            &["2XX", "4XX", "5XX"]
        };
        self.absorbed(
            "default-response",
            &join(at, "default"),
            format!("`default` is read for {}", ranges.join(", ")),
        );
        for range in ranges {
            all.entry((*range).to_owned())
                .or_insert_with(|| default.clone());
        }
    }

    fn group(
        &mut self,
        mut group: BTreeMap<String, Response<'a>>,
        kind: Kind,
        at: &str,
        id: &str,
        written: &mut BTreeMap<String, Value>,
        asked: &mut BTreeSet<String>,
    ) {
        let is = |test: fn(&Body<'a>) -> bool, group: &BTreeMap<String, Response<'a>>| {
            group.values().any(|response| test(&response.body))
        };
        let (typed, bytes) = (
            is(|body| matches!(body, Body::Json(_)), &group),
            is(|body| matches!(body, Body::Bytes), &group),
        );
        let empty = is(|body| matches!(body, Body::Empty), &group);
        if typed && kind == Kind::Error && (empty || bytes) {
            self.narrow(&mut group);
            for (status, response) in std::mem::take(&mut group) {
                if matches!(response.body, Body::Json(_)) {
                    group.insert(status, response);
                } else {
                    self.absorbed("error-untyped", &response.at, "the bindings hand over a response of this status as it is, in `UnexpectedResponse`");
                }
            }
        } else if bytes && (typed || empty) {
            for response in group.values_mut() {
                if matches!(response.body, Body::Json(_)) {
                    self.absorbed(
                        "response-as-bytes",
                        &response.at,
                        "another success is not JSON, so that all of them are read as bytes",
                    );
                }
                response.body = Body::Bytes;
            }
        }
        let bodies: Vec<_> = group
            .values()
            .filter_map(|response| match &response.body {
                Body::Json(schema) => Some((schema.clone(), response)),
                _ => None,
            })
            .collect();
        if bodies.is_empty() {
            written.extend(
                group
                    .iter()
                    .map(|(status, response)| (status.clone(), self.written(response, None)))
                    .collect::<Vec<_>>(),
            );
            return;
        }
        asked.extend(bodies.iter().map(|(_, response)| essence(response.media)));
        let schemas: Option<Vec<Part<'a>>> =
            bodies.iter().map(|(schema, _)| schema.clone()).collect();
        let mut body = match schemas {
            Some(schemas) => self.one_type(schemas, kind, at, id),
            // One of them takes any value.
            None => Rewritten::any(),
        };
        let mixed = kind == Kind::Success && empty;
        if mixed {
            self.absorbed(
                "success-may-be-empty",
                at,
                "a success without a body is `None`, or null where any value is accepted",
            );
            body.nullable = true;
        }
        let schema = body.into_value();
        for (status, response) in &group {
            written.insert(
                status.clone(),
                self.written(response, Some((&schema, mixed))),
            );
        }
    }

    /// Writes a range as the statuses that have no response of another kind.
    fn narrow(&mut self, group: &mut BTreeMap<String, Response<'a>>) {
        for class in ["4", "5"] {
            let range = format!("{class}XX");
            let Some(known) = group.get(&range) else {
                continue;
            };
            let untyped = |response: &Response<'a>| !matches!(response.body, Body::Json(_));
            if untyped(known)
                || !group
                    .iter()
                    .any(|(status, response)| status.starts_with(class) && untyped(response))
            {
                continue;
            }
            let known = known.clone();
            group.remove(&range);
            for status in REGISTERED
                .iter()
                .chain(&REGISTERED_MORE)
                .map(u16::to_string)
                .filter(|status| status.starts_with(class))
            {
                group.entry(status).or_insert_with(|| known.clone());
            }
        }
    }

    /// One type for the bodies of several statuses.
    fn one_type(&mut self, bodies: Vec<Part<'a>>, kind: Kind, at: &str, id: &str) -> Rewritten {
        let (alone, parent, together) = match kind {
            Kind::Success => (format!("{id}Response"), "", format!("{id}Success")),
            // Shared by all operations whose errors look alike.
            Kind::Error => ("ErrorBody".to_owned(), id, format!("{id}Error")),
        };
        let mut nullable = false;
        let mut distinct: Vec<(Part<'a>, Rewritten)> = Vec::new();
        for part in bodies {
            let rewritten = self.schema(
                std::slice::from_ref(&part),
                &Naming::new(alone.clone(), parent),
            );
            nullable |= rewritten.nullable;
            if distinct
                .iter()
                .all(|(_, known)| known.schema != rewritten.schema)
            {
                distinct.push((part, rewritten));
            }
        }
        let mut body = if distinct.len() < 2 {
            distinct.pop().map_or_else(Rewritten::any, |(_, only)| only)
        } else {
            self.absorbed(
                "several-types",
                at,
                match kind {
                    Kind::Success => "the successes have different bodies; one type holds them all",
                    Kind::Error => "the errors have different bodies; one type holds them all",
                },
            );
            let (bodies, rewritten): (Vec<_>, Vec<_>) = distinct.into_iter().unzip();
            if rewritten.iter().any(Rewritten::is_any) {
                Rewritten::any()
            } else {
                let name = self.free_name(&together, "");
                self.united(&bodies, rewritten, &name, at)
            }
        };
        body.nullable |= nullable;
        body
    }

    fn written(&self, response: &Response<'a>, typed: Option<(&Value, bool)>) -> Value {
        let description = response
            .source
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let mut written = Map::from_iter([("description".to_owned(), description.into())]);
        written.extend(response.source.as_object().into_iter().flat_map(extensions));
        let is_empty = matches!(response.body, Body::Empty);
        match (typed, &response.body) {
            (Some((schema, mixed)), body) => {
                let mut media = json!({"schema": schema});
                if let (Some(members), Body::Json(_)) = (media.as_object_mut(), body) {
                    if let Some(example) = self.example(response) {
                        members.insert("example".into(), example);
                    }
                    if !is_plain_json(response.media) {
                        members.insert("x-media-type".into(), response.media.into());
                    }
                }
                written.insert("content".into(), json!({"application/json": media}));
                if mixed && is_empty {
                    written.insert("x-empty".into(), true.into());
                }
            }
            (None, Body::Bytes) => {
                written.insert("content".into(), json!({"application/octet-stream": {}}));
            }
            (None, _) => {}
        }
        written.into()
    }

    fn example(&self, response: &Response<'a>) -> Option<Value> {
        let content = response.source.get("content")?.as_object()?;
        let media = content
            .iter()
            .find(|(name, _)| name.as_str() == response.media)?
            .1;
        media.get("example").cloned()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Success,
    Error,
}
