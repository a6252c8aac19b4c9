//! Caches one token for a whole client: fetched once for all waiting callers, refreshed in the background,
//! and invalidated when the service rejects it.
//!
//! Without the cache, a thousand first calls would fetch a thousand tokens, and every call during an outage
//! of the token endpoint would send a request to it. A fetch runs in a task of its own, so cancelling a
//! caller does not cancel it; there is no permanent task. Failures are shared like tokens and remembered
//! until the next fetch is allowed. All times are monotonic.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

use http::HeaderValue;
use tokio::{
    sync::watch,
    time::{Instant, sleep_until, timeout},
};

use super::{
    token_source::TokenSource,
    token_store::TokenStore,
    token_supply::{Supplied, TokenSupply},
};
use crate::error::TokenError;

/// Minimum time between the starts of two fetches.
const MIN_FETCH_INTERVAL: Duration = Duration::from_secs(1);
/// Maximum back-off after failures; it starts at 1 s and doubles.
const MAX_BACKOFF: Duration = Duration::from_secs(30);
/// Maximum delay that a `Retry-After` of the token endpoint can cause: a wrong header must not stop a client
/// for a day.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(5 * 60);

/// A cached token.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) header: HeaderValue,
    /// Sequence number of the fetch that returned the token.
    generation: u64,
    refresh_at: Instant,
    expires_at: Instant,
}

impl Token {
    /// The token is refreshed after 75 to 85 % of its lifetime, at random so that processes do not refresh
    /// together. It is not used during the last 10 % of its lifetime, or the last 10 s if that is less.
    fn new(supplied: Supplied, generation: u64, now: Instant) -> Self {
        let lifetime = supplied.token.lifetime();
        let margin = lifetime.mul_f64(0.1).min(Duration::from_secs(10));
        Self {
            header: supplied.token.into_header(),
            generation,
            refresh_at: now + lifetime.mul_f64(0.75 + 0.1 * fastrand::f64()),
            expires_at: now + lifetime.saturating_sub(margin),
        }
    }
}

/// Why there is no token, and when the next fetch is allowed.
#[derive(Clone, Debug)]
pub(crate) struct TokenFailure {
    pub(crate) error: TokenError,
    pub(crate) retry_at: Instant,
}

type Fetched = Result<Token, TokenFailure>;
type Fetch = watch::Receiver<Option<Fetched>>;

#[derive(Clone)]
pub(crate) struct TokenCache {
    shared: Arc<Shared>,
}

struct Shared {
    supply: TokenSupply,
    timeout: Duration,
    current: RwLock<Option<Token>>,
    fetches: Mutex<Fetches>,
}

#[derive(Default)]
struct Fetches {
    running: Option<Fetch>,
    last_started: Option<Instant>,
    failure: Option<TokenFailure>,
    failures_in_a_row: u32,
    /// Number of fetches so far.
    generation: u64,
    /// The store's version of the token that the next fetch replaces.
    replaced: Option<u64>,
}

impl TokenCache {
    /// `timeout` limits the time of one fetch.
    pub(crate) fn new(
        source: Box<dyn TokenSource>,
        store: Option<Arc<dyn TokenStore>>,
        timeout: Duration,
    ) -> Self {
        Self {
            shared: Arc::new(Shared {
                supply: TokenSupply { source, store },
                timeout,
                current: RwLock::default(),
                fetches: Mutex::default(),
            }),
        }
    }

    /// The token to use now. Waits only if none can be used.
    ///
    /// Cancel safe: the fetch continues for the next caller.
    pub(crate) async fn token(&self) -> Fetched {
        let now = Instant::now();
        if let Some(token) = self.usable(now) {
            if now >= token.refresh_at {
                // In the background: this caller has a token even if the refresh fails.
                let _ = self.fetch_once(now);
            }
            return Ok(token);
        }
        let mut running = self.fetch_once(now)?;
        let fetched = match running.wait_for(Option::is_some).await {
            Ok(fetched) => fetched.clone(),
            // The runtime that ran the fetch was shut down, which cancelled the fetch.
            Err(_) => None,
        };
        fetched.unwrap_or_else(|| {
            Err(TokenFailure {
                error: TokenError::Interrupted,
                retry_at: Instant::now(),
            })
        })
    }

