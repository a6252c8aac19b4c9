//! The report as JSON.

use std::sync::Arc;

use serde::Serialize;

use super::model::Report;
use crate::compare::{Change, RustLevel, Semver, Severity, Side, Wire};

#[derive(Serialize)]
struct JsonReport<'a> {
    wire: Wire,
    rust: Option<RustLevel>,
    semver: Semver,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    new_hosts: &'a [&'a str],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    rust_reasons: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    not_compared: Option<usize>,
    changes: Vec<JsonChange<'a>>,
}

#[derive(Serialize)]
struct JsonChange<'a> {
    id: &'a str,
    severity: Severity,
    operations: Vec<&'a str>,
    location: &'a str,
    document: Side,
    wire: Wire,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'a str>,
    rust: Option<RustLevel>,
    items: &'a [String],
    text: &'a str,
}

impl<'a> From<&'a Change> for JsonChange<'a> {
    fn from(change: &'a Change) -> Self {
        Self {
            id: &change.id,
            severity: change.severity(),
            operations: change.operations.iter().map(Arc::as_ref).collect(),
            location: &change.location,
            document: change.document,
            wire: change.wire,
            host: change.host.as_deref(),
            rust: change.rust,
            items: &change.items,
            text: &change.text,
        }
    }
}

impl Report {
    /// JSON: `{"wire","rust","semver","changes":[...]}`, an entry for each change, with `id`, `severity`,
    /// `operations`, `location`, `document` (`old` or `new`, which the location points into), `wire`, `rust`,
    /// `items` and `text`. `new_hosts`, `rust_reasons` and `not_compared` are there when there are any.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_json(&self, writer: impl std::io::Write) -> serde_json::Result<()> {
        let report = JsonReport {
            wire: self.wire(),
            rust: self.rust,
            semver: self.semver(),
            new_hosts: &self.new_hosts(),
            rust_reasons: &self.rust_reasons,
            not_compared: (self.not_compared > 0).then_some(self.not_compared),
            changes: self.changes.iter().map(JsonChange::from).collect(),
        };
        serde_json::to_writer(writer, &report)
    }
}
