//! Follow somebody else's OpenAPI document: take it in, prepare it for a generator, compare versions.
//!
//! Every step is a pure function on [`serde_json::Value`] in a file of its own, and the same input gives
//! the same bytes. The crate knows nothing of the API that a document describes: what is particular to one
//! document stands in its overlay.

pub mod canonical;
pub mod compare;
pub mod downgrade;
#[cfg(feature = "fetch")]
pub mod fetch;
pub mod hoist;
pub mod lint;
pub mod load;
pub mod lock;
pub mod normal;
pub mod overlay;
mod pointer;
pub mod prepare;
pub mod report;
