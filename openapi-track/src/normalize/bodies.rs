//! Rewrites request bodies into the one media type that the generator sends: JSON with a type, a flat form, a
//! text, or bytes under the body's own media type.

use serde_json::{Map, Value, json};

use super::{
    media::{essence, is_plain_json, json_of},
    rewriter::{Naming, Part, Rewriter, extensions, shown},
    view::Seen,
};
use crate::pointer::join;

/// The boundary that a caller puts between the parts of a multipart body.
pub(super) const BOUNDARY: &str = "openapi-track-boundary-7f3b1c";

impl<'a> Rewriter<'a> {
    pub fn request_body(&mut self, source: &'a Value, at: String, id: &str) -> Option<Value> {
        let (source, at) = self.follow(source, at)?;
        let content = source.get("content").and_then(Value::as_object);
        let Some(content) = content.filter(|content| !content.is_empty()) else {
            self.absorbed(
                "request-body-without-content",
                &at,
                "the body has no media type; the bindings send none",
            );
            return None;
        };
        let at_content = join(&at, "content");
        let json = json_of(content, |schema| self.is_structured(schema, 0));
        let (name, media, written) = match json {
            Some((name, media)) => (
                name,
                media,
                self.json_body(name, media, &join(&at_content, name), id),
            ),
            None => {
                let (name, media) = preferred(content)?;
                (
                    name,
                    media,
                    self.other_body(name, media, &join(&at_content, name), id),
                )
            }
        };
        if content.len() > 1 {
            let message = format!(
                "the body may have {} media types; the bindings send `{}`",
                content.len(),
                shown(name)
            );
            self.absorbed("request-media-types", &at_content, message);
        }
        let (media_type, mut body) = written;
        if let Some(members) = body.as_object_mut() {
            if let Some(example) = media.get("example") {
                members.insert("example".into(), example.clone());
            }
            members.extend(media.as_object().into_iter().flat_map(extensions));
        }
        let mut written = Map::new();
        if let Some(description) = source.get("description").filter(|text| text.is_string()) {
            written.insert("description".into(), description.clone());
        }
        if source.get("required") == Some(&Value::Bool(true)) {
            written.insert("required".into(), true.into());
        }
        written.insert("content".into(), json!({media_type: body}));
        written.extend(source.as_object().into_iter().flat_map(extensions));
        Some(written.into())
    }

    fn json_body(
        &mut self,
        name: &str,
        media: &'a Value,
        at: &str,
        id: &str,
    ) -> (&'static str, Value) {
        let schema = match media.get("schema") {
            Some(schema) => {
                let naming = Naming::new(format!("{id}Request"), id);
                self.schema(&[(schema, join(at, "schema"))], &naming)
                    .into_value()
            }
            None => {
                self.absorbed(
                    "body-without-schema",
                    at,
                    "the body has no schema; any value is sent",
                );
                json!({})
            }
        };
        if let Some(encoding) = media
            .get("encoding")
            .and_then(Value::as_object)
            .filter(|all| !all.is_empty())
        {
            let message = format!(
                "`encoding` does not apply to JSON ({} entries); it is ignored",
                encoding.len()
            );
            self.absorbed("encoding-ignored", &join(at, "encoding"), message);
        }
        let mut body = json!({"schema": schema});
        let name = media
            .get("x-media-type")
            .and_then(Value::as_str)
            .unwrap_or(name);
        if !is_plain_json(name) {
            self.absorbed(
                "request-media-type",
                at,
                format!("the body is JSON and sent as `{}`", shown(name)),
            );
            if let Some(members) = body.as_object_mut() {
                members.insert("x-media-type".into(), name.into());
            }
        }
        ("application/json", body)
    }

