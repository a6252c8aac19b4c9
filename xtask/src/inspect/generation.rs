//! Runs the generator within bounds of time and stack, and finds out what makes it fail.

use std::{
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use openapi_track::{
    finding::{Finding, Severity},
    prepare::Prepared,
};
use serde_json::{Map, Value, json};

use super::syntax;
use crate::bindings;

/// Longest run of the generator.
const TIMEOUT: Duration = Duration::from_secs(300);
/// Stack of its thread: its recursion follows the nesting of schemas.
const STACK: usize = 256 * 1024 * 1024;
/// Longest run of it on a part of the document, when the cause of a failure is looked for.
const PART_TIMEOUT: Duration = Duration::from_secs(30);

/// The bindings of a prepared document, and what the compiler would refuse in them.
///
/// # Errors
/// A finding with the closest operation or schema.
pub fn generate(prepared: &Prepared) -> Result<(String, Vec<Finding>), Finding> {
    let generated = run(&prepared.document, TIMEOUT);
    let located = generated.map(|(text, problems)| (text, syntax::findings(problems, prepared)));
    located.map_err(|reason| {
        let culprit = culprit(&prepared.document);
        let place = culprit
            .as_ref()
            .and_then(|prepared_place| prepared.origins.get(prepared_place));
        Finding::new(
            Severity::Decide,
            "generator-failed",
            place.cloned().unwrap_or_default(),
            format!(
                "the generator cannot turn this into Rust: {}",
                one_line(&reason)
            ),
            "replace it by a plain object or a text with an overlay action",
        )
    })
}

type Generated = (String, Vec<syntax::Problem>);

fn run(document: &Value, timeout: Duration) -> Result<Generated, String> {
    let (sender, receiver) = mpsc::channel();
    let document = document.clone();
    let spawned = thread::Builder::new().stack_size(STACK).spawn(move || {
        // The receiver is gone after a timeout.
        let _ = sender.send(bindings::checked(&document, syntax::check));
    });
    spawned.map_err(|error| error.to_string())?;
    match receiver.recv_timeout(timeout) {
        Ok(outcome) => outcome,
        Err(RecvTimeoutError::Timeout) => {
            Err(format!("it takes longer than {} s", timeout.as_secs()))
        }
        Err(RecvTimeoutError::Disconnected) => Err("it ended without a result".into()),
    }
}

/// The operation or schema whose absence makes the generator succeed, as a pointer into the prepared document.
fn culprit(document: &Value) -> Option<String> {
    let paths = document.get("paths")?.as_object()?;
    let operations: Vec<(String, String)> = paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item
                .as_object()
                .into_iter()
                .flatten()
                .filter(|(_, operation)| operation.get("operationId").is_some());
            methods.map(move |(method, _)| (path.clone(), method.clone()))
        })
        .collect();
    let fails = |document: &Value| run(document, PART_TIMEOUT).is_err();
    let with = |kept: &[(String, String)]| {
        let mut part = document.clone();
        let mut paths = Map::new();
        for (path, method) in kept {
            let operation = document
                .pointer(&format!("/paths/{}/{method}", escape(path)))
                .cloned()
                .unwrap_or_default();
            let item = paths.entry(path.clone()).or_insert_with(|| json!({}));
            if let Some(item) = item.as_object_mut() {
                item.insert(method.clone(), operation);
            }
        }
        part["paths"] = paths.into();
        part
    };
    if !fails(&with(&[])) {
        let one = bisect(operations, |part| fails(&with(part)))?;
        return Some(format!("/paths/{}/{}", escape(&one.0), one.1));
    }
    let schemas = document.pointer("/components/schemas")?.as_object()?;
    let names: Vec<_> = schemas.keys().cloned().collect();
    let one = bisect(names, |kept| {
        let mut part = with(&[]);
        let all = part
            .pointer_mut("/components/schemas")
            .and_then(Value::as_object_mut);
        for (name, schema) in all.into_iter().flatten() {
            if !kept.contains(name) {
                *schema = json!({});
            }
        }
        fails(&part)
    })?;
    Some(format!("/components/schemas/{}", escape(&one)))
}

/// The one of `all` that fails, if it fails alone.
fn bisect<T: Clone>(mut all: Vec<T>, fails: impl Fn(&[T]) -> bool) -> Option<T> {
    while all.len() > 1 {
        let (left, right) = all.split_at(all.len() / 2);
        all = match (fails(left), fails(right)) {
            (true, _) => left.to_vec(),
            (false, true) => right.to_vec(),
            (false, false) => return None,
        };
    }
    all.pop()
}

fn escape(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

/// The beginning of a message, without the values that a debug dump prints.
fn one_line(reason: &str) -> String {
    let line = reason.lines().next().unwrap_or_default();
    let line = line.split(['{', '[']).next().unwrap_or_default();
    line.chars()
        .take(160)
        .collect::<String>()
        .trim()
        .trim_end_matches(':')
        .to_owned()
}
