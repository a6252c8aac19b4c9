//! Properties: which exist, which must, who carries them, and whether others may.

use serde_json::Value;

use super::view::View;
use crate::compare::document::{Document, flag, token};
use crate::compare::findings::Local;
use crate::compare::law::{Effect, Sense, Wire};
use crate::compare::site::{Message, Site};

/// What a property says of itself.
#[derive(Clone, Copy, Default)]
struct Traits {
    read_only: bool,
    write_only: bool,
    deprecated: bool,
    has_default: bool,
}

impl Traits {
    fn of<'a>(document: &Document<'a>, schema: &'a Value) -> Self {
        let outer = schema.as_object();
        let inner = document.object(schema).map(|(object, _)| object);
        let any = |keyword: &str| {
            outer.is_some_and(|o| flag(o, keyword)) || inner.is_some_and(|o| flag(o, keyword))
        };
        Self {
            read_only: any("readOnly"),
            write_only: any("writeOnly"),
            deprecated: any("deprecated"),
            has_default: inner.is_some_and(|object| object.contains_key("default")),
        }
    }

    /// Whether nobody carries the property in this direction.
    fn absent(self, sense: Sense) -> bool {
        match sense {
            Sense::Sent => self.read_only,
            Sense::Received => self.write_only,
        }
    }
}

pub(super) fn compare<'a>(local: &mut Local<'a>, old: &View<'a>, new: &View<'a>) {
    let (before, after) = (old.properties(), new.properties());
    let find = |list: &[(&'a str, &'a Value)], name: &str| {
        list.binary_search_by_key(&name, |(known, _)| known)
            .ok()
            .and_then(|index| list.get(index))
            .map(|(_, schema)| *schema)
    };
    for (name, schema) in &before {
        if find(&after, name).is_none() {
            removed(local, name, schema, old, new);
        }
    }
    for (name, schema) in &after {
        match find(&before, name) {
            Some(earlier) => kept(local, name, (earlier, old), (schema, new)),
            None => added(local, name, schema, old, new),
        }
    }
    let declared = |name: &str| find(&before, name).is_some() || find(&after, name).is_some();
    let site = local.site.property();
    for name in new
        .required()
        .into_iter()
        .filter(|name| !declared(name) && !old.requires(name))
    {
        requiredness(local, site, name, "became-required", Effect::Narrower);
    }
    for name in old
        .required()
        .into_iter()
        .filter(|name| !declared(name) && !new.requires(name))
    {
        requiredness(local, site, name, "became-optional", Effect::Wider);
    }
    additional(local, old, new);
}

fn below(name: &str) -> String {
    format!("/properties/{}", token(name))
}

fn need(required: bool) -> &'static str {
    if required { "required" } else { "optional" }
}

/// `new-required-request-property`, but `response-required-property-added`.
fn added<'a>(local: &mut Local<'a>, name: &str, schema: &'a Value, old: &View<'a>, new: &View<'a>) {
    let traits = Traits::of(&local.new_document, schema);
    let mut site = local.site.property();
    site.guards.absent |= traits.absent(site.writer());
    let required = new.requires(name);
    let effect = match site.sense {
        Sense::Sent if required => Effect::Narrower,
        Sense::Received if old.closed() => Effect::Wider,
        _ => Effect::Same,
    };
    let (message, kind) = (site.message_id(), site.kind.word());
    let id = match site.message {
        Message::Request => {
            let default = if required && traits.has_default {
                "-with-default"
            } else {
                ""
            };
            format!("new-{}-{message}-{kind}{default}", need(required))
        }
        Message::Response => {
            let guard = site.guard_id();
            format!("{message}-{}-{guard}{kind}-added", need(required))
        }
    };
    let text = format!("the {} property `{name}` was added", need(required));
    local.found_as(id, site.judge(effect), below(name), text);
}

fn removed<'a>(
    local: &mut Local<'a>,
    name: &str,
    schema: &'a Value,
    old: &View<'a>,
    new: &View<'a>,
) {
    let traits = Traits::of(&local.old_document, schema);
    let mut site = local.site.property();
    site.guards.absent |= traits.absent(site.writer());
    site.guards.deprecated |= traits.deprecated;
    let required = old.requires(name);
    let effect = match site.sense {
        Sense::Sent if new.closed() => Effect::Narrower,
        Sense::Received if required && !new.requires(name) => Effect::Wider,
        // Still acceptable, no longer read; or never promised, now never there.
        _ => Effect::Meaning,
    };
    let (message, kind) = (site.message_id(), site.kind.word());
    let id = match site.message {
        Message::Request => format!("{message}-{kind}-removed"),
        Message::Response => {
            let guard = site.guard_id();
            format!("{message}-{}-{guard}{kind}-removed", need(required))
        }
    };
    let text = format!("the {} property `{name}` was removed", need(required));
    local.found_as(id, site.judge(effect), below(name), text);
}

