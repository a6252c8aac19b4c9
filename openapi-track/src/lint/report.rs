//! Collects the findings of all rules.

use crate::finding::{Finding, Severity};

#[derive(Default)]
pub(super) struct Report {
    pub findings: Vec<Finding>,
}

impl Report {
    pub fn error(
        &mut self,
        rule: &'static str,
        pointer: &str,
        message: impl Into<String>,
        remedy: &'static str,
    ) {
        self.add(rule, Severity::Decide, pointer, message.into(), remedy);
    }

    pub fn warning(
        &mut self,
        rule: &'static str,
        pointer: &str,
        message: impl Into<String>,
        remedy: &'static str,
    ) {
        self.add(rule, Severity::Lost, pointer, message.into(), remedy);
    }

    fn add(
        &mut self,
        rule: &'static str,
        severity: Severity,
        pointer: &str,
        message: String,
        remedy: &'static str,
    ) {
        self.findings
            .push(Finding::new(severity, rule, pointer, message, remedy));
    }
}
