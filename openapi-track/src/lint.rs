//! Checks a document for what makes progenitor 0.15.1 panic, write Rust that does not compile, lose data
//! silently, or build clients that break when the vendor adds a value.
//!
//! Normalization removes all of the errors; the lint verifies that for each document. Each rule was measured
//! on the published generator, and `xtask/src/lint_tests.rs` measures it again.

mod operations;
mod parameters;
mod report;
mod responses;
mod schemas;

use serde_json::Value;

use report::Report;

pub use crate::finding::{Finding, Severity};

/// All findings, in the order of their places.
pub fn lint(document: &Value) -> Vec<Finding> {
    let mut report = Report::default();
    let version = document
        .get("openapi")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if !version.starts_with("3.0.") {
        report.error(
            "openapi-version",
            "/openapi",
            "the generator reads OpenAPI 3.0 only",
            "downgrade the document first",
        );
    }
    operations::check(document, &mut report);
    parameters::check(document, &mut report);
    responses::check(document, &mut report);
    schemas::check(document, &mut report);
    let mut findings = report.findings;
    findings.sort_by(|one, other| (&one.pointer, one.code).cmp(&(&other.pointer, other.code)));
    findings.dedup();
    findings
}
