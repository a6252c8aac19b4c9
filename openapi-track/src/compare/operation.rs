//! One operation in both documents.

use std::sync::Arc;

use super::context::Operations;
use super::document::{Document, Object, PathItem};
use super::location::Place;

/// One operation in one document.
#[derive(Clone)]
pub(super) struct Operation<'a> {
    pub(super) document: Document<'a>,
    /// The path, or the name of a webhook.
    pub(super) template: &'a str,
    pub(super) method: &'static str,
    pub(super) item: PathItem<'a>,
    pub(super) object: &'a Object,
}

/// The same operation in both documents.
pub(super) struct OperationPair<'a> {
    pub(super) old: Operation<'a>,
    pub(super) new: Operation<'a>,
    pub(super) kind: Operations,
    /// As reports name it: `POST /onboarding`.
    pub(super) name: Arc<str>,
}

impl Operation<'_> {
    pub(super) fn place(&self) -> Place {
        self.document.place_of(self.object)
    }
}

/// A path without the names of its parameters: `/a/{id}` and `/a/{key}` have one shape.
pub(super) fn shape(template: &str) -> String {
    let mut shape = String::with_capacity(template.len());
    let mut inside = false;
    for character in template.chars() {
        match character {
            '{' => {
                inside = true;
                shape.push_str("{}");
            }
            '}' => inside = false,
            other if !inside => shape.push(other),
            _ => {}
        }
    }
    shape
}

/// The names of the parameters in a path, in order.
pub(super) fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
}
