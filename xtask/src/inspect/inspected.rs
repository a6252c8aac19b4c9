//! What is known of one inspected document.

use openapi_track::{
    finding::{Finding, Severity},
    prepare::Prepared,
};

/// What is known of one document.
pub struct Inspected {
    pub file: String,
    pub operations: usize,
    pub schemas: usize,
    pub findings: Vec<Finding>,
    /// What the overlay changes on the wire.
    pub overlay_changes: Vec<String>,
    pub prepared: Option<Prepared>,
    pub bindings: Option<String>,
}

impl Inspected {
    /// Whether the document becomes bindings.
    pub fn is_usable(&self) -> bool {
        self.bindings.is_some()
            && self
                .findings
                .iter()
                .all(|finding| finding.severity != Severity::Decide)
    }
}
