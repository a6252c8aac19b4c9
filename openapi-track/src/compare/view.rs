//! One schema as the set of values it accepts, whatever its spelling: references followed, `allOf`
//! flattened, the ways to say nullable made one, a union of bare types read as a list of types.

use serde_json::Value;

use super::document::{Document, Object, flag, items, member, text};
use super::number::equal;
use super::types::Types;

/// Most schemas flattened into one view.
const MAX_PARTS: usize = 256;

/// Alternatives of a schema.
pub(super) struct Union<'a> {
    /// `oneOf` or `anyOf`.
    pub(super) keyword: &'static str,
    pub(super) members: Vec<&'a Value>,
}

/// One schema, normalized.
pub(super) struct View<'a> {
    /// The objects whose keywords apply together, outermost first.
    pub(super) parts: Vec<&'a Object>,
    /// The members of the outermost `allOf` that constrain.
    pub(super) all_of: Vec<&'a Value>,
    /// How many of its members only annotate; `None` without an `allOf`.
    pub(super) annotating: Option<usize>,
    /// Alternatives, outermost first: a value has to match each list.
    pub(super) unions: Vec<Union<'a>>,
    pub(super) types: Types,
    pub(super) nullable: bool,
    /// `false`: nothing is accepted.
    pub(super) never: bool,
    /// How many parts were beyond the bound.
    pub(super) not_compared: usize,
}

impl<'a> View<'a> {
    pub(super) fn of(document: &Document<'a>, schema: &'a Value) -> Self {
        let mut view = Self {
            parts: Vec::new(),
            all_of: Vec::new(),
            annotating: None,
            unions: Vec::new(),
            types: Types::ANY,
            nullable: false,
            never: false,
            not_compared: 0,
        };
        view.add(document, schema);
        for part in &view.parts {
            let (types, null) = Types::read(part);
            view.types = view.types.intersection(types);
            // In OpenAPI 3.0 many documents leave null out of the enum of a nullable schema.
            let listed = !document.is_2020_12 || lists_null(part).unwrap_or(true);
            view.nullable |= (null && listed) || flag(part, "nullable");
        }
        view.nullable |= view
            .values()
            .is_some_and(|values| values.iter().any(|value| value.is_null()));
        if view.types == Types::ANY {
            // A common omission: properties without `type: object`, items without `type: array`.
            if view.has("properties") {
                view.types = Types::OBJECT;
            } else if view.has("items") {
                view.types = Types::ARRAY;
            }
        }
        view
    }

    fn add(&mut self, document: &Document<'a>, schema: &'a Value) {
        let mut waiting = vec![schema];
        let mut aliases: Vec<&'a Object> = Vec::new();
        while let Some(schema) = waiting.pop() {
            self.never |= schema.as_bool() == Some(false);
            let Some(object) = schema.as_object() else {
                continue;
            };
            if self.parts.iter().any(|part| std::ptr::eq(*part, object)) {
                continue;
            }
            if self.parts.len() >= MAX_PARTS {
                self.not_compared += 1;
                continue;
            }
            if let Some(reference) = text(object, "$ref").or_else(|| text(object, "$dynamicRef")) {
                if aliases.iter().any(|alias| std::ptr::eq(*alias, object)) {
                    document.not_followed(object, reference);
                    continue;
                }
                aliases.push(object);
                waiting.extend(document.target(object, reference));
                if !document.is_2020_12 {
                    continue;
                }
            }
            self.parts.push(object);
            self.add_all_of(object, &mut waiting);
            for keyword in ["oneOf", "anyOf"] {
                self.add_union(keyword, object, &mut waiting);
            }
        }
    }

    fn add_all_of(&mut self, object: &'a Object, waiting: &mut Vec<&'a Value>) {
        let members = items(object, "allOf");
        if members.is_empty() {
            return;
        }
        let constraining: Vec<_> = members
            .iter()
            .filter(|member| !only_annotates(member))
            .collect();
        waiting.extend(constraining.iter().rev());
        self.annotating
            .get_or_insert(members.len() - constraining.len());
        // An `allOf` of one is another spelling of its member.
        if self.all_of.is_empty() || (self.all_of.len() == 1 && constraining.len() > 1) {
            self.all_of = constraining;
        }
    }

    fn add_union(
        &mut self,
        keyword: &'static str,
        object: &'a Object,
        waiting: &mut Vec<&'a Value>,
    ) {
        let (null, rest): (Vec<_>, Vec<_>) = items(object, keyword)
            .iter()
            .partition(|member| only_null(member));
        self.nullable |= !null.is_empty();
        match rest.as_slice() {
            [] => {}
            [only] => waiting.push(only),
            _ => match union_of_types(&rest) {
                Some(types) => self.types = self.types.intersection(types),
                None => self.unions.push(Union {
                    keyword,
                    members: rest,
                }),
            },
        }
    }

    /// The types; where none is given but the other schema has one, they follow from the listed values.
    pub(super) fn types_beside(&self, other: &Self) -> Types {
        match self.values() {
            Some(values) if self.types == Types::ANY => {
                let types = Types::of_values(&values);
                if other.types.contains(types) {
                    other.types
                } else {
                    types
                }
            }
            _ => self.types,
        }
    }

