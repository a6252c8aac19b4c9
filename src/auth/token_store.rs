//! The trait of stores that share one token among processes.

use std::{error::Error as StdError, future::Future, pin::Pin, time::Duration};

use super::access_token::AccessToken;

/// The future that the methods of a [`TokenStore`] return.
pub type TokenStoreFuture<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// A token as a [`TokenStore`] keeps it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StoredToken {
    /// The token, with its remaining lifetime.
    pub token: AccessToken,
    /// Grows with each saved token.
    pub version: u64,
}

impl StoredToken {
    /// A token of this version.
    #[must_use]
    pub fn new(token: AccessToken, version: u64) -> Self {
        Self { token, version }
    }
}

/// Shares one access token among clients and processes, so that they fetch it once.
///
/// The client calls the store only when its own cache has no fresh token. If a call to the store fails or
/// takes more than a second, the client fetches a token from its source: calls succeed without the store,
/// too. The store's errors are not logged, because they might contain the token.
///
/// Use one store per client id and token endpoint.
pub trait TokenStore: Send + Sync {
    /// The token with its remaining lifetime; `None` if there is none, if it has expired, or if it was
    /// invalidated.
    ///
    /// # Errors
    /// Any; the client then fetches a token from its source.
    fn load(&self) -> TokenStoreFuture<'_, Option<StoredToken>>;

    /// Tries to get the lease, whose owner alone fetches a token, for at most `duration`. Returns `false` if
    /// another client has it. [`save`](Self::save) ends the lease. After a failed fetch it expires by itself,
    /// so that only one process at a time sends requests to a failing token endpoint.
    ///
    /// # Errors
    /// As for [`load`](Self::load).
    fn lease(&self, duration: Duration) -> TokenStoreFuture<'_, bool>;

    /// Saves a token, ends the lease, and returns the token's version.
    ///
    /// # Errors
    /// Any; the client still uses the token.
    fn save<'a>(&'a self, token: &'a AccessToken) -> TokenStoreFuture<'a, u64>;

    /// Deletes the token of this version, because the service rejected it; no effect if the stored token has
    /// another version.
    ///
    /// # Errors
    /// Any; they are ignored.
    fn invalidate(&self, version: u64) -> TokenStoreFuture<'_, ()>;
}
