//! One token for a whole client: fetched once for all who wait, renewed beside the traffic, given up when
//! the service refuses it.
//!
//! Without this, a thousand first calls fetch a thousand tokens, and an outage of the token endpoint is
//! multiplied by every caller. A fetch runs in a task of its own, so a caller who goes away never cancels
//! it; there is no resident task. Failures are shared like tokens and remembered for a short while. All
//! times are monotonic.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

use http::HeaderValue;
use tokio::{
    sync::watch,
    time::{Instant, sleep_until, timeout},
};

use crate::error::{InvalidInput, TokenError};

/// Shortest time between the starts of two fetches.
const MIN_BETWEEN: Duration = Duration::from_secs(1);
/// No token is used longer than this, whatever its answer says.
const MAX_LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// A failure is remembered for 1 s, doubling to 30 s.
const MAX_MEMORY: Duration = Duration::from_secs(30);

/// What a [`TokenSource`] returns.
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<AccessToken, TokenError>> + Send + 'a>>;

/// Where access tokens come from. The client keeps and renews what it returns.
pub trait TokenSource: Send + Sync {
    /// Fetches a fresh token.
    ///
    /// # Errors
    /// [`TokenError`]; [`TokenError::Source`] where no other fits.
    fn fetch(&self) -> TokenFuture<'_>;
}

/// An access token with its life, counted from its receipt.
pub struct AccessToken {
    header: HeaderValue,
    life: Duration,
}

impl AccessToken {
    /// A bearer token that is good for `life` (at most a day is believed).
    ///
    /// # Errors
    /// [`InvalidInput::Header`] where the token cannot stand in a header.
    pub fn bearer(token: &str, life: Duration) -> Result<Self, InvalidInput> {
        let mut header = HeaderValue::try_from(format!("Bearer {token}"))
            .map_err(|_| InvalidInput::Header("the access token"))?;
        header.set_sensitive(true);
        Ok(Self {
            header,
            life: life.min(MAX_LIFE),
        })
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("life", &self.life)
            .finish_non_exhaustive()
    }
}

/// A token in use.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) header: HeaderValue,
    generation: u64,
    renew_at: Instant,
    ends_at: Instant,
}

impl Token {
    /// Renewal begins at 80 % of the life, five points sooner or later so that processes do not march in
    /// step; use ends before the life does, by a tenth of it but not more than 10 s.
    fn new(token: AccessToken, generation: u64, now: Instant) -> Self {
        let margin = token.life.mul_f64(0.1).min(Duration::from_secs(10));
        Self {
            header: token.header,
            generation,
            renew_at: now + token.life.mul_f64(0.75 + 0.1 * fastrand::f64()),
            ends_at: now + token.life.saturating_sub(margin),
        }
    }
}

/// A failure to get a token, with the time until which it is not tried again.
#[derive(Clone, Debug)]
pub(crate) struct TokenFailure {
    pub(crate) error: TokenError,
    pub(crate) retry_at: Instant,
}

type Outcome = Result<Token, TokenFailure>;

#[derive(Clone)]
pub(crate) struct TokenCache {
    shared: Arc<Shared>,
}

struct Shared {
    source: Box<dyn TokenSource>,
    timeout: Duration,
    current: RwLock<Option<Token>>,
    fetching: Mutex<Fetching>,
}

#[derive(Default)]
struct Fetching {
    running: Option<watch::Receiver<Option<Outcome>>>,
    last_begun: Option<Instant>,
    failed: Option<TokenFailure>,
    failures_in_a_row: u32,
    generation: u64,
}

impl TokenCache {
    /// `timeout` bounds one fetch.
    pub(crate) fn new(source: Box<dyn TokenSource>, timeout: Duration) -> Self {
        Self {
            shared: Arc::new(Shared {
                source,
                timeout,
                current: RwLock::default(),
                fetching: Mutex::default(),
            }),
        }
    }

    /// The token to use now. Waits only where there is none that is good.
    pub(crate) async fn token(&self) -> Outcome {
        let now = Instant::now();
        if let Some(token) = self.current().filter(|token| now < token.ends_at) {
            if now >= token.renew_at {
                // Beside the traffic: whatever comes of it, this caller has a good token.
                let _ = self.fetch_once(now);
            }
            return Ok(token);
        }
        let mut running = self.fetch_once(now)?;
        let outcome = match running.wait_for(Option::is_some).await {
            Ok(outcome) => outcome.clone(),
            // The runtime that ran the fetch is gone, and the fetch with it.
            Err(_) => None,
        };
        outcome.unwrap_or_else(|| {
            Err(TokenFailure {
                error: TokenError::Interrupted,
                retry_at: Instant::now(),
            })
        })
    }

