//! Rewrites objects: properties that Rust can tell apart, and room for the members that have none.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value, json};

use super::{
    rewriter::{DIRECTIONS, Naming, OPEN, Rewriter, shown},
    schema::{Rewritten, is_any},
    view::View,
};
use crate::names::{field_name, pascal};

impl<'a> Rewriter<'a> {
    pub fn object(&mut self, view: &View<'a>, name: &str) -> Value {
        let mut properties = BTreeMap::new();
        for property in &view.properties {
            let naming = Naming::new(pascal(property.name), name);
            let at = property
                .parts
                .first()
                .map(|(_, at)| at.clone())
                .unwrap_or_default();
            properties.insert(property.name, (self.schema(&property.parts, &naming), at));
        }
        self.finish_object(properties, view, name)
    }

    /// An object of properties that are rewritten already.
    pub fn finish_object(
        &mut self,
        properties: BTreeMap<&'a str, (Rewritten, String)>,
        view: &View<'a>,
        name: &str,
    ) -> Value {
        let mut additional = self.additional(view, name);
        let mut fields = HashSet::new();
        let mut directions = Map::new();
        let mut kept = Map::new();
        let mut open = false;
        for (property, (rewritten, at)) in properties {
            if !fields.insert(field_name(property)) || property.is_empty() {
                let message = format!(
                    "`{}` has the Rust name of another property; it is read and sent as a member of the map `extra`",
                    shown(property)
                );
                self.absorbed("property-names-alike", &at, message);
                open = true;
                continue;
            }
            for direction in ["readOnly", "writeOnly"] {
                let source = self.source.pointer(&at);
                if source.is_some_and(|source| source.get(direction) == Some(&Value::Bool(true))) {
                    directions.insert(property.to_owned(), direction.into());
                }
            }
            kept.insert(property.to_owned(), rewritten.into_value());
        }
        if open {
            additional = Some(json!({}));
        }
        let required = view
            .required
            .iter()
            .filter(|name| kept.contains_key(**name));
        let required: Vec<_> = required.map(|name| Value::from(*name)).collect();
        let mut object = Map::from_iter([("type".to_owned(), "object".into())]);
        if !kept.is_empty() {
            object.insert("properties".into(), kept.into());
            if !required.is_empty() {
                object.insert("required".into(), required.into());
            }
            if !directions.is_empty() {
                object.insert(DIRECTIONS.into(), directions.into());
            }
        }
        if let Some(schema) = additional {
            object.insert("additionalProperties".into(), schema);
        }
        if open {
            object.insert(OPEN.into(), true.into());
        }
        object.into()
    }

    /// The schema of members without a property; `None` where the document does not speak of them.
    fn additional(&mut self, view: &View<'a>, name: &str) -> Option<Value> {
        if let [(_, first), ..] = view.patterns.as_slice() {
            self.absorbed(
                "pattern-properties",
                first,
                "members whose names match a pattern are read and sent as any value",
            );
            return Some(json!({}));
        }
        let (schema, at) = view.additional.clone()?;
        if schema == &Value::Bool(true) {
            return Some(json!({}));
        }
        let naming = Naming::new(format!("{name}Value"), name);
        let schema = self.schema(&[(schema, at)], &naming);
        Some(if is_any(&schema.schema) {
            json!({})
        } else {
            schema.into_value()
        })
    }
}
