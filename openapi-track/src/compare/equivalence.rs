//! Whether two schemas say the same, apart from annotations. Pairs up the members of compositions and
//! skips what did not change; never decides a verdict by itself.

use serde_json::Value;

use super::document::{Document, Object, text};
use super::number::equal;
use super::view::is_annotation;

/// How deep schemas are followed here. What is deeper is compared pair by pair, which needs no stack.
const MAX_DEPTH: usize = 32;
/// Most schemas compared in one call.
const MAX_STEPS: usize = 20_000;

/// Whether two schemas are the same JSON and have no reference: the common case, decided without
/// remembering anything.
pub(super) fn identical(old: &Value, new: &Value) -> bool {
    identical_within(MAX_DEPTH, old, new)
}

fn identical_within(depth: usize, old: &Value, new: &Value) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            old.len() == new.len()
                && !["$ref", "$dynamicRef", "discriminator"]
                    .iter()
                    .any(|keyword| old.contains_key(*keyword))
                && old.iter().zip(new).all(|((old_key, old), (new_key, new))| {
                    old_key == new_key && identical_within(depth, old, new)
                })
        }
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len()
                && old
                    .iter()
                    .zip(new)
                    .all(|(old, new)| identical_within(depth, old, new))
        }
        (old, new) => old == new,
    }
}

/// Whether two schemas of two documents are equivalent; `false` if the limit is exceeded.
pub(super) fn equivalent<'a>(
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

/// [`equivalent`] for schema objects.
pub(super) fn equivalent_objects<'a>(
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

/// The schema inside wrappers that add nothing: `allOf`, `oneOf` or `anyOf` of one.
pub(super) fn unwrapped(schema: &Value) -> &Value {
    let mut schema = schema;
    for _ in 0..MAX_DEPTH {
        let Some(object) = schema.as_object() else {
            break;
        };
        let mut keywords = object.iter().filter(|(keyword, _)| !is_annotation(keyword));
        match (keywords.next(), keywords.next()) {
            (Some((keyword, Value::Array(members))), None)
                if matches!(keyword.as_str(), "allOf" | "oneOf" | "anyOf") =>
            {
                let [only] = members.as_slice() else { break };
                schema = only;
            }
            _ => break,
        }
    }
    schema
}

struct Search<'d, 'a> {
    old: &'d Document<'a>,
    new: &'d Document<'a>,
    steps: usize,
}

impl<'a> Search<'_, 'a> {
    fn schemas(&mut self, old: &'a Value, new: &'a Value, depth: usize) -> bool {
        self.steps += 1;
        if depth > MAX_DEPTH || self.steps > MAX_STEPS {
            return false;
        }
        let (old, new) = (unwrapped(old), unwrapped(new));
        let (Value::Object(before), Value::Object(after)) = (old, new) else {
            return equal(old, new);
        };
        let (reference, other) = (text(before, "$ref"), text(after, "$ref"));
        if depth > 0 && reference.is_some() && reference == other {
            // The component itself is compared where it is used.
            return true;
        }
        match (self.old.object(old), self.new.object(new)) {
            (Some(before), Some(after)) => self.keywords(before, after, depth),
            _ => false,
        }
    }

    fn keywords(&mut self, old: &'a Object, new: &'a Object, depth: usize) -> bool {
        let constraints = |object: &'a Object| -> Vec<_> {
            let mut all: Vec<_> = object
                .iter()
                .filter(|(keyword, _)| !is_annotation(keyword))
                .collect();
            all.sort_by_key(|(keyword, _)| *keyword);
            all
        };
        let (old, new) = (constraints(old), constraints(new));
        old.len() == new.len()
            && old
                .into_iter()
                .zip(new)
                .all(|((keyword, old), (other, new))| {
                    keyword == other && self.values(keyword, old, new, depth)
                })
    }

    fn values(&mut self, keyword: &str, old: &'a Value, new: &'a Value, depth: usize) -> bool {
        match (keyword, old, new) {
            // A list of one type is that type.
            ("type", Value::Array(list), one @ Value::String(_))
            | ("type", one @ Value::String(_), Value::Array(list)) => {
                list.as_slice() == [one.clone()]
            }
            (
                "properties" | "patternProperties" | "dependentSchemas",
                Value::Object(old),
                Value::Object(new),
            ) => {
                old.len() == new.len()
                    && old.iter().all(|(name, old)| {
                        new.get(name)
                            .is_some_and(|new| self.schemas(old, new, depth + 1))
                    })
            }
            ("required" | "enum" | "type", Value::Array(old), Value::Array(new)) => {
                old.len() == new.len() && old.iter().all(|value| new.contains(value))
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
    }
}