    /// The service refused this token: forget it, unless another has taken its place already.
    pub(crate) fn refused(&self, refused: &Token) {
        let mut current = self
            .shared
            .current
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if current
            .as_ref()
            .is_some_and(|token| token.generation == refused.generation)
        {
            *current = None;
        }
    }

    fn current(&self) -> Option<Token> {
        self.shared
            .current
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Joins the fetch that runs, or begins one; a failure that is still remembered is returned instead.
    fn fetch_once(&self, now: Instant) -> Result<watch::Receiver<Option<Outcome>>, TokenFailure> {
        let mut fetching = self.shared.fetching();
        if let Some(running) = &fetching.running {
            // A closed channel without an outcome: its runtime went away in the middle.
            if running.has_changed().is_ok() || running.borrow().is_some() {
                return Ok(running.clone());
            }
        }
        // Somebody else's fetch may have ended between the caller's look and this lock.
        if let Some(token) = self.current().filter(|token| now < token.renew_at) {
            return Ok(watch::channel(Some(Ok(token))).1);
        }
        if let Some(failed) = fetching
            .failed
            .as_ref()
            .filter(|failed| now < failed.retry_at)
        {
            return Err(failed.clone());
        }
        let begin = fetching
            .last_begun
            .map_or(now, |last| now.max(last + MIN_BETWEEN));
        fetching.last_begun = Some(begin);
        fetching.generation += 1;
        let generation = fetching.generation;
        let (done, running) = watch::channel(None);
        fetching.running = Some(running.clone());
        drop(fetching);

        let shared = Arc::clone(&self.shared);
        tokio::spawn(async move {
            sleep_until(begin).await;
            let fetched = timeout(shared.timeout, shared.source.fetch()).await;
            let outcome = shared.keep(fetched.unwrap_or(Err(TokenError::Timeout)), generation);
            done.send_replace(Some(outcome));
        });
        Ok(running)
    }
}

impl Shared {
    fn fetching(&self) -> MutexGuard<'_, Fetching> {
        self.fetching.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, fetched: Result<AccessToken, TokenError>, generation: u64) -> Outcome {
        let now = Instant::now();
        let fetched = fetched.and_then(|token| {
            if token.life.is_zero() {
                Err(TokenError::Expired)
            } else {
                Ok(token)
            }
        });
        let mut fetching = self.fetching();
        fetching.running = None;
        match fetched {
            Ok(token) => {
                fetching.failed = None;
                fetching.failures_in_a_row = 0;
                let token = Token::new(token, generation, now);
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
                Ok(token)
            }
            Err(error) => {
                let doubled = 2_u32.saturating_pow(fetching.failures_in_a_row);
                let memory = MIN_BETWEEN.saturating_mul(doubled).min(MAX_MEMORY);
                fetching.failures_in_a_row = fetching.failures_in_a_row.saturating_add(1);
                // Only ever later, so that the number of fetches in an outage has a firm bound.
                let memory = memory.mul_f64(1.0 + 0.25 * fastrand::f64());
                let failure = TokenFailure {
                    error,
                    retry_at: now + memory,
                };
                fetching.failed = Some(failure.clone());
                Err(failure)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Counts fetches; each takes `takes` and ends as `outcome` says.
    struct Counting {
        fetches: Arc<AtomicUsize>,
        takes: Duration,
        outcome: fn(usize) -> Result<Duration, TokenError>,
    }

    impl TokenSource for Counting {
        fn fetch(&self) -> TokenFuture<'_> {
            let n = self.fetches.fetch_add(1, Ordering::SeqCst);
            Box::pin(async move {
                tokio::time::sleep(self.takes).await;
                let life = (self.outcome)(n)?;
                AccessToken::bearer(&format!("t{n}"), life).map_err(TokenError::permanent)
            })
        }
    }

    fn cache(
        takes: Duration,
        outcome: fn(usize) -> Result<Duration, TokenError>,
    ) -> (TokenCache, Arc<AtomicUsize>) {
        let fetches = Arc::new(AtomicUsize::new(0));
        let source = Counting {
            fetches: Arc::clone(&fetches),
            takes,
            outcome,
        };
        (
            TokenCache::new(Box::new(source), Duration::from_secs(30)),
            fetches,
        )
    }

    async fn all(cache: &TokenCache, callers: usize) -> Vec<Outcome> {
        let tasks: Vec<_> = (0..callers)
            .map(|_| {
                let cache = cache.clone();
                tokio::spawn(async move { cache.token().await })
            })
            .collect();
        let mut outcomes = Vec::new();
        for task in tasks {
            outcomes.push(task.await.unwrap());
        }
        outcomes
    }

    const TEN_MINUTES: Duration = Duration::from_secs(600);

    #[tokio::test(start_paused = true)]
    async fn a_thousand_first_callers_share_one_fetch() {
        let (cache, fetches) = cache(Duration::from_millis(200), |_| Ok(TEN_MINUTES));
        assert!(all(&cache, 1_000).await.iter().all(Result::is_ok));
        assert_eq!(fetches.load(Ordering::SeqCst), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_thousand_callers_share_a_failure_and_it_is_remembered() {
        let (cache, fetches) = cache(Duration::from_millis(200), |_| Err(TokenError::Connect));
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(10) {
            let outcomes = all(&cache, 1_000).await;
            assert!(
                outcomes
                    .iter()
                    .all(|o| matches!(o, Err(f) if matches!(f.error, TokenError::Connect)))
            );
            tokio::time::advance(Duration::from_millis(50)).await;
        }
        let fetches = fetches.load(Ordering::SeqCst);
        assert!((2..=4).contains(&fetches), "{fetches} fetches in 10 s");
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_a_renewal_while_the_old_token_is_good() {
        let (cache, fetches) = cache(Duration::from_secs(2), |_| Ok(TEN_MINUTES));
        cache.token().await.unwrap();
        tokio::time::advance(Duration::from_secs(520)).await;
        let begin = Instant::now();
        for _ in 0..100 {
            cache.token().await.unwrap();
        }
        assert_eq!(begin.elapsed(), Duration::ZERO);
        tokio::time::sleep(Duration::from_secs(3)).await;
        assert_eq!(fetches.load(Ordering::SeqCst), 2);
        assert_eq!(cache.token().await.unwrap().header, "Bearer t1");
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_never_used_past_its_end() {
        let (cache, fetches) = cache(Duration::from_millis(1), |_| Ok(Duration::from_secs(1)));
        cache.token().await.unwrap();
        tokio::time::advance(Duration::from_millis(950)).await;
        assert_eq!(cache.token().await.unwrap().header, "Bearer t1");
        assert_eq!(fetches.load(Ordering::SeqCst), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_that_is_expired_on_arrival_is_an_error_and_no_hot_loop() {
        let (cache, fetches) = cache(Duration::ZERO, |_| Ok(Duration::ZERO));
        for _ in 0..1_000 {
            assert!(
                matches!(cache.token().await, Err(f) if matches!(f.error, TokenError::Expired))
            );
        }
        assert_eq!(fetches.load(Ordering::SeqCst), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn only_the_refused_token_is_given_up() {
        let (cache, fetches) = cache(Duration::from_millis(10), |_| Ok(TEN_MINUTES));
        let old = cache.token().await.unwrap();
        cache.refused(&old);
        let new = cache.token().await.unwrap();
        for _ in 0..100 {
            cache.refused(&old);
            assert_eq!(cache.token().await.unwrap().header, new.header);
        }
        assert_eq!(fetches.load(Ordering::SeqCst), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_who_goes_away_does_not_cancel_the_fetch() {
        let (cache, fetches) = cache(Duration::from_millis(150), |_| Ok(TEN_MINUTES));
        let impatient = timeout(Duration::from_millis(100), cache.token()).await;
        assert!(impatient.is_err());
        tokio::time::sleep(Duration::from_millis(100)).await;
        cache.token().await.unwrap();
        assert_eq!(fetches.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn a_fetch_that_died_with_its_runtime_is_begun_anew() {
        let (cache, fetches) = cache(Duration::from_secs(20), |_| Ok(TEN_MINUTES));
        let first = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        first.block_on(async {
            let _ = timeout(Duration::from_millis(1), cache.token()).await;
        });
        drop(first);
        let second = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        second.block_on(cache.token()).unwrap();
        assert_eq!(fetches.load(Ordering::SeqCst), 2);
    }
}
