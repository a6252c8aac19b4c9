//! What a schema says once its `allOf` is merged: one list of types, properties and alternatives.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::rewriter::{Part, Rewriter, extensions, is_annotation};
use crate::{hoisted::NAME, pointer::join};

/// A property with the schemas that all have to hold for it.
#[derive(Clone)]
pub(super) struct Property<'a> {
    pub name: &'a str,
    pub parts: Vec<Part<'a>>,
}

/// The merged view of a schema.
#[derive(Clone, Default)]
pub(super) struct View<'a> {
    /// `None`: any type.
    pub types: Option<BTreeSet<&'a str>>,
    pub nullable: bool,
    pub properties: Vec<Property<'a>>,
    pub required: BTreeSet<&'a str>,
    /// Schema of members that have no property; `false` is left out.
    pub additional: Option<Part<'a>>,
    pub items: Option<Part<'a>>,
    pub values: Option<Vec<&'a Value>>,
    pub format: Option<&'a Value>,
    /// Lists of alternatives, all of which have to hold.
    pub groups: Vec<Vec<Part<'a>>>,
    pub discriminator: Option<(&'a Value, String)>,
    /// Keywords that the bindings do not enforce, with their places.
    pub unenforced: Vec<(String, String)>,
    pub bounds: [Option<&'a Value>; 2],
    pub annotations: Map<String, Value>,
    /// Says that an array has an order of its own, or that members have patterns for names.
    pub patterns: Vec<Part<'a>>,
    pub at: String,
}

/// A schema with its `allOf` opened and its references not yet followed.
enum Leaf<'a> {
    Inline(&'a Map<String, Value>, String),
    Reference(String),
}

/// What schemas amount to.
pub(super) enum Seen<'a> {
    /// Nothing but a reference to the schema at this source pointer.
    Reference { pointer: String, nullable: bool },
    /// A schema of its own.
    View(Box<View<'a>>),
}

const ENFORCED_ELSEWHERE: [&str; 22] = [
    "pattern",
    "minLength",
    "maxLength",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "minContains",
    "maxContains",
    "dependentRequired",
    "dependentSchemas",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "dependencies",
];

impl<'a> Rewriter<'a> {
    /// Merges schemas that all have to hold.
    pub fn see(&mut self, parts: &[Part<'a>], copy: bool) -> Seen<'a> {
        let mut leaves = Vec::new();
        let mut view = View {
            at: parts.first().map(|(_, at)| at.clone()).unwrap_or_default(),
            ..View::default()
        };
        for (source, at) in parts {
            self.open_all_of(source, at, &mut leaves, &mut view, 0);
        }
        if let [Leaf::Reference(pointer)] = leaves.as_slice()
            && !copy
        {
            return Seen::Reference {
                pointer: pointer.clone(),
                nullable: view.nullable,
            };
        }
        let mut visited = BTreeSet::new();
        self.expand(leaves, &mut view, &mut visited);
        Seen::View(Box::new(view))
    }

    /// Opens `allOf`, and gathers what only describes.
    fn open_all_of(
        &mut self,
        source: &'a Value,
        at: &str,
        leaves: &mut Vec<Leaf<'a>>,
        view: &mut View<'a>,
        depth: usize,
    ) {
        let members = match source {
            Value::Object(members) => members,
            Value::Bool(_) | Value::Null => return,
            _ => {
                self.absorbed(
                    "schema-not-an-object",
                    at,
                    "this is not a schema; any value is accepted",
                );
                return;
            }
        };
        if depth > 64 {
            self.lost(
                "schema-too-deep",
                at,
                "`allOf` is nested more than 64 deep; the rest is not typed",
                "",
            );
            return;
        }
        view.nullable |= members.get("nullable") == Some(&Value::Bool(true));
        if depth == 0 {
            self.annotate(members, view);
        }
        let mut structural = members.keys().filter(|name| !is_annotation(name));
        let is_structural = |name: &String| match name.as_str() {
            "$ref" | "allOf" | "nullable" | NAME | "$id" | "$anchor" | "$dynamicAnchor"
            | "$dynamicRef" => false,
            "oneOf" | "anyOf" => members.get(name).and_then(only_alternative).is_none(),
            _ => true,
        };
        if structural.any(is_structural) {
            leaves.push(Leaf::Inline(members, at.to_owned()));
        }
        let reference = members.get("$ref").or_else(|| members.get("$dynamicRef"));
        if let Some(reference) = reference.and_then(Value::as_str)
            && let Some(pointer) = self.schema_target(reference, at)
        {
            leaves.push(Leaf::Reference(pointer));
        }
        let all = members.get("allOf").and_then(Value::as_array);
        for (n, part) in all.into_iter().flatten().enumerate() {
            self.open_all_of(part, &join(&join(at, "allOf"), n), leaves, view, depth + 1);
        }
        for name in ["oneOf", "anyOf"] {
            if let Some((n, only, null)) = members.get(name).and_then(only_alternative) {
                view.nullable |= null;
                self.open_all_of(only, &join(&join(at, name), n), leaves, view, depth + 1);
            }
        }
        if let Some(only) = members.get("allOf").filter(|all| all.is_object()) {
            self.open_all_of(only, &join(at, "allOf"), leaves, view, depth + 1);
        }
    }

    fn annotate(&mut self, members: &'a Map<String, Value>, view: &mut View<'a>) {
        let text = |name| members.get(name).filter(|text| text.is_string());
        if let Some(description) = text("description").or_else(|| text("title")) {
            view.annotations
                .entry("description")
                .or_insert_with(|| description.clone());
        }
        let examples = members.get("examples").and_then(Value::as_array);
        if let Some(example) = members.get("example").or_else(|| examples?.first()) {
            view.annotations
                .entry("example")
                .or_insert_with(|| example.clone());
        }
        // As an extension: the generator would make a required property with a default optional.
        if let Some(default) = members.get("default") {
            view.annotations
                .entry("x-default")
                .or_insert_with(|| default.clone());
        }
        for name in ["deprecated", "readOnly", "writeOnly"] {
            if members.get(name) == Some(&Value::Bool(true)) {
                view.annotations.insert(name.to_owned(), true.into());
            }
        }
        for (name, value) in extensions(members) {
            view.annotations.entry(name).or_insert(value);
        }
    }

    /// Adds leaves to a view, following references.
    fn expand(
        &mut self,
        leaves: Vec<Leaf<'a>>,
        view: &mut View<'a>,
        visited: &mut BTreeSet<String>,
    ) {
        for leaf in leaves {
            match leaf {
                Leaf::Inline(members, at) => self.add(members, &at, view),
                Leaf::Reference(pointer) => {
                    if !visited.insert(pointer.clone()) {
                        continue;
                    }
                    let Some(source) = self.source.pointer(&pointer) else {
                        continue;
                    };
                    let mut inner = Vec::new();
                    let described = std::mem::take(&mut view.annotations);
                    self.open_all_of(source, &pointer, &mut inner, view, 0);
                    // The keywords at the place itself take precedence over those of the target.
                    for name in ["readOnly", "writeOnly", "deprecated"] {
                        view.annotations.remove(name);
                    }
                    view.annotations.extend(described);
                    self.expand(inner, view, visited);
                }
            }
        }
    }

    fn add(&mut self, members: &'a Map<String, Value>, at: &str, view: &mut View<'a>) {
        self.add_types(members, at, view);
        let properties = members.get("properties").and_then(Value::as_object);
        for (name, schema) in properties.into_iter().flatten() {
            let part = (schema, join(&join(at, "properties"), name));
            match view.properties.iter_mut().find(|known| known.name == name) {
                Some(known) if known.parts.iter().all(|(other, _)| *other != schema) => {
                    known.parts.push(part)
                }
                Some(_) => {}
                None => view.properties.push(Property {
                    name,
                    parts: vec![part],
                }),
            }
        }
        match members.get("required") {
            Some(Value::Array(names)) => {
                view.required.extend(names.iter().filter_map(Value::as_str))
            }
            Some(_) => self.absorbed(
                "required-not-a-list",
                &join(at, "required"),
                "`required` is not a list of names; it is ignored",
            ),
            None => {}
        }
        // `required: true` at the property, as in the third draft of JSON Schema.
        for (name, schema) in properties.into_iter().flatten() {
            if schema.get("required") == Some(&Value::Bool(true)) {
                view.required.insert(name);
            }
        }
        match members.get("additionalProperties") {
            Some(Value::Bool(false)) | None | Some(Value::Null) => {}
            Some(schema) => view.additional = Some((schema, join(at, "additionalProperties"))),
        }
        for (pattern, schema) in members
            .get("patternProperties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            view.patterns
                .push((schema, join(&join(at, "patternProperties"), pattern)));
        }
        match members.get("items") {
            Some(Value::Array(_)) | None => {}
            Some(schema) => view.items = Some((schema, join(at, "items"))),
        }
        for name in ["prefixItems", "items"] {
            if members.get(name).is_some_and(Value::is_array) {
                self.absorbed("tuple-widened", &join(at, name), "the items of this array have types of their own; they are read and sent as any value");
                view.items = None;
                view.unenforced.push((name.to_owned(), join(at, name)));
            }
        }
        for name in ["oneOf", "anyOf"] {
            let Some(alternatives) = members.get(name).and_then(Value::as_array) else {
                continue;
            };
            let at = join(at, name);
            let all = alternatives
                .iter()
                .enumerate()
                .map(|(n, schema)| (schema, join(&at, n)));
            if !alternatives.is_empty() && members.get(name).and_then(only_alternative).is_none() {
                view.groups.push(all.collect());
            }
        }
        if let Some(discriminator) = members.get("discriminator") {
            view.discriminator = Some((discriminator, at.to_owned()));
        }
        for name in ENFORCED_ELSEWHERE {
            if members.contains_key(name) {
                view.unenforced.push((name.to_owned(), join(at, name)));
            }
        }
        for (n, names) in [
            ["minimum", "exclusiveMinimum"],
            ["maximum", "exclusiveMaximum"],
        ]
        .into_iter()
        .enumerate()
        {
            for name in names {
                if let Some(bound) = members.get(name).filter(|bound| !bound.is_boolean()) {
                    view.unenforced.push((name.to_owned(), join(at, name)));
                    if let Some(slot) = view.bounds.get_mut(n) {
                        *slot = Some(bound);
                    }
                }
            }
        }
        view.format = members.get("format").or(view.format);
        // An `allOf` says of a part what it says of the whole.
        if at != view.at {
            let described = std::mem::take(&mut view.annotations);
            self.annotate(members, view);
            for name in ["readOnly", "writeOnly", "deprecated"] {
                view.annotations.remove(name);
            }
            view.annotations.extend(described);
        }
    }

    fn add_types(&mut self, members: &'a Map<String, Value>, at: &str, view: &mut View<'a>) {
        let types: Option<BTreeSet<&str>> = match members.get("type") {
            Some(Value::String(name)) => Some([name.as_str()].into()),
            Some(Value::Array(names)) => Some(names.iter().filter_map(Value::as_str).collect()),
            Some(_) => {
                self.absorbed(
                    "type-not-a-name",
                    &join(at, "type"),
                    "`type` is neither a name nor a list of names; any value is accepted",
                );
                None
            }
            None => None,
        };
        if let Some(mut types) = types {
            view.nullable |= types.remove("null");
            if types.remove("any") {
                types.clear();
            }
            if types.contains("number") {
                types.remove("integer");
            }
            match &mut view.types {
                Some(known) => {
                    let both: BTreeSet<_> = known.intersection(&types).copied().collect();
                    let integer = known.contains("number") && types.contains("integer")
                        || known.contains("integer") && types.contains("number");
                    *known = match (both.is_empty(), integer) {
                        (true, true) => ["integer"].into(),
                        (true, false) => known.union(&types).copied().collect(),
                        (false, _) => both,
                    };
                }
                None if types.is_empty() => {}
                None => view.types = Some(types),
            }
        }
        let constant = members.get("const").map(std::slice::from_ref);
        let values = constant.or_else(|| {
            members
                .get("enum")
                .and_then(Value::as_array)
                .map(Vec::as_slice)
        });
        if let Some(values) = values {
            view.nullable |= values.contains(&Value::Null);
            let listed = || values.iter().filter(|value| !value.is_null());
            let both = view.values.take().map(|known| {
                let both: Vec<_> = known
                    .iter()
                    .copied()
                    .filter(|value| values.contains(value))
                    .collect();
                if both.is_empty() {
                    known.into_iter().chain(listed()).collect()
                } else {
                    both
                }
            });
            view.values = Some(both.unwrap_or_else(|| listed().collect()));
            if values.is_empty() {
                self.absorbed(
                    "enum-empty",
                    &join(at, "enum"),
                    "the enum is empty, so no value would be valid; it is ignored",
                );
                view.values = None;
            } else if listed().next().is_none() {
                view.values = None;
            }
        }
    }
}

/// Whether null is all that a schema takes.
pub(super) fn is_null(schema: &Value) -> bool {
    let nulls = |value: &Value| {
        value
            .as_array()
            .is_some_and(|all| !all.is_empty() && all.iter().all(Value::is_null))
    };
    schema.get("type").is_some_and(|name| name == "null")
        || schema.get("const").is_some_and(Value::is_null)
        || schema.get("enum").is_some_and(nulls)
}

/// The only alternative beside null, with its number, and whether there is a null.
fn only_alternative(alternatives: &Value) -> Option<(usize, &Value, bool)> {
    let all = alternatives.as_array()?;
    let mut rest = all
        .iter()
        .enumerate()
        .filter(|(_, schema)| !is_null(schema));
    let (n, only) = rest.next()?;
    rest.next().is_none().then_some((n, only, all.len() > 1))
}
