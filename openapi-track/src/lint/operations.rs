//! Operation ids and request bodies.

use std::collections::HashMap;

use serde_json::Value;

use super::report::Report;
use crate::{
    names::folded,
    pointer::{follow, join, operations},
};

pub(super) fn check(document: &Value, report: &mut Report) {
    let mut ids: HashMap<String, String> = HashMap::new();
    for (at, _, _, operation) in operations(document) {
        match operation.get("operationId").and_then(Value::as_str) {
            None => report.error(
                "operation-id-missing",
                &at,
                "the generator refuses an operation without an operationId",
                "give it one with an overlay action",
            ),
            Some(id) => {
                if let Some(first) = ids.insert(folded(id), at.clone()) {
                    report.error(
                        "operation-id-collision", &join(&at, "operationId"),
                        format!("`{id}` has the same Rust name as the id at {first}, which does not compile"),
                        "rename one with an overlay action",
                    );
                }
            }
        }
        if let Some(body) = operation.get("requestBody") {
            request_body(follow(document, body), &join(&at, "requestBody"), report);
        }
    }
}

fn request_body(body: &Value, at: &str, report: &mut Report) {
    if body.get("required") != Some(&Value::Bool(true)) {
        report.warning(
            "request-body-optional",
            at,
            "the generator treats an optional body as required",
            "mark it required with an overlay action",
        );
    }
    let media_types: Vec<_> = body
        .get("content")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .collect();
    let at = join(at, "content");
    if media_types.len() > 1 {
        report.error(
            "request-media-types",
            &at,
            "the generator panics on a body of several media types",
            "keep one with an overlay action",
        );
    }
    for (media_type, _) in media_types {
        let understood = [
            "application/json",
            "application/x-www-form-urlencoded",
            "application/octet-stream",
            "text/plain",
        ];
        if !understood.contains(&media_type.as_str()) {
            report.error(
                "request-media-type",
                &join(&at, media_type),
                format!("the generator does not understand a body of `{media_type}`"),
                "replace it or leave the operation out with an overlay action",
            );
        }
    }
}
