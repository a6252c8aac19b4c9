//! Media types: which of several is taken, and what the generator can do with it.

use serde_json::{Map, Value};

/// The media type in lower case without parameters.
pub(super) fn essence(name: &str) -> String {
    name.split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// Whether a body of this type is one JSON value.
pub(super) fn is_json(name: &str) -> bool {
    let essence = essence(name);
    matches!(
        essence.as_str(),
        "application/json" | "text/json" | "application/x-json"
    ) || essence.ends_with("+json")
}

/// Whether the type says nothing of the body, so that the schema decides.
pub(super) fn is_anything(name: &str) -> bool {
    matches!(essence(name).as_str(), "*/*" | "application/*" | "*" | "")
}

/// How good a JSON type is among several: `application/json`, then one of its own, then the rest.
fn rank(name: &str) -> u8 {
    match essence(name).as_str() {
        "application/json" => 0,
        name if name.ends_with("+json") => 1,
        _ => 2,
    }
}

/// The best JSON media type of a body; `structured` says whether a schema is more than a text or bytes.
pub(super) fn json_of<'a>(
    content: &'a Map<String, Value>,
    mut structured: impl FnMut(&'a Value) -> bool,
) -> Option<(&'a str, &'a Value)> {
    let mut candidates: Vec<_> = content
        .iter()
        .filter(|(name, media)| {
            is_json(name) || is_anything(name) && media.get("schema").is_some_and(&mut structured)
        })
        .collect();
    candidates.sort_by_key(|(name, _)| (rank(name), *name));
    candidates
        .first()
        .map(|(name, media)| (name.as_str(), *media))
}

/// Whether the generator sends and asks for the type under its own name.
pub(super) fn is_plain_json(name: &str) -> bool {
    essence(name) == "application/json" || is_anything(name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_is_taken_before_anything_else() {
        let taken = |content: Value| {
            let content = content.as_object().unwrap().clone();
            json_of(&content, |_| true).map(|(name, _)| name.to_owned())
        };
        assert_eq!(
            taken(json!({"application/xml": {}, "application/json; charset=utf-8": {}})).unwrap(),
            "application/json; charset=utf-8"
        );
        assert_eq!(
            taken(json!({"text/json": {}, "application/hal+json": {}})).unwrap(),
            "application/hal+json"
        );
        assert_eq!(taken(json!({"*/*": {"schema": {}}})).unwrap(), "*/*");
        assert_eq!(
            taken(json!({"text/plain": {}, "application/x-ndjson": {}})),
            None
        );
    }
}
