//! Compares two schemas at one place: each keyword's effect on the set of accepted values.
//!
//! What stands below (properties, items, alternatives) is handed on, so no call goes deeper than one
//! schema.

mod applicators;
mod bounds;
mod composition;
mod discriminator;
mod object;
mod same;
mod types;
mod values;
mod view;

use serde_json::Value;

use super::findings::{Finding, Local};
use super::law::{Effect, Wire};
pub(super) use same::same;
pub(super) use types::Types;
pub(super) use view::View;

/// How deep [`plainly_equal`] looks. What is deeper is compared pair by pair, which needs no stack.
const DEEPEST: usize = 32;

/// Whether two schemas are the same text and lead nowhere else: the common case, decided without
/// remembering anything.
pub(super) fn plainly_equal(old: &Value, new: &Value) -> bool {
    equal_within(DEEPEST, old, new)
}

fn equal_within(depth: usize, old: &Value, new: &Value) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            old.len() == new.len()
                && !old.contains_key("$ref")
                && old.iter().zip(new).all(|((old_key, old), (new_key, new))| {
                    old_key == new_key && equal_within(depth, old, new)
                })
        }
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len()
                && old
                    .iter()
                    .zip(new)
                    .all(|(old, new)| equal_within(depth, old, new))
        }
        (old, new) => old == new,
    }
}

/// Compares one pair.
pub(super) fn compare<'a>(local: &mut Local<'a>, old: &'a Value, new: &'a Value) {
    let old = View::of(&local.old_document, old);
    let new = View::of(&local.new_document, new);
    local.left_out += old.left_out + new.left_out;
    if old.never != new.never {
        let effect = if new.never {
            Effect::Narrower
        } else {
            Effect::Wider
        };
        local.found(
            "type-changed",
            effect,
            "whether anything is accepted changed",
        );
        return;
    }
    let members = composition::all_of_changes(local, &old, &new);
    if composition::unions(local, &old, &new) {
        return;
    }
    types::compare(local, &old, &new);
    values::compare(local, &old, &new);
    bounds::compare(local, &old, &new);
    object::compare(local, &old, &new);
    applicators::compare(local, &old, &new);
    discriminator::compare(local, &old, &new);
    if members.added + members.removed > 0 {
        name_the_members(local, &members);
    }
}

/// Members that came or went are the cause; what follows from them is one entry each.
fn name_the_members(local: &mut Local<'_>, members: &composition::Members) {
    let consequences: Vec<Finding> = std::mem::take(&mut local.findings);
    let worst = consequences
        .iter()
        .map(|finding| finding.wire)
        .max()
        .unwrap_or(Wire::Safe);
    let mut told: Vec<_> = consequences
        .iter()
        .map(|finding| finding.text.as_str())
        .collect();
    told.dedup();
    let told = match told.is_empty() {
        true => "it says nothing new".to_owned(),
        false => told.join("; "),
    };
    if members.added > 0 {
        // One more condition that every value has to meet.
        let effect = match consequences.is_empty() {
            true => Effect::Same,
            false => Effect::Narrower,
        };
        let text = format!("allOf has a new member: {told}");
        local.found("all-of-added", effect, text);
    }
    if members.removed > 0 {
        let wire = match local.site.judge(Effect::Narrower) {
            // What the client sends stays acceptable, but some of it may no longer be read.
            Wire::Breaking => worst.min(Wire::Warning),
            _ => worst,
        };
        let id = local.site.id("all-of-removed");
        let text = format!("allOf has lost a member: {told}");
        local.found_as(id, wire, String::new(), text);
    }
}