fn kept<'a>(
    local: &mut Local<'a>,
    name: &'a str,
    (before, old): (&'a Value, &View<'a>),
    (after, new): (&'a Value, &View<'a>),
) {
    let mut site = local.site.property();
    let (was_required, is_required) = (old.requires(name), new.requires(name));
    let once = |view: &View<'a>| view.spellings(name).len() == 1;
    let alike = super::plainly_equal(before, after) && once(old) && once(new);
    if alike && was_required == is_required {
        return;
    }
    let was = Traits::of(&local.old_document, before);
    let is = Traits::of(&local.new_document, after);
    carriers(local, site, name, need(is_required), was, is);
    site.guards.absent |= was.absent(site.writer()) && is.absent(site.writer());
    match (was_required, is_required) {
        (false, true) => {
            let word = match (site.message, is.has_default) {
                (Message::Request, true) => "became-required-with-default",
                _ => "became-required",
            };
            requiredness(local, site, name, word, Effect::Narrower);
        }
        (true, false) => requiredness(local, site, name, "became-optional", Effect::Wider),
        _ => {}
    }
    if was.deprecated != is.deprecated {
        let word = if is.deprecated {
            "deprecated"
        } else {
            "reactivated"
        };
        let text = format!("the property `{name}` is {word}");
        local.found_as(site.id(word), Wire::Safe, below(name), text);
    }
    let (before, after) = (old.spellings(name), new.spellings(name));
    for (before, after) in super::composition::conditions(local, before, after) {
        local.descend(before, after, site, "properties", Some(name));
    }
}

fn requiredness(local: &mut Local<'_>, site: Site, name: &str, word: &str, effect: Effect) {
    let text = format!("the property `{name}` {}", word.replace('-', " "));
    local.found_as(site.id(word), site.judge(effect), below(name), text);
}

/// Read-only and write-only decide who carries a property. What the client must still send although
/// nobody told it, or may now miss, follows from who carried it before.
fn carriers(local: &mut Local<'_>, site: Site, name: &str, need: &str, was: Traits, is: Traits) {
    let message = site.message_id();
    for (word, before, after) in [
        ("read-only", was.read_only, is.read_only),
        ("write-only", was.write_only, is.write_only),
    ] {
        if before == after {
            continue;
        }
        let direction = if word == "read-only" {
            Sense::Sent
        } else {
            Sense::Received
        };
        let effect = match (direction == site.writer(), site.sense, after, need) {
            (false, ..) => Effect::Same,
            // The client sends what is now ignored.
            (true, Sense::Sent, true, _) => Effect::Meaning,
            (true, Sense::Sent, false, "required") => Effect::Narrower,
            (true, Sense::Received, true, "required") => Effect::Wider,
            (true, Sense::Received, true, _) => Effect::Meaning,
            _ => Effect::Same,
        };
        let change = if after { "became" } else { "became-not" };
        let kind = site.kind.word();
        let id = format!("{message}-{need}-{kind}-{change}-{word}");
        let wire = site.judge(effect);
        let text = format!("the property `{name}` {} {word}", change.replace('-', " "));
        local.found_as(id, wire, below(name), text);
    }
}

/// `additionalProperties`: none, any, or such a schema.
fn additional<'a>(local: &mut Local<'a>, old: &View<'a>, new: &View<'a>) {
    let read = |view: &View<'a>| {
        view.get("additionalProperties").filter(|value| {
            value.as_bool() != Some(true)
                && value.as_object().is_none_or(|object| !object.is_empty())
        })
    };
    let closed = |value: &Value| value.as_bool() == Some(false);
    match (read(old), read(new)) {
        (None, None) => {}
        (None, Some(after)) if closed(after) => local.found(
            "additional-properties-closed",
            Effect::Narrower,
            "properties beyond the listed ones are no longer accepted",
        ),
        (None, Some(_)) => local.found(
            "additional-properties-schema-added",
            Effect::Narrower,
            "properties beyond the listed ones must now match a schema",
        ),
        (Some(before), None) if closed(before) => local.found(
            "additional-properties-opened",
            Effect::Wider,
            "properties beyond the listed ones are now accepted",
        ),
        (Some(_), None) => local.found(
            "additional-properties-schema-removed",
            Effect::Wider,
            "properties beyond the listed ones need no longer match a schema",
        ),
        (Some(before), Some(after)) => match (closed(before), closed(after)) {
            (true, true) => {}
            (false, false) => {
                let site = local.site.property();
                local.descend(before, after, site, "additionalProperties", None);
            }
            (was, _) => {
                let (word, effect) = if was {
                    ("opened", Effect::Wider)
                } else {
                    ("closed", Effect::Narrower)
                };
                local.found(
                    &format!("additional-properties-{word}"),
                    effect,
                    format!("additional properties were {word}"),
                );
            }
        },
    }
}
