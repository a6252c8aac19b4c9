//! The rate limit of polls, on paused time and at its default of 20 per second.

mod support;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use bytes::Bytes;
use signicat_reuseid::{
    AccessToken, Client, Error, Flow, HttpTransport, PollPolicy, TokenError, TransactionId,
    TransportFuture, Wait, wait_all,
};
use signicat_reuseid_emulator::{Operation, success_body};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(86_400);

/// A service that responds to every GET with this status, and notes which session was read when.
#[derive(Clone, Default)]
struct Service {
    gets: Arc<Mutex<Vec<(String, Instant)>>>,
    /// `Pending` if none.
    error: Option<u16>,
}

impl HttpTransport for Service {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        let (_, id) = request.uri().path().rsplit_once('/').unwrap();
        let get = (id.to_owned(), Instant::now());
        self.gets.lock().unwrap().push(get);
        let values = [("status", "Pending"), ("transactionId", id)];
        let body = success_body(Operation::GetOnboarding, &values)
            .unwrap()
            .to_string();
        let status = self.error.unwrap_or(200);
        Box::pin(async move { Ok(support::answer(status, &[], &body)) })
    }
}

impl Service {
    fn client(&self) -> Client {
        let token = || async { AccessToken::bearer("t", DAY).map_err(TokenError::permanent) };
        self.client_with(token, PollPolicy::new())
    }

    fn client_with(
        &self,
        token: impl signicat_reuseid::TokenSource + 'static,
        policy: PollPolicy,
    ) -> Client {
        Client::builder()
            .token_source(token)
            .transport(self.clone())
            .poll_policy(policy)
            .build()
            .unwrap()
    }

    fn times(&self) -> Vec<Instant> {
        let gets = self.gets.lock().unwrap();
        gets.iter().map(|(_, at)| *at).collect()
    }
}

fn most_in_a_second(times: &[Instant]) -> usize {
    (0..times.len())
        .map(|n| times[n..].partition_point(|at| *at < times[n] + SECOND))
        .max()
        .unwrap_or_default()
}

fn wait(client: &Client, n: usize) -> Wait {
    let id = TransactionId::new(format!("t-{n}")).unwrap();
    client.resume(Flow::Onboarding, id).wait()
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_waits_share_20_polls_per_second_and_an_event_comes_before_them() {
    let service = Service::default();
    let client = service.client();
    let mut tasks = JoinSet::new();
    for n in 0..10_000 {
        tasks.spawn(wait(&client, n));
    }
    // All have had their first poll, and all are queued for the next one.
    sleep(Duration::from_millis(620_010)).await;
    for id in ["t-7", "t-9999", "t-0"] {
        let now = Instant::now();
        assert_eq!(client.wake(id), 1);
        sleep(Duration::from_millis(100)).await;
        let acted = {
            let gets = service.gets.lock().unwrap();
            gets.iter().rev().find(|(read, _)| read == id).unwrap().1
        };
        assert!(acted >= now, "{id} was not read within 100 ms");
        sleep(SECOND).await;
    }
    let times = service.times();
    // Each of the three events is one more, under the limit of polls caused by events.
    let most = most_in_a_second(&times);
    assert!((20..=21).contains(&most), "{most}");
    assert!(times.len() >= 12_400, "{} polls", times.len());
    let mut reads = HashMap::<String, usize>::new();
    for (id, _) in service.gets.lock().unwrap().iter() {
        *reads.entry(id.clone()).or_default() += 1;
    }
    assert_eq!(reads.len(), 10_000);
    assert!(reads.values().all(|count| (1..=3).contains(count)));
}

/// `Updates` that is kept between two calls of `next` in a `select!` loop, and waits that were polled once.
#[tokio::test(start_paused = true)]
async fn waits_that_are_not_polled_delay_no_other() {
    let service = Service::default();
    let client = service.client();
    // Gets the token.
    wait(&client, 0).until(|_| true).await.unwrap();
    sleep(SECOND).await;
    let mut kept = Vec::new();
    for n in 0..300 {
        let mut updates = wait(&client, n).updates();
        // At the same moment, so that all but the first are in the queue.
        assert_eq!(
            timeout(Duration::ZERO, updates.next()).await.is_ok(),
            n == 0
        );
        kept.push(updates);
    }
    let started = Instant::now();
    let minute = Duration::from_secs(60);
    let error = wait(&client, 1_000).timeout(minute).await.unwrap_err();
    assert!(matches!(error, Error::Wait(_)), "{error}");
    let gets = service.gets.lock().unwrap();
    let mut times = gets.iter().filter(|(id, _)| id == "t-1000");
    let first = times.next().unwrap().1;
    assert!(first - started <= Duration::from_millis(60));
    // After 1, 2.5, 4.75, 8.1, 13.2, 20.8, 32.2 and 47.2 s, without jitter.
    let others = times.count();
    assert!((7..=10).contains(&others), "{others}");
}

/// A handler of one wait's result that awaits another wait of the same client.
#[tokio::test(start_paused = true)]
async fn a_wait_within_the_loop_of_another_does_not_hang() {
    let service = Service::default();
    let client = service.client();
    let mut outer: Vec<_> = (0..50).map(|n| wait(&client, n).updates()).collect();
    let started = Instant::now();
    for updates in &mut outer {
        updates.try_next().await.unwrap();
        let inner = wait(&client, 100).until(|_| true);
        inner.await.unwrap();
    }
    let limit = 100 * Duration::from_millis(60);
    assert!(started.elapsed() <= limit, "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn an_outage_does_not_raise_the_rate() {
    let service = Service {
        error: Some(503),
        ..Service::default()
    };
    let client = service.client();
    let minute = Duration::from_secs(60);
    let results = wait_all((0..200).map(|n| wait(&client, n).timeout(minute))).await;
    for result in results {
        let error = result.unwrap_err();
        assert!(matches!(error, Error::Wait(_)), "{error}");
        let source = std::error::Error::source(&error).unwrap();
        assert!(source.to_string().contains("HTTP 503"), "{source}");
    }
    let times = service.times();
    assert!(most_in_a_second(&times) <= 20);
    assert!(times.len() > 1_000, "{} in a minute", times.len());
}

/// While no token is to be had, polls that have their turn must not pile up and be sent together afterwards.
#[tokio::test(start_paused = true)]
async fn an_outage_of_the_token_endpoint_does_not_raise_the_rate_after_it() {
    let service = Service::default();
    let fetches = Arc::new(AtomicUsize::new(0));
    let counted = fetches.clone();
    let token = move || {
        let fetch = counted.fetch_add(1, Relaxed);
        async move {
            match fetch {
                // A slow failure, then a slow success.
                0 => sleep(10 * SECOND).await,
                1 => sleep(20 * SECOND).await,
                _ => {}
            }
            if fetch == 0 {
                return Err(TokenError::retryable("outage"));
            }
            AccessToken::bearer("t", Duration::from_secs(100)).map_err(TokenError::permanent)
        }
    };
    let client = service.client_with(token, PollPolicy::new());
    let mut tasks = JoinSet::new();
    for n in 0..1_000 {
        tasks.spawn(wait(&client, n));
    }
    sleep(100 * SECOND).await;
    let times = service.times();
    assert!(most_in_a_second(&times) <= 20);
    assert!(times.len() > 1_000, "{}", times.len());
    assert_eq!(tasks.try_join_next().map(|_| ()), None, "no wait has ended");
}
