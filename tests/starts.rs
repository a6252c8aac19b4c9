//! Nothing that creates a user is sent twice unless the first surely was not processed.

mod support;

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::Frame;
use signicat_reuseid::{Client, Error, Outcome, RetryPolicy, TransportError, Unreadable};
use signicat_reuseid_emulator::{Emulator, Fault, FaultKind, Operation};
use support::{FixedToken, Scripted, Streaming, answer, over_http, started};

fn starts_seen(emulator: &Emulator) -> usize {
    let requests = emulator.handle().requests();
    requests
        .iter()
        .filter(|request| request.operation == "start_onboarding")
        .count()
}

async fn start_with(fault: FaultKind) -> (Emulator, Error) {
    let emulator = Emulator::start().await.unwrap();
    emulator
        .handle()
        .set_fault(Fault::new(fault).on(Operation::StartOnboarding))
        .unwrap();
    let client = over_http(&emulator).build().unwrap();
    let error = client.onboarding().start().await.unwrap_err();
    (emulator, error)
}

#[tokio::test]
async fn a_start_whose_connection_breaks_after_it_was_written_is_not_sent_again() {
    let (emulator, error) = start_with(FaultKind::Reset { after_commit: true }).await;
    assert!(matches!(error, Error::Interrupted(_)), "{error}");
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(!error.is_retryable());
    assert_eq!(error.attempts(), 1);
    assert_eq!(
        (starts_seen(&emulator), emulator.handle().session_count()),
        (1, 1)
    );
}

#[tokio::test]
async fn a_start_that_is_answered_by_a_5xx_after_it_was_processed_is_not_sent_again() {
    for status in [500, 502, 503, 504] {
        let fault = FaultKind::Status {
            status,
            retry_after: None,
            after_commit: true,
        };
        let (emulator, error) = start_with(fault).await;
        assert_eq!(
            (
                error.status().map(|status| status.as_u16()),
                error.outcome()
            ),
            (Some(status), Outcome::Unknown)
        );
        assert_eq!(emulator.handle().session_count(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_start_answered_200_with_an_unreadable_body_says_that_it_was_processed() {
    let (emulator, error) = start_with(FaultKind::InvalidJson {}).await;
    assert!(
        matches!(error, Error::Unreadable(_, Unreadable::Json { .. })),
        "{error}"
    );
    assert_eq!(error.outcome(), Outcome::ProcessedUnreadable);
    assert!(error.trace_id().is_some());
    assert_eq!(emulator.handle().session_count(), 1);

    let (emulator, error) = start_with(FaultKind::TruncatedBody { keep_bytes: 10 }).await;
    assert!(
        matches!(error, Error::Unreadable(_, Unreadable::Truncated)),
        "{error}"
    );
    assert_eq!(error.outcome(), Outcome::ProcessedUnreadable);
    assert_eq!(emulator.handle().session_count(), 1);
}

/// Part of a body, then a failure.
#[derive(Clone, Default)]
struct BreaksMidway {
    begun: bool,
}

impl http_body::Body for BreaksMidway {
    type Data = Bytes;
    type Error = ();

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ()>>> {
        let part = Ok(Frame::data(Bytes::from_static(br#"{"data":"#)));
        let begun = std::mem::replace(&mut self.begun, true);
        Poll::Ready(Some(if begun { Err(()) } else { part }))
    }
}

#[tokio::test]
async fn a_start_whose_answer_breaks_midway_in_the_same_process_was_processed_as_well() {
    let client = Client::builder()
        .token_source(FixedToken)
        .service(Streaming(BreaksMidway::default()))
        .build()
        .unwrap();
    let error = client.onboarding().start().await.unwrap_err();
    assert!(
        matches!(error, Error::Unreadable(_, Unreadable::Truncated)),
        "{error}"
    );
    assert_eq!(error.outcome(), Outcome::ProcessedUnreadable);
    assert_eq!(
        (
            error.status().map(|status| status.as_u16()),
            error.trace_id()
        ),
        (Some(200), Some("of-the-answer"))
    );
}

#[tokio::test]
async fn a_start_without_a_transaction_id_in_its_answer_says_that_it_was_processed() {
    let (client, seen) =
        Scripted::new(|_| Ok(answer(200, &[], r#"{"data":{"status":"Pending"}}"#))).client();
    let error = client.onboarding().start().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::ProcessedUnreadable);
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_start_that_could_not_connect_is_sent_again() {
    let (client, seen) = Scripted::new(|attempt| match attempt {
        1 | 2 => Err(TransportError::Connect),
        _ => Ok(answer(200, &[], &started())),
    })
    .client();
    client.onboarding().start().await.unwrap();
    assert_eq!(seen.lock().unwrap().len(), 3);
}

/// The twin of the test before: the same script with a fault that may have been processed.
#[tokio::test(start_paused = true)]
async fn a_start_that_may_have_arrived_is_not_sent_again() {
    let (client, seen) = Scripted::new(|attempt| match attempt {
        1 => Err(TransportError::Interrupted),
        _ => Ok(answer(200, &[], &started())),
    })
    .client();
    let error = client.onboarding().start().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn nobody_listens_and_the_start_says_that_it_was_not_sent() {
    let emulator = Emulator::start().await.unwrap();
    let gone = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let client = over_http(&emulator)
        .base_url(format!("http://{gone}/reuseid"))
        .build()
        .unwrap();
    let error = client.onboarding().start().await.unwrap_err();
    assert!(matches!(error, Error::Connect(_)), "{error}");
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 3));
    assert!(error.is_retryable());
}

#[tokio::test(start_paused = true)]
async fn a_throttled_start_is_surfaced_with_its_pause_unless_the_caller_vouches() {
    let throttled = |attempt: usize| match attempt {
        1 => Ok(answer(429, &[("Retry-After", "7")], "")),
        _ => Ok(answer(200, &[], &started())),
    };
    let (client, seen) = Scripted::new(throttled).client();
    let error = client.onboarding().start().await.unwrap_err();
    assert_eq!(
        (
            error.status().map(|status| status.as_u16()),
            error.retry_after()
        ),
        (Some(429), Some(std::time::Duration::from_secs(7)))
    );
    assert_eq!(seen.lock().unwrap().len(), 1);

    let transport = Scripted::new(throttled);
    let client = Client::builder()
        .client_credentials("an-id", "a-secret")
        .retry_policy(RetryPolicy::default().throttled_before_processing(true))
        .transport(transport)
        .build()
        .unwrap();
    let begin = tokio::time::Instant::now();
    client.onboarding().start().await.unwrap();
    assert!(begin.elapsed() >= std::time::Duration::from_secs(7));
}
