//! `type` and `format`.

use serde_json::Value;

use crate::compare::context::{Message, Part};
use crate::compare::effect::{Direction, Effect};
use crate::compare::number::equal;
use crate::compare::types::Types;
use crate::compare::view::View;
use crate::compare::worklist::SchemaPair;

pub(super) fn compare<'a>(pair: &mut SchemaPair<'a>, old: &View<'a>, new: &View<'a>) {
    if same_values(old, new) {
        return;
    }
    let (before, after) = (old.types_beside(new), new.types_beside(old));
    let plain = before.effect(after);
    let effect = if pair.context.text_encoded && plain != Effect::Same {
        let in_xml = pair.context.is_xml();
        match (plain, before.as_text(in_xml).effect(after.as_text(in_xml))) {
            // `?a=x` is also a list of one, where the items may be what the scalar was.
            (Effect::Other, Effect::Other) => scalar_and_list(pair, old, new),
            (_, Effect::Same) => plain,
            (_, text) => text,
        }
    } else {
        plain
    };
    if effect != Effect::Same {
        let list = before != Types::ANY
            && after != Types::ANY
            && plain != Effect::Other
            && (before.count() > 1 || after.count() > 1);
        let keyword = match effect {
            Effect::Wider if list => "list-of-types-widened",
            Effect::Narrower if list => "list-of-types-narrowed",
            _ => keyword(pair, effect, plain != effect),
        };
        pair.found(
            keyword,
            effect,
            format!("the type changed from {before} to {after}"),
        );
        return;
    }
    let (before, after) = (format_of(old, new), format_of(new, old));
    if before != after {
        let effect = format_effect(before, after);
        let (before, after) = (before.unwrap_or("none"), after.unwrap_or("none"));
        let text = format!("the format changed from {before} to {after}");
        pair.found(keyword(pair, effect, false), effect, text);
    }
}

/// Whether both list the same values: then the type adds nothing.
fn same_values(old: &View<'_>, new: &View<'_>) -> bool {
    let (Some(before), Some(after)) = (old.values(), new.values()) else {
        return false;
    };
    let within = |some: &[&Value], all: &[&Value]| {
        some.iter()
            .all(|value| all.iter().any(|other| equal(value, other)))
    };
    within(&before, &after) && within(&after, &before)
}

/// oasdiff's word: a narrower type is a changed one to whoever sends it and a special case to whoever
/// receives it; what fits only because both are written as text is compatible.
fn keyword(pair: &SchemaPair<'_>, effect: Effect, by_text: bool) -> &'static str {
    let context = pair.context;
    let parameter = matches!(context.part, Part::Parameter | Part::ParameterProperty)
        || context.message == Message::Request && context.part == Part::Header;
    match (effect, context.writer()) {
        (Effect::Wider, Direction::Sent) | (Effect::Narrower, Direction::Received)
            if by_text && !parameter =>
        {
            "type-compatible"
        }
        (Effect::Wider, _) if parameter || !by_text => "type-generalized",
        (Effect::Narrower, Direction::Received) if !by_text => "type-specialized",
        (Effect::Narrower, _) if context.part == Part::ParameterProperty => "type-specialized",
        _ => "type-changed",
    }
}

fn scalar_and_list(pair: &SchemaPair<'_>, old: &View<'_>, new: &View<'_>) -> Effect {
    let accepts = |document, list: &View<'_>, scalar: &View<'_>| {
        if list.types != Types::ARRAY || scalar.types.contains(Types::OBJECT) {
            return false;
        }
        let Some(items) = list.get("items") else {
            return true;
        };
        let items = View::of(document, items);
        let limits = ["pattern", "maxLength", "minLength", "maximum", "minimum"];
        let open = items.values().is_none() && !limits.iter().any(|keyword| items.has(keyword));
        open && items.types.as_text(false).contains(scalar.types) && !list.has("minItems")
    };
    if accepts(&pair.new_document, new, old) {
        Effect::Wider
    } else if accepts(&pair.old_document, old, new) {
        Effect::Narrower
    } else {
        Effect::Other
    }
}

/// The format, without the two that the other schema writes as a content keyword of OpenAPI 3.1.
fn format_of<'a>(view: &View<'a>, other: &View<'_>) -> Option<&'a str> {
    view.get_text("format").filter(|format| match *format {
        "byte" => !other.has("contentEncoding"),
        "binary" => !other.has("contentMediaType"),
        _ => true,
    })
}

fn format_effect(old: Option<&str>, new: Option<&str>) -> Effect {
    match (old, new) {
        (Some(_), None) | (Some("int32"), Some("int64")) | (Some("float"), Some("double")) => {
            Effect::Wider
        }
        (None, Some(_)) | (Some("int64"), Some("int32")) | (Some("double"), Some("float")) => {
            Effect::Narrower
        }
        _ => Effect::Other,
    }
}
