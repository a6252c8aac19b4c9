//! Runs API operations: gets a token, sends attempts through the generated client within a deadline,
//! retries, and maps failures to [`Error`](crate::Error).

pub(crate) mod attempt;
pub(crate) mod call_options;
pub(crate) mod core;
pub(crate) mod failure;
pub(crate) mod run;
pub(crate) mod span;
pub(crate) mod timeouts;

pub use call_options::CallOptions;
pub(crate) use core::Core;
