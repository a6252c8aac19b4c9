//! Reading access to one OpenAPI document: its dialect, and where a `$ref` leads.
//!
//! References are followed, never inlined, so a document of any size is walked in the memory it
//! already takes. A reference that leads nowhere reads as "anything"; the loader has refused it before.

use serde_json::{Map, Value};

/// A JSON object of the document.
pub(super) type Object = Map<String, Value>;

/// References in a chain longer than this lead nowhere.
const LONGEST_CHAIN: usize = 32;

/// One of the two documents under comparison.
#[derive(Clone, Copy)]
pub(super) struct Document<'a> {
    pub(super) root: &'a Value,
    /// JSON Schema 2020-12 rules: keywords beside a `$ref` count.
    pub(super) siblings_count: bool,
}

impl<'a> Document<'a> {
    pub(super) fn new(root: &'a Value) -> Self {
        let version = root.get("openapi").and_then(Value::as_str).unwrap_or("");
        Self {
            root,
            siblings_count: !version.starts_with("3.0"),
        }
    }

    /// The value a reference leads to, one step.
    pub(super) fn target(&self, reference: &str) -> Option<&'a Value> {
        let pointer = reference.strip_prefix('#')?;
        match self.root.pointer(pointer) {
            Some(value) => Some(value),
            None if pointer.contains('%') => self.root.pointer(&percent_decoded(pointer)?),
            None => None,
        }
    }

    /// The object behind a value, whatever chain of references stands before it, and the last
    /// reference followed.
    pub(super) fn object(&self, value: &'a Value) -> Option<(&'a Object, Option<&'a str>)> {
        let mut value = value;
        let mut last = None;
        for _ in 0..LONGEST_CHAIN {
            let object = value.as_object()?;
            let Some(reference) = object.get("$ref").and_then(Value::as_str) else {
                return Some((object, last));
            };
            last = Some(reference);
            value = self.target(reference)?;
        }
        None
    }

    /// A member of the root that is an object.
    pub(super) fn section(&self, path: &[&str]) -> Option<&'a Object> {
        let mut value = self.root;
        for key in path {
            value = value.get(key)?;
        }
        value.as_object()
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// One more token of a JSON pointer.
pub(super) fn token(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Whether an object says `true` under a key.
pub(super) fn flag(object: &Object, key: &str) -> bool {
    object.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// The text under a key.
pub(super) fn text<'a>(object: &'a Object, key: &str) -> Option<&'a str> {
    object.get(key).and_then(Value::as_str)
}
