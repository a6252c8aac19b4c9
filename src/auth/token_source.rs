//! The trait of sources of access tokens.

use std::{future::Future, pin::Pin};

use super::access_token::AccessToken;
use crate::error::TokenError;

/// The future that a [`TokenSource`] returns.
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<AccessToken, TokenError>> + Send + 'a>>;

/// A source of access tokens. The client caches the tokens and refreshes them through the source.
///
/// A closure that returns a future is a token source:
///
/// ```
/// use std::time::Duration;
/// use signicat_reuseid::{AccessToken, Client, TokenError};
///
/// # fn main() -> Result<(), signicat_reuseid::Error> {
/// let client = Client::builder()
///     .token_source(|| async {
///         let token = std::fs::read_to_string("/run/secrets/token").map_err(TokenError::retryable)?;
///         AccessToken::bearer(token.trim(), Duration::from_secs(600)).map_err(TokenError::permanent)
///     })
///     .build()?;
/// # Ok(())
/// # }
/// ```
pub trait TokenSource: Send + Sync {
    /// Fetches a new token. The client never runs two fetches at once and limits the time of each to its
    /// attempt timeout.
    ///
    /// # Errors
    /// [`TokenError`]; [`TokenError::retryable`] or [`TokenError::permanent`] if no other variant fits.
    fn fetch(&self) -> TokenFuture<'_>;
}

impl<F, Fut> TokenSource for F
where
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<AccessToken, TokenError>> + Send + 'static,
{
    fn fetch(&self) -> TokenFuture<'_> {
        Box::pin(self())
    }
}