    /// The outermost value of a keyword.
    pub(super) fn get(&self, keyword: &str) -> Option<&'a Value> {
        self.parts.iter().find_map(|part| part.get(keyword))
    }

    pub(super) fn get_text(&self, keyword: &str) -> Option<&'a str> {
        self.get(keyword).and_then(Value::as_str)
    }

    pub(super) fn has(&self, keyword: &str) -> bool {
        self.get(keyword).is_some()
    }

    /// Every value of a keyword, outermost first.
    pub(super) fn all(&self, keyword: &'static str) -> impl Iterator<Item = &'a Value> + '_ {
        self.parts.iter().filter_map(move |part| part.get(keyword))
    }

    /// The properties by name, the outermost schema of each.
    pub(super) fn properties(&self) -> Vec<(&'a str, &'a Value)> {
        let mut found: Vec<(&'a str, &'a Value)> = Vec::new();
        for (position, part) in self
            .parts
            .iter()
            .filter_map(|part| member(part, "properties"))
            .enumerate()
        {
            for (name, schema) in part {
                if position == 0 || !found.iter().any(|(known, _)| known == name) {
                    found.push((name, schema));
                }
            }
        }
        found.sort_by_key(|(name, _)| *name);
        found
    }

    /// Every schema of one property: a value has to match all of them.
    pub(super) fn property_schemas(&self, name: &str) -> Vec<&'a Value> {
        self.parts
            .iter()
            .filter_map(|part| member(part, "properties")?.get(name))
            .collect()
    }

    pub(super) fn requires(&self, name: &str) -> bool {
        self.parts.iter().any(|part| {
            items(part, "required")
                .iter()
                .any(|known| known.as_str() == Some(name))
        })
    }

    /// Every name in `required`, sorted.
    pub(super) fn required(&self) -> Vec<&'a str> {
        let lists = self.parts.iter().flat_map(|part| items(part, "required"));
        let mut names: Vec<_> = lists.filter_map(Value::as_str).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The listed values, where `enum` or `const` closes the set.
    pub(super) fn values(&self) -> Option<Vec<&'a Value>> {
        let constant = self.get("const").map(std::slice::from_ref);
        let lists = self
            .all("enum")
            .filter_map(Value::as_array)
            .map(Vec::as_slice);
        let mut lists = constant.into_iter().chain(lists);
        let mut values: Vec<_> = lists.next()?.iter().collect();
        for list in lists {
            values.retain(|value| list.iter().any(|known| equal(known, value)));
        }
        Some(values)
    }

    /// The outermost value of a keyword that applies to what `other` does not: nothing is left for it where
    /// the schema that has it, or one inside that schema, has `other` as well.
    pub(super) fn rest(&self, keyword: &str, other: &str) -> Option<&'a Value> {
        let mut parts = self.parts.iter().enumerate();
        let (index, part) = parts.find(|(_, part)| part.contains_key(keyword))?;
        let evaluated = if index == 0 {
            self.has(other)
        } else {
            part.contains_key(other)
        };
        part.get(keyword).filter(|_| !evaluated)
    }

    /// Whether properties beyond the listed ones are refused.
    pub(super) fn is_closed(&self) -> bool {
        self.all("additionalProperties")
            .chain(self.rest("unevaluatedProperties", "additionalProperties"))
            .any(|value| value.as_bool() == Some(false))
    }
}

/// Keywords that do not change which values are accepted.
pub(super) fn is_annotation(keyword: &str) -> bool {
    const ANNOTATIONS: [&str; 20] = [
        "title",
        "description",
        "example",
        "examples",
        "deprecated",
        "externalDocs",
        "xml",
        "$comment",
        "summary",
        "default",
        "readOnly",
        "writeOnly",
        "$id",
        "$anchor",
        "$dynamicAnchor",
        "$schema",
        "$defs",
        "definitions",
        "$vocabulary",
        "$recursiveAnchor",
    ];
    ANNOTATIONS.contains(&keyword) || keyword.starts_with("x-")
}

fn only_annotates(schema: &Value) -> bool {
    match schema {
        Value::Bool(all) => *all,
        Value::Object(object) => object.keys().all(|keyword| is_annotation(keyword)),
        _ => false,
    }
}

/// Whether null is among the listed values; `None` where none are listed.
fn lists_null(part: &Object) -> Option<bool> {
    let values = part
        .get("enum")
        .and_then(Value::as_array)
        .map(Vec::as_slice);
    let values = values.or_else(|| part.get("const").map(std::slice::from_ref));
    values.map(|values| values.iter().any(Value::is_null))
}

/// Whether a schema accepts null and nothing else.
pub(super) fn only_null(schema: &Value) -> bool {
    let is_null = |value: Option<&Value>| match value {
        Some(Value::Array(values)) => matches!(values.as_slice(), [Value::Null]),
        Some(value) => value.is_null(),
        None => false,
    };
    let null_type = match schema.get("type") {
        Some(Value::Array(names)) => {
            matches!(names.as_slice(), [Value::String(name)] if name == "null")
        }
        name => name.and_then(Value::as_str) == Some("null"),
    };
    null_type || is_null(schema.get("enum")) || is_null(schema.get("const"))
}

/// The types of alternatives that have nothing but a type each.
fn union_of_types(members: &[&Value]) -> Option<Types> {
    let mut all = Vec::new();
    for member in members {
        let object = member.as_object()?;
        let bare = object.keys().all(|key| key == "type" || is_annotation(key));
        let (types, _) = Types::read(object);
        if !bare || types == Types::ANY {
            return None;
        }
        all.push(types);
    }
    all.into_iter().reduce(Types::union)
}
