//! What names a schema that stands among the components.

/// The extension that names a schema; it is gone from the prepared document.
pub const NAME: &str = "x-rust-name";

/// The beginning of every reference in a prepared document.
pub(crate) const PREFIX: &str = "#/components/schemas/";
