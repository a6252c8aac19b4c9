//! Waiting for a session, on paused time: the emulator runs in the same process and obeys the same clock.

mod support;

use std::{
    pin::pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use http::StatusCode;
use signicat_reuseid::{
    AccessToken, Client, Error, Flow, InvalidInput, Outcome, PollPolicy, Session, Status,
    TokenError, TransactionId, Updates, Wait, wait_all,
};
use signicat_reuseid_api::roles::get_onboarding;
use signicat_reuseid_emulator::{Emulator, Fault, Operation, Proofing};
use support::{Answer, Scripted, add_field, answer, in_process, session_body};
use tokio::time::{Instant, sleep, timeout};
use tracing::{
    Event, Level, Metadata, Subscriber,
    span::{Attributes, Id, Record},
};

fn status(word: &str) -> Answer {
    Ok(answer(200, &[], &session_body(word).to_string()))
}

/// A client whose n-th poll sees the n-th status, and all later ones the last; and its requests.
fn statuses<const N: usize>(
    words: [&'static str; N],
) -> (Session, Arc<Mutex<Vec<http::Request<bytes::Bytes>>>>) {
    let script = move |n: usize| status(words[(n - 1).min(N - 1)]);
    let (client, seen) = Scripted::new(script).client();
    (session(&client), seen)
}

fn session(client: &Client) -> Session {
    client.resume(Flow::Onboarding, TransactionId::new("t-1").unwrap())
}

/// A session of most of an hour, with a revoked token and an outage of a minute.
#[tokio::test(start_paused = true)]
async fn waits_an_hour_through_a_401_and_an_outage() {
    let emulator = Emulator::builder()
        .session_lifetime(Duration::from_secs(7_200))
        .code_lifetime(Duration::from_secs(7_200))
        .in_process()
        .unwrap();
    let client = in_process(&emulator).build().unwrap();
    let session = client.onboarding().start().await.unwrap();
    let (end_user, id) = (emulator.handle(), session.id().as_str().to_owned());
    let code = session.activation_code().unwrap().to_owned();
    let end_user = tokio::spawn(async move {
        sleep(Duration::from_secs(600)).await;
        end_user.revoke_tokens();
        sleep(Duration::from_secs(600)).await;
        let outage = Fault::status(503).on(Operation::GetOnboarding);
        let outage = end_user.set_fault(outage).unwrap();
        sleep(Duration::from_secs(60)).await;
        end_user.remove_fault(outage);
        sleep(Duration::from_secs(2_000)).await;
        end_user.activate_device(&id, &code).unwrap();
        end_user.finish_proofing(&id, Proofing::Accepted).unwrap();
    });
    let started = Instant::now();
    let state = session.wait().await.unwrap();
    end_user.await.unwrap();
    assert!(state.status().is_success());
    let elapsed = started.elapsed();
    assert!(elapsed < Duration::from_secs(3_260 + 19), "{elapsed:?}");
}

#[tokio::test(start_paused = true)]
async fn times_out_with_the_last_state_and_the_session_can_be_resumed() {
    let emulator = Emulator::in_process();
    let client = in_process(&emulator).build().unwrap();
    let session = client.onboarding().start().await.unwrap();
    let started = Instant::now();
    let hundred_seconds = Duration::from_secs(100);
    let error = session.wait().timeout(hundred_seconds).await.unwrap_err();
    let Error::Wait(wait) = &error else {
        panic!("{error}");
    };
    assert!(wait.is_timeout() && wait.poll_error().is_none());
    assert_eq!(started.elapsed(), hundred_seconds);
    assert_eq!(wait.elapsed(), hundred_seconds);
    assert_eq!(error.outcome(), Outcome::SessionOpen);
    let last_status = error.last_state().unwrap().status();
    assert!(matches!(last_status, Status::Running(_)));
}

#[tokio::test(start_paused = true)]
async fn a_permanent_error_ends_the_wait_and_says_that_the_session_may_be_open() {
    let (client, seen) = Scripted::new(|n| match n {
        1 => status("Pending"),
        _ => Ok(answer(404, &[], r#"{"code":"not_found"}"#)),
    })
    .client();
    let error = session(&client).wait().await.unwrap_err();
    let Error::Wait(wait) = &error else {
        panic!("{error}");
    };
    assert!(!wait.is_timeout());
    let poll_error = wait.poll_error().unwrap();
    assert_eq!(poll_error.status(), Some(StatusCode::NOT_FOUND));
    assert_eq!(poll_error.code(), Some("not_found"));
    assert_eq!(error.outcome(), Outcome::SessionOpen);
    assert!(error.last_state().is_some());
    assert_eq!(seen.lock().unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_failed_session_is_an_error_with_its_state() {
    let (session, _) = statuses(["Pending", "Rejected"]);
    let error = session.wait().await.unwrap_err();
    assert!(matches!(error, Error::SessionFailed(_)), "{error}");
    assert_eq!(error.outcome(), Outcome::Rejected);
    assert_eq!(error.last_state().unwrap().status().as_str(), "Rejected");
}

#[tokio::test(start_paused = true)]
async fn updates_show_each_change_before_the_delay_that_follows_it() {
    let (session, seen) = statuses(["Pending", "Pending", "Processing", "Completed"]);
    let mut updates = session.updates();
    let started = Instant::now();
    let mut next = async || {
        let state = updates.try_next().await.unwrap()?;
        Some(state.status().as_str().to_owned())
    };
    assert_eq!(next().await.as_deref(), Some("Pending"));
    assert_eq!(started.elapsed(), Duration::ZERO);
    assert_eq!(seen.lock().unwrap().len(), 1);
    assert_eq!(next().await.as_deref(), Some("Processing"));
    assert_eq!(seen.lock().unwrap().len(), 3);
    assert_eq!(next().await.as_deref(), Some("Completed"));
    assert_eq!(next().await, None);
    assert_eq!(next().await, None);
    assert_eq!(seen.lock().unwrap().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn updates_of_a_failed_session_end_with_an_error() {
    let (session, _) = statuses(["Pending", "Failed"]);
    let mut updates = session.updates();
    let first = updates.try_next().await.unwrap().unwrap();
    assert_eq!(first.status().as_str(), "Pending");
    let error = updates.try_next().await.unwrap_err();
    assert!(matches!(error, Error::SessionFailed(_)), "{error}");
    assert_eq!(error.last_state().unwrap().status().as_str(), "Failed");
    assert!(updates.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn until_finishes_on_the_callers_condition() {
    let (client, _) = Scripted::new(|n| {
        let mut body = session_body("Pending");
        add_field(&mut body, &get_onboarding::ROLES, "step", n.into());
        Ok(answer(200, &[], &body.to_string()))
    })
    .client();
    let third = || {
        session(&client)
            .wait()
            .until(|s| s.unknown_fields()["step"] == 3)
    };
    assert_eq!(third().await.unwrap().unknown_fields()["step"], 3);

    let (session, _) = statuses(["Completed", "Failed"]);
    let error = session.wait().until(|_| false).await.unwrap_err();
    assert!(matches!(error, Error::SessionFailed(_)), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_wait_is_lazy_and_dropping_it_ends_its_polls() {
    let (session, seen) = statuses(["Pending"]);
    let wait = session.wait();
    sleep(Duration::from_secs(60)).await;
    assert_eq!(seen.lock().unwrap().len(), 0);
    assert!(timeout(Duration::from_secs(30), wait).await.is_err());
    let polls = seen.lock().unwrap().len();
    assert!(polls > 3);
    sleep(Duration::from_secs(300)).await;
    assert_eq!(seen.lock().unwrap().len(), polls);
}

/// In `select!`, a wait may be polled, left alone, and polled again.
#[tokio::test(start_paused = true)]
async fn a_wait_can_be_polled_by_reference_and_turned_into_updates() {
    let (session, seen) = statuses(["Pending", "Pending", "Completed"]);
    let mut wait = session.wait();
    for _ in 0..20 {
        if let Ok(state) = timeout(Duration::from_millis(300), &mut wait).await {
            assert!(state.unwrap().status().is_success());
            break;
        }
    }
    assert_eq!(seen.lock().unwrap().len(), 3);

    let (session, _) = statuses(["Pending", "Completed"]);
    let mut wait = pin!(session.wait());
    assert!(
        timeout(Duration::from_millis(300), &mut wait)
            .await
            .is_err()
    );
    let mut updates = session.wait().updates();
    assert!(updates.try_next().await.unwrap().is_some());
}

#[test]
fn waits_can_be_spawned_and_shared() {
    fn is_sendable<T: Send + Sync + Unpin + 'static>() {}
    is_sendable::<Wait>();
    is_sendable::<Updates>();
}

#[test]
fn without_a_runtime_a_wait_is_an_error() {
    let (session, _) = statuses(["Pending"]);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let mut wait = pin!(session.wait());
    let std::task::Poll::Ready(result) = wait.as_mut().poll(&mut context) else {
        panic!("pending");
    };
    let error = result.unwrap_err();
    assert!(matches!(
        error,
        Error::InvalidInput(InvalidInput::NoRuntime)
    ));
}

#[tokio::test(start_paused = true)]
async fn wait_all_returns_each_result_in_order() {
    let emulator = Emulator::in_process();
    let client = in_process(&emulator).build().unwrap();
    let mut sessions = Vec::new();
    for n in 0..30 {
        let session = client.onboarding().start().await.unwrap();
        let (id, code) = (session.id().as_str(), session.activation_code().unwrap());
        emulator.handle().activate_device(id, code).unwrap();
        if n % 3 != 2 {
            let end = [Proofing::Accepted, Proofing::Rejected][n % 3];
            emulator.handle().finish_proofing(id, end).unwrap();
        }
        sessions.push(session);
    }
    let minute = Duration::from_secs(60);
    let waits = sessions
        .iter()
        .map(|session| session.wait().timeout(minute));
    let results = wait_all(waits).await;
    assert_eq!(results.len(), 30);
    for (n, result) in results.iter().enumerate() {
        match (n % 3, result) {
            (0, Ok(state)) => assert_eq!(state.transaction_id(), sessions[n].id()),
            (1, Err(Error::SessionFailed(_))) | (2, Err(Error::Wait(_))) => {}
            (_, other) => panic!("session {n}: {other:?}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_of_a_poll_delays_the_next_one() {
    let times = Arc::<Mutex<Vec<Instant>>>::default();
    let noted = times.clone();
    let (client, _) = Scripted::new(move |n| {
        noted.lock().unwrap().push(Instant::now());
        match n {
            1 => Ok(answer(503, &[("retry-after", "40")], "")),
            _ => status("Completed"),
        }
    })
    .client();
    let started = Instant::now();
    session(&client).wait().await.unwrap();
    let times = times.lock().unwrap();
    assert_eq!(times[1] - started, Duration::from_secs(40));
}

#[tokio::test(start_paused = true)]
async fn a_hanging_token_endpoint_is_waited_for_until_the_timeout() {
    let client = Client::builder()
        .token_source(std::future::pending::<Result<AccessToken, TokenError>>)
        .transport(Scripted::new(|_| status("Pending")))
        .build()
        .unwrap();
    let session = session(&client);
    for limit in [Duration::ZERO, Duration::from_secs(10 * 60)] {
        let started = Instant::now();
        let error = session.wait().timeout(limit).await.unwrap_err();
        assert!(matches!(error, Error::Wait(_)), "{error}");
        assert_eq!(started.elapsed(), limit);
    }
    let error = session.get().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(error.is_retryable(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_poll_policy_sets_the_delays() {
    let policy = PollPolicy::new()
        .first_delay(Duration::from_secs(2))
        .factor(1.0)
        .jitter(0.0);
    let times = Arc::<Mutex<Vec<Instant>>>::default();
    let noted = times.clone();
    let transport = Scripted::new(move |n| {
        noted.lock().unwrap().push(Instant::now());
        status(["Pending", "Completed"][usize::from(n == 10)])
    });
    let client = Client::builder()
        .client_credentials("an-id", "a-secret")
        .transport(transport)
        .poll_policy(policy)
        .build()
        .unwrap();
    assert_eq!(client.poll_policy(), &policy);
    session(&client).wait().await.unwrap();
    let times = times.lock().unwrap();
    let two_seconds = Duration::from_secs(2);
    assert!(
        times
            .windows(2)
            .all(|pair| pair[1] - pair[0] == two_seconds)
    );
}

#[tokio::test(start_paused = true)]
async fn an_unknown_status_is_logged_once_and_not_at_each_poll() {
    let warnings = Warnings::default();
    let _guard = tracing::subscriber::set_default(warnings.clone());
    let (session, seen) = statuses([
        "Pending",
        "Odd",
        "Odd",
        "Odd",
        "Pending",
        "Odder",
        "Completed",
    ]);
    session.wait().await.unwrap();
    assert_eq!(seen.lock().unwrap().len(), 7);
    assert_eq!(warnings.0.load(Relaxed), 2);
}

/// Counts the log events at `WARN`.
#[derive(Clone, Default)]
struct Warnings(Arc<AtomicUsize>);

impl Subscriber for Warnings {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && *metadata.level() == Level::WARN
    }
    fn event(&self, _: &Event<'_>) {
        self.0.fetch_add(1, Relaxed);
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}
