//! Prepares a document for the generator: overlay, normalize, lint, canonical text.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    canonical,
    finding::{Finding, Severity},
    lint::lint,
    load::{self, LoadError},
    names::{field_name, type_name},
    normalize::{Normalized, normalize},
    overlay::{Overlay, OverlayError},
    pointer::{nearest, unescape},
    provenance::Edits,
};

/// A document that the generator can read.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Its canonical text.
    pub text: String,
    /// The same as a value.
    pub document: Value,
    /// Warnings about constructs that may fail later.
    pub warnings: Vec<Finding>,
    /// What preparation changed and what the bindings lack, with places in the original document.
    pub findings: Vec<Finding>,
    /// For operations and schemas of the prepared document: the place in the original document.
    pub origins: BTreeMap<String, String>,
}

impl Prepared {
    /// The place in the original document that a generated item comes from: a type, or the builder or
    /// method of an operation.
    pub fn origin_of(&self, item: &str) -> Option<&str> {
        let found = self.origins.iter().find(|(prepared, _)| {
            let schema = prepared.strip_prefix("/components/schemas/");
            if let Some(name) = schema {
                return type_name(&unescape(name)) == item;
            }
            let id = self
                .document
                .pointer(prepared)
                .and_then(|operation| operation.get("operationId"));
            id.and_then(Value::as_str)
                .is_some_and(|id| type_name(id) == item || field_name(id) == item)
        });
        found.map(|(_, origin)| origin.as_str())
    }
}

/// Why a document cannot be prepared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PrepareError {
    /// Not an OpenAPI document.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// An action of the overlay matches or changes nothing.
    #[error(transparent)]
    Overlay(#[from] OverlayError),
    /// Findings, some of which need a decision by a maintainer.
    #[error("{}", .0.iter().filter(|finding| finding.severity == Severity::Decide).map(Finding::to_string).collect::<Vec<_>>().join("\n"))]
    Undecided(Vec<Finding>),
}

/// Prepares a document that was loaded, with an overlay or without.
///
/// The function is deterministic, and without an overlay it is idempotent.
///
/// # Errors
/// [`PrepareError`], with all findings of the step that failed.
pub fn prepare(given: Value, overlay: Option<&Overlay>) -> Result<Prepared, PrepareError> {
    let mut overlaid = given.clone();
    let mut edits = Edits::default();
    if let Some(overlay) = overlay {
        load::check_head(&given)?;
        edits = overlay.apply(&mut overlaid)?;
    }
    load::check_head(&overlaid)?;
    let unresolved = load::problems(&overlaid);
    let mut findings: Vec<_> = unresolved.iter().map(LoadError::finding).collect();
    let Normalized {
        document,
        findings: found,
        origins,
    } = normalize(&overlaid);
    // A reference without a target is reported once, at its place.
    let known = |finding: &Finding| finding.code != "reference-to-nothing" || unresolved.is_empty();
    findings.extend(found.into_iter().filter(known));
    let mut warnings = Vec::new();
    for finding in lint(&document) {
        // The enums that are still closed are discriminator constants, which are closed on purpose.
        if finding.code == "closed-enum-received" {
            continue;
        }
        let origin = place(&origins, &finding.pointer);
        let place = Finding {
            pointer: origin,
            ..finding.clone()
        };
        if finding.severity != Severity::Decide {
            warnings.push(place.clone());
        }
        findings.push(place);
    }
    let as_given = |finding: &mut Finding| locate(finding, &edits, &given);
    findings.iter_mut().for_each(as_given);
    warnings.iter_mut().for_each(as_given);
    findings.sort();
    findings.dedup();
    if findings
        .iter()
        .any(|finding| finding.severity == Severity::Decide)
    {
        return Err(PrepareError::Undecided(findings));
    }
    let origins = origins.into_iter().map(|(prepared, source)| {
        let origin = nearest(&given, &edits.origin(&source).pointer);
        (prepared, origin)
    });
    Ok(Prepared {
        text: canonical::to_text(&document),
        document,
        warnings,
        findings,
        origins: origins.collect(),
    })
}

/// The place that a place of the prepared document comes from: that of the closest operation or schema.
pub fn place(origins: &BTreeMap<String, String>, prepared: &str) -> String {
    let mut closest = prepared;
    loop {
        if let Some(origin) = origins.get(closest) {
            let rest = prepared.strip_prefix(closest).unwrap_or_default();
            return format!("{origin}{rest}");
        }
        match closest.rsplit_once('/') {
            Some((parent, _)) => closest = parent,
            None => return prepared.to_owned(),
        }
    }
}

/// Moves a finding to its place in the original document.
fn locate(finding: &mut Finding, edits: &Edits, given: &Value) {
    let origin = edits.origin(&finding.pointer);
    finding.pointer = nearest(given, &origin.pointer);
    if let Some(action) = origin.action {
        finding.message = format!("{} (added by overlay action {action})", finding.message);
    }
}
