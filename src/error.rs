//! One error type, safe to print: what was tried, what the service responded, and whether it was processed.
//!
//! The texts of reqwest, serde_json and oauth2 quote URLs, values and tokens, so none of them is kept: only
//! the kind of an error and its line and column. What the service says beyond its fixed title (details,
//! invalid parameters, other bodies) is available by name and never printed.

pub(crate) mod accessors;
pub(crate) mod display;
pub(crate) mod failure;
pub(crate) mod invalid_input;
pub(crate) mod kinds;
pub(crate) mod outcome;
pub(crate) mod token_error;
pub(crate) mod variants;
pub(crate) mod wait_error;

pub use failure::Failure;
pub use invalid_input::InvalidInput;
pub use outcome::Outcome;
pub use token_error::TokenError;
pub use variants::{Error, WaitError};
