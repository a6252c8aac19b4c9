//! Shares one token among processes: what a store has to offer.

use std::{error::Error as StdError, future::Future, pin::Pin, time::Duration};

use super::access_token::AccessToken;

/// What the methods of a [`TokenStore`] return.
pub type TokenStoreFuture<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// A token as a [`TokenStore`] keeps it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StoredToken {
    /// The token; its lifetime is what remains of it now.
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
/// The client asks the store only when its own cache has no fresh token. A call to the store that takes more
/// than a second or fails is given up, and the client fetches a token for itself: the store is never needed
/// for a call to succeed. Its errors are not shown, because they might contain the token.
///
/// Use one store per client id and token endpoint.
pub trait TokenStore: Send + Sync {
    /// The token with what remains of its lifetime; `None` if there is none, if it has expired, or if it was
    /// invalidated.
    ///
    /// # Errors
    /// Any; the client then fetches a token for itself.
    fn load(&self) -> TokenStoreFuture<'_, Option<StoredToken>>;

    /// Tries to become the only one who fetches a token, for at most this time. `false` if another one is
    /// fetching. The lease ends with [`save`](Self::save); after a failed fetch it runs out, so that a token
    /// endpoint in trouble is asked by one process at a time.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    fn lease(&self, duration: Duration) -> TokenStoreFuture<'_, bool>;

    /// Saves a token, ends the lease, and returns the token's version.
    ///
    /// # Errors
    /// Any; the client uses the token all the same.
    fn save<'a>(&'a self, token: &'a AccessToken) -> TokenStoreFuture<'a, u64>;

    /// Forgets the token of this version, because the service rejected it; without effect if the stored token
    /// has another version.
    ///
    /// # Errors
    /// Any; they are ignored.
    fn invalidate(&self, version: u64) -> TokenStoreFuture<'_, ()>;
}
