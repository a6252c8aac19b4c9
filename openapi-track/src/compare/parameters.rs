//! Parameters: which exist, which must, how their values are written into the request.

use serde_json::Value;

use super::content;
use super::document::{Object, flag, text, token};
use super::findings::Comparison;
use super::law::{Effect, Guards, Wire};
use super::operations::{Exchange, Operation, placeholders};
use super::schema::{Types, View};
use super::site::{Kind, Message, Site};

/// One parameter as it appears in the request.
struct Parameter<'a> {
    name: &'a str,
    place: &'a str,
    /// What a parameter is known by: for one in the path its position, for headers their lower case.
    key: (&'a str, String),
    required: bool,
    deprecated: bool,
    has_default: bool,
    schema: Option<&'a Value>,
    /// Written as this media type instead of by a style.
    media: Option<&'a str>,
    style: &'a str,
    explode: bool,
    allow_reserved: bool,
    /// Declared for the whole path.
    shared: bool,
    location: String,
}

fn of<'a>(operation: &Operation<'a>, location: &str) -> Vec<Parameter<'a>> {
    let path = location.rsplit_once('/').map_or(location, |(path, _)| path);
    let mut found: Vec<Parameter<'a>> = Vec::new();
    let own = (operation.object.get("parameters"), false, location);
    let shared = (operation.item.get("parameters"), true, path);
    for (list, shared, base) in [own, shared] {
        for (index, value) in list
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .enumerate()
        {
            let Some((object, reference)) = operation.document.object(value) else {
                continue;
            };
            let location = match reference {
                Some(reference) => reference.to_owned(),
                None => format!("{base}/parameters/{index}"),
            };
            for parameter in read(operation, object, shared, location) {
                // What the operation says beats what its path says.
                if !found.iter().any(|known| known.key == parameter.key) {
                    found.push(parameter);
                }
            }
        }
    }
    found
}

fn read<'a>(
    operation: &Operation<'a>,
    object: &'a Object,
    shared: bool,
    location: String,
) -> Vec<Parameter<'a>> {
    let (Some(name), Some(place)) = (text(object, "name"), text(object, "in")) else {
        return Vec::new();
    };
    // By the specification these headers are described elsewhere.
    let elsewhere = ["accept", "content-type", "authorization"];
    if place == "header" && elsewhere.contains(&name.to_lowercase().as_str()) {
        return Vec::new();
    }
    let key = match place {
        "path" => placeholders(operation.template)
            .iter()
            .position(|known| *known == name)
            .map_or_else(|| name.to_owned(), |position| format!("{{{position}}}")),
        "header" => name.to_lowercase(),
        _ => name.to_owned(),
    };
    let written = object
        .get("content")
        .and_then(Value::as_object)
        .and_then(|all| all.iter().next());
    let schema = match written {
        Some((_, media)) => media.get("schema"),
        None => object.get("schema"),
    };
    let style = text(object, "style").unwrap_or(match place {
        "query" | "cookie" => "form",
        _ => "simple",
    });
    let explode = object
        .get("explode")
        .and_then(Value::as_bool)
        .unwrap_or(style == "form");
    let view = schema.map(|schema| View::of(&operation.document, schema));
    let parameter = Parameter {
        name,
        place,
        key: (place, key),
        required: flag(object, "required") || place == "path",
        deprecated: flag(object, "deprecated"),
        has_default: view.as_ref().is_some_and(|view| view.holds("default")),
        schema,
        media: written.map(|(media, _)| media.as_str()),
        style,
        explode,
        allow_reserved: flag(object, "allowReserved"),
        shared,
        location,
    };
    match view {
        Some(view) if parameter.spreads(&view) => parameter.spread(&view),
        _ => vec![parameter],
    }
}

impl<'a> Parameter<'a> {
    /// An object in the query, written by `form` and exploded, is one parameter a property.
    fn spreads(&self, view: &View<'a>) -> bool {
        self.place == "query"
            && self.style == "form"
            && self.explode
            && self.media.is_none()
            && view.types == Types::OBJECT
            && view.unions.is_empty()
            && !view.holds("additionalProperties")
            && !view.properties().is_empty()
    }

    fn spread(&self, view: &View<'a>) -> Vec<Self> {
        let one = |(name, schema): (&'a str, &'a Value)| Parameter {
            name,
            place: self.place,
            key: (self.place, name.to_owned()),
            required: self.required && view.requires(name),
            deprecated: self.deprecated,
            has_default: schema.get("default").is_some(),
            schema: Some(schema),
            media: None,
            style: "form",
            explode: true,
            allow_reserved: self.allow_reserved,
            shared: self.shared,
            location: format!("{}/schema/properties/{}", self.location, token(name)),
        };
        view.properties().into_iter().map(one).collect()
    }

    fn called(&self) -> String {
        format!("the {} parameter `{}`", self.place, self.name)
    }
}

