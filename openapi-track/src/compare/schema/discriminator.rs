//! Discriminators. By the specification (3.0.4, 3.1.1) one only hints at the alternative and never changes
//! which values are accepted: whatever happens to it is a matter of meaning. Where the values themselves
//! change, the alternatives and the listed values of the property say so.

use serde_json::Value;

use super::view::View;
use crate::compare::document::{Object, text};
use crate::compare::findings::Local;
use crate::compare::law::Effect;

pub(super) fn compare(local: &mut Local<'_>, old: &View<'_>, new: &View<'_>) {
    let (before, after) = (read(old), read(new));
    match (before, after) {
        (None, None) => {}
        (None, Some(_)) => {
            local.found(
                "discriminator-added",
                Effect::Meaning,
                "a discriminator was added",
            );
        }
        (Some(_), None) => {
            local.found(
                "discriminator-removed",
                Effect::Meaning,
                "the discriminator was removed",
            );
        }
        (Some(before), Some(after)) => {
            let (old_name, new_name) = (text(before, "propertyName"), text(after, "propertyName"));
            if old_name != new_name {
                let say = |name: Option<&str>| name.unwrap_or("nothing").to_owned();
                local.found(
                    "discriminator-property-name-changed",
                    Effect::Meaning,
                    format!(
                        "alternatives are told apart by {}, no longer by {}",
                        say(new_name),
                        say(old_name)
                    ),
                );
            }
            mapping(local, before, after);
        }
    }
}

fn read<'a>(view: &View<'a>) -> Option<&'a Object> {
    view.get("discriminator").and_then(Value::as_object)
}

fn mapping(local: &mut Local<'_>, old: &Object, new: &Object) {
    let empty = Object::new();
    let entries = |object: &'_ Object| {
        object
            .get("mapping")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_else(|| empty.clone())
    };
    let (before, after) = (entries(old), entries(new));
    for (value, target) in &before {
        match after.get(value) {
            None => local.found(
                "discriminator-mapping-deleted",
                Effect::Meaning,
                format!("the discriminator's value `{value}` was removed"),
            ),
            Some(other) if leads_to(other) != leads_to(target) => local.found(
                "discriminator-mapping-changed",
                Effect::Meaning,
                format!(
                    "the discriminator's value `{value}` now means {}",
                    leads_to(other)
                ),
            ),
            Some(_) => {}
        }
    }
    for value in after.keys().filter(|value| !before.contains_key(*value)) {
        local.found(
            "discriminator-mapping-added",
            Effect::Meaning,
            format!("the discriminator's value `{value}` was added"),
        );
    }
}

/// A mapping names a schema or points to it: both are one.
fn leads_to(target: &Value) -> &str {
    let text = target.as_str().unwrap_or_default();
    text.strip_prefix("#/components/schemas/").unwrap_or(text)
}
