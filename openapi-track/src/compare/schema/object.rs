//! Properties: which exist, which are required, who sends them, and whether others are accepted.

use serde_json::Value;

use crate::compare::context::{Context, Message};
use crate::compare::document::{Document, flag};
use crate::compare::effect::{Direction, Effect};
use crate::compare::equivalence::{equivalent, identical};
use crate::compare::location::Place;
use crate::compare::verdict::Wire;
use crate::compare::view::View;
use crate::compare::worklist::{ANYTHING, SchemaPair};

/// One property of one schema.
struct Property {
    place: Place,
    required: bool,
    read_only: bool,
    write_only: bool,
    deprecated: bool,
    has_default: bool,
}

impl Property {
    fn of<'a>(document: &Document<'a>, view: &View<'a>, name: &str, schema: &'a Value) -> Self {
        let inner = document.object(schema);
        let any = |keyword| {
            schema
                .as_object()
                .is_some_and(|object| flag(object, keyword))
                || inner.is_some_and(|object| flag(object, keyword))
        };
        Self {
            place: document.place(schema),
            required: view.requires(name),
            read_only: any("readOnly"),
            write_only: any("writeOnly"),
            deprecated: any("deprecated"),
            has_default: inner.is_some_and(|object| object.contains_key("default")),
        }
    }

    /// Whether the property does not occur in what this writer sends.
    fn is_absent(&self, writer: Direction) -> bool {
        match writer {
            Direction::Sent => self.read_only,
            Direction::Received => self.write_only,
        }
    }

    /// `required` or `optional`.
    fn need(&self) -> &'static str {
        if self.required {
            "required"
        } else {
            "optional"
        }
    }
}

pub(super) fn compare<'a>(pair: &mut SchemaPair<'a>, old: &View<'a>, new: &View<'a>) {
    let (before, after) = (old.properties(), new.properties());
    let find = |list: &[(&'a str, &'a Value)], name: &str| {
        let index = list.binary_search_by_key(&name, |(known, _)| known).ok()?;
        list.get(index).map(|(_, schema)| *schema)
    };
    let (old_document, new_document) = (pair.old_document, pair.new_document);
    for (name, schema) in &before {
        if find(&after, name).is_none() {
            removed(
                pair,
                name,
                &Property::of(&old_document, old, name, schema),
                new,
            );
        }
    }
    for (name, schema) in &after {
        match find(&before, name) {
            Some(earlier) => kept(pair, name, (earlier, old), (schema, new)),
            None => added(
                pair,
                name,
                &Property::of(&new_document, new, name, schema),
                old,
            ),
        }
    }
    let undeclared = |name: &&str| find(&before, name).is_none() && find(&after, name).is_none();
    let (context, place) = (pair.context.property(), pair.place());
    for name in new
        .required()
        .into_iter()
        .filter(undeclared)
        .filter(|name| !old.requires(name))
    {
        requiredness(
            pair,
            place,
            context,
            name,
            "became-required",
            Effect::Narrower,
        );
    }
    for name in old
        .required()
        .into_iter()
        .filter(undeclared)
        .filter(|name| !new.requires(name))
    {
        requiredness(pair, place, context, name, "became-optional", Effect::Wider);
    }
    additional_properties(pair, old, new);
}

/// `new-required-request-property`, but `response-required-property-added`.
fn added<'a>(pair: &mut SchemaPair<'a>, name: &str, property: &Property, old: &View<'a>) {
    let mut context = pair.context.property();
    context.exemptions.absent |= property.is_absent(context.writer());
    let need = property.need();
    let (effect, reason) = match context.direction {
        Direction::Sent if property.required => (Effect::Narrower, ""),
        Direction::Received if old.is_closed() => (Effect::Uncertain, CLOSED),
        _ => (Effect::Same, ""),
    };
    let (message, part) = (context.message_id(), context.part.word());
    let id = match context.message {
        Message::Request => {
            let default = if property.required && property.has_default {
                "-with-default"
            } else {
                ""
            };
            format!("new-{need}-{message}-{part}{default}")
        }
        Message::Response => format!("{message}-{need}-{}{part}-added", context.exemption_id()),
    };
    let text = format!("the {need} property `{name}` was added{reason}");
    pair.found_as(property.place, id, context.verdict(effect), text);
}

