//! One schema as what it accepts, whatever its spelling: references followed, `allOf` flattened, the
//! three ways to say nullable made one, a union of bare types read as a list of types.

use serde_json::Value;

use super::types::Types;
use crate::compare::document::{Document, Object, flag, text};

/// Schemas flattened into one view: more than this many parts are not looked at.
const MOST_PARTS: usize = 256;

/// Alternatives of a schema.
pub(in crate::compare) struct Union<'a> {
    /// `oneOf` or `anyOf`.
    pub(in crate::compare) keyword: &'static str,
    pub(in crate::compare) members: Vec<&'a Value>,
}

/// One schema, normalised.
pub(in crate::compare) struct View<'a> {
    /// The objects that hold at once, outermost first.
    pub(in crate::compare) parts: Vec<&'a Object>,
    /// The members of the outermost `allOf` that constrain.
    pub(in crate::compare) all_of: Vec<&'a Value>,
    /// How many of its members only annotate; `None` without an `allOf`.
    pub(in crate::compare) annotating: Option<usize>,
    /// Alternatives, outermost first: each list has to be met.
    pub(in crate::compare) unions: Vec<Union<'a>>,
    pub(in crate::compare) types: Types,
    pub(in crate::compare) nullable: bool,
    /// `false`: nothing is accepted.
    pub(in crate::compare) never: bool,
    /// Parts beyond the bound, which were not looked at.
    pub(in crate::compare) left_out: usize,
}

impl<'a> View<'a> {
    pub(in crate::compare) fn of(document: &Document<'a>, schema: &'a Value) -> Self {
        let mut view = Self {
            parts: Vec::new(),
            all_of: Vec::new(),
            annotating: None,
            unions: Vec::new(),
            types: Types::ANY,
            nullable: false,
            never: false,
            left_out: 0,
        };
        view.take_in(document, schema);
        for part in &view.parts {
            let (types, null) = Types::read(part);
            view.types = view.types.meet(types);
            view.nullable |= null || flag(part, "nullable");
        }
        view.nullable |= view
            .values()
            .is_some_and(|values| values.iter().any(|v| v.is_null()));
        if view.types == Types::ANY {
            // The common omission: properties without `type: object`, items without `type: array`.
            if view.holds("properties") {
                view.types = Types::OBJECT;
            } else if view.holds("items") {
                view.types = Types::ARRAY;
            }
        }
        view
    }

    fn take_in(&mut self, document: &Document<'a>, schema: &'a Value) {
        let mut waiting = vec![schema];
        while let Some(schema) = waiting.pop() {
            if schema.as_bool() == Some(false) {
                self.never = true;
            }
            let Some(object) = schema.as_object() else {
                continue;
            };
            if self.parts.iter().any(|part| std::ptr::eq(*part, object)) {
                continue;
            }
            if self.parts.len() >= MOST_PARTS {
                self.left_out += 1;
                continue;
            }
            if let Some(reference) = text(object, "$ref") {
                waiting.extend(document.target(reference));
                if !document.siblings_count {
                    continue;
                }
            }
            self.parts.push(object);
            if let Some(members) = object.get("allOf").and_then(Value::as_array) {
                let constraining: Vec<_> = members
                    .iter()
                    .filter(|member| !only_annotates(member))
                    .collect();
                waiting.extend(constraining.iter().rev());
                if self.annotating.is_none() {
                    self.annotating = Some(members.len() - constraining.len());
                }
                // A wrapper around one is only another spelling of it.
                if self.all_of.is_empty() || (self.all_of.len() == 1 && constraining.len() > 1) {
                    self.all_of = constraining;
                }
            }
            for keyword in ["oneOf", "anyOf"] {
                let Some(members) = object.get(keyword).and_then(Value::as_array) else {
                    continue;
                };
                let (null, rest): (Vec<_>, Vec<_>) =
                    members.iter().partition(|member| only_null(member));
                self.nullable |= !null.is_empty();
                match rest.as_slice() {
                    [] => {}
                    [only] => waiting.push(only),
                    _ => match Types::union_of_bare(&rest) {
                        Some(types) => self.types = self.types.meet(types),
                        None => self.unions.push(Union {
                            keyword,
                            members: rest,
                        }),
                    },
                }
            }
        }
    }

