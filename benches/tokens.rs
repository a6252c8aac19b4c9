//! How often a token is fetched, and who waits for it: a first rush, an outage of the token endpoint, a
//! revoked token, a slow renewal.

mod figure;

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use figure::figure;
use signicat_reuseid::{
    Client, Error, Flow, HttpTransport, Session, TransactionId, TransportError, TransportFuture,
};
use signicat_reuseid_emulator::{Delay, Emulator, Fault, FaultKind, Operation};
use tokio::{runtime::Builder, task::JoinSet, time::Instant};

fn main() {
    let threads = Builder::new_multi_thread().enable_all().build().unwrap();
    threads.block_on(a_first_rush());
    for scenario in [outage as fn() -> _, revoked, renewal] {
        let paused = Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap();
        paused.block_on(scenario());
    }
}

type Scenario = std::pin::Pin<Box<dyn Future<Output = ()>>>;

fn on(emulator: &Emulator) -> signicat_reuseid::ClientBuilder {
    Client::builder()
        .client_credentials(emulator.client_id(), emulator.client_secret())
        .base_url(emulator.base_url())
        .token_url(emulator.token_url())
}

/// Over real sockets: 1,000 tasks whose client has no token yet.
async fn a_first_rush() {
    let emulator = Emulator::start().await.unwrap();
    let client = on(&emulator).build().unwrap();
    let mut calls = JoinSet::new();
    for _ in 0..1_000 {
        let start = client.onboarding();
        calls.spawn(start.start());
    }
    while let Some(call) = calls.join_next().await {
        call.unwrap().unwrap();
    }
    let fetches = emulator.handle().token_request_count();
    figure("tokens_first_rush_fetches", fetches as f64, 1.0);
}

/// Nothing answers at the token endpoint.
struct Dead(Arc<Mutex<u32>>);

impl HttpTransport for Dead {
    fn send(&self, _: http::Request<bytes::Bytes>) -> TransportFuture<'_> {
        *self.0.lock().unwrap() += 1;
        Box::pin(async { Err(TransportError::Connect) })
    }
}

/// 1,000 callers who come back a tenth of a second after each failure, for 10 s.
fn outage() -> Scenario {
    Box::pin(async {
        let fetches = Arc::new(Mutex::new(0));
        let client = Client::builder()
            .client_credentials("id", "secret")
            .transport(Dead(fetches.clone()))
            .build()
            .unwrap();
        let id = TransactionId::new("t-1").unwrap();
        let session = client.resume(Flow::Onboarding, id);
        let end = Instant::now() + Duration::from_secs(10);
        let mut callers = JoinSet::new();
        for _ in 0..1_000 {
            let session = session.clone();
            callers.spawn(async move {
                let mut errors = BTreeSet::new();
                while Instant::now() < end {
                    let error = session.get().await.unwrap_err();
                    let Error::Token(_, why) = error else {
                        panic!("{error}");
                    };
                    errors.insert(why.to_string());
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                errors
            });
        }
        let mut errors = BTreeSet::new();
        while let Some(seen) = callers.join_next().await {
            errors.extend(seen.unwrap());
        }
        let fetches = *fetches.lock().unwrap();
        figure("tokens_outage_fetches", f64::from(fetches), 4.0);
        figure("tokens_outage_kinds_of_error", errors.len() as f64, 1.0);
    })
}

async fn session_on(emulator: &Emulator) -> Session {
    let client = on(emulator).service(emulator.service()).build().unwrap();
    client.onboarding().start().await.unwrap()
}

/// 100 tasks hold a token that is revoked under them.
fn revoked() -> Scenario {
    Box::pin(async {
        let emulator = Emulator::in_process();
        let session = session_on(&emulator).await;
        let before = emulator.handle().token_request_count();
        emulator.handle().revoke_tokens();
        let mut calls = JoinSet::new();
        for _ in 0..100 {
            let session = session.clone();
            calls.spawn(async move { session.get().await.is_err() });
        }
        let failed = calls.join_all().await.into_iter().filter(|failed| *failed);
        let failed = failed.count();
        let fetches = emulator.handle().token_request_count() - before;
        figure("tokens_revoked_fetches", fetches as f64, 1.0);
        figure("tokens_revoked_surfaced", failed as f64, 0.0);
    })
}

/// 10,000 calls while a token of 100 s comes to be renewed, which takes 2 s.
fn renewal() -> Scenario {
    Box::pin(async {
        let emulator = Emulator::builder()
            .token_lifetime(Duration::from_secs(100))
            .in_process()
            .unwrap();
        let session = session_on(&emulator).await;
        let slow = FaultKind::Latency {
            delay: Delay::Fixed { ms: 2_000 },
        };
        let slow = Fault::new(slow).on(Operation::Token);
        emulator.handle().set_fault(slow).unwrap();
        let before = emulator.handle().token_request_count();
        // Renewal begins between 75 and 85 s; these calls go on from 70 to 90 s.
        tokio::time::sleep(Duration::from_secs(70)).await;
        let mut calls = JoinSet::new();
        for n in 0..10_000 {
            let session = session.clone();
            calls.spawn(async move {
                tokio::time::sleep(Duration::from_millis(2 * n)).await;
                let begin = Instant::now();
                session.get().await.unwrap();
                begin.elapsed()
            });
        }
        let longest = calls.join_all().await.into_iter().max().unwrap_or_default();
        let renewals = emulator.handle().token_request_count() - before;
        assert_eq!(renewals, 1, "the calls were meant to go across one renewal");
        figure(
            "tokens_renewal_longest_wait_ms",
            longest.as_secs_f64() * 1e3,
            1.0,
        );
    })
}