/// Compares the parameters of one operation.
pub(super) fn compare<'a>(comparison: &mut Comparison<'a>, exchange: &Exchange<'a>) {
    let before = of(&exchange.old, &exchange.location);
    let after = of(&exchange.new, &exchange.location);
    let site = Site::new(exchange.caller, Message::Request, Kind::Parameter);
    for old in &before {
        match after.iter().find(|new| new.key == old.key) {
            Some(new) => kept(comparison, exchange, site, old, new),
            None => removed(comparison, exchange, site, old),
        }
    }
    for new in after
        .iter()
        .filter(|new| !before.iter().any(|old| old.key == new.key))
    {
        added(comparison, exchange, site, new);
    }
}

fn removed(
    comparison: &mut Comparison<'_>,
    exchange: &Exchange<'_>,
    site: Site,
    old: &Parameter<'_>,
) {
    let guards = Guards {
        deprecated: old.deprecated,
        ..site.guards
    };
    let site = Site { guards, ..site };
    let suffix = if old.deprecated {
        "removed-with-deprecation"
    } else {
        "removed"
    };
    // Still sent, no longer read.
    let (id, wire) = (site.id(suffix), site.judge(Effect::Meaning));
    let text = format!("{} was removed", old.called());
    comparison.report(Some(&exchange.name), &old.location, id, wire, text);
}

fn added(
    comparison: &mut Comparison<'_>,
    exchange: &Exchange<'_>,
    site: Site,
    new: &Parameter<'_>,
) {
    let effect = if new.required {
        Effect::Narrower
    } else {
        Effect::Same
    };
    let need = if new.required { "required" } else { "optional" };
    let message = site.message_id();
    let id = match (new.place, new.shared) {
        (_, true) => format!("new-{need}-{message}-default-parameter-to-existing-path"),
        ("path", false) => format!("new-{message}-path-parameter"),
        _ => format!("new-{need}-{message}-parameter"),
    };
    let text = format!("{} was added, {need}", new.called());
    comparison.report(
        Some(&exchange.name),
        &new.location,
        id,
        site.judge(effect),
        text,
    );
}

fn kept<'a>(
    comparison: &mut Comparison<'a>,
    exchange: &Exchange<'a>,
    site: Site,
    old: &Parameter<'a>,
    new: &Parameter<'a>,
) {
    let mut tell = |keyword: &str, wire: Wire, words: &str| {
        let text = format!("{} {words}", new.called());
        comparison.report(
            Some(&exchange.name),
            &new.location,
            site.id(keyword),
            wire,
            text,
        );
    };
    match (old.required, new.required) {
        (false, true) => {
            let word = if new.has_default {
                " (it has a default)"
            } else {
                ""
            };
            tell(
                "became-required",
                site.judge(Effect::Narrower),
                &format!("became required{word}"),
            );
        }
        (true, false) => tell(
            "became-optional",
            site.judge(Effect::Wider),
            "became optional",
        ),
        _ => {}
    }
    match (old.deprecated, new.deprecated) {
        (false, true) => tell("deprecated", Wire::Safe, "is deprecated"),
        (true, false) => tell("reactivated", Wire::Safe, "is no longer deprecated"),
        _ => {}
    }
    // How the value is written: another spelling is another set of accepted requests.
    let other = site.judge(Effect::Other);
    match (old.media, new.media) {
        (None, None) => {
            if old.style != new.style {
                let words = format!("is written in style {}, no longer {}", new.style, old.style);
                tell("style-changed", other, &words);
            }
            let composite = |schema: Option<&'a Value>, document| {
                schema.is_none_or(|schema| {
                    let types = View::of(document, schema).types;
                    types.has(Types::ARRAY) || types.has(Types::OBJECT)
                })
            };
            let spelled = composite(old.schema, &exchange.old.document)
                && composite(new.schema, &exchange.new.document);
            if old.explode != new.explode && old.style == new.style && spelled {
                tell("explode-changed", other, "joins its values differently");
            }
            match (old.allow_reserved, new.allow_reserved) {
                (true, false) => tell(
                    "allow-reserved-removed",
                    site.judge(Effect::Narrower),
                    "no longer takes reserved characters as they are",
                ),
                (false, true) => tell(
                    "allow-reserved-added",
                    site.judge(Effect::Wider),
                    "takes reserved characters as they are",
                ),
                _ => {}
            }
        }
        (Some(before), Some(after)) if content::essence(before) == content::essence(after) => {}
        _ => tell("content-changed", other, "is written as another media type"),
    }
    let site = match new.place {
        "header" => Site {
            kind: Kind::Header,
            ..site
        },
        _ => site,
    };
    let schema = if new.media.is_some() {
        "content/schema"
    } else {
        "schema"
    };
    match (old.schema, new.schema) {
        (Some(before), Some(after)) => {
            let location = format!("{}/{schema}", new.location);
            comparison.schemas(&exchange.name, &location, before, after, site);
        }
        (None, Some(_)) => tell("schema-added", site.judge(Effect::Narrower), "got a schema"),
        (Some(_), None) => tell(
            "schema-removed",
            site.judge(Effect::Wider),
            "lost its schema",
        ),
        (None, None) => {}
    }
}
