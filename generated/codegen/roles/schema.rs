//! Follows JSON pointers through the schemas of the document.

use std::collections::BTreeSet;

use serde_json::Value;

/// How many references and compositions are followed on the way to a schema.
const MAX_DEPTH: usize = 64;

/// The schemas of a document.
#[derive(Clone, Copy)]
pub struct Schemas<'a> {
    pub document: &'a Value,
}

impl<'a> Schemas<'a> {
    /// The schema without references and with the parts that it is composed of, itself first.
    pub fn parts(self, schema: &'a Value) -> Vec<&'a Value> {
        let mut parts = Vec::new();
        self.collect(schema, MAX_DEPTH, &mut parts);
        parts
    }

    fn collect(self, schema: &'a Value, depth: usize, parts: &mut Vec<&'a Value>) {
        if depth == 0 {
            return;
        }
        if let Some(target) = self.target(schema) {
            return self.collect(target, depth - 1, parts);
        }
        parts.push(schema);
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let members = schema.get(keyword).and_then(Value::as_array);
            for member in members.into_iter().flatten() {
                self.collect(member, depth - 1, parts);
            }
        }
    }

    /// What a schema refers to.
    pub fn target(self, schema: &'a Value) -> Option<&'a Value> {
        let reference = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
        self.document.pointer(reference)
    }

    /// The schema at a pointer; `*` stands for any element of an array.
    ///
    /// # Errors
    /// The pointer that exists, and the schema there.
    pub fn at(self, schema: &'a Value, pointer: &str) -> Result<Found<'a>, Missing<'a>> {
        let mut schema = schema;
        let mut reached = String::new();
        for segment in segments(pointer) {
            if self.is_free_form(schema) {
                return Ok(Found::FreeForm);
            }
            let Some(next) = self.child(schema, &segment) else {
                return Err(Missing { reached, schema });
            };
            schema = next;
            reached = format!("{reached}/{}", escape(&segment));
        }
        Ok(Found::Schema(schema))
    }

    /// The schema of a property or an element.
    pub fn child(self, schema: &'a Value, segment: &str) -> Option<&'a Value> {
        let parts = self.parts(schema);
        let property = |part: &&'a Value| part.get("properties")?.get(segment);
        let element = |part: &&'a Value| part.get("items");
        parts.iter().find_map(property).or_else(|| {
            let is_index = segment == "*" || segment.parse::<usize>().is_ok();
            parts.iter().find_map(element).filter(|_| is_index)
        })
    }

    /// Whether an object of any content fits the schema and no property is documented.
    pub fn is_free_form(self, schema: &'a Value) -> bool {
        let parts = self.parts(schema);
        parts.iter().all(|part| {
            part.get("properties")
                .and_then(Value::as_object)
                .is_none_or(serde_json::Map::is_empty)
                && part.get("items").is_none()
                && part
                    .get("type")
                    .is_none_or(|name| name == "object" || name == "array")
                && part.get("enum").is_none()
                && part.get("additionalProperties") != Some(&Value::Bool(false))
        })
    }

    /// The names of the properties of a schema.
    pub fn properties(self, schema: &'a Value) -> BTreeSet<&'a str> {
        let parts = self.parts(schema).into_iter();
        let properties = parts.filter_map(|part| part.get("properties")?.as_object());
        properties
            .flat_map(|all| all.keys().map(String::as_str))
            .collect()
    }

    /// All pointers below a schema, at most some levels deep, for suggestions.
    pub fn pointers(self, schema: &'a Value) -> Vec<String> {
        let mut found = Vec::new();
        self.descend(schema, String::new(), 6, &mut found);
        found
    }

    fn descend(self, schema: &'a Value, at: String, depth: usize, found: &mut Vec<String>) {
        if depth == 0 {
            return;
        }
        for name in self.properties(schema) {
            let pointer = format!("{at}/{}", escape(name));
            found.push(pointer.clone());
            if let Some(child) = self.child(schema, name) {
                self.descend(child, pointer, depth - 1, found);
            }
        }
    }

    /// The first keyword of this name in the schema or its parts.
    pub fn keyword(self, schema: &'a Value, name: &str) -> Option<&'a Value> {
        self.parts(schema)
            .into_iter()
            .find_map(|part| part.get(name))
    }
}

/// What is at a pointer.
pub enum Found<'a> {
    Schema(&'a Value),
    /// An object on the way documents none of its properties.
    FreeForm,
}

/// Where following a pointer ended.
pub struct Missing<'a> {
    pub reached: String,
    pub schema: &'a Value,
}

/// The parts of a JSON pointer.
pub fn segments(pointer: &str) -> Vec<String> {
    let parts = pointer.split('/').skip(1);
    parts
        .map(|part| part.replace("~1", "/").replace("~0", "~"))
        .collect()
}

/// A part of a JSON pointer as it is written.
pub fn escape(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

/// The schema of the JSON body of a request or response.
pub fn json_body(holder: &Value) -> Option<&Value> {
    let content = holder.get("content")?.as_object()?;
    let mut json = content
        .iter()
        .filter(|(media_type, _)| media_type.contains("json") || media_type.starts_with("*/"));
    json.next()?.1.get("schema")
}
