//! Parameters: names that meet, and spellings that the generator refuses or ignores.

use std::collections::BTreeSet;

use serde_json::Value;

use super::report::Report;
use crate::{
    hoisted::NAME,
    names::field_name,
    pointer::{follow, join, operations},
};

pub(super) fn check(document: &Value, report: &mut Report) {
    for (at, path, item, operation) in operations(document) {
        let item_at = join("/paths", path);
        let of = |value: &Value, at: &str| -> Vec<(String, Value)> {
            let parameters = value
                .get("parameters")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            let at = join(at, "parameters");
            parameters
                .enumerate()
                .map(|(n, p)| (join(&at, n), follow(document, p).clone()))
                .collect()
        };
        let own = of(operation, &at);
        let all = || of(item, &item_at).into_iter().chain(own.iter().cloned());
        in_the_path(path, &all().collect::<Vec<_>>(), &at, report);
        let mut seen: Vec<(String, String, String, String)> = Vec::new();
        for (at, parameter) in all() {
            let text = |name| {
                parameter
                    .get(name)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            let (name, place) = (text("name"), text("in"));
            let rust = match text(NAME) {
                none if none.is_empty() => field_name(&name),
                rust => field_name(&rust),
            };
            let before = seen.iter().find(|(other, other_place, _, spelled)| {
                *spelled == rust && !(other == &name && other_place == &place)
            });
            if let Some((other, _, first, _)) = before {
                if *other == name {
                    report.error(
                        "parameter-name-twice", &at,
                        format!("`{name}` is also declared at {first}: the generator panics or silently drops one"),
                        "remove one with an overlay action",
                    );
                } else {
                    report.error(
                        "parameter-name-collision",
                        &at,
                        format!(
                            "`{name}` has the same Rust name as `{other}`, which does not compile"
                        ),
                        "remove one with an overlay action",
                    );
                }
            }
            seen.push((name, place.clone(), at.clone(), rust));
            one(&parameter, &place, &at, report);
            let schema = parameter.get("schema").unwrap_or(&Value::Null);
            let object = follow(document, schema).get("properties").is_some();
            if place == "path" && object {
                report.error(
                    "path-parameter-object",
                    &join(&at, "schema"),
                    "the generator panics on an object in a path",
                    "rewrite it as a text with an overlay action",
                );
            }
        }
    }
}

/// The names between braces and the path parameters have to be the same.
fn in_the_path(path: &str, parameters: &[(String, Value)], at: &str, report: &mut Report) {
    let between = path.split('{').skip(1);
    let named: BTreeSet<_> = between
        .filter_map(|rest| Some(rest.split_once('}')?.0))
        .collect();
    let declared: BTreeSet<_> = parameters
        .iter()
        .filter(|(_, parameter)| parameter.get("in").is_some_and(|place| place == "path"))
        .filter_map(|(_, parameter)| parameter.get("name")?.as_str())
        .collect();
    for name in named.symmetric_difference(&declared) {
        let what = match named.contains(name) {
            true => "is in the path, but not declared as a path parameter",
            false => "is a path parameter, but not in the path",
        };
        report.error(
            "path-parameter-unmatched",
            at,
            format!("`{name}` {what}: the generator panics"),
            "add or remove it with an overlay action",
        );
    }
}

fn one(parameter: &Value, place: &str, at: &str, report: &mut Report) {
    if place == "path" && parameter.get("required") != Some(&Value::Bool(true)) {
        report.error(
            "path-parameter-optional",
            at,
            "the generator panics on a path parameter that is not required",
            "mark it required with an overlay action",
        );
    }
    if place == "cookie" {
        report.error(
            "cookie-parameter",
            at,
            "the generator does not understand cookies",
            "remove it with an overlay action",
        );
    }
    if parameter
        .get("style")
        .is_some_and(|style| style == "deepObject")
    {
        report.error(
            "deep-object",
            &join(at, "style"),
            "the generator does not understand this style",
            "rewrite it with an overlay action",
        );
    }
    let array = parameter
        .pointer("/schema/type")
        .is_some_and(|t| t == "array");
    if place == "query" && array && parameter.get("explode") == Some(&Value::Bool(false)) {
        report.error(
            "explode-ignored",
            &join(at, "explode"),
            "the generator ignores it and sends the name once for each item",
            "rewrite it as a text with an overlay action",
        );
    }
}
