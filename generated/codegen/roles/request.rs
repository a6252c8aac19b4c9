//! Generates the table of the fields of a request body: where each value of the caller goes, and what the
//! document requires beside them.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::{Map, Value};

use super::{
    declaration::{Declaration, INPUTS},
    nearest,
    schema::{Schemas, escape, json_body, segments},
};

/// The elements of `OperationRoles::request`.
pub fn fields(
    declaration: &Declaration<'_>,
    schemas: Schemas<'_>,
    errors: &mut Vec<String>,
) -> Vec<TokenStream> {
    let body = declaration.operation.get("requestBody").and_then(json_body);
    let bodies: Vec<_> = body.into_iter().collect();
    let mut wants = Vec::new();
    for (role, pointer) in &declaration.request {
        let what = format!("request role `{role}`");
        let before = errors.len();
        nearest::check(
            declaration,
            &what,
            pointer,
            &bodies,
            "the request body",
            schemas,
            errors,
        );
        if errors.len() == before {
            wants.push((segments(pointer), Want::Role(role)));
        }
    }
    for (pointer, value) in &declaration.constants {
        let before = errors.len();
        nearest::check(
            declaration,
            "constant",
            pointer,
            &bodies,
            "the request body",
            schemas,
            errors,
        );
        if errors.len() == before {
            wants.push((segments(pointer), Want::Constant(value)));
        }
    }
    let Some(body) = body else {
        return Vec::new();
    };
    let mut table = Table {
        declaration,
        schemas,
        errors,
        fields: Vec::new(),
    };
    table.object(body, "", wants);
    table.fields
}

