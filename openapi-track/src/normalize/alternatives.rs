//! Rewrites `oneOf` and `anyOf`: alternatives that can be distinguished become an enum; `merged` makes one object
//! of those that cannot.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    merged::{MAX_ALTERNATIVES, constrains_only},
    rewriter::{CONSTANT, Naming, Part, Rewriter, is_annotation},
    schema::{Rewritten, makes_a_type},
    view::{Seen, View, is_null},
};
use crate::{
    hoisted::PREFIX,
    names::pascal,
    pointer::{join, target, unescape},
};

impl<'a> Rewriter<'a> {
    /// The schema of a view that has alternatives, and whether one of them allows null.
    pub fn alternatives(&mut self, view: &View<'a>, name: &str) -> Option<(Value, bool)> {
        let mut nullable = false;
        let mut groups = Vec::new();
        for group in &view.groups {
            let before = group.len();
            let mut group = group.clone();
            group.retain(|(schema, _)| !is_null(schema));
            nullable |= group.len() != before;
            let only_constrains = group.iter().all(|(schema, _)| constrains_only(schema));
            match group.first() {
                Some((_, at)) if only_constrains => {
                    self.absorbed(
                        "constraint-not-enforced",
                        at,
                        "the bindings do not check which members go together; the service does",
                    );
                }
                Some(_) => groups.push(group),
                None => {}
            }
        }
        if groups.is_empty() {
            return nullable.then(|| (self.plain_with_null(view, name), true));
        }
        let types = view.types.as_ref();
        let scalar =
            types.is_some_and(|types| !types.contains("object") && !types.contains("array"));
        let values = self.constants(&groups);
        if let Some(values) = values {
            let merged = View {
                values: Some(values),
                types: view.types.clone(),
                at: view.at.clone(),
                ..View::default()
            };
            return Some((self.plain_with_null(&merged, name), nullable));
        }
        // A scalar, an enum or a list beside alternatives: the alternatives only narrow it.
        if scalar || view.values.is_some() || view.items.is_some() {
            self.absorbed(
                "constraint-not-enforced",
                &view.at,
                "the bindings do not check which of the alternatives matches; the service does",
            );
            return Some((self.plain_with_null(view, name), nullable));
        }
        let bare =
            view.properties.is_empty() && view.additional.is_none() && view.patterns.is_empty();
        match groups.as_slice() {
            [group] if bare => {
                let (schema, inner) = match self.tagged(view, group, name) {
                    Some(schema) => (schema, false),
                    None => self.one_of(view, group, name),
                };
                Some((schema, nullable || inner))
            }
            _ => Some((self.merged(view, &groups, name), nullable)),
        }
    }

    fn plain_with_null(&mut self, view: &View<'a>, name: &str) -> Value {
        let plain = View {
            groups: Vec::new(),
            discriminator: None,
            ..view.clone()
        };
        self.body(&plain, name).0
    }

