//! Rewrites one schema into what the generator can type: a scalar, an array, a map, any value, or a reference
//! to a component that is an object, an enum or a list of alternatives.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value, json};

use super::{
    rewriter::{CONSTANT, Naming, Part, Rewriter, shown},
    view::{Seen, View},
};
use crate::{
    hoisted::{NAME, PREFIX},
    names::type_name,
    pointer::{escape, join},
};

/// Schemas nested deeper are any value.
const MAX_DEPTH: usize = 96;

/// A rewritten schema. Whether null is allowed is kept apart, because a component cannot say it.
pub(super) struct Rewritten {
    pub schema: Value,
    pub nullable: bool,
}

impl Rewritten {
    pub fn any() -> Self {
        Self {
            schema: json!({}),
            nullable: false,
        }
    }

    pub fn is_any(&self) -> bool {
        is_any(&self.schema)
    }

    /// The schema, saying itself that null is allowed.
    pub fn into_value(self) -> Value {
        if !self.nullable || is_any(&self.schema) {
            return self.schema;
        }
        if self.schema.get("$ref").is_some() {
            return json!({"allOf": [self.schema], "nullable": true});
        }
        let mut schema = self.schema;
        if let Some(members) = schema.as_object_mut() {
            members.insert("nullable".into(), true.into());
        }
        schema
    }
}

/// Whether a rewritten schema takes any value.
pub(super) fn is_any(schema: &Value) -> bool {
    ["$ref", "type", "oneOf", "allOf"]
        .iter()
        .all(|name| schema.get(name).is_none())
}