/// Why a property more in a received object is a warning where the object has no others by its schema.
const CLOSED: &str = "; the old schema refuses other properties, which only a strict reader enforces: \
                      preparation opens received objects";

fn removed<'a>(pair: &mut SchemaPair<'a>, name: &str, property: &Property, new: &View<'a>) {
    let mut context = pair.context.property();
    context.exemptions.absent |= property.is_absent(context.writer());
    context.exemptions.deprecated |= property.deprecated;
    let need = property.need();
    let effect = match context.direction {
        Direction::Sent if new.is_closed() => Effect::Narrower,
        Direction::Received if property.required && !new.requires(name) => Effect::Wider,
        // Still accepted, no longer read; or never guaranteed, now never there.
        _ => Effect::Uncertain,
    };
    let (message, part) = (context.message_id(), context.part.word());
    let id = match context.message {
        Message::Request => format!("{message}-{part}-removed"),
        Message::Response => format!("{message}-{need}-{}{part}-removed", context.exemption_id()),
    };
    let text = format!("the {need} property `{name}` was removed");
    pair.found_as(property.place, id, context.verdict(effect), text);
}

fn kept<'a>(
    pair: &mut SchemaPair<'a>,
    name: &'a str,
    (before, old): (&'a Value, &View<'a>),
    (after, new): (&'a Value, &View<'a>),
) {
    let (old_schemas, new_schemas) = (old.property_schemas(name), new.property_schemas(name));
    let once = old_schemas.len() == 1 && new_schemas.len() == 1;
    if once && identical(before, after) && old.requires(name) == new.requires(name) {
        return;
    }
    let was = Property::of(&pair.old_document, old, name, before);
    let is = Property::of(&pair.new_document, new, name, after);
    let mut context = pair.context.property();
    access(pair, context, name, &was, &is);
    let writer = context.writer();
    context.exemptions.absent |= was.is_absent(writer) && is.is_absent(writer);
    match (was.required, is.required) {
        (false, true) => {
            let with_default = context.message == Message::Request && is.has_default;
            let word = if with_default {
                "became-required-with-default"
            } else {
                "became-required"
            };
            requiredness(pair, is.place, context, name, word, Effect::Narrower);
        }
        (true, false) => requiredness(
            pair,
            is.place,
            context,
            name,
            "became-optional",
            Effect::Wider,
        ),
        _ => {}
    }
    if was.deprecated != is.deprecated {
        let (word, state) = if is.deprecated {
            ("deprecated", "is deprecated")
        } else {
            ("reactivated", "is no longer deprecated")
        };
        pair.found_as(
            is.place,
            context.id(word),
            Wire::Safe,
            format!("the property `{name}` {state}"),
        );
    }
    for (before, after) in matched(pair, old_schemas, new_schemas) {
        pair.descend(before, after, context);
    }
}