    /// The values of alternatives that are all constants or enums of texts.
    fn constants(&self, groups: &[Vec<Part<'a>>]) -> Option<Vec<&'a Value>> {
        let [group] = groups else {
            return None;
        };
        let mut values = Vec::new();
        for (schema, _) in group {
            let members = schema.as_object()?;
            let plain = members.keys().all(|name| {
                matches!(name.as_str(), "const" | "enum" | "type") || is_annotation(name)
            });
            let listed = members
                .get("enum")
                .and_then(Value::as_array)
                .map(Vec::as_slice);
            let listed = listed.or_else(|| members.get("const").map(std::slice::from_ref))?;
            if !plain || !listed.iter().all(Value::is_string) {
                return None;
            }
            values.extend(listed);
        }
        Some(values)
    }

    /// An enum without a tag: the first alternative that fits is taken.
    fn one_of(&mut self, view: &View<'a>, group: &[Part<'a>], name: &str) -> (Value, bool) {
        if group.len() > MAX_ALTERNATIVES {
            self.absorbed(
                "alternatives-widened",
                &view.at,
                "there are more than 200 alternatives; any value is accepted",
            );
            return (json!({}), false);
        }
        let mut rewritten = Vec::new();
        for (n, part) in group.iter().enumerate() {
            let naming = Naming::new(format!("{name}Variant{n}"), name);
            rewritten.push((
                self.schema(std::slice::from_ref(part), &naming),
                part.1.as_str(),
            ));
        }
        self.combine(rewritten)
    }

    /// One schema for schemas of which one holds, and whether null does.
    fn combine(&mut self, rewritten: Vec<(Rewritten, &str)>) -> (Value, bool) {
        let mut all: Vec<Value> = Vec::new();
        let mut nullable = false;
        for (one, at) in rewritten {
            nullable |= one.nullable;
            if one.is_any() {
                self.absorbed(
                    "alternatives-widened",
                    at,
                    "this alternative accepts any value, so the whole schema does",
                );
                return (json!({}), nullable);
            }
            let mut bare = one.schema;
            if let Some(members) = bare
                .as_object_mut()
                .filter(|members| !members.contains_key("$ref"))
            {
                members.retain(|keyword, _| {
                    matches!(
                        keyword.as_str(),
                        "type" | "format" | "items" | "additionalProperties"
                    )
                });
            }
            if !all.contains(&bare) {
                all.push(bare);
            }
        }
        // An integer is a number too: the narrower come first.
        all.sort_by_key(breadth);
        match all.as_slice() {
            [only] => (only.clone(), nullable),
            _ => (json!({"oneOf": all}), nullable),
        }
    }

    /// An enum whose alternatives are distinguished by the discriminator's property.
    fn tagged(&mut self, view: &View<'a>, group: &[Part<'a>], name: &str) -> Option<Value> {
        let (discriminator, at) = view.discriminator.clone()?;
        let property = discriminator.get("propertyName")?.as_str()?;
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        let mut all = Vec::new();
        let mut taken = BTreeSet::new();
        let mut views = Vec::new();
        for part in group {
            let reference = part.0.get("$ref").and_then(Value::as_str)?;
            let pointer = self.schema_target(reference, &part.1)?;
            let named = target(self.source, reference).unwrap_or_else(|| pointer.clone());
            let own = unescape(named.rsplit('/').next().unwrap_or_default());
            let source = self.source;
            let leads_here = |to: &&Value| {
                let to = to.as_str().unwrap_or_default();
                to == own
                    || target(source, to).is_some_and(|found| found == named || found == pointer)
            };
            let mut values: Vec<String> = mapping
                .into_iter()
                .flatten()
                .filter(|(_, to)| leads_here(to))
                .map(|(value, _)| value.clone())
                .collect();
            if values.is_empty() {
                values.push(own.clone());
            }
            // A value that two alternatives share does not distinguish them.
            if !values.iter().all(|value| taken.insert(value.clone())) {
                return None;
            }
            let Seen::View(inner) =
                self.see(&[(self.source.pointer(&pointer)?, pointer.clone())], true)
            else {
                return None;
            };
            let is_object = inner
                .types
                .as_ref()
                .is_none_or(|types| types.len() == 1 && types.contains("object"));
            if !is_object || !inner.groups.is_empty() || inner.properties.is_empty() {
                return None;
            }
            views.push((inner, own, values, pointer));
        }
        for (mut inner, own, values, pointer) in views {
            let suggestion = format!("{name}{}", pascal(&own));
            let constant = json!({"type": "string", "enum": values, (CONSTANT): true});
            let mut properties = BTreeMap::new();
            for known in &inner.properties {
                if known.name != property {
                    let naming = Naming::new(pascal(known.name), &suggestion);
                    let at = known
                        .parts
                        .first()
                        .map(|(_, at)| at.clone())
                        .unwrap_or_default();
                    properties.insert(known.name, (self.schema(&known.parts, &naming), at));
                }
            }
            let naming = Naming::new(format!("{suggestion}{}", pascal(property)), &suggestion);
            let tag = self.lift(constant, &naming, &at, None);
            properties.insert(
                property,
                (
                    Rewritten {
                        schema: tag,
                        nullable: false,
                    },
                    at.clone(),
                ),
            );
            inner.required.insert(property);
            let mut object = self.finish_object(properties, &inner, &suggestion);
            if let Some(members) = object.as_object_mut() {
                members.extend(inner.annotations.clone());
            }
            all.push(self.lift(
                object,
                &Naming::new(suggestion.clone(), name),
                &pointer,
                None,
            ));
        }
        let unknown = json!({"type": "object", "description": "An alternative that the document does not name."});
        all.push(self.lift(
            unknown,
            &Naming::new(format!("{name}Unknown"), name),
            &at,
            None,
        ));
        self.absorbed(
            "discriminator-by-constant",
            &join(&at, "discriminator"),
            "the alternatives are distinguished by the constant values of the discriminator's property; another value is kept as a map",
        );
        Some(json!({"oneOf": all}))
    }

    /// Bodies of several kinds in one type: an enum if they can be distinguished, else one object or any
    /// value. `rewritten` are the same bodies, rewritten.
    pub fn united(
        &mut self,
        bodies: &[Part<'a>],
        rewritten: Vec<Rewritten>,
        name: &str,
        at: &str,
    ) -> Rewritten {
        let mut seen = Vec::new();
        for part in bodies {
            if let Seen::View(view) = self.see(std::slice::from_ref(part), true) {
                seen.push(view);
            }
        }
        let lacks = |view: &View<'a>, name: &str| {
            view.properties.iter().all(|property| property.name != name)
        };
        let distinct = seen.iter().enumerate().all(|(n, one)| {
            let others = || {
                seen.iter()
                    .enumerate()
                    .filter(|(other, _)| *other != n)
                    .map(|(_, other)| other)
            };
            let no_object = one.properties.is_empty()
                && one
                    .types
                    .as_ref()
                    .is_some_and(|types| !types.contains("object"));
            no_object
                || one
                    .required
                    .iter()
                    .any(|name| others().all(|other| lacks(other, name)))
        });
        let mut objects = Vec::new();
        let (schema, nullable) =
            if !distinct && bodies.iter().all(|part| self.gather(part, &mut objects, 0)) {
                let view = View {
                    at: at.to_owned(),
                    ..View::default()
                };
                (self.merged(&view, &[bodies.to_vec()], name), false)
            } else {
                let places = bodies.iter().map(|(_, at)| at.as_str());
                self.combine(rewritten.into_iter().zip(places).collect())
            };
        let schema = if makes_a_type(&schema) {
            self.lift(schema, &Naming::new(name, name), at, None)
        } else {
            schema
        };
        Rewritten { schema, nullable }
    }
}

/// Scalars from the narrowest to the widest, then the rest in the document's order.
fn breadth(schema: &Value) -> u8 {
    match schema.get("type").and_then(Value::as_str) {
        Some("boolean") => 0,
        Some("integer") => 1,
        Some("number") => 2,
        Some("string") => 4,
        Some("array") => 5,
        Some("object") => 6,
        _ if schema
            .get("$ref")
            .and_then(Value::as_str)
            .is_some_and(|to| to.starts_with(PREFIX)) =>
        {
            3
        }
        _ => 7,
    }
}
