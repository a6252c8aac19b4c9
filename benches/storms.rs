//! What a dead or faulty service sees of this client: how many requests a call causes, and how many new
//! connections.

mod figure;
mod service;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use bytes::Bytes;
use figure::figure;
use service::serve;
use signicat_reuseid::{
    AccessToken, Client, Flow, HttpTransport, Session, TokenFuture, TokenSource, TransactionId,
    TransportFuture,
};
use tokio::{runtime::Builder, task::JoinSet};

const PENDING: &str = r#"{"data":{"status":"Pending","transactionId":"t-1"}}"#;

struct Fixed;

impl TokenSource for Fixed {
    fn fetch(&self) -> TokenFuture<'_> {
        Box::pin(async { Ok(AccessToken::bearer("a-token", Duration::from_secs(3_600)).unwrap()) })
    }
}

/// Answers 503 to the share of requests that `faults` names, counted from a seed.
struct Faulty {
    requests: Arc<AtomicUsize>,
    faults: f64,
    chance: std::sync::Mutex<fastrand::Rng>,
}

impl HttpTransport for Faulty {
    fn send(&self, _: http::Request<Bytes>) -> TransportFuture<'_> {
        self.requests.fetch_add(1, Relaxed);
        let faulty = self.chance.lock().unwrap().f64() < self.faults;
        let (status, body) = if faulty { (503, "") } else { (200, PENDING) };
        Box::pin(async move {
            // As long as an answer takes; without it a burst would not be one.
            tokio::time::sleep(Duration::from_millis(5)).await;
            let answer = http::Response::builder().status(status);
            Ok(answer.body(Bytes::from_static(body.as_bytes())).unwrap())
        })
    }
}

fn session_on(faults: f64) -> (Session, Arc<AtomicUsize>) {
    let requests = Arc::<AtomicUsize>::default();
    let client = Client::builder()
        .token_source(Fixed)
        .transport(Faulty {
            requests: requests.clone(),
            faults,
            chance: fastrand::Rng::with_seed(1).into(),
        })
        .build()
        .unwrap();
    let id = TransactionId::new("t-1").unwrap();
    (client.resume(Flow::Onboarding, id), requests)
}

/// Gets, each begun `gap` after the one before; how many failed.
async fn gets(session: &Session, count: u32, gap: Duration) -> usize {
    let mut calls = JoinSet::new();
    for _ in 0..count {
        let session = session.clone();
        calls.spawn(async move { session.get().await.is_err() });
        if !gap.is_zero() {
            tokio::time::sleep(gap).await;
        }
    }
    let failed = calls.join_all().await.into_iter().filter(|failed| *failed);
    failed.count()
}

fn main() {
    let paused = || {
        Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap()
    };
    let per_call = |count: u32, gap| {
        let (session, requests) = session_on(1.0);
        paused().block_on(gets(&session, count, gap));
        requests.load(Relaxed) as f64 / f64::from(count)
    };
    let burst = Duration::ZERO;
    figure(
        "storm_burst_of_1000_requests_per_call",
        per_call(1_000, burst),
        1.05,
    );
    figure(
        "storm_burst_of_100_requests_per_call",
        per_call(100, burst),
        1.2,
    );
    // Of ten calls on a fresh client, those that were not retried.
    figure(
        "storm_ten_calls_without_retry",
        10.0 - 10.0 * (per_call(10, burst) - 1.0).min(1.0),
        0.0,
    );
    let steady = Duration::from_millis(20);
    figure(
        "storm_steady_requests_per_call",
        per_call(50 * 600, steady),
        1.02,
    );

    let (session, requests) = session_on(0.05);
    let calls = 100_000;
    let failed = paused().block_on(gets(&session, calls, steady));
    figure(
        "storm_random_faults_failed_share",
        failed as f64 / f64::from(calls),
        0.001,
    );
    println!(
        "with 5 % random 503s: {:.3} requests per call",
        requests.load(Relaxed) as f64 / f64::from(calls)
    );

    let down = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\n\r\ndown";
    let service = serve(down.to_owned());
    let client = Client::builder()
        .token_source(Fixed)
        .base_url(format!("http://{}/reuseid", service.address))
        .build()
        .unwrap();
    let session = client.resume(Flow::Onboarding, TransactionId::new("t-1").unwrap());
    let threads = Builder::new_multi_thread().enable_all().build().unwrap();
    threads.block_on(async {
        let mut callers = JoinSet::new();
        for _ in 0..10 {
            let session = session.clone();
            callers.spawn(async move {
                for _ in 0..100 {
                    session.get().await.unwrap_err();
                }
            });
        }
        callers.join_all().await;
    });
    let share = service.connections.load(Relaxed) as f64 / service.requests.load(Relaxed) as f64;
    figure("storm_new_connections_share", share, 0.05);
}