    /// Whether [`token`](Self::token) would return a token without waiting.
    pub(crate) fn is_ready(&self) -> bool {
        self.usable(Instant::now()).is_some()
    }

    /// Removes a token that the service rejected, unless another one has replaced it already.
    pub(crate) fn invalidate(&self, rejected: &Token) {
        let mut current = self
            .shared
            .current
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if current
            .as_ref()
            .is_some_and(|token| token.generation == rejected.generation)
        {
            *current = None;
        }
    }

    fn usable(&self, now: Instant) -> Option<Token> {
        self.shared.current().filter(|token| now < token.expires_at)
    }

    /// Joins the running fetch, or starts one; until `retry_at`, returns the last failure instead.
    fn fetch_once(&self, now: Instant) -> Result<Fetch, TokenFailure> {
        let mut fetches = self.shared.fetches();
        if let Some(running) = &fetches.running {
            // A closed channel without a result: the runtime was shut down during the fetch.
            if running.has_changed().is_ok() || running.borrow().is_some() {
                return Ok(running.clone());
            }
        }
        // Another caller's fetch may have finished between the check of the token and this lock.
        if let Some(token) = self.shared.current().filter(|token| now < token.refresh_at) {
            return Ok(watch::channel(Some(Ok(token))).1);
        }
        if let Some(failure) = fetches
            .failure
            .as_ref()
            .filter(|failure| now < failure.retry_at)
        {
            return Err(failure.clone());
        }
        let start = fetches
            .last_started
            .map_or(now, |last| now.max(last + MIN_FETCH_INTERVAL));
        fetches.last_started = Some(start);
        fetches.generation += 1;
        let generation = fetches.generation;
        let replaced = fetches.replaced;
        let rejected = replaced.filter(|_| self.shared.current().is_none());
        let (done, running) = watch::channel(None);
        fetches.running = Some(running.clone());
        drop(fetches);

        let shared = Arc::clone(&self.shared);
        tokio::spawn(async move {
            sleep_until(start).await;
            let fetched = timeout(shared.timeout, async {
                if let Some(version) = rejected {
                    shared.supply.invalidate(version).await;
                }
                shared.supply.get(replaced).await
            });
            let fetched = fetched.await.unwrap_or(Err(TokenError::Timeout));
            done.send_replace(Some(shared.finish_fetch(fetched, generation)));
        });
        Ok(running)
    }
}

impl Shared {
    fn fetches(&self) -> MutexGuard<'_, Fetches> {
        self.fetches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn current(&self) -> Option<Token> {
        self.current
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn finish_fetch(&self, fetched: Result<Supplied, TokenError>, generation: u64) -> Fetched {
        let now = Instant::now();
        let fetched = fetched.and_then(|supplied| {
            if supplied.token.lifetime().is_zero() {
                Err(TokenError::Expired)
            } else {
                Ok(supplied)
            }
        });
        let mut fetches = self.fetches();
        fetches.running = None;
        match fetched {
            Ok(supplied) => {
                fetches.failure = None;
                fetches.failures_in_a_row = 0;
                fetches.replaced = supplied.version;
                let token = Token::new(supplied, generation, now);
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
                Ok(token)
            }
            Err(error) => {
                let doubled = 2_u32.saturating_pow(fetches.failures_in_a_row);
                let backoff = MIN_FETCH_INTERVAL.saturating_mul(doubled).min(MAX_BACKOFF);
                let minimum = error.retry_after().unwrap_or_default().min(MAX_RETRY_AFTER);
                fetches.failures_in_a_row = fetches.failures_in_a_row.saturating_add(1);
                // Jitter only lengthens the delay, so that the number of fetches in an outage has an upper
                // bound.
                let delay = backoff.max(minimum).mul_f64(1.0 + 0.25 * fastrand::f64());
                let failure = TokenFailure {
                    error,
                    retry_at: now + delay,
                };
                fetches.failure = Some(failure.clone());
                Err(failure)
            }
        }
    }
}

#[cfg(test)]
mod tests;
