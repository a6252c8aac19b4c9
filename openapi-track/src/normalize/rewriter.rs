//! The state of one rewriting: the document as it was, what has been written so far, and what was found.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
};

use serde_json::{Map, Value, json};

use crate::{
    finding::{Finding, Severity},
    hoisted::{NAME, PREFIX},
    names::{is_reserved_type, pascal, type_name},
    pointer::{join, target, unescape},
};

/// A value of the source document with the pointer to it.
pub(super) type Part<'a> = (&'a Value, String);

/// Marks the enum of a discriminator's property, which must stay closed.
pub(super) const CONSTANT: &str = "x-constant";
/// Internal: which properties of an object are `readOnly` or `writeOnly`.
pub(super) const DIRECTIONS: &str = "x-track-directions";
/// Internal: the object takes members beside its properties, whatever its direction.
pub(super) const OPEN: &str = "x-track-open";

/// Longest chain of references that lead to references.
const MAX_HOPS: usize = 64;

pub(super) struct Rewriter<'a> {
    pub source: &'a Value,
    pub findings: Vec<Finding>,
    /// The components written so far; null for a name that is taken and not yet written.
    pub components: BTreeMap<String, Value>,
    /// Names that the vendor gave; the others may be dropped when nothing refers to them.
    pub vendor: BTreeSet<String>,
    /// Source pointers by prepared pointer.
    pub origins: BTreeMap<String, String>,
    /// Component by the source pointer that it was made from.
    pub by_pointer: HashMap<String, String>,
    /// Components that still have to be written.
    pub pending: Vec<(String, String)>,
    /// Type names in Rust that are taken, with the component.
    pub types: HashMap<String, String>,
    /// Inline schemas being written, with the name of one that turned out to hold itself.
    pub open: HashMap<String, Option<String>>,
    said: HashSet<(&'static str, String)>,
}

impl<'a> Rewriter<'a> {
    pub fn new(source: &'a Value) -> Self {
        Self {
            source,
            findings: Vec::new(),
            components: BTreeMap::new(),
            vendor: BTreeSet::new(),
            origins: BTreeMap::new(),
            by_pointer: HashMap::new(),
            pending: Vec::new(),
            types: HashMap::new(),
            open: HashMap::new(),
            said: HashSet::new(),
        }
    }

    fn say(
        &mut self,
        severity: Severity,
        code: &'static str,
        at: &str,
        message: Cow<'static, str>,
        remedy: &'static str,
    ) {
        if self.said.insert((code, at.to_owned())) {
            self.findings
                .push(Finding::new(severity, code, at, message, remedy));
        }
    }

    /// Reports what the bindings say in another way.
    pub fn absorbed(
        &mut self,
        code: &'static str,
        at: &str,
        message: impl Into<Cow<'static, str>>,
    ) {
        self.say(Severity::Absorbed, code, at, message.into(), "");
    }

    /// Reports what the bindings lack.
    pub fn lost(
        &mut self,
        code: &'static str,
        at: &str,
        message: impl Into<Cow<'static, str>>,
        remedy: &'static str,
    ) {
        self.say(Severity::Lost, code, at, message.into(), remedy);
    }

    /// Reports what only a person can decide.
    pub fn decide(
        &mut self,
        code: &'static str,
        at: &str,
        message: impl Into<Cow<'static, str>>,
        remedy: &'static str,
    ) {
        self.say(Severity::Decide, code, at, message.into(), remedy);
    }

    /// A parameter, body, response or path item itself, or what its reference names. `None` is reported.
    pub fn follow(&mut self, value: &'a Value, at: String) -> Option<Part<'a>> {
        let (mut value, mut pointer) = (value, at.clone());
        for _ in 0..MAX_HOPS {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
                return Some((value, pointer));
            };
            let found = target(self.source, reference);
            let Some((next, found)) =
                found.and_then(|found| Some((self.source.pointer(&found)?, found)))
            else {
                self.decide(
                    "reference-to-nothing",
                    &pointer,
                    format!("`{}` cannot be resolved", shown(reference)),
                    "correct the reference with an overlay action",
                );
                return None;
            };
            (value, pointer) = (next, found);
        }
        self.decide(
            "reference-cycle",
            &at,
            "the reference refers to itself",
            "replace one of the references by its target, with an overlay action",
        );
        None
    }

    /// The source pointer of the schema that a reference ends at, through schemas that are nothing but a
    /// reference. `None` is reported.
    pub fn schema_target(&mut self, reference: &str, at: &str) -> Option<String> {
        let mut reference = reference;
        let mut seen = HashSet::new();
        loop {
            let Some(found) = target(self.source, reference) else {
                self.decide(
                    "reference-to-nothing",
                    at,
                    format!("`{}` cannot be resolved", shown(reference)),
                    "correct the reference with an overlay action",
                );
                return None;
            };
            if !seen.insert(found.clone()) {
                self.decide(
                    "reference-cycle",
                    at,
                    format!(
                        "`{}` refers to itself through other references, never to a schema",
                        shown(reference)
                    ),
                    "replace one of the references by a schema with an overlay action",
                );
                return None;
            }
            let next = self.source.pointer(&found).and_then(|schema| {
                let members = schema.as_object()?;
                let plain = members
                    .keys()
                    .all(|name| name == "$ref" || is_annotation(name));
                members.get("$ref").filter(|_| plain)?.as_str()
            });
            match next {
                Some(next) => reference = next,
                None => return Some(found),
            }
        }
    }

