//! Rewrites parameters into those that the generator sends as the document says: scalars, and lists in a query.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{
    parameter_list::{MAX_PARAMETERS, Parameters},
    parameter_value::{Shape, Source},
    rewriter::{Part, Rewriter, shown},
};
use crate::pointer::join;

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
        let mut parameters = Parameters::new(path);
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
                    "`{}` is in the path and not among the parameters; it is a string",
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
}

/// The names between braces.
fn template_names(path: &str) -> Vec<String> {
    let between = path.split('{').skip(1);
    between
        .filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()))
        .collect()
}
