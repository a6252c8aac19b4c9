//! Reads one OpenAPI document: its dialect, and what a `$ref` leads to.
//!
//! References are followed, never inlined, so a document of any size is walked in the memory it already
//! takes. A reference that cannot be followed reads as a schema that accepts anything and is remembered,
//! so that the comparison can say that something was not compared.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::change::Side;
use super::location::Place;

/// A JSON object of the document.
pub(super) type Object = Map<String, Value>;

/// Longest chain of references that is followed.
const LONGEST_CHAIN: usize = 32;

/// One of the two documents under comparison.
#[derive(Clone, Copy)]
pub(super) struct Document<'a> {
    pub(super) root: &'a Value,
    pub(super) side: Side,
    /// JSON Schema 2020-12 (OpenAPI 3.1): keywords beside a `$ref` count, and null is a type.
    pub(super) is_2020_12: bool,
    index: &'a Index<'a>,
}

/// What is looked up by name, and the references that could not be followed.
#[derive(Default)]
pub(super) struct Index<'a> {
    /// `$anchor`, `$dynamicAnchor` and `$id`; `None` where two schemas have the same.
    names: HashMap<String, Option<&'a Value>>,
    /// The components that list a schema in their `allOf`, by the address of that schema.
    subtypes: HashMap<usize, Vec<(&'a str, &'a Value)>>,
    unresolved: RefCell<BTreeMap<String, Place>>,
}

fn is_2020_12(root: &Value) -> bool {
    let version = root
        .get("openapi")
        .and_then(Value::as_str)
        .unwrap_or_default();
    !version.starts_with("3.0")
}

impl<'a> Index<'a> {
    pub(super) fn new(root: &'a Value) -> Self {
        let mut index = Self::default();
        if is_2020_12(root) {
            index.add_names(root);
        }
        let schemas = section(root, &["components", "schemas"]);
        for (name, schema) in schemas.into_iter().flatten() {
            let members = schema
                .get("allOf")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            for reference in members.filter_map(|member| member.get("$ref")?.as_str()) {
                if let Some(base) = index.resolve(root, reference) {
                    let address = std::ptr::from_ref(base).addr();
                    index
                        .subtypes
                        .entry(address)
                        .or_default()
                        .push((name, schema));
                }
            }
        }
        index
    }

