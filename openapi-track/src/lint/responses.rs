//! Responses: the generator knows one success type and one error type an operation, JSON only.

use serde_json::Value;

use super::report::Report;
use crate::pointer::{follow, join, operations};

pub(super) fn check(document: &Value, report: &mut Report) {
    for (at, _, _, operation) in operations(document) {
        let at = join(&at, "responses");
        let responses = operation
            .get("responses")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        let (mut success, mut failure) = (Vec::new(), Vec::new());
        let mut inline = Vec::new();
        for (status, response) in responses {
            let at = join(&at, status);
            let response = follow(document, response);
            if response
                .get("description")
                .and_then(Value::as_str)
                .is_none()
            {
                report.error(
                    "response-description",
                    &at,
                    "the generator cannot read a response without a description",
                    "add one with an overlay action",
                );
            }
            let schema = body(response, &at, report);
            if schema
                .as_ref()
                .is_some_and(|(_, schema)| schema.get("properties").is_some())
            {
                inline.push(at.clone());
            }
            // Without content, the type is the unit type: a type like any other here.
            let key = schema.map(|(_, schema)| schema.to_string());
            let group = match status.as_bytes().first() {
                Some(b'2') => vec![&mut success],
                // Neither: such a response comes as it is.
                Some(b'1' | b'3') => vec![],
                Some(b'4' | b'5') => vec![&mut failure],
                // `default` counts as an error response.
                _ => vec![&mut failure],
            };
            for types in group {
                types.push((at.clone(), key.clone()));
            }
        }
        for (types, rule, what) in [
            (&success, "success-types", "success"),
            (&failure, "error-types", "error"),
        ] {
            if let [(_, first), rest @ ..] = types.as_slice()
                && let Some((at, _)) = rest.iter().find(|(_, other)| other != first)
            {
                report.error(
                    rule,
                    at,
                    format!("the generator panics on two different {what} types in one operation"),
                    "give them one schema with an overlay action",
                );
            }
        }
        let default = operation
            .pointer("/responses/default")
            .map(|response| follow(document, response));
        if let (Some(default), [(_, first), ..]) = (default, success.as_slice()) {
            let mut ignored = Report::default();
            let key = body(default, "", &mut ignored).map(|(_, schema)| schema.to_string());
            if key != *first {
                report.error(
                    "default-response",
                    &join(&at, "default"),
                    "the generator also takes `default` for a success and panics on two types",
                    "replace it by 4XX and 5XX with an overlay action",
                );
            }
        }
        if let [_, second, ..] = inline.as_slice() {
            report.error(
                "inline-schemas",
                second,
                "the generator gives this body the same name as another one and keeps one of the two",
                "hoist inline schemas first",
            );
        }
    }
}

/// The schema of a JSON body, with the place.
fn body(response: &Value, at: &str, report: &mut Report) -> Option<(String, Value)> {
    let content = response.get("content")?.as_object()?;
    let at = join(at, "content");
    let mut found = None;
    for (media_type, media) in content {
        let at = join(&at, media_type);
        if media_type == "application/octet-stream" {
            // Bytes, and meant to be.
            found.get_or_insert((at, Value::from("bytes")));
            continue;
        }
        if media_type != "application/json" {
            report.error(
                "response-media-type",
                &at,
                format!("the generator gives a `{media_type}` body no type, only bytes"),
                "call it application/json with an overlay action, where it is JSON",
            );
            continue;
        }
        match media.get("schema") {
            Some(schema) => found = Some((join(&at, "schema"), schema.clone())),
            None => report.error(
                "response-schema-missing",
                &at,
                "the generator panics on a JSON response without a schema",
                "add one with an overlay action, {} for anything",
            ),
        }
    }
    found
}