impl<'a> Rewriter<'a> {
    /// Rewrites schemas that all have to hold, in a place where it is used.
    pub fn schema(&mut self, parts: &[Part<'a>], naming: &Naming<'_>) -> Rewritten {
        let wish = parts
            .first()
            .and_then(|(source, _)| source.get(NAME))
            .and_then(Value::as_str);
        let mut naming = naming.clone();
        if let Some(wish) = wish {
            naming.wish = Some(wish.to_owned());
        }
        let view = match self.see(parts, wish.is_some()) {
            Seen::Reference { pointer, nullable } => {
                return Rewritten {
                    nullable: nullable || self.is_nullable(&pointer, 0),
                    schema: json!({"$ref": format!("{PREFIX}{}", escape(&self.component(&pointer)))}),
                };
            }
            Seen::View(view) => view,
        };
        let key = parts
            .iter()
            .map(|(_, at)| at.as_str())
            .collect::<Vec<_>>()
            .join("|");
        if self.open.len() > MAX_DEPTH {
            self.lost(
                "schema-too-deep",
                &view.at,
                "schemas are nested too deep here; what is inside is any value",
                "",
            );
            return Rewritten::any();
        }
        match self.open.get(&key) {
            // The schema holds itself: it needs a name before it is written.
            Some(Some(name)) => {
                let schema = json!({"$ref": format!("{PREFIX}{}", escape(name))});
                return Rewritten {
                    schema,
                    nullable: view.nullable,
                };
            }
            Some(None) => {
                let name = naming
                    .wish
                    .clone()
                    .unwrap_or_else(|| self.free_name(&naming.suggestion, naming.parent));
                self.take(&name);
                let schema = json!({"$ref": format!("{PREFIX}{}", escape(&name))});
                self.open.insert(key, Some(name));
                return Rewritten {
                    schema,
                    nullable: view.nullable,
                };
            }
            None => {}
        }
        self.open.insert(key.clone(), None);
        let nullable = view.nullable;
        let name = naming
            .wish
            .clone()
            .unwrap_or_else(|| naming.suggestion.clone());
        let (schema, inner_nullable) = self.body(&view, &name);
        let forward = self.open.remove(&key).flatten();
        let schema = if forward.is_some() || makes_a_type(&schema) {
            self.lift(schema, &naming, &view.at, forward)
        } else {
            schema
        };
        Rewritten {
            schema,
            nullable: nullable || inner_nullable,
        }
    }

    /// Writes the component for the schema at a source pointer.
    pub fn write_component(&mut self, pointer: &str, name: &str) {
        let Some(source) = self.source.pointer(pointer) else {
            return;
        };
        let origin = join("/components/schemas", name);
        self.origins.insert(origin, pointer.to_owned());
        let schema = match self.see(&[(source, pointer.to_owned())], source.get(NAME).is_some()) {
            // Another name for a schema; users get the type of that one.
            Seen::Reference { pointer, .. } if self.component(&pointer) != name => {
                json!({"$ref": format!("{PREFIX}{}", escape(&self.component(&pointer)))})
            }
            Seen::Reference { .. } => json!({}),
            Seen::View(view) => {
                let key = pointer.to_owned();
                self.open.insert(key.clone(), Some(name.to_owned()));
                let (schema, _) = self.body(&view, name);
                self.open.remove(&key);
                schema
            }
        };
        self.components.insert(name.to_owned(), schema);
    }

    /// The schema that a view amounts to, and whether an alternative allows null.
    pub fn body(&mut self, view: &View<'a>, name: &str) -> (Value, bool) {
        self.list_unenforced(view);
        let (mut schema, nullable) = match self.alternatives(view, name) {
            Some((schema, nullable)) => (schema, nullable),
            None => (self.plain(view, name), false),
        };
        if let Some(members) = schema
            .as_object_mut()
            .filter(|members| !members.contains_key("$ref"))
        {
            for (keyword, value) in &view.annotations {
                members
                    .entry(keyword.clone())
                    .or_insert_with(|| value.clone());
            }
        }
        (schema, nullable)
    }

    fn list_unenforced(&mut self, view: &View<'a>) {
        let Some((_, first)) = view.unenforced.first() else {
            return;
        };
        let names: BTreeSet<_> = view
            .unenforced
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        let names = names.into_iter().collect::<Vec<_>>().join(", ");
        self.absorbed(
            "constraint-not-enforced",
            first,
            format!("the bindings do not check `{names}`; the service does"),
        );
    }

    /// A view without alternatives.
    fn plain(&mut self, view: &View<'a>, name: &str) -> Value {
        if let Some(values) = &view.values {
            return self.enumeration(values, view);
        }
        let Some(types) = &view.types else {
            if !view.properties.is_empty() || view.additional.is_some() {
                return self.object(view, name);
            }
            if view.items.is_some() {
                return self.array(view, name);
            }
            if view.format.is_some() {
                self.absorbed(
                    "format-without-type",
                    &view.at,
                    "`format` without a type has no effect; any value is accepted",
                );
            }
            return json!({});
        };
        if types.len() > 1 {
            return self.several_types(types.clone(), view, name);
        }
        match types.first().copied().unwrap_or_default() {
            "string" => self.string(view),
            "integer" => self.integer(view),
            "number" => json!({"type": "number"}),
            "boolean" => json!({"type": "boolean"}),
            "array" => self.array(view, name),
            "object" => self.object(view, name),
            "file" => json!({"type": "string"}),
            other => {
                let message = format!(
                    "`{}` is not a type of OpenAPI; any value is accepted",
                    shown(other)
                );
                self.absorbed("unknown-type", &join(&view.at, "type"), message);
                json!({})
            }
        }
    }

    fn string(&mut self, view: &View<'a>) -> Value {
        match view.format {
            None => {}
            Some(Value::String(format)) => {
                let message = format!(
                    "a value of format `{}` is a `String` in Rust",
                    shown(format)
                );
                self.absorbed("format-is-text", &join(&view.at, "format"), message);
            }
            Some(_) => self.absorbed(
                "format-not-a-name",
                &join(&view.at, "format"),
                "`format` is not a name; it is ignored",
            ),
        }
        json!({"type": "string"})
    }

    /// 32 and 64 bits as the document says, 64 where it says nothing.
    fn integer(&mut self, view: &View<'a>) -> Value {
        let [minimum, maximum] = view.bounds;
        let format = view.format.and_then(Value::as_str);
        let beyond = maximum
            .and_then(Value::as_u64)
            .is_some_and(|maximum| i64::try_from(maximum).is_err());
        let positive = minimum.and_then(Value::as_u64).is_some();
        match format {
            Some("uint64") => json!({"type": "integer", "format": "uint64"}),
            _ if beyond && positive => json!({"type": "integer", "format": "uint64"}),
            _ if beyond
                || maximum.is_some_and(Value::is_f64)
                || minimum.is_some_and(Value::is_f64) =>
            {
                self.absorbed(
                    "integer-beyond-64-bits",
                    &view.at,
                    "the integer may exceed 64 bits; it is any value in Rust",
                );
                json!({})
            }
            Some(format @ ("int32" | "int64")) => json!({"type": "integer", "format": format}),
            Some(format) => {
                let message = format!(
                    "`{}` is not a format of integers; the value has 64 bits in Rust",
                    shown(format)
                );
                self.absorbed("format-is-integer", &join(&view.at, "format"), message);
                json!({"type": "integer"})
            }
            None => json!({"type": "integer"}),
        }
    }

    fn array(&mut self, view: &View<'a>, name: &str) -> Value {
        let Some(items) = view.items.clone() else {
            return json!({"type": "array", "items": {}});
        };
        let naming = Naming::new(format!("{name}Item"), name);
        let items = self.schema(&[items], &naming).into_value();
        json!({"type": "array", "items": items})
    }

    /// A value of one of several types becomes a list of alternatives.
    fn several_types(&mut self, types: BTreeSet<&'a str>, view: &View<'a>, name: &str) -> Value {
        let mut alternatives = Vec::new();
        // From the narrowest to the widest, because the first that fits is taken.
        for one in ["boolean", "integer", "number", "string", "array", "object"] {
            if types.contains(one) {
                let schema = match one {
                    "array" => self.array(view, name),
                    "object" => self.object(view, name),
                    scalar => json!({"type": scalar}),
                };
                let naming = Naming::new(format!("{name}Object"), name);
                let made = makes_a_type(&schema);
                alternatives.push(if made {
                    self.lift(schema, &naming, &view.at, None)
                } else {
                    schema
                });
            }
        }
        if alternatives.len() != types.len() || types.len() > 5 {
            return json!({});
        }
        json!({"oneOf": alternatives})
    }

    /// The values of an enum as a closed list of texts, or the type that all of them have.
    fn enumeration(&mut self, values: &[&Value], view: &View<'a>) -> Value {
        let at = join(&view.at, "enum");
        let is_type = |name: &str| view.types.as_ref().is_none_or(|types| types.contains(name));
        if values.iter().all(|value| value.is_string()) && is_type("string") {
            let mut texts: Vec<_> = values.iter().filter_map(|value| value.as_str()).collect();
            texts.sort_unstable();
            texts.dedup();
            let mut spelled = HashSet::new();
            let clear = |text: &&str| !text.is_empty() && text.chars().any(char::is_alphanumeric);
            if texts
                .iter()
                .all(|text| clear(text) && spelled.insert(type_name(text)))
                && texts.len() <= 2_000
            {
                let mut schema = json!({"type": "string", "enum": texts});
                if let (Some(members), true) = (
                    schema.as_object_mut(),
                    view.annotations.contains_key(CONSTANT),
                ) {
                    members.insert(CONSTANT.into(), true.into());
                }
                return schema;
            }
            self.absorbed(
                "enum-values-alike",
                &at,
                "two values have the same Rust name; any string is accepted",
            );
            return listing(json!({"type": "string"}), values);
        }
        let all = |test: fn(&Value) -> bool| values.iter().all(|value| test(value));
        let widened = if all(Value::is_boolean) && is_type("boolean") {
            json!({"type": "boolean"})
        } else if all(|value| value.is_i64()) && (is_type("integer") || is_type("number")) {
            json!({"type": "integer"})
        } else if all(Value::is_number) && is_type("number") {
            json!({"type": "number"})
        } else {
            json!({})
        };
        self.absorbed(
            "enum-not-of-texts",
            &at,
            "the values are not all strings; any value of their type is accepted",
        );
        listing(widened, values)
    }

    /// Whether the schema at a source pointer allows null.
    pub fn is_nullable(&self, pointer: &str, depth: usize) -> bool {
        self.source
            .pointer(pointer)
            .is_some_and(|schema| self.allows_null(schema, depth))
    }

    fn allows_null(&self, schema: &Value, depth: usize) -> bool {
        if depth > 16 {
            return false;
        }
        let is_null = |value: &Value| value == "null";
        let listed = |name| schema.get(name).and_then(Value::as_array);
        schema.get("nullable") == Some(&Value::Bool(true))
            || schema.get("type").is_some_and(|name| {
                is_null(name) || name.as_array().is_some_and(|all| all.iter().any(is_null))
            })
            || listed("enum").is_some_and(|values| values.contains(&Value::Null))
            || schema.get("const").is_some_and(Value::is_null)
            || ["oneOf", "anyOf", "allOf"]
                .iter()
                .filter_map(|name| listed(name))
                .flatten()
                .any(|inner| self.allows_null(inner, depth + 1))
            || schema
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|reference| crate::pointer::resolve(self.source, reference))
                .is_some_and(|inner| self.allows_null(inner, depth + 1))
    }
}

/// A schema that lists in its description which values the document names.
pub(super) fn listing(mut schema: Value, values: &[&Value]) -> Value {
    let values = values.iter().map(|value| match value {
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    });
    let values: Vec<_> = values.take(50).collect();
    if let Some(members) = schema.as_object_mut() {
        members.insert("x-values".into(), values.join(", ").into());
    }
    schema
}

/// Objects with properties, enums and alternatives become types; a map, an array and a scalar do not.
pub(super) fn makes_a_type(schema: &Value) -> bool {
    let filled = |name| {
        schema
            .get(name)
            .and_then(Value::as_object)
            .is_some_and(|members: &Map<_, _>| !members.is_empty())
    };
    filled("properties") || schema.get("oneOf").is_some() || schema.get("enum").is_some()
}
