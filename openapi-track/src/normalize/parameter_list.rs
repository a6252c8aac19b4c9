//! The parameters of one operation as they are written, each with a name of its own in Rust.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{parameter_value::Source, rewriter::extensions};
use crate::{
    hoisted::NAME,
    names::{field_name, is_reserved_parameter},
};

pub(super) const MAX_PARAMETERS: usize = 400;

/// The parameters of one operation, while they are written.
pub(super) struct Parameters {
    /// The path with the names of its parameters.
    pub path: String,
    /// The parameters.
    pub all: Vec<Value>,
    names: HashSet<String>,
    /// Names of path parameters that the document declares.
    pub declared: HashSet<String>,
}

impl Parameters {
    pub fn new(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            all: Vec::new(),
            names: HashSet::new(),
            declared: HashSet::new(),
        }
    }

    /// A name that no other parameter has in Rust.
    pub fn free_name(&mut self, name: &str, place: &str) -> String {
        let free = |name: &str, names: &HashSet<String>| {
            !is_reserved_parameter(name) && !names.contains(&field_name(name))
        };
        let candidates = [name.to_owned(), format!("{name}_{place}")].into_iter();
        let mut candidates = candidates.chain((2_usize..).map(|n| format!("{name}_{place}_{n}")));
        let name = candidates
            .find(|name| free(name, &self.names))
            .unwrap_or_default();
        self.names.insert(field_name(&name));
        name
    }

    /// The wire's name, and the name for Rust where it has to be another.
    pub fn named(&mut self, name: &str, place: &str) -> (String, Option<String>) {
        let rust = self.free_name(name, place);
        (name.to_owned(), (rust != name).then_some(rust))
    }

    pub fn push_named(
        &mut self,
        source: &Source<'_>,
        name: &str,
        place: &str,
        required: bool,
        schema: Value,
    ) {
        let (name, wish) = self.named(name, place);
        self.push(source, &name, place, wish.as_deref(), required, schema);
    }

    pub fn push(
        &mut self,
        source: &Source<'_>,
        name: &str,
        place: &str,
        rust: Option<&str>,
        required: bool,
        schema: Value,
    ) {
        let mut parameter = Map::from_iter([
            ("name".to_owned(), name.into()),
            ("in".to_owned(), place.into()),
            ("schema".to_owned(), schema),
        ]);
        if required {
            parameter.insert("required".into(), true.into());
        }
        for keyword in ["description", "deprecated", "example"] {
            let fits = |value: &&Value| match keyword {
                "description" => value.is_string(),
                "deprecated" => value.is_boolean(),
                _ => true,
            };
            if let Some(value) = source.members.get(keyword).filter(fits) {
                parameter.insert(keyword.into(), value.clone());
            }
        }
        parameter.extend(extensions(source.members));
        if let Some(rust) = rust {
            parameter.insert(NAME.into(), rust.into());
        }
        self.all.push(parameter.into());
    }
}
