//! Merges the alternatives of `oneOf` and `anyOf` into one object with the properties of all of them, where they
//! cannot be distinguished or where the schema has properties of its own.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    rewriter::{Naming, OPEN, Part, Rewriter, is_annotation},
    schema::{Rewritten, is_any, makes_a_type},
    view::{Seen, View, is_null},
};
use crate::names::pascal;

/// More alternatives than these are any value.
pub(super) const MAX_ALTERNATIVES: usize = 200;

impl<'a> Rewriter<'a> {
    /// One object with the properties of all alternatives. Nothing is lost: only which of them go together.
    pub fn merged(&mut self, view: &View<'a>, groups: &[Vec<Part<'a>>], name: &str) -> Value {
        let mut properties: BTreeMap<&'a str, (Rewritten, String)> = BTreeMap::new();
        let mut all = Vec::new();
        for group in groups {
            for part in group {
                if !self.gather(part, &mut all, 0) {
                    self.absorbed(
                        "alternatives-widened",
                        &view.at,
                        "alternatives beside properties are not all objects; any value is accepted",
                    );
                    return json!({});
                }
            }
        }
        let own = view.properties.iter();
        let theirs = all.iter().flat_map(|inner| &inner.properties);
        let mut listed: BTreeMap<&'a str, Vec<Vec<Part<'a>>>> = BTreeMap::new();
        for property in own.chain(theirs) {
            let known = listed.entry(property.name).or_default();
            if !known.contains(&property.parts) {
                known.push(property.parts.clone());
            }
        }
        for (property, variants) in listed {
            let first = variants.first().and_then(|parts| parts.first());
            let at = first.map(|(_, at)| at.clone()).unwrap_or_default();
            let rewritten = self.any_of(&variants, &pascal(property), name, &at, 0);
            properties.insert(property, (rewritten, at));
        }
        let mut merged = View {
            required: view.required.clone(),
            additional: view.additional.clone(),
            patterns: view.patterns.clone(),
            at: view.at.clone(),
            ..View::default()
        };
        // A member of one alternative may be of another type in the next.
        if all
            .iter()
            .any(|inner| inner.additional.is_some() || !inner.patterns.is_empty())
        {
            merged.additional = Some((&Value::Bool(true), view.at.clone()));
        }
        self.absorbed("alternatives-merged", &view.at, "the properties of all alternatives are in one type, optional unless all of them require it");
        let schema = self.finish_object(properties, &merged, name);
        open(schema)
    }

    /// One schema for a property that alternatives give different schemas: a list of merged items, one object
    /// with all properties, or any value.
    fn any_of(
        &mut self,
        variants: &[Vec<Part<'a>>],
        suggestion: &str,
        parent: &str,
        at: &str,
        depth: usize,
    ) -> Rewritten {
        let naming = Naming::new(suggestion, parent);
        let mut distinct: Vec<Rewritten> = Vec::new();
        let mut nullable = false;
        for parts in variants {
            let rewritten = self.schema(parts, &naming);
            nullable |= rewritten.nullable;
            if distinct
                .iter()
                .all(|known| bare(&known.schema) != bare(&rewritten.schema))
            {
                distinct.push(rewritten);
            }
        }
        if distinct.len() == 1
            && let Some(mut only) = distinct.pop()
        {
            only.nullable |= nullable;
            return only;
        }
        let pointers: Vec<_> = variants
            .iter()
            .flatten()
            .map(|(_, at)| at.as_str())
            .collect();
        let key = format!("merged|{}", pointers.join("|"));
        // Objects that hold themselves are not merged again inside.
        if depth < 4 && !self.open.contains_key(&key) {
            self.open.insert(key.clone(), None);
            let schema = self.merged_property(variants, suggestion, parent, at, depth);
            self.open.remove(&key);
            if let Some(schema) = schema {
                return Rewritten { schema, nullable };
            }
        }
        self.absorbed(
            "property-types-differ",
            at,
            "the alternatives give this property different types; any value is accepted",
        );
        Rewritten {
            schema: json!({}),
            nullable,
        }
    }

    fn merged_property(
        &mut self,
        variants: &[Vec<Part<'a>>],
        suggestion: &str,
        parent: &str,
        at: &str,
        depth: usize,
    ) -> Option<Value> {
        let mut items = Vec::new();
        for parts in variants {
            let Seen::View(view) = self.see(parts, true) else {
                return None;
            };
            let types = view.types.as_ref();
            if types.is_some_and(|types| types.len() == 1 && types.contains("array")) {
                items.push(vec![view.items?]);
            }
        }
        if items.len() == variants.len() {
            let name = format!("{suggestion}Item");
            let items = self.any_of(&items, &name, parent, at, depth + 1);
            return Some(json!({"type": "array", "items": items.into_value()}));
        }
        let parts: Vec<Part<'a>> = variants.iter().flatten().cloned().collect();
        let mut objects = Vec::new();
        let single = variants.iter().all(|parts| parts.len() == 1);
        if !single || !parts.iter().all(|part| self.gather(part, &mut objects, 0)) {
            return None;
        }
        let view = View {
            at: at.to_owned(),
            ..View::default()
        };
        let name = self.free_name(&format!("{parent}{suggestion}"), "");
        let schema = self.merged(&view, &[parts], &name);
        Some(if makes_a_type(&schema) {
            self.lift(schema, &Naming::new(name, parent), at, None)
        } else {
            schema
        })
    }

    /// The views of an alternative and of those inside it; `false` where one is not an object.
    pub fn gather(&mut self, part: &Part<'a>, all: &mut Vec<View<'a>>, depth: usize) -> bool {
        let Seen::View(view) = self.see(std::slice::from_ref(part), true) else {
            return false;
        };
        let is_object = view
            .types
            .as_ref()
            .is_none_or(|types| types.len() == 1 && types.contains("object"));
        if !is_object
            || view.values.is_some()
            || view.items.is_some()
            || depth > 8
            || all.len() > MAX_ALTERNATIVES
        {
            return false;
        }
        let groups = view.groups.clone();
        let says_nothing = view.types.is_none()
            && view.properties.is_empty()
            && groups.is_empty()
            && view.required.is_empty()
            && view.additional.is_none();
        if says_nothing && !constrains_only(part.0) {
            return false;
        }
        all.push(*view);
        groups
            .iter()
            .flatten()
            .filter(|(schema, _)| !is_null(schema))
            .all(|inner| self.gather(inner, all, depth + 1))
    }
}

fn open(mut schema: Value) -> Value {
    if let Some(members) = schema.as_object_mut() {
        members.insert(OPEN.into(), true.into());
    }
    schema
}

fn bare(schema: &Value) -> Map<String, Value> {
    let members = schema.as_object().cloned().unwrap_or_default();
    members
        .into_iter()
        .filter(|(name, _)| !is_annotation(name))
        .collect()
}

/// Whether an alternative only says which members go together.
pub(super) fn constrains_only(schema: &Value) -> bool {
    let Some(members) = schema.as_object() else {
        return is_any(schema) && schema.is_boolean();
    };
    !members.is_empty()
        && members.iter().all(|(name, value)| match name.as_str() {
            "required" | "not" | "minProperties" | "maxProperties" => true,
            "type" => value == "object",
            "properties" => value.as_object().is_some_and(|all| {
                all.values()
                    .all(|one| one.as_object().is_some_and(|one| one.is_empty()))
            }),
            name => is_annotation(name),
        })
        && (members.contains_key("required") || members.contains_key("not"))
}
