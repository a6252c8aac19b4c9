//! Builds and resolves JSON pointers (RFC 6901), which name all places in a document.

use std::borrow::Cow;

use serde_json::Value;

/// `pointer` with one more segment.
pub(crate) fn join(pointer: &str, segment: impl std::fmt::Display) -> String {
    format!("{pointer}/{}", escape(&segment.to_string()))
}

/// A name as one segment of a pointer.
pub(crate) fn escape(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

/// Decodes a segment of a pointer.
pub(crate) fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

/// The pointer to the target of a reference inside the document: `#/...` with or without percent-encoding,
/// the name of an `$anchor`, or an `$id` of the document.
pub(crate) fn target(document: &Value, reference: &str) -> Option<String> {
    if let Some(fragment) = reference.strip_prefix('#')
        && (fragment.is_empty() || fragment.starts_with('/'))
    {
        let decoded = percent_decoded(fragment);
        let found = [fragment, decoded.as_ref()]
            .into_iter()
            .find(|pointer| document.pointer(pointer).is_some());
        return found.map(str::to_owned);
    }
    let found = match reference.strip_prefix('#') {
        Some(anchor) => declared(document, &["$anchor", "$dynamicAnchor"], anchor, "", 0),
        None => declared(document, &["$id"], reference, "", 0),
    };
    found.or_else(|| {
        // `schema.json#/properties/x`, where `schema.json` is the `$id` of a schema in here.
        let (id, fragment) = reference.split_once('#').filter(|(id, _)| !id.is_empty())?;
        let base = declared(document, &["$id"], id, "", 0)?;
        let pointer = base + &percent_decoded(fragment);
        document.pointer(&pointer).is_some().then_some(pointer)
    })
}

/// The pointer to the schema that has one of these keywords with this value.
fn declared(
    value: &Value,
    keywords: &[&str],
    name: &str,
    at: &str,
    depth: usize,
) -> Option<String> {
    if depth > 130 {
        return None;
    }
    match value {
        Value::Object(members) => {
            if keywords
                .iter()
                .any(|keyword| members.get(*keyword).is_some_and(|value| value == name))
            {
                return Some(at.to_owned());
            }
            let inside = members.iter().filter(|(name, _)| !is_data(name));
            inside.into_iter().find_map(|(member, value)| {
                declared(value, keywords, name, &join(at, member), depth + 1)
            })
        }
        Value::Array(items) => {
            let mut items = items.iter().enumerate();
            items.find_map(|(n, item)| declared(item, keywords, name, &join(at, n), depth + 1))
        }
        _ => None,
    }
}

fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return text.into();
    }
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let digits = after
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        match (
            first,
            digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()),
        ) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map_or(text.into(), Cow::Owned)
}

/// The target of a reference.
pub(crate) fn resolve<'a>(document: &'a Value, reference: &str) -> Option<&'a Value> {
    document.pointer(&target(document, reference)?)
}

/// `value` itself, or the target of its `$ref`, through at most 16 references.
pub(crate) fn follow<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let mut value = value;
    for _ in 0..16 {
        let reference = value.get("$ref").and_then(Value::as_str);
        match reference.and_then(|reference| resolve(document, reference)) {
            Some(target) => value = target,
            None => break,
        }
    }
    value
}

/// `pointer`, or its longest prefix that exists in `document`.
pub fn nearest(document: &Value, pointer: &str) -> String {
    let mut pointer = pointer;
    while document.pointer(pointer).is_none() {
        pointer = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    }
    pointer.to_owned()
}

/// Whether the members of this keyword's value have names chosen by the document's author: a property named
/// `example` is a schema, not an example.
pub(crate) fn holds_names(keyword: &str) -> bool {
    matches!(
        keyword,
        "properties" | "schemas" | "patternProperties" | "$defs" | "paths" | "webhooks"
    )
}

/// Whether this keyword's value is data of the API or of other tools, in which a `$ref` is not a reference.
pub(crate) fn is_data(keyword: &str) -> bool {
    matches!(
        keyword,
        "example" | "examples" | "default" | "enum" | "const"
    ) || keyword.starts_with("x-")
}

/// The HTTP methods that a path item may have, in OpenAPI's order.
pub(crate) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Each operation with the pointer to it, its path and its path item.
pub(crate) fn operations(document: &Value) -> impl Iterator<Item = (String, &str, &Value, &Value)> {
    let paths = document.get("paths").and_then(Value::as_object);
    paths.into_iter().flatten().flat_map(|(path, item)| {
        METHODS.iter().filter_map(move |method| {
            let at = join(&join("/paths", path), method);
            Some((at, path.as_str(), item, item.get(method)?))
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_lead_to_pointers() {
        let document = json!({"a b": {"c/d": 1}, "s": {"x": {"$anchor": "n"}, "y": {"$id": "y.json", "z": 2}}});
        for (reference, pointer) in [
            ("#/a%20b/c~1d", Some("/a b/c~1d")),
            ("#/a b", Some("/a b")),
            ("#", Some("")),
            ("#n", Some("/s/x")),
            ("y.json", Some("/s/y")),
            ("y.json#/z", Some("/s/y/z")),
            ("#/nowhere", None),
            ("other.json#/a", None),
        ] {
            assert_eq!(
                target(&document, reference).as_deref(),
                pointer,
                "{reference}"
            );
        }
        assert_eq!(nearest(&document, "/s/x/none/more"), "/s/x");
    }
}
