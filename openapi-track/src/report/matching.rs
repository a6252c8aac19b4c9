//! Which changed item of the bindings follows from which change of the document.
//!
//! Only for the reader: no verdict depends on it. Names are compared without case and punctuation,
//! since the generator writes `traceId` as `trace_id` and `error-body` as `ErrorBody`.

use std::collections::BTreeMap;

use super::{Change, Report, RustLevel};
use crate::compare::bindings::ItemChange;
use crate::compare::law::Wire;

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
        let after = |keyword: &str| {
            let position = tokens.iter().rposition(|token| *token == keyword)?;
            tokens.get(position + 1).map(|name| bare(name))
        };
        let named = change.location.starts_with("#/components/schemas/");
        let operations = change
            .operations
            .iter()
            .filter_map(|name| ids.get(name.as_ref()).cloned())
            .collect();
        Self {
            component: if named {
                tokens.get(3).map(|name| bare(name))
            } else {
                None
            },
            property: after("properties"),
            operations,
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
        let client = owner == "client"
            && member.is_some_and(|member| self.operations.iter().any(|id| id == member));
        match &self.property {
            Some(property) => owner_fits && member == Some(property.as_str()),
            None => owner_fits || client,
        }
    }
}

pub(super) fn join(report: &mut Report, items: &[ItemChange]) {
    let ids: BTreeMap<&str, String> = report
        .operation_ids
        .iter()
        .map(|(name, id)| (name.as_ref(), bare(id)))
        .collect();
    let subjects: Vec<_> = report
        .changes
        .iter()
        .map(|change| Subject::of(change, &ids))
        .collect();
    for change in &mut report.changes {
        change.rust = Some(RustLevel::None);
    }
    let mut alone: BTreeMap<&str, Vec<&ItemChange>> = BTreeMap::new();
    for item in items {
        let owner = bare(item.owner());
        let member = item.member().map(bare);
        let cause = subjects
            .iter()
            .position(|subject| subject.owns(&owner, member.as_deref()));
        match cause.and_then(|index| report.changes.get_mut(index)) {
            Some(change) => {
                change.rust = change.rust.max(Some(item.level));
                change.items.push(item.text.clone());
            }
            None => alone.entry(item.owner_path()).or_default().push(item),
        }
    }
    for (owner, items) in alone {
        let level = items
            .iter()
            .map(|item| item.level)
            .max()
            .unwrap_or(RustLevel::None);
        report.changes.push(Change {
            id: format!("rust-items-{}", level.as_str()),
            operations: Vec::new(),
            location: owner.to_owned(),
            wire: Wire::Safe,
            rust: Some(level),
            items: items.iter().map(|item| item.text.clone()).collect(),
            text: format!("the bindings of `{owner}` changed"),
        });
    }
}
