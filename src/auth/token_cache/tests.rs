use std::{
    io,
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
};

use http::StatusCode;

use super::*;
use crate::auth::{
    access_token::AccessToken,
    memory_token_store::MemoryTokenStore,
    token_source::TokenFuture,
    token_store::{StoredToken, TokenStoreFuture},
};

/// Counts fetches; each takes this long and returns a token of the lifetime that the function gives.
struct Counting {
    fetches: Arc<AtomicUsize>,
    takes: Duration,
    lifetime: fn(usize) -> Result<Duration, TokenError>,
}

impl TokenSource for Counting {
    fn fetch(&self) -> TokenFuture<'_> {
        let n = self.fetches.fetch_add(1, SeqCst);
        Box::pin(async move {
            tokio::time::sleep(self.takes).await;
            let lifetime = (self.lifetime)(n)?;
            AccessToken::bearer(&format!("t{n}"), lifetime).map_err(TokenError::permanent)
        })
    }
}

const FETCH_TIMEOUT: Duration = Duration::from_secs(30);
const TEN_MINUTES: Duration = Duration::from_secs(600);

fn cache(
    takes: Duration,
    lifetime: fn(usize) -> Result<Duration, TokenError>,
) -> (TokenCache, Arc<AtomicUsize>) {
    let fetches = Arc::new(AtomicUsize::new(0));
    let source = Counting {
        fetches: Arc::clone(&fetches),
        takes,
        lifetime,
    };
    let cache = TokenCache::new(Box::new(source), None, FETCH_TIMEOUT);
    (cache, fetches)
}

async fn all(cache: &TokenCache, callers: usize) -> Vec<Fetched> {
    let tasks: Vec<_> = (0..callers)
        .map(|_| {
            let cache = cache.clone();
            tokio::spawn(async move { cache.token().await })
        })
        .collect();
    let mut fetched = Vec::new();
    for task in tasks {
        fetched.push(task.await.unwrap());
    }
    fetched
}

fn is_connect(fetched: &Fetched) -> bool {
    matches!(fetched, Err(failure) if matches!(failure.error, TokenError::Connect))
}

