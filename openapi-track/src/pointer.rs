//! JSON pointers (RFC 6901): how every step names a place in a document.

use serde_json::Value;

/// `pointer` with one more segment.
pub(crate) fn join(pointer: &str, segment: impl std::fmt::Display) -> String {
    let segment = segment.to_string().replace('~', "~0").replace('/', "~1");
    format!("{pointer}/{segment}")
}

/// The value that a `$ref` of the form `#/...` names.
pub(crate) fn resolve<'a>(document: &'a Value, reference: &str) -> Option<&'a Value> {
    document.pointer(reference.strip_prefix('#')?)
}

/// `value` itself, or what its `$ref` names, through at most 16 references.
pub(crate) fn follow<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let mut value = value;
    for _ in 0..16 {
        match value
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|r| resolve(document, r))
        {
            Some(target) => value = target,
            None => break,
        }
    }
    value
}

/// Whether the members of what stands under this keyword are called as their authors like: a property named
/// `example` is a schema and no example.
pub(crate) fn holds_names(keyword: &str) -> bool {
    matches!(keyword, "properties" | "schemas")
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
