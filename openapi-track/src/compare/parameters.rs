//! Parameters: which exist, which are required, and how their values are written into the request.

use serde_json::Value;

use super::context::{Context, Message, Part};
use super::document::{Document, Object, flag, items, text};
use super::effect::{Effect, Exemptions};
use super::location::Place;
use super::media_types::essence;
use super::operation::{Operation, OperationPair, placeholders, shape};
use super::types::Types;
use super::verdict::Wire;
use super::view::View;
use super::worklist::Worklist;

/// One parameter as it is in the request.
#[derive(Clone)]
struct Parameter<'a> {
    name: &'a str,
    /// `path`, `query`, `header` or `cookie`.
    r#in: &'a str,
    /// Identifies the parameter beside `in`: in a path its position, in headers the name in lower case.
    key: String,
    required: bool,
    deprecated: bool,
    has_default: bool,
    schema: Option<&'a Value>,
    /// The media type that it is written as, in place of a style.
    media: Option<&'a str>,
    style: &'a str,
    explode: bool,
    allow_reserved: bool,
    /// Declared for the whole path.
    shared: bool,
    place: Place,
}

/// The parameters of an operation, those of its path included.
fn parameters<'a>(operation: &Operation<'a>, by_position: bool) -> Vec<Parameter<'a>> {
    let own = items(operation.object, "parameters")
        .iter()
        .map(|value| (value, false));
    let shared = operation
        .item
        .get("parameters")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let mut found: Vec<Parameter<'a>> = Vec::new();
    for (value, shared) in own.chain(shared.map(|value| (value, true))) {
        let Some(object) = operation.document.object(value) else {
            continue;
        };
        for parameter in read(operation, object, shared, by_position) {
            // An operation's own parameter replaces that of its path.
            if !found.iter().any(|known| known.is(&parameter)) {
                found.push(parameter);
            }
        }
    }
    found
}

fn read<'a>(
    operation: &Operation<'a>,
    object: &'a Object,
    shared: bool,
    by_position: bool,
) -> Vec<Parameter<'a>> {
    let (Some(name), Some(r#in)) = (text(object, "name"), text(object, "in")) else {
        return Vec::new();
    };
    // By the specification these headers are described elsewhere.
    let elsewhere = ["accept", "content-type", "authorization"];
    if r#in == "header" && elsewhere.contains(&name.to_lowercase().as_str()) {
        return Vec::new();
    }
    let position = || placeholders(operation.template).position(|known| known == name);
    let key = match r#in {
        "path" if by_position => {
            position().map_or_else(|| name.to_owned(), |at| format!("{{{at}}}"))
        }
        "header" => name.to_lowercase(),
        _ => name.to_owned(),
    };
    let content = object
        .get("content")
        .and_then(Value::as_object)
        .and_then(|all| all.iter().next());
    let schema = match content {
        Some((_, media)) => media.get("schema"),
        None => object.get("schema"),
    };
    let default_style = if matches!(r#in, "query" | "cookie") {
        "form"
    } else {
        "simple"
    };
    let style = text(object, "style").unwrap_or(default_style);
    let view = schema.map(|schema| View::of(&operation.document, schema));
    let parameter = Parameter {
        name,
        r#in,
        key,
        required: flag(object, "required") || r#in == "path",
        deprecated: flag(object, "deprecated"),
        has_default: view.as_ref().is_some_and(|view| view.has("default")),
        schema,
        media: content.map(|(media, _)| media.as_str()),
        style,
        explode: object
            .get("explode")
            .and_then(Value::as_bool)
            .unwrap_or(style == "form"),
        allow_reserved: flag(object, "allowReserved"),
        shared,
        place: operation.document.place_of(object),
    };
    match view {
        Some(view) if parameter.is_exploded(&view) => {
            parameter.exploded(&operation.document, &view)
        }
        _ => vec![parameter],
    }
}

impl<'a> Parameter<'a> {
    fn is(&self, other: &Self) -> bool {
        self.r#in == other.r#in && self.key == other.key
    }

    /// Whether each property of the value is a query parameter of its own: style `form`, exploded.
    fn is_exploded(&self, view: &View<'a>) -> bool {
        self.r#in == "query"
            && self.style == "form"
            && self.explode
            && self.media.is_none()
            && view.types == Types::OBJECT
            && view.unions.is_empty()
            && !view.has("additionalProperties")
            && !view.properties().is_empty()
    }

    fn exploded(self, document: &Document<'a>, view: &View<'a>) -> Vec<Self> {
        let one = |(name, schema): (&'a str, &'a Value)| Self {
            name,
            key: name.to_owned(),
            required: self.required && view.requires(name),
            has_default: schema.get("default").is_some(),
            schema: Some(schema),
            place: document.place(schema),
            ..self.clone()
        };
        view.properties().into_iter().map(one).collect()
    }

