//! What is known to make progenitor 0.15.1 panic, write Rust that does not compile, lose data without a
//! word, or build clients that break when the vendor adds a value.
//!
//! Each rule was measured on the published generator, and `xtask/src/lint_proofs.rs` measures it again. Of
//! what is known, three things are not a document's to mend and have no rule: the `api-version` header, what
//! the generated errors print, and hooks.

mod operations;
mod parameters;
mod responses;
mod schemas;

use std::fmt;

use serde_json::Value;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The generator fails, its output does not compile, or data is lost: must be mended.
    Error,
    /// It works, and will break or surprise later.
    Warning,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule, in words joined by hyphens.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// JSON pointer to the place.
    pub pointer: String,
    /// What is found and what follows from it.
    pub message: String,
    /// What to do about it.
    pub remedy: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(
            f,
            "{severity}[{}] {}: {}; {}",
            self.rule, self.pointer, self.message, self.remedy
        )
    }
}

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
    findings.sort_by(|one, other| (&one.pointer, one.rule).cmp(&(&other.pointer, other.rule)));
    findings.dedup();
    findings
}

#[derive(Default)]
struct Report {
    findings: Vec<Finding>,
}

impl Report {
    fn error(
        &mut self,
        rule: &'static str,
        pointer: &str,
        message: impl Into<String>,
        remedy: &'static str,
    ) {
        self.add(rule, Severity::Error, pointer, message.into(), remedy);
    }

    fn warning(
        &mut self,
        rule: &'static str,
        pointer: &str,
        message: impl Into<String>,
        remedy: &'static str,
    ) {
        self.add(rule, Severity::Warning, pointer, message.into(), remedy);
    }

    fn add(
        &mut self,
        rule: &'static str,
        severity: Severity,
        pointer: &str,
        message: String,
        remedy: &'static str,
    ) {
        self.findings.push(Finding {
            rule,
            severity,
            pointer: pointer.to_owned(),
            message,
            remedy,
        });
    }
}

/// Names that the generator spells alike: letters and digits in one case, as both of its case conversions
/// leave them.
fn folded(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}
