//! Access tokens: where they come from, and how they are kept.

pub(crate) mod client_credentials;
pub(crate) mod token_cache;

pub use client_credentials::ClientAuthentication;
pub use token_cache::{AccessToken, TokenFuture, TokenSource};
