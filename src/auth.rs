//! Access tokens: where they come from, how they are kept, and how several processes share them.

mod access_token;
#[cfg(feature = "client-credentials")]
pub(crate) mod client_credentials;
mod file_token_store;
mod memory_token_store;
pub(crate) mod token_cache;
#[cfg(feature = "client-credentials")]
mod token_response;
mod token_source;
mod token_store;
mod token_supply;

pub use access_token::AccessToken;
#[cfg(feature = "client-credentials")]
pub use client_credentials::ClientAuthentication;
pub use file_token_store::FileTokenStore;
pub use memory_token_store::MemoryTokenStore;
pub use token_source::{TokenFuture, TokenSource};
pub use token_store::{StoredToken, TokenStore, TokenStoreFuture};
