//! Access tokens: where they come from, and how they are kept.

#[cfg(feature = "client-credentials")]
pub(crate) mod client_credentials;
pub(crate) mod token_cache;

#[cfg(feature = "client-credentials")]
pub use client_credentials::ClientAuthentication;
pub use token_cache::{AccessToken, TokenFuture, TokenSource};
