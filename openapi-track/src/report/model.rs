//! The changes with the verdicts on them all.

use std::sync::Arc;

use serde_json::Value;

use super::item_matching::match_items;
use crate::compare::bindings::{self, ItemChange};
use crate::compare::{self, Change, Comparison, RustLevel, Semver, Severity, Wire};

/// The outcome of a comparison.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// Most severe first.
    pub changes: Vec<Change>,
    /// The Rust verdict; `None` where it was not asked for or could not be given.
    pub rust: Option<RustLevel>,
    /// Why there is no Rust verdict.
    pub rust_reasons: Vec<String>,
    /// How many places were not compared because the documents have more than fit in memory: the wire
    /// verdict is then a warning at least.
    pub not_compared: usize,
    /// Operation and `operationId`, to know which bindings belong to which operation.
    operation_ids: Vec<(Arc<str>, String)>,
}

impl From<Comparison> for Report {
    fn from(comparison: Comparison) -> Self {
        let Comparison {
            changes,
            not_compared,
            operation_ids,
        } = comparison;
        Self {
            changes,
            not_compared,
            operation_ids,
            ..Self::default()
        }
    }
}

impl Report {
    /// Compares two documents as to what is on the wire; see [`compare::wire()`].
    #[must_use]
    pub fn compare(old: &Value, new: &Value) -> Self {
        compare::wire(old, new).into()
    }

    /// Adds the Rust verdict, given the source text of both bindings.
    ///
    /// # Errors
    /// A text that is not Rust; the report is then as before, without a Rust verdict.
    pub fn compare_bindings(&mut self, old: &str, new: &str) -> Result<(), syn::Error> {
        self.add_items(&bindings::changes(old, new)?);
        Ok(())
    }

    /// Gives no Rust verdict, for these reasons.
    pub fn refuse_rust(&mut self, reasons: Vec<String>) {
        self.rust = None;
        self.rust_reasons = reasons;
    }

    /// Adds each changed item to the change it follows from, or as a change of its own.
    fn add_items(&mut self, items: &[ItemChange]) {
        let worst = items.iter().map(|item| item.level).max();
        self.rust = Some(worst.unwrap_or(RustLevel::None));
        self.rust_reasons.clear();
        match_items(&mut self.changes, &self.operation_ids, items);
    }

    /// The worst of the wire verdicts. What was not compared cannot be called safe.
    #[must_use]
    pub fn wire(&self) -> Wire {
        let least = if self.not_compared == 0 {
            Wire::Safe
        } else {
            Wire::Warning
        };
        self.changes
            .iter()
            .map(|change| change.wire)
            .fold(least, Wire::max)
    }

    /// What the next version has to be. A break on the wire counts as one of the bindings: whoever takes the
    /// new version has to act, even where their code still compiles. Without a Rust verdict any change
    /// counts as an addition at least.
    #[must_use]
    pub fn semver(&self) -> Semver {
        let wire = match self.wire() {
            Wire::Breaking => Semver::Major,
            Wire::Warning => Semver::Minor,
            Wire::Safe => Semver::Patch,
        };
        let rust = match self.rust {
            Some(RustLevel::Major) => Semver::Major,
            Some(RustLevel::Minor) => Semver::Minor,
            Some(RustLevel::None) => Semver::Patch,
            None if self.changes.is_empty() => Semver::Patch,
            None => Semver::Minor,
        };
        wire.max(rust)
    }

    /// How many changes have this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.changes
            .iter()
            .filter(|change| change.severity() == severity)
            .count()
    }

    /// The hosts that receive requests or credentials and that the old document does not name, sorted.
    #[must_use]
    pub fn new_hosts(&self) -> Vec<&str> {
        let mut hosts: Vec<_> = self
            .changes
            .iter()
            .filter_map(|change| change.host.as_deref())
            .collect();
        hosts.sort_unstable();
        hosts.dedup();
        hosts
    }

    /// The sentence about what was not compared.
    pub(super) fn incomplete(&self) -> Option<String> {
        let count = self.not_compared;
        (count > 0).then(|| {
            format!("{count} places were not compared: the documents have more than fit in memory")
        })
    }
}
