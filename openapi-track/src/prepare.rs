//! The whole preparation: overlay, downgrade, normal form, hoist, lint, canonical text.

use serde_json::Value;

use crate::{
    canonical,
    downgrade::{DowngradeError, downgrade},
    hoist::{HoistError, hoist},
    lint::{Finding, Severity, lint},
    load::{self, LoadError},
    normal::normal,
    overlay::{Overlay, OverlayError},
};

/// A document that a generator can take.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Its canonical text.
    pub text: String,
    /// The same as a value.
    pub document: Value,
    /// What is brittle in it.
    pub warnings: Vec<Finding>,
}

/// Which step failed, and why.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PrepareError {
    /// Not an OpenAPI document.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The overlay does not fit the document.
    #[error(transparent)]
    Overlay(#[from] OverlayError),
    /// OpenAPI 3.0 cannot say it.
    #[error(transparent)]
    Downgrade(#[from] DowngradeError),
    /// An inline schema cannot be named.
    #[error(transparent)]
    Hoist(#[from] HoistError),
    /// The generator would panic, fail to compile or lose data.
    #[error("{}", .0.iter().map(Finding::to_string).collect::<Vec<_>>().join("\n"))]
    Lint(Vec<Finding>),
}

/// Prepares a document that was loaded, with an overlay of one's own or without.
///
/// The same input gives the same bytes, and a prepared document without an overlay comes back as it is.
///
/// # Errors
/// [`PrepareError`], the first step that failed.
pub fn prepare(mut document: Value, overlay: Option<&Overlay>) -> Result<Prepared, PrepareError> {
    load::check(&document)?;
    if let Some(overlay) = overlay {
        overlay.apply(&mut document)?;
        load::check(&document)?;
    }
    let document = hoist(normal(downgrade(document)?))?;
    let (errors, warnings): (Vec<_>, Vec<_>) = lint(&document)
        .into_iter()
        .partition(|finding| finding.severity == Severity::Error);
    if !errors.is_empty() {
        return Err(PrepareError::Lint(errors));
    }
    Ok(Prepared {
        text: canonical::to_text(&document),
        document,
        warnings,
    })
}
