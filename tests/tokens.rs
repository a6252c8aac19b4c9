//! One token for all, over real HTTP.

mod support;

use signicat_reuseid::{Error, Flow, Outcome, TokenError, TransactionId};
use signicat_reuseid_emulator::Emulator;
use support::over_http;

#[tokio::test]
async fn a_thousand_concurrent_first_calls_make_one_token_request() {
    let emulator = Emulator::start().await.unwrap();
    let started = over_http(&emulator)
        .build()
        .unwrap()
        .onboarding()
        .start()
        .await
        .unwrap();
    let before = emulator.handle().token_request_count();

    let client = over_http(&emulator).build().unwrap();
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
async fn a_refused_token_is_renewed_once_and_the_call_sent_once_more() {
    let emulator = Emulator::start().await.unwrap();
    let client = over_http(&emulator).build().unwrap();
    let session = client.onboarding().start().await.unwrap();
    emulator.handle().revoke_tokens();
    // Starts too: a 401 is given before anything is processed.
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
    assert!(
        matches!(&error, Error::Token(_, TokenError::Rejected { .. })),
        "{error}"
    );
    assert_eq!(
        error.status(),
        Some(signicat_reuseid::http::StatusCode::UNAUTHORIZED)
    );
    assert_eq!(error.code(), Some("invalid_client"));
    assert!(error.is_auth() && !error.is_retryable());
    assert_eq!(error.retry_after(), None);
    assert!(!format!("{error} {error:?}").contains("canary"));
}

#[tokio::test]
async fn a_401_that_stays_is_surfaced_after_one_renewal() {
    let (client, seen) = support::Scripted::new(|_| Ok(support::answer(401, &[], ""))).client();
    let id: TransactionId = "t-1".parse().unwrap();
    let error = client.resume(Flow::Onboarding, id).get().await.unwrap_err();
    assert_eq!(
        (
            error.status().map(|status| status.as_u16()),
            error.attempts()
        ),
        (Some(401), 2)
    );
    assert_eq!(seen.lock().unwrap().len(), 2);
}
