//! Compares two schemas: the effect of each keyword on the set of valid values.
//!
//! Schemas inside (properties, items, alternatives) are handed back to the worklist, so no call goes
//! deeper than one schema.

mod bounds;
mod composition;
mod discriminator;
mod object;
mod subschemas;
mod type_and_format;
mod unknown;
mod values;

use serde_json::Value;

use super::effect::Effect;
use super::verdict::Wire;
use super::view::View;
use super::worklist::SchemaPair;

/// Compares one pair.
pub(super) fn compare<'a>(pair: &mut SchemaPair<'a>, old: &'a Value, new: &'a Value) {
    discriminator::subtypes(pair, old, new);
    let old = View::of(&pair.old_document, old);
    let new = View::of(&pair.new_document, new);
    pair.not_compared += old.not_compared + new.not_compared;
    match (old.never, new.never) {
        (false, true) => {
            return pair.found(
                "type-changed",
                Effect::Narrower,
                "no value is accepted any more",
            );
        }
        (true, false) => {
            return pair.found(
                "type-changed",
                Effect::Wider,
                "values are accepted now, none were before",
            );
        }
        _ => {}
    }
    let members = composition::all_of_members(pair, &old, &new);
    if composition::unions(pair, &old, &new) {
        return;
    }
    type_and_format::compare(pair, &old, &new);
    values::compare(pair, &old, &new);
    bounds::compare(pair, &old, &new);
    object::compare(pair, &old, &new);
    subschemas::compare(pair, &old, &new);
    discriminator::compare(pair, &old, &new);
    unknown::compare(pair, &old, &new);
    if members.added + members.removed > 0 {
        summarize(pair, &members);
    }
}

/// Reports members of `allOf` that were added or removed as one change, with what follows from them.
fn summarize(pair: &mut SchemaPair<'_>, members: &composition::Members) {
    let consequences = pair.take_found();
    let worst = consequences
        .iter()
        .map(|(wire, _)| *wire)
        .max()
        .unwrap_or(Wire::Safe);
    let mut texts: Vec<_> = consequences.iter().map(|(_, text)| text.as_str()).collect();
    texts.dedup();
    let consequence = match texts.as_slice() {
        [] => "it changes nothing else".to_owned(),
        texts => texts.join("; "),
    };
    if members.added > 0 {
        // One more condition that every value has to meet.
        let effect = if consequences.is_empty() {
            Effect::Same
        } else {
            Effect::Narrower
        };
        pair.found(
            "all-of-added",
            effect,
            format!("a schema was added to allOf: {consequence}"),
        );
    }
    if members.removed > 0 {
        let wire = match pair.context.verdict(Effect::Narrower) {
            // What the client sends stays valid, but some of it may no longer be read.
            Wire::Breaking => worst.min(Wire::Warning),
            _ => worst,
        };
        let id = pair.context.id("all-of-removed");
        pair.found_as(
            pair.place(),
            id,
            wire,
            format!("a schema was removed from allOf: {consequence}"),
        );
    }
}
