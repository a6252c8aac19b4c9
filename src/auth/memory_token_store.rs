//! A token store for the clients of one process.

use std::{
    fmt,
    future::ready,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::{
    access_token::AccessToken,
    token_store::{StoredToken, TokenStore, TokenStoreFuture},
};

/// Shares a token among several clients of one process: give each a clone.
///
/// Clones of one [`Client`](crate::Client) share their token without a store.
#[derive(Clone, Default)]
pub struct MemoryTokenStore {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    version: u64,
    token: Option<(AccessToken, Instant)>,
    leased_until: Option<Instant>,
}

impl MemoryTokenStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenStore for MemoryTokenStore {
    fn load(&self) -> TokenStoreFuture<'_, Option<StoredToken>> {
        let state = self.state();
        let stored = state.token.as_ref().and_then(|(token, expires_at)| {
            let left = expires_at.saturating_duration_since(Instant::now());
            let token = AccessToken::bearer(token.secret(), left).ok()?;
            (!left.is_zero()).then(|| StoredToken::new(token, state.version))
        });
        Box::pin(ready(Ok(stored)))
    }

    fn lease(&self, duration: Duration) -> TokenStoreFuture<'_, bool> {
        let mut state = self.state();
        let now = Instant::now();
        let free = state.leased_until.is_none_or(|until| until <= now);
        if free {
            state.leased_until = Some(now + duration);
        }
        Box::pin(ready(Ok(free)))
    }

    fn save<'a>(&'a self, token: &'a AccessToken) -> TokenStoreFuture<'a, u64> {
        let mut state = self.state();
        state.version += 1;
        state.token = Some((token.clone(), Instant::now() + token.lifetime()));
        state.leased_until = None;
        Box::pin(ready(Ok(state.version)))
    }

    fn invalidate(&self, version: u64) -> TokenStoreFuture<'_, ()> {
        let mut state = self.state();
        if state.version == version {
            state.token = None;
        }
        Box::pin(ready(Ok(())))
    }
}

impl fmt::Debug for MemoryTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryTokenStore").finish_non_exhaustive()
    }
}