/// Two lists of schemas that a value has to match all of, paired for comparison: equivalent ones first,
/// then in order, and what only one side has against "anything", unless the other has it elsewhere.
fn matched<'a>(
    pair: &SchemaPair<'a>,
    old: Vec<&'a Value>,
    new: Vec<&'a Value>,
) -> Vec<(&'a Value, &'a Value)> {
    if let ([before], [after]) = (old.as_slice(), new.as_slice()) {
        return vec![(before, after)];
    }
    let same = |before: &'a Value, after: &'a Value| {
        equivalent((&pair.old_document, before), (&pair.new_document, after))
    };
    let (mut pairs, mut left, mut free) = (Vec::new(), Vec::new(), new.clone());
    for before in &old {
        match free.iter().position(|after| same(before, after)) {
            Some(position) => pairs.push((*before, free.remove(position))),
            None => left.push(*before),
        }
    }
    left.retain(|before| !new.iter().any(|after| same(before, after)));
    free.retain(|after| !old.iter().any(|before| same(before, after)));
    for index in 0..left.len().max(free.len()) {
        let at = |list: &[&'a Value]| list.get(index).copied().unwrap_or(&ANYTHING);
        pairs.push((at(&left), at(&free)));
    }
    pairs
}

fn requiredness(
    pair: &mut SchemaPair<'_>,
    place: Place,
    context: Context,
    name: &str,
    word: &str,
    effect: Effect,
) {
    let text = format!("the property `{name}` {}", word.replace('-', " "));
    pair.found_as(place, context.id(word), context.verdict(effect), text);
}

/// Read-only and write-only decide who sends a property, and so what the client has to send although the
/// old document did not say so, or may now miss.
fn access(pair: &mut SchemaPair<'_>, context: Context, name: &str, was: &Property, is: &Property) {
    for (word, direction, before, after) in [
        ("read-only", Direction::Sent, was.read_only, is.read_only),
        (
            "write-only",
            Direction::Received,
            was.write_only,
            is.write_only,
        ),
    ] {
        if before == after {
            continue;
        }
        let effect = match (
            direction == context.writer(),
            context.direction,
            after,
            is.required,
        ) {
            (false, ..) => Effect::Same,
            // The client sends what is now ignored.
            (true, Direction::Sent, true, _) => Effect::Uncertain,
            (true, Direction::Sent, false, true) => Effect::Narrower,
            (true, Direction::Received, true, true) => Effect::Wider,
            (true, Direction::Received, true, false) => Effect::Uncertain,
            _ => Effect::Same,
        };
        let change = if after { "became" } else { "became-not" };
        let (message, part, need) = (context.message_id(), context.part.word(), is.need());
        let id = format!("{message}-{need}-{part}-{change}-{word}");
        let text = format!(
            "the property `{name}` {} {word}",
            if after { "became" } else { "is no longer" }
        );
        pair.found_as(is.place, id, context.verdict(effect), text);
    }
}

/// `additionalProperties`: refused, any, or those that match a schema.
fn additional_properties<'a>(pair: &mut SchemaPair<'a>, old: &View<'a>, new: &View<'a>) {
    let read = |view: &View<'a>| {
        let says_nothing = |value: &Value| {
            value.as_bool() == Some(true)
                || value.as_object().is_some_and(|object| object.is_empty())
        };
        view.get("additionalProperties")
            .filter(|value| !says_nothing(value))
    };
    let is_closed = |value: Option<&Value>| value.and_then(Value::as_bool) == Some(false);
    let (before, after) = (read(old), read(new));
    let opened = match pair.context.direction {
        Direction::Sent => (Effect::Wider, ""),
        Direction::Received => (Effect::Uncertain, CLOSED),
    };
    match (before, after, is_closed(before), is_closed(after)) {
        (None, None, ..) | (_, _, true, true) => {}
        (_, _, false, true) => {
            let text = "properties beyond the listed ones are no longer accepted";
            pair.found("additional-properties-closed", Effect::Narrower, text);
        }
        (_, _, true, false) => {
            let text = format!(
                "properties beyond the listed ones are now accepted{}",
                opened.1
            );
            pair.found("additional-properties-opened", opened.0, text);
        }
        (None, Some(_), ..) => {
            let text = "properties beyond the listed ones must now match a schema";
            pair.found("additional-properties-schema-added", Effect::Narrower, text);
        }
        (Some(_), None, ..) => {
            let text = "properties beyond the listed ones no longer have to match a schema";
            pair.found("additional-properties-schema-removed", Effect::Wider, text);
        }
        (Some(before), Some(after), ..) => pair.descend(before, after, pair.context.property()),
    }
}
