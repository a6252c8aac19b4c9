//! Rewrites query parameters: lists as their style says, objects as one parameter for each property.

use serde_json::{Value, json};

use super::{
    parameter_list::{MAX_PARAMETERS, Parameters},
    parameter_value::{Shape, Source},
    rewriter::Rewriter,
    view::View,
};

/// Deepest nesting of an object in a query.
const MAX_QUERY_DEPTH: usize = 4;

impl<'a> Rewriter<'a> {
    pub fn query_parameter(&mut self, source: &Source<'a>, id: &str, parameters: &mut Parameters) {
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
}
