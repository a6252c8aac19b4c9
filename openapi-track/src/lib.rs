//! Tracks a third party's OpenAPI document: loads it, prepares it for a generator, compares versions.
//!
//! Every step is a pure function on [`serde_json::Value`] in a file of its own, and the same input gives
//! the same bytes. The crate has no knowledge of the API that a document describes: what is specific to one
//! document is in its overlay.

pub mod canonical;
pub mod compare;
#[cfg(feature = "fetch")]
pub mod fetch;
pub mod finding;
mod hoisted;
pub mod lint;
pub mod load;
pub mod lock;
mod names;
pub mod normalize;
pub mod overlay;
mod pointer;
pub mod position;
pub mod prepare;
pub mod provenance;
pub mod report;

pub use names::type_name;