    fn shown(&self) -> String {
        format!("the {} parameter `{}`", self.r#in, self.name)
    }
}

/// Compares the parameters of one operation.
pub(super) fn compare<'a>(worklist: &mut Worklist<'a>, pair: &OperationPair<'a>) {
    let by_position = shape(pair.old.template) == shape(pair.new.template);
    let before = parameters(&pair.old, by_position);
    let after = parameters(&pair.new, by_position);
    let context = Context::new(pair.kind, Message::Request, Part::Parameter);
    for old in &before {
        match after.iter().find(|new| new.is(old)) {
            Some(new) => kept(worklist, pair, context, old, new),
            None => removed(worklist, pair, context, old),
        }
    }
    for new in after
        .iter()
        .filter(|new| !before.iter().any(|old| old.is(new)))
    {
        added(worklist, pair, context, new);
    }
}

fn removed(
    worklist: &mut Worklist<'_>,
    pair: &OperationPair<'_>,
    context: Context,
    old: &Parameter<'_>,
) {
    let exemptions = Exemptions {
        deprecated: old.deprecated,
        ..context.exemptions
    };
    let context = Context {
        exemptions,
        ..context
    };
    let keyword = if old.deprecated {
        "removed-with-deprecation"
    } else {
        "removed"
    };
    // Still sent, no longer read.
    let (id, wire) = (context.id(keyword), context.verdict(Effect::Uncertain));
    worklist.report(
        Some(&pair.name),
        old.place,
        id,
        wire,
        format!("{} was removed", old.shown()),
    );
}

fn added(
    worklist: &mut Worklist<'_>,
    pair: &OperationPair<'_>,
    context: Context,
    new: &Parameter<'_>,
) {
    let (need, effect) = if new.required {
        ("required", Effect::Narrower)
    } else {
        ("optional", Effect::Same)
    };
    let message = context.message_id();
    let id = match (new.r#in, new.shared) {
        (_, true) => format!("new-{need}-{message}-default-parameter-to-existing-path"),
        ("path", false) => format!("new-{message}-path-parameter"),
        _ => format!("new-{need}-{message}-parameter"),
    };
    let text = format!("{} was added, {need}", new.shown());
    worklist.report(
        Some(&pair.name),
        new.place,
        id,
        context.verdict(effect),
        text,
    );
}

fn kept<'a>(
    worklist: &mut Worklist<'a>,
    pair: &OperationPair<'a>,
    context: Context,
    old: &Parameter<'a>,
    new: &Parameter<'a>,
) {
    let mut report = |keyword: &str, wire: Wire, what: &str| {
        let text = format!("{} {what}", new.shown());
        worklist.report(Some(&pair.name), new.place, context.id(keyword), wire, text);
    };
    let verdict = |effect| context.verdict(effect);
    match (old.required, new.required) {
        (false, true) => {
            let default = if new.has_default {
                " (it has a default)"
            } else {
                ""
            };
            report(
                "became-required",
                verdict(Effect::Narrower),
                &format!("became required{default}"),
            );
        }
        (true, false) => report("became-optional", verdict(Effect::Wider), "became optional"),
        _ => {}
    }
    match (old.deprecated, new.deprecated) {
        (false, true) => report("deprecated", Wire::Safe, "is deprecated"),
        (true, false) => report("reactivated", Wire::Safe, "is no longer deprecated"),
        _ => {}
    }
    match (old.media, new.media) {
        (None, None) => {
            // Another style of writing accepts other requests.
            if old.style != new.style {
                let what = format!("is written in style {}, no longer {}", new.style, old.style);
                report("style-changed", verdict(Effect::Other), &what);
            }
            let is_composite = |schema: Option<&'a Value>, document| {
                schema.is_none_or(|schema| {
                    let types = View::of(document, schema).types;
                    types.contains(Types::ARRAY) || types.contains(Types::OBJECT)
                })
            };
            let composite = is_composite(old.schema, &pair.old.document)
                && is_composite(new.schema, &pair.new.document);
            if old.explode != new.explode && old.style == new.style && composite {
                report(
                    "explode-changed",
                    verdict(Effect::Other),
                    "has another value of explode",
                );
            }
            match (old.allow_reserved, new.allow_reserved) {
                (true, false) => {
                    let what = "no longer accepts reserved characters unencoded";
                    report("allow-reserved-removed", verdict(Effect::Narrower), what);
                }
                (false, true) => {
                    let what = "accepts reserved characters unencoded";
                    report("allow-reserved-added", verdict(Effect::Wider), what);
                }
                _ => {}
            }
        }
        (Some(before), Some(after)) if essence(before) == essence(after) => {}
        _ => report(
            "content-changed",
            verdict(Effect::Other),
            "is written as another media type",
        ),
    }
    match (old.schema, new.schema) {
        (None, None) => {}
        (None, Some(_)) => report(
            "schema-added",
            verdict(Effect::Narrower),
            "now has a schema",
        ),
        (Some(_), None) => report(
            "schema-removed",
            verdict(Effect::Wider),
            "no longer has a schema",
        ),
        (Some(before), Some(after)) => {
            let part = if new.r#in == "header" {
                Part::Header
            } else {
                context.part
            };
            worklist.compare_schemas(&pair.name, before, after, Context { part, ..context });
        }
    }
}
