//! Whether two schemas say the same, apart from words for the reader: used to pair up the members of
//! compositions, never to judge a change.

use serde_json::Value;

use super::view::annotation;
use crate::compare::document::{Document, Object, text};

const DEEPEST: usize = 24;
const MOST_STEPS: usize = 20_000;

/// Whether two schemas of two documents say the same. Gives up, and says no, beyond its budget.
pub(in crate::compare) fn same<'a>(
    old: (&Document<'a>, &'a Value),
    new: (&Document<'a>, &'a Value),
) -> bool {
    Search {
        old: old.0,
        new: new.0,
        steps: 0,
    }
    .schemas(old.1, new.1, 0)
}

/// The same for what stands behind two references.
pub(super) fn objects<'a>(
    old: (&Document<'a>, &'a Object),
    new: (&Document<'a>, &'a Object),
) -> bool {
    Search {
        old: old.0,
        new: new.0,
        steps: 0,
    }
    .keywords(old.1, new.1, 0)
}

/// The schema inside wrappers that say nothing of their own: `allOf`, `oneOf` or `anyOf` of one.
pub(super) fn unwrapped(schema: &Value) -> &Value {
    let mut schema = schema;
    for _ in 0..DEEPEST {
        let Some(object) = schema.as_object() else {
            break;
        };
        let mut told = object.iter().filter(|(keyword, _)| !annotation(keyword));
        let inner = match (told.next(), told.next()) {
            (Some((keyword, Value::Array(members))), None)
                if matches!(keyword.as_str(), "allOf" | "oneOf" | "anyOf") =>
            {
                match members.as_slice() {
                    [only] => only,
                    _ => break,
                }
            }
            _ => break,
        };
        schema = inner;
    }
    schema
}

struct Search<'d, 'a> {
    old: &'d Document<'a>,
    new: &'d Document<'a>,
    steps: usize,
}

impl<'a> Search<'_, 'a> {
    fn spent(&mut self, depth: usize) -> bool {
        self.steps += 1;
        depth > DEEPEST || self.steps > MOST_STEPS
    }

    fn schemas(&mut self, old: &'a Value, new: &'a Value, depth: usize) -> bool {
        if self.spent(depth) {
            return false;
        }
        let (old, new) = (unwrapped(old), unwrapped(new));
        let (Value::Object(before), Value::Object(after)) = (old, new) else {
            return old == new;
        };
        let (reference, other) = (text(before, "$ref"), text(after, "$ref"));
        if depth > 0 && reference.is_some() && reference == other {
            // What a component of one name holds is compared where it stands.
            return true;
        }
        let (Some((before, _)), Some((after, _))) = (self.old.object(old), self.new.object(new))
        else {
            return false;
        };
        self.keywords(before, after, depth)
    }

    fn keywords(&mut self, old: &'a Object, new: &'a Object, depth: usize) -> bool {
        let told = |object: &'a Object| {
            object
                .iter()
                .filter(|(keyword, _)| !annotation(keyword))
                .collect::<Vec<_>>()
        };
        let (old, new) = (told(old), told(new));
        old.len() == new.len()
            && old
                .into_iter()
                .zip(new)
                .all(|((keyword, old), (other, new))| {
                    keyword == other
                        && match (keyword.as_str(), old, new) {
                            // One type may be listed alone.
                            ("type", Value::Array(list), Value::String(_)) => {
                                list.as_slice() == [new.clone()]
                            }
                            ("type", Value::String(_), Value::Array(list)) => {
                                list.as_slice() == [old.clone()]
                            }
                            (
                                "properties" | "patternProperties" | "dependentSchemas",
                                Value::Object(old),
                                Value::Object(new),
                            ) => {
                                old.len() == new.len()
                                    && old.iter().zip(new).all(|((name, old), (other, new))| {
                                        name == other && self.schemas(old, new, depth + 1)
                                    })
                            }
                            (
                                "required" | "enum" | "type",
                                Value::Array(old),
                                Value::Array(new),
                            ) => {
                                old.len() == new.len()
                                    && old.iter().all(|value| new.contains(value))
                            }
                            (_, Value::Array(old), Value::Array(new)) => {
                                old.len() == new.len()
                                    && old
                                        .iter()
                                        .zip(new)
                                        .all(|(old, new)| self.schemas(old, new, depth + 1))
                            }
                            (_, old, new) => self.schemas(old, new, depth + 1),
                        }
                })
    }
}