#[tokio::test(start_paused = true)]
async fn a_thousand_first_callers_share_one_fetch() {
    let (cache, fetches) = cache(Duration::from_millis(200), |_| Ok(TEN_MINUTES));
    assert!(!cache.is_ready());
    assert!(all(&cache, 1_000).await.iter().all(Result::is_ok));
    assert!(cache.is_ready());
    assert_eq!(fetches.load(SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_callers_share_a_failure_and_it_is_remembered() {
    let (cache, fetches) = cache(Duration::from_millis(200), |_| Err(TokenError::Connect));
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(10) {
        assert!(all(&cache, 1_000).await.iter().all(is_connect));
        tokio::time::advance(Duration::from_millis(50)).await;
    }
    let fetches = fetches.load(SeqCst);
    assert!((2..=4).contains(&fetches), "{fetches} fetches in 10 s");
}

#[tokio::test(start_paused = true)]
async fn callers_who_wait_until_retry_at_share_the_next_fetch() {
    let (cache, fetches) = cache(Duration::from_millis(10), |n| match n {
        0 | 1 => Err(TokenError::Connect),
        _ => Ok(TEN_MINUTES),
    });
    for expected in [1, 2] {
        let failures = all(&cache, 1_000).await;
        assert!(failures.iter().all(is_connect));
        assert_eq!(fetches.load(SeqCst), expected);
        let retry_at = failures
            .iter()
            .filter_map(|fetched| fetched.as_ref().err())
            .map(|failure| failure.retry_at)
            .max()
            .unwrap();
        tokio::time::sleep_until(retry_at).await;
    }
    assert!(all(&cache, 1_000).await.iter().all(Result::is_ok));
    assert_eq!(fetches.load(SeqCst), 3);
}

fn rejected(retry_after: u64) -> TokenError {
    TokenError::Rejected {
        status: StatusCode::SERVICE_UNAVAILABLE,
        code: "".into(),
        retry_after: Some(Duration::from_secs(retry_after)),
    }
}

#[tokio::test(start_paused = true)]
async fn no_fetch_happens_before_retry_after() {
    let (cache, fetches) = cache(Duration::ZERO, |_| Err(rejected(20)));
    let failure = cache.token().await.err().unwrap();
    let delay = failure.retry_at - Instant::now();
    assert!((20.0..=25.0).contains(&delay.as_secs_f64()), "{delay:?}");
    tokio::time::sleep(Duration::from_secs(19)).await;
    assert!(cache.token().await.is_err());
    assert_eq!(fetches.load(SeqCst), 1);
    tokio::time::sleep_until(failure.retry_at).await;
    assert!(cache.token().await.is_err());
    assert_eq!(fetches.load(SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn retry_after_stops_a_client_for_minutes_at_most() {
    let (cache, _) = cache(Duration::ZERO, |_| Err(rejected(86_400)));
    let failure = cache.token().await.err().unwrap();
    assert!(failure.retry_at - Instant::now() <= MAX_RETRY_AFTER.mul_f64(1.25));
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_a_refresh_while_the_old_token_is_valid() {
    let (cache, fetches) = cache(Duration::from_secs(2), |_| Ok(TEN_MINUTES));
    cache.token().await.unwrap();
    tokio::time::advance(Duration::from_secs(520)).await;
    let started = Instant::now();
    for _ in 0..100 {
        cache.token().await.unwrap();
    }
    assert_eq!(started.elapsed(), Duration::ZERO);
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(fetches.load(SeqCst), 2);
    assert_eq!(cache.token().await.unwrap().header, "Bearer t1");
}

#[tokio::test(start_paused = true)]
async fn a_failed_refresh_leaves_the_old_token_in_use() {
    let (cache, _) = cache(Duration::ZERO, |n| match n {
        0 => Ok(TEN_MINUTES),
        _ => Err(TokenError::Connect),
    });
    cache.token().await.unwrap();
    for seconds in [520, 20, 40] {
        tokio::time::advance(Duration::from_secs(seconds)).await;
        assert_eq!(cache.token().await.unwrap().header, "Bearer t0");
        tokio::task::yield_now().await;
    }
    tokio::time::advance(Duration::from_secs(20)).await;
    assert!(is_connect(&cache.token().await));
}

#[tokio::test(start_paused = true)]
async fn a_token_is_never_used_after_it_expires() {
    let (cache, fetches) = cache(Duration::from_millis(1), |_| Ok(Duration::from_secs(1)));
    cache.token().await.unwrap();
    tokio::time::advance(Duration::from_millis(950)).await;
    assert!(!cache.is_ready());
    assert_eq!(cache.token().await.unwrap().header, "Bearer t1");
    assert_eq!(fetches.load(SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_arrives_expired_is_an_error_and_not_fetched_in_a_loop() {
    let (cache, fetches) = cache(Duration::ZERO, |_| Ok(Duration::ZERO));
    for _ in 0..1_000 {
        let failure = cache.token().await.err().unwrap();
        assert!(matches!(failure.error, TokenError::Expired));
    }
    assert_eq!(fetches.load(SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn only_the_rejected_token_is_invalidated() {
    let (cache, fetches) = cache(Duration::from_millis(10), |_| Ok(TEN_MINUTES));
    let old = cache.token().await.unwrap();
    cache.invalidate(&old);
    let new = cache.token().await.unwrap();
    for _ in 0..100 {
        cache.invalidate(&old);
        assert_eq!(cache.token().await.unwrap().header, new.header);
    }
    assert_eq!(fetches.load(SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_caller_does_not_cancel_the_fetch() {
    let (cache, fetches) = cache(Duration::from_millis(150), |_| Ok(TEN_MINUTES));
    let cancelled = timeout(Duration::from_millis(100), cache.token()).await;
    assert!(cancelled.is_err());
    tokio::time::sleep(Duration::from_millis(100)).await;
    cache.token().await.unwrap();
    assert_eq!(fetches.load(SeqCst), 1);
}

#[test]
fn a_fetch_that_ended_with_its_runtime_is_started_again() {
    let (cache, fetches) = cache(Duration::from_secs(20), |_| Ok(TEN_MINUTES));
    let first = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
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
    assert_eq!(fetches.load(SeqCst), 2);
}

/// Caches of several processes, as it were, on one store and one token endpoint.
fn processes<S: TokenStore + Clone + 'static>(
    count: usize,
    store: &S,
    takes: Duration,
) -> (Vec<TokenCache>, Arc<AtomicUsize>) {
    let fetches = Arc::new(AtomicUsize::new(0));
    let caches = (0..count).map(|_| {
        let source = Counting {
            fetches: Arc::clone(&fetches),
            takes,
            lifetime: |_| Ok(TEN_MINUTES),
        };
        TokenCache::new(
            Box::new(source),
            Some(Arc::new(store.clone())),
            FETCH_TIMEOUT,
        )
    });
    (caches.collect(), fetches)
}

async fn first_tokens(caches: &[TokenCache]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let tasks: Vec<_> = caches
        .iter()
        .map(|cache| {
            let cache = cache.clone();
            tokio::spawn(async move { cache.token().await.unwrap() })
        })
        .collect();
    for task in tasks {
        tokens.push(task.await.unwrap());
    }
    tokens
}

#[tokio::test(start_paused = true)]
async fn processes_with_a_store_fetch_refresh_and_invalidate_once_together() {
    let store = MemoryTokenStore::new();
    let (caches, fetches) = processes(100, &store, Duration::from_millis(300));
    let tokens = first_tokens(&caches).await;
    assert_eq!(fetches.load(SeqCst), 1);

    tokio::time::advance(Duration::from_secs(520)).await;
    first_tokens(&caches).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let refreshed = first_tokens(&caches).await;
    assert!(refreshed.iter().all(|token| token.header == "Bearer t1"));
    assert_eq!(fetches.load(SeqCst), 2);

    for (cache, token) in caches.iter().zip(&refreshed) {
        cache.invalidate(token);
    }
    let replaced = first_tokens(&caches).await;
    assert!(replaced.iter().all(|token| token.header == "Bearer t2"));
    assert_eq!(fetches.load(SeqCst), 3);

    // A late rejection of an old token changes nothing.
    for (cache, token) in caches.iter().zip(&tokens) {
        cache.invalidate(token);
    }
    first_tokens(&caches).await;
    assert_eq!(fetches.load(SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn a_process_that_dies_while_it_fetches_delays_the_others_by_its_lease() {
    let store = MemoryTokenStore::new();
    assert!(store.lease(Duration::from_secs(10)).await.unwrap());
    let (caches, fetches) = processes(10, &store, Duration::from_millis(1));
    let started = Instant::now();
    first_tokens(&caches).await;
    assert!(started.elapsed() < Duration::from_secs(11));
    assert_eq!(fetches.load(SeqCst), 1);
}

/// A store that fails, or never responds.
#[derive(Clone)]
struct Broken {
    hangs: bool,
}

impl Broken {
    fn fail<T: Send + 'static>(&self) -> TokenStoreFuture<'_, T> {
        Box::pin(async {
            if self.hangs {
                std::future::pending::<()>().await;
            }
            Err(io::Error::other("canary").into())
        })
    }
}

impl TokenStore for Broken {
    fn load(&self) -> TokenStoreFuture<'_, Option<StoredToken>> {
        self.fail()
    }
    fn lease(&self, _: Duration) -> TokenStoreFuture<'_, bool> {
        self.fail()
    }
    fn save<'a>(&'a self, _: &'a AccessToken) -> TokenStoreFuture<'a, u64> {
        self.fail()
    }
    fn invalidate(&self, _: u64) -> TokenStoreFuture<'_, ()> {
        self.fail()
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_or_hangs_blocks_no_call() {
    for hangs in [false, true] {
        let (caches, fetches) = processes(3, &Broken { hangs }, Duration::ZERO);
        let started = Instant::now();
        first_tokens(&caches).await;
        assert!(started.elapsed() <= Duration::from_secs(1));
        assert_eq!(fetches.load(SeqCst), 3);
    }
}
