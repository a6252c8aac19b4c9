//! Rewrites parameters into those that the generator sends as the document says: scalars, and lists in a query.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{
    rewriter::{Naming, Part, Rewriter, extensions, shown},
    schema::Rewritten,
    view::{Seen, View},
};
use crate::{
    hoisted::NAME,
    names::{field_name, is_reserved_parameter, pascal},
    pointer::join,
};

/// Deepest nesting of an object in a query.
const MAX_QUERY_DEPTH: usize = 4;
const MAX_PARAMETERS: usize = 400;

/// The parameters of one operation, while they are written.
pub(super) struct Parameters {
    /// The path with the names of its parameters.
    pub path: String,
    /// The parameters.
    pub all: Vec<Value>,
    names: HashSet<String>,
    declared: HashSet<String>,
}

/// One parameter of the document.
struct Source<'a> {
    members: &'a Map<String, Value>,
    at: String,
    name: String,
    required: bool,
}

/// What a parameter's value is.
enum Shape<'a> {
    Scalar,
    List,
    Object(Box<View<'a>>),
    Other(Box<View<'a>>),
}

impl<'a> Rewriter<'a> {
    /// The parameters of an operation and of its path.
    pub fn parameters(
        &mut self,
        operation: &Part<'a>,
        item: &Part<'a>,
        path: &str,
        id: &str,
    ) -> Parameters {
        let mut found: Vec<(Part<'a>, [String; 2])> = Vec::new();
        for (owner, at) in [operation, item] {
            let at = join(at, "parameters");
            let listed = owner.get("parameters").and_then(Value::as_array);
            for (n, parameter) in listed
                .into_iter()
                .flatten()
                .enumerate()
                .take(MAX_PARAMETERS)
            {
                let Some(part) = self.follow(parameter, join(&at, n)) else {
                    continue;
                };
                let text = |name| {
                    part.0
                        .get(name)
                        .and_then(Value::as_str)
                        .unwrap_or_default()
                        .to_owned()
                };
                let identity = [text("in"), text("name")];
                // The operation's own parameter overrides the path's.
                if !found.iter().any(|(_, known)| *known == identity) {
                    found.push((part, identity));
                }
            }
        }
        found.sort_by(|(_, one), (_, other)| one.cmp(other));
        // A path's parameters keep their names where they can, because its template contains them.
        found.sort_by_key(|(_, [place, _])| place != "path");
        let mut parameters = Parameters {
            path: path.to_owned(),
            all: Vec::new(),
            names: HashSet::new(),
            declared: HashSet::new(),
        };
        for ((value, at), [place, name]) in found {
            let Some(members) = value.as_object().filter(|_| !name.is_empty()) else {
                self.lost(
                    "parameter-without-name",
                    &at,
                    "this parameter has no name; it is left out",
                    "name it with an overlay action",
                );
                continue;
            };
            let required = members.get("required") == Some(&Value::Bool(true));
            let source = Source {
                members,
                at,
                name,
                required,
            };
            match place.as_str() {
                "path" => self.path_parameter(&source, id, &mut parameters),
                "query" => self.query_parameter(&source, id, &mut parameters),
                "header" => self.header_parameter(&source, id, &mut parameters),
                "cookie" => self.lost(
                    "cookie-parameter",
                    &source.at,
                    "the bindings do not send cookies; the parameter is left out",
                    "send the cookie from the transport or with `reqwest`'s default headers",
                ),
                other => {
                    let message = format!(
                        "`{}` is not a place for parameters; it is left out",
                        shown(other)
                    );
                    self.lost(
                        "parameter-without-place",
                        &join(&source.at, "in"),
                        message,
                        "set `in` with an overlay action",
                    );
                }
            }
        }
        self.undeclared(&operation.1, &mut parameters);
        parameters
    }

    /// Every name between braces needs a parameter.
    fn undeclared(&mut self, at: &str, parameters: &mut Parameters) {
        let mut seen = HashSet::new();
        for name in template_names(&parameters.path) {
            if parameters.declared.contains(&name) || !seen.insert(name.clone()) {
                continue;
            }
            // `{+name}` and `{name*}` are how RFC 6570 spells parameters that are declared as `name`.
            let plain = name.trim_matches(|c: char| !c.is_alphanumeric());
            self.absorbed(
                "path-parameter-undeclared",
                at,
                format!(
                    "`{}` is in the path and not among the parameters; it is a text",
                    shown(plain)
                ),
            );
            let rust = parameters.free_name(if plain.is_empty() { "path" } else { plain }, "path");
            parameters.path = parameters
                .path
                .replace(&format!("{{{name}}}"), &format!("{{{rust}}}"));
            parameters.all.push(
                json!({"name": rust, "in": "path", "required": true, "schema": {"type": "string"}}),
            );
        }
    }

    fn shape(&mut self, schema: Part<'a>) -> Shape<'a> {
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

    fn path_parameter(&mut self, source: &Source<'a>, id: &str, parameters: &mut Parameters) {
        let spelled = template_names(&parameters.path).into_iter().find(|name| {
            *name == source.name || name.trim_matches(|c: char| !c.is_alphanumeric()) == source.name
        });
        let Some(spelled) = spelled else {
            self.absorbed(
                "path-parameter-unused",
                &source.at,
                format!(
                    "`{}` is not in the path; it is left out",
                    shown(&source.name)
                ),
            );
            return;
        };
        let rust = parameters.free_name(&source.name, "path");
        let style = source
            .members
            .get("style")
            .and_then(Value::as_str)
            .unwrap_or("simple");
        let before = match style {
            "label" => ".".to_owned(),
            "matrix" => format!(";{}=", source.name),
            _ => String::new(),
        };
        if !before.is_empty() {
            self.absorbed(
                "path-style",
                &join(&source.at, "style"),
                format!("`{style}` is written into the path"),
            );
        }
        let template = format!("{{{spelled}}}");
        // The bindings' own name of a path parameter is never sent.
        parameters.path = parameters
            .path
            .replace(&template, &format!("{before}{{{rust}}}"));
        parameters.declared.insert(rust.clone());
        let schema = match self.of(source).map(|part| (self.shape(part.clone()), part)) {
            Some((Shape::Scalar, part)) => self.scalar(part, source, id),
            _ => self.text(source, "the items joined as the style says"),
        };
        parameters.push(source, &rust, "path", None, true, schema);
    }

    fn header_parameter(&mut self, source: &Source<'a>, id: &str, parameters: &mut Parameters) {
        let lower = source.name.to_ascii_lowercase();
        if ["accept", "content-type", "authorization"].contains(&lower.as_str()) {
            self.absorbed("header-of-http", &source.at, "OpenAPI ignores a parameter of this name; the bindings and the transport set the header");
            return;
        }
        if !lower
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
        {
            self.lost(
                "header-name-invalid",
                &source.at,
                "HTTP does not allow a header of this name; it is left out",
                "correct the name with an overlay action",
            );
            return;
        }
        let schema = match self.of(source).map(|part| (self.shape(part.clone()), part)) {
            Some((Shape::Scalar, part)) => self.scalar(part, source, id),
            _ => self.text(source, "the items joined with commas"),
        };
        let (rust, wish) = parameters.named(&source.name, "header");
        parameters.push(
            source,
            &rust,
            "header",
            wish.as_deref(),
            source.required,
            schema,
        );
    }

    fn query_parameter(&mut self, source: &Source<'a>, id: &str, parameters: &mut Parameters) {
        let style = source
            .members
            .get("style")
            .and_then(Value::as_str)
            .unwrap_or("form");
        let explode = source
            .members
            .get("explode")
            .and_then(Value::as_bool)
            .unwrap_or(style == "form");
        let part = self.of(source);
        let shape = part.clone().map(|part| self.shape(part));
        let schema = match (shape, part) {
            (Some(Shape::Scalar), Some(part)) => self.scalar(part, source, id),
            (Some(Shape::List), Some(part)) if explode && style != "deepObject" => {
                self.scalar(part, source, id)
            }
            (Some(Shape::List), _) if style == "deepObject" => self.text(source, "one item"),
            (Some(Shape::List), _) => self.text(
                source,
                match style {
                    "pipeDelimited" => "the items joined with `|`",
                    "spaceDelimited" => "the items joined with spaces",
                    _ => "the items joined with commas",
                },
            ),
            (Some(Shape::Object(view) | Shape::Other(view)), _)
                if style == "deepObject" || explode =>
            {
                let expanded =
                    self.expand_query(source, &view, style == "deepObject", id, parameters);
                if expanded && view.groups.is_empty() {
                    return;
                }
                self.text(source, "as one text")
            }
            _ => self.text(source, "as one text"),
        };
        parameters.push_named(source, &source.name, "query", source.required, schema);
    }

    /// Parameters of their own for the properties of an object; `false` where it has none.
    fn expand_query(
        &mut self,
        source: &Source<'a>,
        view: &View<'a>,
        deep: bool,
        id: &str,
        parameters: &mut Parameters,
    ) -> bool {
        let mut expanded = false;
        let prefix = deep.then(|| source.name.clone());
        self.expand_view(
            source,
            view,
            prefix.as_deref(),
            source.required,
            id,
            parameters,
            &mut expanded,
            0,
        );
        if !expanded && view.groups.is_empty() {
            let what = if deep {
                "a map whose keys are written `name[key]`"
            } else {
                "a map; each key is a parameter"
            };
            self.absorbed("query-map", &source.at, format!("the parameter is {what}"));
            let schema = json!({"type": "object", "additionalProperties": {"type": "string"}});
            parameters.push_named(source, &source.name, "query", source.required, schema);
            return true;
        }
        if expanded {
            self.absorbed(
                "query-object-expanded",
                &source.at,
                "each property of the object is a parameter of its own, named as it is sent",
            );
        }
        expanded
    }

    #[allow(clippy::too_many_arguments, reason = "one walk with its whole state")]
    fn expand_view(
        &mut self,
        source: &Source<'a>,
        view: &View<'a>,
        prefix: Option<&str>,
        required: bool,
        id: &str,
        parameters: &mut Parameters,
        expanded: &mut bool,
        depth: usize,
    ) {
        if depth > MAX_QUERY_DEPTH || parameters.all.len() > MAX_PARAMETERS {
            self.lost(
                "query-too-deep",
                &source.at,
                "the object is nested too deep for a query; what is inside is left out",
                "",
            );
            return;
        }
        for group in &view.groups {
            for alternative in group {
                if let Shape::Object(inner) | Shape::Other(inner) = self.shape(alternative.clone())
                {
                    self.expand_view(
                        source,
                        &inner,
                        prefix,
                        false,
                        id,
                        parameters,
                        expanded,
                        depth + 1,
                    );
                }
            }
        }
        for property in &view.properties {
            let name = match prefix {
                Some(prefix) => format!("{prefix}[{}]", property.name),
                None => property.name.to_owned(),
            };
            let required = required && view.required.contains(property.name);
            let Some(part) = property.parts.first() else {
                continue;
            };
            if parameters
                .all
                .iter()
                .any(|known| known.get("name").is_some_and(|known| *known == name))
            {
                continue;
            }
            *expanded = true;
            match self.shape(part.clone()) {
                Shape::Object(inner) if prefix.is_some() && !inner.properties.is_empty() => {
                    self.expand_view(
                        source,
                        &inner,
                        Some(&name),
                        required,
                        id,
                        parameters,
                        expanded,
                        depth + 1,
                    );
                }
                shape => {
                    let schema = match shape {
                        Shape::Scalar => self.scalar(part.clone(), source, id),
                        Shape::List => self.scalar(part.clone(), source, id),
                        _ => json!({"type": "string"}),
                    };
                    parameters.push_named(source, &name, "query", required, schema);
                }
            }
        }
    }

    /// The schema of a parameter's value; `None` where it is a text in another format.
    fn of(&mut self, source: &Source<'a>) -> Option<Part<'a>> {
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

    fn text(&mut self, source: &Source<'a>, how: &str) -> Value {
        if source.members.get("content").is_none() {
            self.absorbed(
                "parameter-as-text",
                &source.at,
                format!("the caller gives the value {how}"),
            );
        }
        json!({"type": "string"})
    }

    fn scalar(&mut self, part: Part<'a>, source: &Source<'a>, id: &str) -> Value {
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

impl Parameters {
    /// A name that no other parameter has in Rust.
    fn free_name(&mut self, name: &str, place: &str) -> String {
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
    fn named(&mut self, name: &str, place: &str) -> (String, Option<String>) {
        let rust = self.free_name(name, place);
        (name.to_owned(), (rust != name).then_some(rust))
    }

    fn push_named(
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

    fn push(
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

/// The names between braces.
fn template_names(path: &str) -> Vec<String> {
    let between = path.split('{').skip(1);
    between
        .filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()))
        .collect()
}
