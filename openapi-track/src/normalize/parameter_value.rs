//! Tells what a parameter's value is, and rewrites its schema.

use serde_json::{Map, Value, json};

use super::{
    rewriter::{Naming, Part, Rewriter},
    schema::Rewritten,
    view::{Seen, View},
};
use crate::{names::pascal, pointer::join};

/// One parameter of the document.
pub(super) struct Source<'a> {
    pub members: &'a Map<String, Value>,
    pub at: String,
    pub name: String,
    pub required: bool,
}

/// What a parameter's value is.
pub(super) enum Shape<'a> {
    Scalar,
    List,
    Object(Box<View<'a>>),
    Other(Box<View<'a>>),
}

impl<'a> Rewriter<'a> {
    pub fn shape(&mut self, schema: Part<'a>) -> Shape<'a> {
        let Seen::View(view) = self.see(&[schema], true) else {
            return Shape::Scalar;
        };
        let scalars = ["string", "integer", "number", "boolean"];
        let one = view
            .types
            .as_ref()
            .filter(|types| types.len() == 1)
            .and_then(|types| types.first().copied());
        let objects = !view.properties.is_empty() || view.additional.is_some();
        if !view.groups.is_empty() {
            // `plain_with_null` takes a scalar beside alternatives as a scalar.
            return if one.is_some_and(|name| scalars.contains(&name)) {
                Shape::Scalar
            } else {
                Shape::Other(view)
            };
        }
        match one {
            Some(name) if scalars.contains(&name) => Shape::Scalar,
            Some("array") => {
                let items = view.items.clone().map(|items| self.shape(items));
                if matches!(items, Some(Shape::Scalar)) {
                    Shape::List
                } else {
                    Shape::Other(view)
                }
            }
            Some("object") => Shape::Object(view),
            None if objects => Shape::Object(view),
            None if view
                .values
                .as_ref()
                .is_some_and(|values| values.iter().all(|value| value.is_string())) =>
            {
                Shape::Scalar
            }
            _ => Shape::Other(view),
        }
    }

    /// The schema of a parameter's value; `None` where it is a text in another format.
    pub fn of(&mut self, source: &Source<'a>) -> Option<Part<'a>> {
        if let Some(schema) = source.members.get("schema") {
            return Some((schema, join(&source.at, "schema")));
        }
        if source.members.get("content").is_some() {
            self.absorbed(
                "parameter-content",
                &join(&source.at, "content"),
                "the value is a text in the format of its media type, which the caller writes",
            );
        }
        None
    }

    pub fn text(&mut self, source: &Source<'a>, how: &str) -> Value {
        if source.members.get("content").is_none() {
            self.absorbed(
                "parameter-as-text",
                &source.at,
                format!("the caller gives the value {how}"),
            );
        }
        json!({"type": "string"})
    }

    pub fn scalar(&mut self, part: Part<'a>, source: &Source<'a>, id: &str) -> Value {
        let naming = Naming::new(format!("{id}{}", pascal(&source.name)), id);
        let rewritten: Rewritten = self.schema(&[part], &naming);
        // A parameter that may be null is one that may be left out.
        if rewritten.is_any() {
            json!({"type": "string"})
        } else {
            rewritten.schema
        }
    }
}
