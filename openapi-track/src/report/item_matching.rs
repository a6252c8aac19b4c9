//! Which changed item of the bindings follows from which change of the document.
//!
//! Only for the reader: no verdict depends on it. Names are compared without case and punctuation, since
//! the generator writes `traceId` as `trace_id` and `error-body` as `ErrorBody`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::compare::bindings::ItemChange;
use crate::compare::{Change, RustLevel};

fn bare(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// What a change is about, as bare names.
struct Subject {
    component: Option<String>,
    property: Option<String>,
    operations: Vec<String>,
}

impl Subject {
    fn of(change: &Change, ids: &BTreeMap<&str, String>) -> Self {
        let tokens: Vec<_> = change.location.split('/').collect();
        let after = |position: usize| tokens.get(position + 1).map(|name| bare(name));
        let component = match tokens.as_slice() {
            ["#", "components", "schemas", ..] => after(2),
            _ => None,
        };
        let property = tokens
            .iter()
            .rposition(|token| *token == "properties")
            .and_then(after);
        let operations = change
            .operations
            .iter()
            .filter_map(|name| ids.get(name.as_ref()).cloned());
        Self {
            component,
            property,
            operations: operations.collect(),
        }
    }

    fn owns(&self, owner: &str, member: Option<&str>) -> bool {
        let owner_fits = match &self.component {
            Some(component) => owner == component,
            None => self
                .operations
                .iter()
                .any(|operation| owner.starts_with(operation.as_str())),
        };
        let of_client = |member| owner == "client" && self.operations.iter().any(|id| id == member);
        match &self.property {
            Some(property) => owner_fits && member == Some(property.as_str()),
            None => owner_fits || member.is_some_and(of_client),
        }
    }
}

/// Adds each item to the change it follows from; items without one become a change for each type.
pub(super) fn match_items(
    changes: &mut Vec<Change>,
    ids: &[(Arc<str>, String)],
    items: &[ItemChange],
) {
    let ids = ids
        .iter()
        .map(|(name, id)| (name.as_ref(), bare(id)))
        .collect();
    let subjects: Vec<_> = changes
        .iter()
        .map(|change| Subject::of(change, &ids))
        .collect();
    for change in changes.iter_mut() {
        change.rust = Some(RustLevel::None);
    }
    let mut unmatched: BTreeMap<&str, Vec<&ItemChange>> = BTreeMap::new();
    for item in items {
        let owner = bare(item.owner());
        let member = item.member().map(bare);
        let cause = subjects
            .iter()
            .position(|subject| subject.owns(&owner, member.as_deref()));
        match cause.and_then(|index| changes.get_mut(index)) {
            Some(change) => {
                change.rust = change.rust.max(Some(item.level));
                change.items.push(item.text.clone());
            }
            None => unmatched.entry(item.owner_path()).or_default().push(item),
        }
    }
    for (owner, items) in unmatched {
        let level = items
            .iter()
            .map(|item| item.level)
            .max()
            .unwrap_or(RustLevel::None);
        changes.push(Change {
            id: format!("rust-items-{}", level.as_str()),
            location: owner.to_owned(),
            rust: Some(level),
            items: items.iter().map(|item| item.text.clone()).collect(),
            text: format!("the bindings of `{owner}` changed"),
            ..Change::default()
        });
    }
}