    fn other_body(
        &mut self,
        name: &str,
        media: &'a Value,
        at: &str,
        id: &str,
    ) -> (&'static str, Value) {
        let own = media
            .get("x-media-type")
            .and_then(Value::as_str)
            .unwrap_or(name);
        let essence = essence(own);
        let part = media
            .get("schema")
            .map(|schema| (schema, join(at, "schema")));
        if essence == "application/x-www-form-urlencoded"
            && let Some(part) = &part
            && self.is_flat(part)
        {
            let naming = Naming::new(format!("{id}Request"), id);
            let schema = self
                .schema(std::slice::from_ref(part), &naming)
                .into_value();
            return (
                "application/x-www-form-urlencoded",
                json!({"schema": schema}),
            );
        }
        if essence == "text/plain" {
            return ("text/plain", json!({"schema": {"type": "string"}}));
        }
        let bytes = json!({"type": "string", "format": "binary"});
        if essence == "application/octet-stream" {
            return ("application/octet-stream", json!({"schema": bytes}));
        }
        let sent = match essence.as_str() {
            multipart if multipart.starts_with("multipart/") => {
                let message =
                    format!("the caller writes the body, with `{BOUNDARY}` between its parts");
                self.absorbed("multipart-as-bytes", at, message);
                format!("{multipart}; boundary={BOUNDARY}")
            }
            "application/x-www-form-urlencoded" => {
                self.absorbed(
                    "form-as-bytes",
                    at,
                    "the form holds more than texts and numbers; the caller writes the body",
                );
                essence.clone()
            }
            // A range names no type that could be sent.
            _ if essence.contains('*')
                || essence.is_empty()
                || !own.chars().all(|c| (' '..='~').contains(&c)) =>
            {
                return ("application/octet-stream", json!({"schema": bytes}));
            }
            _ => {
                self.absorbed(
                    "request-as-bytes",
                    at,
                    format!(
                        "the caller writes the body, which is sent as `{}`",
                        shown(own)
                    ),
                );
                own.to_owned()
            }
        };
        (
            "application/octet-stream",
            json!({"schema": bytes, "x-media-type": sent}),
        )
    }

    /// Whether every value of an object fits a form field.
    fn is_flat(&mut self, part: &Part<'a>) -> bool {
        let Seen::View(view) = self.see(std::slice::from_ref(part), true) else {
            return false;
        };
        !view.properties.is_empty()
            && view.groups.is_empty()
            && view.additional.is_none()
            && view.patterns.is_empty()
            && view.properties.iter().all(|property| {
                let Seen::View(view) = self.see(&property.parts, true) else {
                    return false;
                };
                let one = view
                    .types
                    .as_ref()
                    .filter(|types| types.len() == 1)
                    .and_then(|types| types.first());
                view.groups.is_empty()
                    && !view.nullable
                    && one.is_some_and(|name| {
                        ["string", "integer", "number", "boolean"].contains(name)
                    })
            })
    }

    /// Whether a schema is more than a text or bytes.
    pub fn is_structured(&mut self, schema: &'a Value, depth: usize) -> bool {
        let Seen::View(view) = self.see(&[(schema, String::new())], true) else {
            return true;
        };
        let text = view
            .types
            .as_ref()
            .is_some_and(|types| types.iter().all(|name| ["string", "file"].contains(name)));
        depth < 8
            && !text
            && (view.types.is_some()
                || !view.properties.is_empty()
                || !view.groups.is_empty()
                || view.additional.is_some())
    }
}

/// A form before multipart before a text before anything else.
fn preferred(content: &Map<String, Value>) -> Option<(&str, &Value)> {
    let rank = |name: &str| match essence(name).as_str() {
        "application/x-www-form-urlencoded" => 0,
        "multipart/form-data" => 1,
        "text/plain" => 2,
        "application/octet-stream" => 3,
        name if name.contains('*') => 5,
        _ => 4,
    };
    let found = content
        .iter()
        .min_by_key(|(name, _)| (rank(name), name.as_str()))?;
    Some((found.0.as_str(), found.1))
}