/// What is sent at a pointer.
#[derive(Clone, Copy)]
enum Want<'a> {
    Role(&'a str),
    Constant(&'a Value),
}

struct Table<'a, 'e> {
    declaration: &'a Declaration<'a>,
    schemas: Schemas<'a>,
    errors: &'e mut Vec<String>,
    fields: Vec<TokenStream>,
}

impl<'a> Table<'a, '_> {
    /// The fields of an object; `wants` are the pointers below it.
    fn object(&mut self, schema: &'a Value, at: &str, wants: Vec<(Vec<String>, Want<'a>)>) {
        let parts = self.selected(schema, &wants);
        let property = |name: &str| {
            parts
                .iter()
                .find_map(|part| part.get("properties")?.get(name))
        };
        let required: Vec<&str> = parts
            .iter()
            .filter_map(|part| part.get("required")?.as_array())
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut groups: BTreeMap<String, Vec<(Vec<String>, Want<'a>)>> = BTreeMap::new();
        for (mut path, want) in wants {
            if !path.is_empty() {
                let first = path.remove(0);
                groups.entry(first).or_default().push((path, want));
            }
        }
        for (name, group) in &groups {
            let pointer = format!("{at}/{}", escape(name));
            let is_required = required.contains(&name.as_str());
            // Below a free-form object nothing is documented.
            let schema = property(name).unwrap_or(&Value::Null);
            self.property(schema, &pointer, is_required, group);
        }
        for name in required {
            if groups.contains_key(name) {
                continue;
            }
            let pointer = format!("{at}/{}", escape(name));
            let schema = property(name).unwrap_or(&Value::Null);
            if self.schemas.keyword(schema, "readOnly") == Some(&Value::Bool(true)) {
                continue;
            }
            match self.default(schema, 8) {
                Some(default) => {
                    let default = default.to_string();
                    self.push(&pointer, &quote!(Content::Default), true, Some(&default));
                }
                None => self.errors.push(format!(
                    "x-roles of {} ({}): the request body requires `{pointer}`, which has no role; add a \
                     role or `constants: {{{pointer}: VALUE}}`",
                    self.declaration.name, self.declaration.place
                )),
            }
        }
    }

    fn property(
        &mut self,
        schema: &'a Value,
        pointer: &str,
        required: bool,
        group: &[(Vec<String>, Want<'a>)],
    ) {
        if let [(path, want)] = group
            && path.is_empty()
        {
            let default = self.default(schema, 8).map(|value| value.to_string());
            let content = self.content(*want, schema);
            self.push(pointer, &content, required, default.as_deref());
        } else if group
            .iter()
            .all(|(path, _)| path.first().is_some_and(|first| first == "*"))
        {
            if required {
                self.push(pointer, &quote!(Content::Default), true, Some("[]"));
            }
            for (path, want) in group {
                let below: String = path
                    .iter()
                    .map(|part| format!("/{}", escape(part)))
                    .collect();
                let schema = match self.schemas.at(schema, &below) {
                    Ok(super::schema::Found::Schema(schema)) => schema,
                    _ => &Value::Null,
                };
                let content = self.content(*want, schema);
                self.push(&format!("{pointer}{below}"), &content, false, None);
            }
        } else {
            self.push(pointer, &quote!(Content::Object), required, None);
            self.object(schema, pointer, group.to_vec());
        }
    }

    fn push(
        &mut self,
        pointer: &str,
        content: &TokenStream,
        required: bool,
        default: Option<&str>,
    ) {
        let default = match default {
            Some(text) => quote!(Some(#text)),
            None => quote!(None),
        };
        self.fields.push(quote! {
            BodyField { pointer: #pointer, content: #content, required: #required, default: #default }
        });
    }

    fn content(&mut self, want: Want<'_>, schema: &Value) -> TokenStream {
        match want {
            Want::Constant(value) => {
                let text = value.to_string();
                quote!(Content::Constant(#text))
            }
            Want::Role(role) => {
                let input = input(role);
                let accepts = self.accepts(schema);
                quote!(Content::Input(#input, #accepts))
            }
        }
    }

    /// What a field or the elements of an array field accept.
    fn accepts(&self, schema: &Value) -> TokenStream {
        let schemas = self.schemas;
        let schema = schemas.keyword(schema, "items").unwrap_or(schema);
        let texts = schemas
            .keyword(schema, "enum")
            .and_then(Value::as_array)
            .map(|values| {
                let values = values.iter().filter(|value| !value.is_null());
                let texts = values.map(|value| match value {
                    Value::String(text) => text.clone(),
                    value => value.to_string(),
                });
                texts.collect::<Vec<_>>()
            });
        if let Some(texts) = texts {
            return quote!(Accepts::OneOf(&[#(#texts),*]));
        }
        match schemas.keyword(schema, "type").and_then(Value::as_str) {
            Some("string") => quote!(Accepts::Text),
            Some("integer") => {
                let format = schemas.keyword(schema, "format").and_then(Value::as_str);
                let (least, greatest) = match format {
                    Some("int8") => (i64::from(i8::MIN), i64::from(i8::MAX)),
                    Some("int16") => (i64::from(i16::MIN), i64::from(i16::MAX)),
                    Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
                    Some("uint8") => (0, i64::from(u8::MAX)),
                    Some("uint16") => (0, i64::from(u16::MAX)),
                    Some("uint32") => (0, i64::from(u32::MAX)),
                    _ => (i64::MIN, i64::MAX),
                };
                let bound = |name| schemas.keyword(schema, name).and_then(Value::as_i64);
                let min = bound("minimum").unwrap_or(least).max(least);
                let max = bound("maximum").unwrap_or(greatest).min(greatest);
                quote!(Accepts::Integer { min: #min, max: #max })
            }
            _ => quote!(Accepts::Any),
        }
    }

    /// What can be sent for a required property without asking the caller.
    fn default(&self, schema: &Value, depth: usize) -> Option<Value> {
        let schemas = self.schemas;
        let keyword = |name| schemas.keyword(schema, name);
        let given = ["default", "x-default", "const"]
            .into_iter()
            .find_map(keyword);
        if let Some(default) = given {
            return Some(default.clone());
        }
        if let Some([only]) = keyword("enum").and_then(Value::as_array).map(Vec::as_slice) {
            return Some(only.clone());
        }
        if keyword("nullable") == Some(&Value::Bool(true)) {
            return Some(Value::Null);
        }
        match keyword("type").and_then(Value::as_str)? {
            "array" => {
                let least = keyword("minItems").and_then(Value::as_u64).unwrap_or(0);
                (least == 0).then(|| Value::Array(Vec::new()))
            }
            "object" if depth > 0 => {
                let required = keyword("required").and_then(Value::as_array);
                let members = required.into_iter().flatten().map(|name| {
                    let name = name.as_str()?;
                    let value = self.default(schemas.child(schema, name)?, depth - 1)?;
                    Some((name.to_owned(), value))
                });
                members.collect::<Option<Map<_, _>>>().map(Value::Object)
            }
            _ => None,
        }
    }

    /// The parts of a schema, with the alternative of each `oneOf` and `anyOf` that has all the properties
    /// and accepts all the constants.
    fn selected(&self, schema: &'a Value, wants: &[(Vec<String>, Want<'a>)]) -> Vec<&'a Value> {
        let mut parts = Vec::new();
        self.select(schema, wants, 32, &mut parts);
        parts
    }

    fn select(
        &self,
        schema: &'a Value,
        wants: &[(Vec<String>, Want<'a>)],
        depth: usize,
        parts: &mut Vec<&'a Value>,
    ) {
        if depth == 0 {
            return;
        }
        if let Some(target) = self.schemas.target(schema) {
            return self.select(target, wants, depth - 1, parts);
        }
        parts.push(schema);
        let members = |keyword| {
            schema
                .get(keyword)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
        };
        for member in members("allOf") {
            self.select(member, wants, depth - 1, parts);
        }
        for keyword in ["oneOf", "anyOf"] {
            let mut alternatives = members(keyword);
            let fitting = alternatives.clone().find(|member| self.fits(member, wants));
            if let Some(member) = fitting.or_else(|| alternatives.next()) {
                self.select(member, wants, depth - 1, parts);
            }
        }
    }

    fn fits(&self, schema: &'a Value, wants: &[(Vec<String>, Want<'a>)]) -> bool {
        wants.iter().all(|(path, want)| {
            let Some(first) = path.first() else {
                return true;
            };
            let Some(child) = self.schemas.child(schema, first) else {
                return false;
            };
            match want {
                Want::Constant(value) if path.len() == 1 => {
                    let list = self
                        .schemas
                        .keyword(child, "enum")
                        .and_then(Value::as_array);
                    let only = self.schemas.keyword(child, "const");
                    list.is_none_or(|values| values.contains(value))
                        && only.is_none_or(|only| only == *value)
                }
                _ => true,
            }
        })
    }
}

/// `Input::ExternalRef` of `externalRef`.
pub fn input(role: &str) -> TokenStream {
    let variant = INPUTS.iter().find(|(name, _)| *name == role);
    let variant = format_ident!(
        "{}",
        variant.map_or("TransactionId", |(_, variant)| variant)
    );
    quote!(Input::#variant)
}
