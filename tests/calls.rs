//! What one call may set for itself, and the one replay that costs nothing.

mod support;

use std::{
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
    time::Duration,
};

use signicat_reuseid::{
    CallOptions, Client, Error, Flow, InvalidInput, Session, TransactionId, TransportError,
};
use support::{Scripted, answer, session_body, started};
use tokio::time::Instant;

fn pending() -> String {
    session_body("Pending").to_string()
}

fn attempts(attempts: u32) -> CallOptions {
    CallOptions::new().max_attempts(attempts)
}

fn within(seconds: u64) -> CallOptions {
    CallOptions::new().timeout(Duration::from_secs(seconds))
}

fn session(client: &Client) -> Session {
    client.resume(Flow::Onboarding, TransactionId::new("t-1").unwrap())
}

#[tokio::test(start_paused = true)]
async fn one_call_may_have_its_own_number_of_attempts() {
    let (client, seen) = Scripted::new(|_| Ok(answer(503, &[], ""))).client();
    let error = session(&client).get_with(attempts(1)).await.unwrap_err();
    assert_eq!((error.attempts(), seen.lock().unwrap().len()), (1, 1));
    let error = session(&client).get_with(attempts(5)).await.unwrap_err();
    assert_eq!((error.attempts(), seen.lock().unwrap().len()), (5, 6));
    let error = session(&client).get().await.unwrap_err();
    assert_eq!(error.attempts(), 3, "the client's own number stands");

    let (client, seen) = Scripted::new(|_| Err(TransportError::Connect)).client();
    let error = client
        .onboarding()
        .options(attempts(1))
        .start()
        .await
        .unwrap_err();
    assert_eq!((error.attempts(), seen.lock().unwrap().len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn one_call_may_have_its_own_deadline_and_no_pause_goes_past_it() {
    let late = [("retry-after", "5")];
    let (client, seen) = Scripted::new(move |_| Ok(answer(503, &late, ""))).client();
    let begin = Instant::now();
    let get = session(&client);
    let error = get.get_with(within(4)).await.unwrap_err();
    assert_eq!(begin.elapsed(), Duration::ZERO);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(5)));
    let error = get.get_with(within(6)).await.unwrap_err();
    assert_eq!((error.attempts(), seen.lock().unwrap().len()), (2, 3));
}

/// Answers the first request and breaks the connection of those from `from` to `to`, counted from 1.
fn breaking(from: usize, to: usize) -> Scripted {
    Scripted::new(move |n| {
        if (from..=to).contains(&n) {
            Err(TransportError::Interrupted)
        } else {
            Ok(answer(200, &[], &pending()))
        }
    })
}

#[tokio::test(start_paused = true)]
async fn a_get_that_meets_a_stale_connection_is_sent_again_at_once() {
    let (client, seen) = breaking(2, 2).client();
    let session = session(&client);
    session.get().await.unwrap();
    let begin = Instant::now();
    session.get_with(attempts(1)).await.unwrap();
    assert_eq!(begin.elapsed(), Duration::ZERO);
    assert_eq!(seen.lock().unwrap().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_never_answered_cannot_be_stale() {
    let (client, seen) = breaking(1, 1).client();
    let error = session(&client).get_with(attempts(1)).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error}");
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_breaks_every_connection_is_not_asked_twice_by_everybody() {
    let (client, seen) = breaking(101, usize::MAX).client();
    for _ in 0..100 {
        session(&client).get().await.unwrap();
    }
    for _ in 0..1_000 {
        let error = session(&client).get_with(attempts(1)).await.unwrap_err();
        assert!(matches!(error, Error::Interrupted(_)), "{error}");
    }
    let extra = seen.lock().unwrap().len() - 1_100;
    assert_eq!(extra, 32, "as many replays as the pool holds connections");
}

#[tokio::test(start_paused = true)]
async fn a_start_that_meets_a_broken_connection_is_never_replayed() {
    let (client, seen) = Scripted::new(|n| match n {
        1 => Ok(answer(200, &[], &started())),
        _ => Err(TransportError::Interrupted),
    })
    .client();
    client.onboarding().start().await.unwrap();
    let error = client.onboarding().start().await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error}");
    assert_eq!(seen.lock().unwrap().len(), 2);
}

#[test]
fn a_call_without_a_tokio_runtime_is_an_error() {
    let (client, _) = Scripted::new(|_| Ok(answer(200, &[], &pending()))).client();
    let mut context = Context::from_waker(Waker::noop());
    let mut is_no_runtime = |call: Pin<&mut dyn Future<Output = Result<(), Error>>>| {
        let result = call.poll(&mut context);
        let expected = InvalidInput::NoRuntime;
        matches!(result, Poll::Ready(Err(Error::InvalidInput(error))) if error == expected)
    };
    let session = session(&client);
    let start = pin!(async { client.onboarding().start().await.map(drop) });
    assert!(is_no_runtime(start));
    let get = pin!(async { session.get().await.map(drop) });
    assert!(is_no_runtime(get));
    let wait = pin!(async { session.wait().await.map(drop) });
    assert!(is_no_runtime(wait));
}