    /// The name of the component for the schema at a source pointer; a new one is written later.
    pub fn component(&mut self, pointer: &str) -> String {
        if let Some(name) = self.by_pointer.get(pointer) {
            return name.clone();
        }
        let mut segments: Vec<_> = pointer.split('/').map(unescape).collect();
        let structural = |segment: &String| {
            matches!(
                segment.as_str(),
                "" | "components"
                    | "schemas"
                    | "properties"
                    | "schema"
                    | "content"
                    | "paths"
                    | "responses"
                    | "$defs"
                    | "application/json"
            )
        };
        segments.retain(|segment| !structural(segment));
        let from = segments.len().saturating_sub(4);
        let tail = segments.get(from..).unwrap_or_default();
        let name = self.free_name(
            &tail
                .iter()
                .map(|segment| pascal(segment))
                .collect::<String>(),
            "",
        );
        self.take(&name);
        self.by_pointer.insert(pointer.to_owned(), name.clone());
        self.pending.push((pointer.to_owned(), name.clone()));
        name
    }

    /// Whether nothing else becomes a type of this name.
    pub fn is_free(&self, name: &str) -> bool {
        !is_reserved_type(name) && !self.types.contains_key(&type_name(name))
    }

    /// `name`, or with the parent before it, or with a number behind it.
    pub fn free_name(&self, name: &str, parent: &str) -> String {
        let name = if name.is_empty() { "Value" } else { name };
        if self.is_free(name) {
            return name.to_owned();
        }
        let longer = format!("{parent}{name}");
        if !parent.is_empty() && self.is_free(&longer) {
            return longer;
        }
        let base = if is_reserved_type(&longer) {
            format!("{longer}Schema")
        } else {
            longer
        };
        if self.is_free(&base) {
            return base;
        }
        let mut numbered = (2_usize..).map(|n| format!("{base}{n}"));
        numbered.find(|name| self.is_free(name)).unwrap_or(base)
    }

    /// Takes a name for a component that is written later.
    pub fn take(&mut self, name: &str) {
        self.types.insert(type_name(name), name.to_owned());
        self.components.insert(name.to_owned(), Value::Null);
    }

    /// Puts a schema that makes a type of its own among the components, and returns the reference to it.
    /// An equal one of the same name is shared.
    pub fn lift(
        &mut self,
        schema: Value,
        naming: &Naming<'_>,
        at: &str,
        forward: Option<String>,
    ) -> Value {
        let name = match (forward, &naming.wish) {
            (Some(name), _) => name,
            (None, Some(wish)) => {
                if !self.is_free(wish) && self.components.get(wish) != Some(&schema) {
                    self.decide(
                        "name-taken",
                        at,
                        format!("`{}` already names a different schema", shown(wish)),
                        "choose another x-rust-name in the overlay",
                    );
                }
                wish.clone()
            }
            (None, None) => {
                let longer = format!("{}{}", naming.parent, naming.suggestion);
                let same = [&naming.suggestion, &longer]
                    .into_iter()
                    .find(|name| self.components.get(*name) == Some(&schema));
                let same = same.cloned();
                same.unwrap_or_else(|| self.free_name(&naming.suggestion, naming.parent))
            }
        };
        self.types.insert(type_name(&name), name.clone());
        self.components.insert(name.clone(), schema);
        self.origins
            .entry(join("/components/schemas", &name))
            .or_insert_with(|| at.to_owned());
        json!({"$ref": format!("{PREFIX}{}", crate::pointer::escape(&name))})
    }
}

/// How an inline schema comes by its name.
#[derive(Clone, Debug)]
pub(super) struct Naming<'n> {
    /// What it is called if nothing else is.
    pub suggestion: String,
    /// Put before the suggestion where it is taken.
    pub parent: &'n str,
    /// The name that `x-rust-name` asks for.
    pub wish: Option<String>,
}

impl<'n> Naming<'n> {
    pub fn new(suggestion: impl Into<String>, parent: &'n str) -> Self {
        Self {
            suggestion: suggestion.into(),
            parent,
            wish: None,
        }
    }
}

/// Whether a keyword of a schema only describes.
pub(super) fn is_annotation(keyword: &str) -> bool {
    matches!(
        keyword,
        "$comment"
            | "default"
            | "deprecated"
            | "description"
            | "example"
            | "examples"
            | "externalDocs"
            | "readOnly"
            | "summary"
            | "title"
            | "writeOnly"
            | "xml"
            | "$schema"
    ) || (keyword.starts_with("x-") && keyword != NAME)
}

/// The extensions of a value; those that are this crate's own are not.
pub(super) fn extensions(members: &Map<String, Value>) -> impl Iterator<Item = (String, Value)> {
    let own = [NAME, DIRECTIONS, OPEN, "x-empty", "x-media-type"];
    let all = members
        .iter()
        .filter(move |(name, _)| name.starts_with("x-") && !own.contains(&name.as_str()));
    all.map(|(name, value)| (name.clone(), value.clone()))
}

/// A text from the document, safe to include in a message.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(64).collect()
}