    fn add_names(&mut self, value: &'a Value) {
        match value {
            Value::Object(object) => {
                for keyword in ["$anchor", "$dynamicAnchor", "$id"] {
                    let Some(name) = text(object, keyword) else {
                        continue;
                    };
                    let key = if keyword == "$id" {
                        name.to_owned()
                    } else {
                        format!("#{name}")
                    };
                    let entry = self.names.entry(key).or_insert(Some(value));
                    if entry.is_some_and(|known| !std::ptr::eq(known, value)) {
                        *entry = None;
                    }
                }
                let data = ["example", "examples", "default", "const", "enum"];
                for (key, inner) in object {
                    if !data.contains(&key.as_str()) && !key.starts_with("x-") {
                        self.add_names(inner);
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.add_names(item)),
            _ => {}
        }
    }

    fn resolve(&self, root: &'a Value, reference: &str) -> Option<&'a Value> {
        let (base, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if !base.is_empty() {
            let base = *self.names.get(base)?;
            return base?.pointer(fragment);
        }
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return *self.names.get(reference)?;
        }
        match root.pointer(fragment) {
            None if fragment.contains('%') => root.pointer(&percent_decoded(fragment)?),
            found => found,
        }
    }
}

impl<'a> Document<'a> {
    pub(super) fn new(side: Side, root: &'a Value, index: &'a Index<'a>) -> Self {
        Self {
            root,
            side,
            is_2020_12: is_2020_12(root),
            index,
        }
    }

    /// What a reference names, one step.
    pub(super) fn resolve(&self, reference: &str) -> Option<&'a Value> {
        self.index.resolve(self.root, reference)
    }

    /// What the `$ref` (or `$dynamicRef`) of an object names, one step.
    pub(super) fn target(&self, holder: &'a Object, reference: &'a str) -> Option<&'a Value> {
        let target = self.index.resolve(self.root, reference);
        if target.is_none() {
            self.not_followed(holder, reference);
        }
        target
    }

    /// Remembers a reference that leads out of the document, to nothing, or back to itself.
    pub(super) fn not_followed(&self, holder: &'a Object, reference: &str) {
        let place = Place::object(self.side, holder);
        self.index
            .unresolved
            .borrow_mut()
            .entry(reference.to_owned())
            .or_insert(place);
    }

    /// The references that could not be followed, each with one place where it is.
    pub(super) fn unresolved(&self) -> BTreeMap<String, Place> {
        self.index.unresolved.borrow().clone()
    }

    /// The object itself, or the one that its reference leads to. What is beside a reference is ignored.
    pub(super) fn object(&self, value: &'a Value) -> Option<&'a Object> {
        let first = value.as_object()?;
        let mut object = first;
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = text(object, "$ref") else {
                return Some(object);
            };
            object = self.target(object, reference)?.as_object()?;
        }
        self.not_followed(first, text(first, "$ref").unwrap_or_default());
        None
    }

    /// The schema itself, or the one that its reference leads to where nothing beside the reference counts.
    pub(super) fn schema(&self, value: &'a Value) -> &'a Value {
        let mut schema = value;
        for _ in 0..LONGEST_CHAIN {
            let Some(object) = schema.as_object() else {
                break;
            };
            let Some(reference) = text(object, "$ref") else {
                break;
            };
            if self.is_2020_12 && object.len() > 1 {
                break;
            }
            let Some(target) = self.target(object, reference) else {
                break;
            };
            schema = target;
        }
        schema
    }

    /// A path item with what its `$ref` leads to.
    pub(super) fn path_item(&self, value: &'a Value) -> PathItem<'a> {
        let mut parts = Vec::new();
        let mut next = value.as_object();
        while let Some(object) = next {
            if parts.len() == LONGEST_CHAIN {
                self.not_followed(object, text(object, "$ref").unwrap_or_default());
                break;
            }
            parts.push(object);
            next = text(object, "$ref")
                .and_then(|reference| self.target(object, reference)?.as_object());
        }
        PathItem(parts)
    }

    /// The components that extend a schema by naming it in their `allOf`.
    pub(super) fn subtypes(&self, schema: &'a Value) -> &'a [(&'a str, &'a Value)] {
        let address = std::ptr::from_ref(schema).addr();
        self.index
            .subtypes
            .get(&address)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// A member of the root that is an object.
    pub(super) fn section(&self, path: &[&str]) -> Option<&'a Object> {
        section(self.root, path)
    }

    pub(super) fn place(&self, value: &Value) -> Place {
        Place::value(self.side, value)
    }

    pub(super) fn place_of(&self, object: &Object) -> Place {
        Place::object(self.side, object)
    }
}

/// A path item: its own members come before those of the one it refers to.
#[derive(Clone)]
pub(super) struct PathItem<'a>(Vec<&'a Object>);

impl<'a> PathItem<'a> {
    pub(super) fn get(&self, key: &str) -> Option<&'a Value> {
        self.0.iter().find_map(|part| part.get(key))
    }
}

fn section<'a>(root: &'a Value, path: &[&str]) -> Option<&'a Object> {
    path.iter()
        .try_fold(root, |value, key| value.get(key))?
        .as_object()
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

/// Whether an object has `true` under a key.
pub(super) fn flag(object: &Object, key: &str) -> bool {
    object.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// The text under a key.
pub(super) fn text<'a>(object: &'a Object, key: &str) -> Option<&'a str> {
    object.get(key).and_then(Value::as_str)
}

/// The object under a key.
pub(super) fn member<'a>(object: &'a Object, key: &str) -> Option<&'a Object> {
    object.get(key).and_then(Value::as_object)
}

/// The items of the list under a key, none where there is no list.
pub(super) fn items<'a>(object: &'a Object, key: &str) -> &'a [Value] {
    object
        .get(key)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}
