//! One token for all calls of a client.

mod support;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use bytes::Bytes;
use http::StatusCode;
use signicat_reuseid::{
    AccessToken, Client, Error, FileTokenStore, Flow, HttpTransport, MemoryTokenStore, Outcome,
    TokenError, TransactionId, TransportError, TransportFuture,
};
use signicat_reuseid_emulator::Emulator;
use support::{in_process, over_http, session_body};
use tokio::time::Instant;

fn id() -> TransactionId {
    "t-1".parse().unwrap()
}

#[tokio::test]
async fn a_thousand_concurrent_first_calls_send_one_token_request() {
    let emulator = Emulator::start().await.unwrap();
    let first = over_http(&emulator).build().unwrap();
    let started = first.onboarding().start().await.unwrap();
    let before = emulator.handle().token_request_count();

    // A thousand connections at once take longer than usual on a busy machine.
    let client = over_http(&emulator)
        .connect_timeout(Duration::from_secs(60))
        .build()
        .unwrap();
    let calls: Vec<_> = (0..1_000)
        .map(|_| {
            let session = client.resume(Flow::Onboarding, started.id().clone());
            tokio::spawn(async move { session.get().await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(emulator.handle().token_request_count() - before, 1);
}

#[tokio::test]
async fn a_rejected_token_is_refreshed_once_and_the_call_resent_once() {
    let emulator = Emulator::start().await.unwrap();
    let client = over_http(&emulator).build().unwrap();
    let session = client.onboarding().start().await.unwrap();
    emulator.handle().revoke_tokens();
    // Starts, too: a 401 comes before anything is processed.
    client.onboarding().start().await.unwrap();
    emulator.handle().revoke_tokens();
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let session = session.clone();
            tokio::spawn(async move { session.get().await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(emulator.handle().token_request_count(), 3);
    assert_eq!(emulator.handle().session_count(), 2);
}

#[tokio::test]
async fn wrong_credentials_are_a_typed_error_and_nothing_was_sent() {
    let emulator = Emulator::start().await.unwrap();
    let client = over_http(&emulator)
        .client_credentials(emulator.client_id(), "canary-secret")
        .build()
        .unwrap();
    let error = client.onboarding().start().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(error.is_auth() && !error.is_retryable());
    assert_eq!(error.retry_after(), None);
    let Error::Token(_, reason) = &error else {
        panic!("{error}");
    };
    assert_eq!(reason.status(), Some(StatusCode::UNAUTHORIZED));
    assert_eq!(reason.code(), Some("invalid_client"));
    assert!(!format!("{error} {error:?}").contains("canary"));
}

#[tokio::test]
async fn a_401_that_stays_is_returned_after_one_refresh() {
    let (client, seen) = support::Scripted::new(|_| Ok(support::answer(401, &[], ""))).client();
    let session = client.resume(Flow::Onboarding, id());
    let error = session.get().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
    assert_eq!(error.attempts(), 2);
    assert_eq!(seen.lock().unwrap().len(), 2);
}

/// A token endpoint that cannot be reached for its first so many requests; the API always responds.
#[derive(Clone)]
struct Outage {
    requests: Arc<AtomicUsize>,
    fails: usize,
    retry_after: Option<&'static str>,
}

impl Outage {
    fn client(&self) -> Client {
        Client::builder()
            .client_credentials("an-id", "a-secret")
            .transport(self.clone())
            .build()
            .unwrap()
    }
}

impl HttpTransport for Outage {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        let body = if request.uri().path().ends_with("/token") {
            if self.requests.fetch_add(1, SeqCst) < self.fails {
                let response = match self.retry_after {
                    None => Err(TransportError::Connect),
                    Some(delay) => Ok(support::answer(503, &[("retry-after", delay)], "")),
                };
                return Box::pin(async { response });
            }
            r#"{"access_token":"a-token","expires_in":600}"#.to_owned()
        } else {
            session_body("Pending").to_string()
        };
        let response = support::answer(200, &[("content-type", "text/plain")], &body);
        Box::pin(async { Ok(response) })
    }
}

/// A thousand calls in an outage of 2 s: all wait for the same two retries and succeed, and the budget for
/// retries of the API is untouched.
#[tokio::test(start_paused = true)]
async fn a_token_outage_is_waited_for_once_by_all_callers_and_costs_no_retry_budget() {
    let outage = Outage {
        requests: Arc::default(),
        fails: 2,
        retry_after: None,
    };
    let client = outage.client();
    let calls: Vec<_> = (0..1_000)
        .map(|_| {
            let session = client.resume(Flow::Onboarding, id());
            tokio::spawn(async move { session.get().await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(outage.requests.load(SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn retry_after_of_the_token_endpoint_is_honoured() {
    let outage = Outage {
        requests: Arc::default(),
        fails: 1,
        retry_after: Some("1, 7"),
    };
    let session = outage.client().resume(Flow::Onboarding, id());
    let started = Instant::now();
    session.get().await.unwrap();
    let elapsed = started.elapsed().as_secs_f64();
    assert!((7.0..=7.0 * 1.25).contains(&elapsed), "{elapsed}");

    // Beyond the time limit of the call, the caller learns of it at once.
    let outage = Outage {
        requests: Arc::default(),
        fails: 1,
        retry_after: Some("100"),
    };
    let session = outage.client().resume(Flow::Onboarding, id());
    let started = Instant::now();
    let error = session.get().await.unwrap_err();
    assert_eq!(started.elapsed(), Duration::ZERO);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(100)));
}

#[tokio::test(start_paused = true)]
async fn a_closure_is_a_token_source() {
    let emulator = Emulator::in_process();
    let token = Arc::new(std::sync::Mutex::new("wrong".to_owned()));
    let current = token.clone();
    let client = in_process(&emulator)
        .token_source(move || {
            let token = current.lock().unwrap().clone();
            async move {
                AccessToken::bearer(&token, Duration::from_secs(60)).map_err(TokenError::permanent)
            }
        })
        .build()
        .unwrap();
    let error = client.onboarding().start().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
    *token.lock().unwrap() = "\n".to_owned();
    tokio::time::sleep(Duration::from_secs(5)).await;
    let error = client.onboarding().start().await.unwrap_err();
    assert!(matches!(error, Error::Token(_, TokenError::Source { .. })));
}

#[tokio::test(start_paused = true)]
async fn clients_share_a_token_through_a_store() {
    let emulator = Emulator::in_process();
    let store = MemoryTokenStore::new();
    for _ in 0..10 {
        let client = in_process(&emulator)
            .token_store(store.clone())
            .build()
            .unwrap();
        client.onboarding().start().await.unwrap();
    }
    assert_eq!(emulator.handle().token_request_count(), 1);
    emulator.handle().revoke_tokens();
    for _ in 0..10 {
        let client = in_process(&emulator)
            .token_store(store.clone())
            .build()
            .unwrap();
        client.onboarding().start().await.unwrap();
    }
    assert_eq!(emulator.handle().token_request_count(), 2);
}

#[tokio::test]
async fn a_command_that_runs_often_fetches_one_token() {
    let folder = tempfile::tempdir().unwrap();
    let emulator = Emulator::in_process();
    for _ in 0..3 {
        let client = in_process(&emulator)
            .token_store(FileTokenStore::new(folder.path().join("token")))
            .build()
            .unwrap();
        client.onboarding().start().await.unwrap();
    }
    assert_eq!(emulator.handle().token_request_count(), 1);
}
