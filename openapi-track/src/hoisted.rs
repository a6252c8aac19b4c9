//! The extension that names a schema, and the prefix of references to component schemas.

/// The extension that names a schema; preparation removes it.
pub const NAME: &str = "x-rust-name";

/// The prefix of every reference in a prepared document.
pub(crate) const PREFIX: &str = "#/components/schemas/";