    /// The outermost value of a keyword.
    pub(in crate::compare) fn get(&self, keyword: &str) -> Option<&'a Value> {
        self.parts.iter().find_map(|part| part.get(keyword))
    }

    pub(in crate::compare) fn holds(&self, keyword: &str) -> bool {
        self.get(keyword).is_some()
    }

    pub(in crate::compare) fn all(
        &self,
        keyword: &'static str,
    ) -> impl Iterator<Item = &'a Value> + '_ {
        self.parts.iter().filter_map(move |part| part.get(keyword))
    }

    /// The properties by name, the outermost spelling of each.
    pub(in crate::compare) fn properties(&self) -> Vec<(&'a str, &'a Value)> {
        let mut found: Vec<(&'a str, &'a Value)> = Vec::new();
        let mut sources = self.all("properties").filter_map(Value::as_object);
        if let Some(first) = sources.next() {
            found.extend(first.iter().map(|(name, schema)| (name.as_str(), schema)));
        }
        for source in sources {
            for (name, schema) in source {
                if !found.iter().any(|(known, _)| known == name) {
                    found.push((name, schema));
                }
            }
        }
        found.sort_by_key(|(name, _)| *name);
        found
    }

    /// Every spelling of one property: all of them hold at once.
    pub(in crate::compare) fn spellings(&self, name: &str) -> Vec<&'a Value> {
        let sources = self.all("properties").filter_map(Value::as_object);
        sources.filter_map(|source| source.get(name)).collect()
    }

    pub(in crate::compare) fn requires(&self, name: &str) -> bool {
        self.all("required")
            .filter_map(Value::as_array)
            .any(|names| names.iter().any(|known| known.as_str() == Some(name)))
    }

    /// Every name in `required`, sorted.
    pub(in crate::compare) fn required(&self) -> Vec<&'a str> {
        let mut names: Vec<_> = self
            .all("required")
            .filter_map(Value::as_array)
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The listed values, where `enum` or `const` closes the set.
    pub(in crate::compare) fn values(&self) -> Option<Vec<&'a Value>> {
        if let Some(value) = self.get("const") {
            return Some(vec![value]);
        }
        let mut lists = self.all("enum").filter_map(Value::as_array);
        let mut values: Vec<_> = lists.next()?.iter().collect();
        for list in lists {
            values.retain(|value| list.contains(value));
        }
        Some(values)
    }

    /// The outermost value of a keyword that speaks for whatever `other` has not spoken for: where the
    /// schema that holds it, or one inside that schema, has `other` as well, nothing is left to it.
    pub(in crate::compare) fn rest(&self, keyword: &str, other: &str) -> Option<&'a Value> {
        let (index, value) = self
            .parts
            .iter()
            .enumerate()
            .find_map(|(index, part)| Some((index, part.get(keyword)?)))?;
        let spoken = match index {
            0 => self.holds(other),
            _ => self
                .parts
                .get(index)
                .is_some_and(|part| part.contains_key(other)),
        };
        (!spoken).then_some(value)
    }

    /// Whether properties beyond the listed ones are refused.
    pub(in crate::compare) fn closed(&self) -> bool {
        self.all("additionalProperties")
            .chain(self.rest("unevaluatedProperties", "additionalProperties"))
            .any(|value| value.as_bool() == Some(false))
    }
}

/// Keywords that say nothing about which values are accepted.
pub(in crate::compare) fn annotation(keyword: &str) -> bool {
    matches!(
        keyword,
        "title"
            | "description"
            | "example"
            | "examples"
            | "deprecated"
            | "externalDocs"
            | "xml"
            | "$comment"
            | "summary"
            | "default"
            | "readOnly"
            | "writeOnly"
            | "$id"
            | "$anchor"
    ) || keyword.starts_with("x-")
}

fn only_annotates(schema: &Value) -> bool {
    match schema {
        Value::Bool(all) => *all,
        Value::Object(object) => object.keys().all(|keyword| annotation(keyword)),
        _ => false,
    }
}

fn only_null(schema: &Value) -> bool {
    let Some(object) = schema.as_object() else {
        return false;
    };
    let null_type = match object.get("type") {
        Some(Value::String(name)) => name == "null",
        Some(Value::Array(names)) => {
            matches!(names.as_slice(), [Value::String(name)] if name == "null")
        }
        _ => false,
    };
    let null_values = match object.get("enum") {
        Some(Value::Array(values)) => matches!(values.as_slice(), [Value::Null]),
        _ => object.get("const") == Some(&Value::Null),
    };
    null_type || null_values
}
