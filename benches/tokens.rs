//! How often a token is fetched and which calls wait for it: first calls, an outage of the token endpoint, a
//! revoked token, a slow refresh, several processes.

mod figure;

use std::{
    collections::BTreeSet,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::Duration,
};

use bytes::Bytes;
use figure::figure;
use signicat_reuseid::{
    Client, ClientBuilder, Error, Flow, HttpTransport, MemoryTokenStore, Session, TransactionId,
    TransportError, TransportFuture,
};
use signicat_reuseid_emulator::{Emulator, Fault, Operation};
use tokio::{
    runtime::Builder,
    task::JoinSet,
    time::{Instant, sleep},
};

fn main() {
    let threads = Builder::new_multi_thread().enable_all().build().unwrap();
    threads.block_on(first_calls());
    for scenario in [
        outage as fn() -> Scenario,
        short_outage,
        revoked,
        refresh,
        processes,
    ] {
        let paused = Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap();
        paused.block_on(scenario());
    }
}

type Scenario = Pin<Box<dyn Future<Output = ()>>>;

fn on(emulator: &Emulator) -> ClientBuilder {
    Client::builder()
        .client_credentials(emulator.client_id(), emulator.client_secret())
        .base_url(emulator.base_url())
        .token_url(emulator.token_url())
}

/// Over real sockets: 1,000 tasks whose client has no token yet.
async fn first_calls() {
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

/// A token endpoint that cannot be reached for its first requests, and an API that always responds.
#[derive(Clone, Default)]
struct Outage {
    fetches: Arc<AtomicU32>,
    failures: u32,
}

impl HttpTransport for Outage {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        let response = if !request.uri().path().ends_with("/token") {
            Ok(r#"{"data":{"status":"Pending","transactionId":"t-1"}}"#)
        } else if self.fetches.fetch_add(1, Relaxed) < self.failures {
            Err(TransportError::Connect)
        } else {
            Ok(r#"{"access_token":"a-token","expires_in":600}"#)
        };
        let response =
            response.map(|body| http::Response::new(Bytes::from_static(body.as_bytes())));
        Box::pin(async { response })
    }
}

impl Outage {
    fn client(&self) -> ClientBuilder {
        Client::builder()
            .client_credentials("id", "secret")
            .transport(self.clone())
    }
}

fn session_of(client: &Client) -> Session {
    client.resume(Flow::Onboarding, TransactionId::new("t-1").unwrap())
}

/// 1,000 callers that call again a tenth of a second after each failure, for 10 s.
fn outage() -> Scenario {
    Box::pin(async {
        let outage = Outage {
            failures: u32::MAX,
            ..Outage::default()
        };
        let client = outage.client().max_attempts(1).build().unwrap();
        let session = session_of(&client);
        let end = Instant::now() + Duration::from_secs(10);
        let mut callers = JoinSet::new();
        for _ in 0..1_000 {
            let session = session.clone();
            callers.spawn(async move {
                let mut errors = BTreeSet::new();
                while Instant::now() < end {
                    let error = session.get().await.unwrap_err();
                    let Error::Token(_, reason) = error else {
                        panic!("{error}");
                    };
                    errors.insert(reason.to_string());
                    sleep(Duration::from_millis(100)).await;
                }
                errors
            });
        }
        let mut errors = BTreeSet::new();
        while let Some(seen) = callers.join_next().await {
            errors.extend(seen.unwrap());
        }
        let fetches = outage.fetches.load(Relaxed);
        figure("tokens_outage_fetches", f64::from(fetches), 4.0);
        figure("tokens_outage_kinds_of_error", errors.len() as f64, 1.0);
    })
}

/// 1,000 calls while the endpoint fails twice, which takes some 3 s: all wait, and none fails.
fn short_outage() -> Scenario {
    Box::pin(async {
        let outage = Outage {
            failures: 2,
            ..Outage::default()
        };
        let session = session_of(&outage.client().build().unwrap());
        let mut calls = JoinSet::new();
        for _ in 0..1_000 {
            let session = session.clone();
            calls.spawn(async move { session.get().await.is_err() });
        }
        let failed = calls.join_all().await.into_iter().filter(|failed| *failed);
        figure("tokens_short_outage_failures", failed.count() as f64, 0.0);
        let fetches = outage.fetches.load(Relaxed);
        figure("tokens_short_outage_fetches", f64::from(fetches), 3.0);
    })
}

async fn session_on(emulator: &Emulator) -> Session {
    let client = on(emulator).service(emulator.service()).build().unwrap();
    client.onboarding().start().await.unwrap()
}

/// 100 tasks use a token when it is revoked.
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

/// 10,000 calls while a token of 100 s is refreshed, which takes 2 s.
fn refresh() -> Scenario {
    Box::pin(async {
        let emulator = Emulator::builder()
            .token_lifetime(Duration::from_secs(100))
            .in_process()
            .unwrap();
        let session = session_on(&emulator).await;
        let slow = Fault::latency(Duration::from_secs(2)).on(Operation::Token);
        emulator.handle().set_fault(slow).unwrap();
        let before = emulator.handle().token_request_count();
        // The refresh starts between 75 and 85 s; the calls last from 70 to 90 s.
        sleep(Duration::from_secs(70)).await;
        let mut calls = JoinSet::new();
        for n in 0..10_000 {
            let session = session.clone();
            calls.spawn(async move {
                sleep(Duration::from_millis(2 * n)).await;
                let started = Instant::now();
                session.get().await.unwrap();
                started.elapsed()
            });
        }
        let longest = calls.join_all().await.into_iter().max().unwrap_or_default();
        let refreshes = emulator.handle().token_request_count() - before;
        assert_eq!(refreshes, 1, "the calls were meant to span one refresh");
        figure(
            "tokens_renewal_longest_wait_ms",
            longest.as_secs_f64() * 1e3,
            1.0,
        );
    })
}

/// 100 clients with a token of their own that share a store: a first call each, and one after the token was
/// revoked.
fn processes() -> Scenario {
    Box::pin(async {
        let emulator = Emulator::in_process();
        let store = MemoryTokenStore::new();
        let mut sessions = Vec::new();
        for _ in 0..100 {
            let client = on(&emulator)
                .service(emulator.service())
                .token_store(store.clone());
            let client = client.build().unwrap();
            sessions.push(client.onboarding().start().await.unwrap());
        }
        emulator.handle().revoke_tokens();
        let mut calls = JoinSet::new();
        for session in sessions {
            calls.spawn(async move { session.get().await.unwrap() });
        }
        calls.join_all().await;
        let fetches = emulator.handle().token_request_count();
        figure("tokens_100_processes_fetches", fetches as f64, 2.0);
    })
}
