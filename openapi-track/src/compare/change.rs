//! One entry of a comparison.

use std::sync::Arc;

use serde::Serialize;

use super::verdict::{RustLevel, Severity, Wire};

/// The id of a reference that cannot be followed.
pub(super) const UNRESOLVED_REFERENCE: &str = "reference-not-followed";

/// One of the two documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The document that clients were built from.
    Old,
    /// The document that the service follows now.
    #[default]
    New,
}

/// One change with all operations it touches.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Change {
    /// Message, part, keyword and effect: `request-property-became-required`. Stable.
    pub id: String,
    /// The operations that use the place: `POST /onboarding`. Empty for the document as a whole.
    pub operations: Vec<Arc<str>>,
    /// Where it is: `#` and a JSON pointer into [`document`](Self::document) as it was given. For a
    /// change that only the bindings show, the Rust path of the item.
    pub location: String,
    /// The document that `location` points into; the old one for what was removed.
    pub document: Side,
    /// The wire verdict.
    pub wire: Wire,
    /// The host that the old document does not name and that requests or credentials now go to.
    pub host: Option<String>,
    /// The Rust verdict; `None` where it was not asked for or could not be given.
    pub rust: Option<RustLevel>,
    /// The public items that change with it: `types::X::y: String -> Option<String>`.
    pub items: Vec<String>,
    /// One sentence.
    pub text: String,
}

impl Change {
    /// How urgent the change is: a new host comes before everything else.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self.host {
            Some(_) => Severity::Host,
            None => self.wire.into(),
        }
    }

    /// Whether this is a reference that leads out of its document, to nothing, or back to itself, so that
    /// something was not compared.
    #[must_use]
    pub fn is_unresolved_reference(&self) -> bool {
        self.id == UNRESOLVED_REFERENCE
    }

    /// Whether the change can be seen in a request or a response. Names, tags, deprecations and
    /// components that nothing uses cannot.
    #[must_use]
    pub fn is_on_the_wire(&self) -> bool {
        let prefixes = [
            "api-operation-id-",
            "api-tag-",
            "api-schema-",
            "rust-items-",
        ];
        let suffixes = [
            "-deprecated",
            "-reactivated",
            "-annotation-only",
            "-oauth-scope-changed",
        ];
        let components = [
            "api-security-component-added",
            "api-security-component-removed",
        ];
        !(prefixes.iter().any(|prefix| self.id.starts_with(prefix))
            || suffixes.iter().any(|suffix| self.id.ends_with(suffix))
            || components.contains(&self.id.as_str()))
    }
}
