//! Waiting, on paused time: the emulator runs in the same process and obeys the same clock.

mod support;

use std::{
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use signicat_reuseid::{
    Client, Error, Flow, Outcome, Status, TokenFuture, TokenSource, TransactionId,
};
use signicat_reuseid_emulator::{Emulator, Fault, FaultKind, Operation, Proofing};
use support::{Scripted, answer, in_process};
use tokio::time::{Instant, sleep};
use tracing::{
    Event, Level, Metadata, Subscriber,
    span::{Attributes, Id, Record},
};

/// A session of most of an hour, through a refused token and an outage of a minute.
#[tokio::test(start_paused = true)]
async fn an_hour_long_session_is_waited_for_through_a_401_and_a_503() {
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
        let outage = FaultKind::Status {
            status: 503,
            retry_after: None,
            after_commit: false,
        };
        let outage = end_user
            .set_fault(Fault::new(outage).on(Operation::GetOnboarding))
            .unwrap();
        sleep(Duration::from_secs(60)).await;
        end_user.remove_fault(outage);
        sleep(Duration::from_secs(2_000)).await;
        end_user.activate_device(&id, &code).unwrap();
        end_user.finish_proofing(&id, Proofing::Accepted).unwrap();
    });
    let begin = Instant::now();
    let done = session.wait().await.unwrap();
    end_user.await.unwrap();
    assert!(done.status().is_success());
    assert!(
        begin.elapsed() < Duration::from_secs(3_260 + 19),
        "{:?}",
        begin.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_at_its_deadline_with_the_last_state() {
    let emulator = Emulator::in_process();
    let client = in_process(&emulator).build().unwrap();
    let session = client.onboarding().start().await.unwrap();
    let begin = Instant::now();
    let error = session
        .wait()
        .deadline(Duration::from_secs(100))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Wait(_)), "{error}");
    assert_eq!(begin.elapsed(), Duration::from_secs(100));
    assert_eq!(error.outcome(), Outcome::SessionOpen);
    assert!(matches!(
        error.last_state().unwrap().status(),
        Status::Running(_)
    ));
}

#[tokio::test(start_paused = true)]
async fn each_change_is_shown_before_the_pause_that_follows_it() {
    let words = ["Pending", "Pending", "Processing", "Completed"];
    let (client, seen) = Scripted::new(move |poll| {
        let word = words[(poll - 1).min(words.len() - 1)];
        Ok(answer(
            200,
            &[],
            &format!(r#"{{"data":{{"status":"{word}","transactionId":"t-1"}}}}"#),
        ))
    })
    .client();
    let mut changes = client
        .resume(Flow::Onboarding, TransactionId::new("t-1").unwrap())
        .updates();
    let begin = Instant::now();
    assert_eq!(
        changes.next().await.unwrap().unwrap().status().as_str(),
        "Pending"
    );
    assert_eq!(
        (begin.elapsed(), seen.lock().unwrap().len()),
        (Duration::ZERO, 1)
    );
    assert_eq!(
        changes.next().await.unwrap().unwrap().status().as_str(),
        "Processing"
    );
    assert_eq!(seen.lock().unwrap().len(), 3);
    assert_eq!(
        changes.next().await.unwrap().unwrap().status().as_str(),
        "Completed"
    );
    assert!(changes.next().await.is_none());
    assert_eq!(seen.lock().unwrap().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn dropping_a_wait_ends_its_polls() {
    let (client, seen) = Scripted::new(|_| {
        Ok(answer(
            200,
            &[],
            r#"{"data":{"status":"Pending","transactionId":"t-1"}}"#,
        ))
    })
    .client();
    let session = client.resume(Flow::Onboarding, TransactionId::new("t-1").unwrap());
    let wait = tokio::time::timeout(Duration::from_secs(30), session.wait().into_future()).await;
    assert!(wait.is_err());
    let polls = seen.lock().unwrap().len();
    sleep(Duration::from_secs(300)).await;
    assert_eq!(seen.lock().unwrap().len(), polls);
}

#[tokio::test(start_paused = true)]
async fn a_wait_is_over_when_the_caller_says_so() {
    let (client, _) = Scripted::new(|poll| {
        let body =
            format!(r#"{{"data":{{"status":"Pending","transactionId":"t-1","step":{poll}}}}}"#);
        Ok(answer(200, &[], &body))
    })
    .client();
    let session = client.resume(Flow::Onboarding, TransactionId::new("t-1").unwrap());
    let done = session
        .wait()
        .until(|state| state.unknown_fields()["step"] == 3)
        .await
        .unwrap();
    assert_eq!(done.unknown_fields()["step"], 3);
}

#[tokio::test(start_paused = true)]
async fn an_event_from_outside_ends_the_pause() {
    let (client, seen) = Scripted::new(|_| {
        Ok(answer(
            200,
            &[],
            r#"{"data":{"status":"Pending","transactionId":"t-1"}}"#,
        ))
    })
    .client();
    let id = TransactionId::new("t-1").unwrap();
    let wait = tokio::spawn(
        client
            .resume(Flow::Onboarding, id.clone())
            .wait()
            .into_future(),
    );
    sleep(Duration::from_secs(120)).await;
    let polls = seen.lock().unwrap().len();
    client.wake(&id);
    sleep(Duration::from_millis(100)).await;
    assert_eq!(seen.lock().unwrap().len(), polls + 1);
    wait.abort();
}

#[tokio::test(start_paused = true)]
async fn a_fault_that_will_not_pass_ends_the_wait_at_once() {
    let (client, seen) = Scripted::new(|_| {
        Ok(answer(
            404,
            &[],
            r#"{"code":"not_found","title":"No such session"}"#,
        ))
    })
    .client();
    let error = client
        .resume(Flow::Onboarding, TransactionId::new("t-1").unwrap())
        .wait()
        .await
        .unwrap_err();
    assert_eq!(
        (error.status().map(|status| status.as_u16()), error.code()),
        (Some(404), Some("not_found"))
    );
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn many_waits_end_each_for_itself_and_in_their_order() {
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
    let brief = Duration::from_secs(60);
    let waits = sessions
        .iter()
        .map(|session| session.wait().deadline(brief));
    let ends = signicat_reuseid::wait_all(waits).await;
    assert_eq!(ends.len(), 30);
    for (n, end) in ends.iter().enumerate() {
        match (n % 3, end) {
            (0, Ok(state)) => assert_eq!(state.transaction_id(), sessions[n].id()),
            (1, Err(Error::SessionFailed(_))) | (2, Err(Error::Wait(_))) => {}
            (_, other) => panic!("session {n}: {other:?}"),
        }
    }
}

/// Answers `Pending` and, while the answer to request `n` is on its way, does what `meanwhile` says.
fn pending(meanwhile: impl Fn(usize) + Send + Sync + 'static) -> Scripted {
    Scripted::new(move |n| {
        meanwhile(n);
        let body = r#"{"data":{"status":"Pending","transactionId":"t-1"}}"#;
        Ok(answer(200, &[], body))
    })
}

#[tokio::test(start_paused = true)]
async fn an_event_that_comes_while_a_poll_is_on_its_way_is_not_lost() {
    let known = Arc::<OnceLock<Client>>::default();
    let waker = known.clone();
    let id = TransactionId::new("t-1").unwrap();
    let woken = id.clone();
    let (client, seen) = pending(move |n| {
        if n == 10 {
            waker.get().unwrap().wake(&woken);
        }
    })
    .client();
    known.set(client.clone()).unwrap();
    let wait = tokio::spawn(client.resume(Flow::Onboarding, id).wait().into_future());
    while seen.lock().unwrap().len() < 10 {
        sleep(Duration::from_millis(10)).await;
    }
    sleep(Duration::from_millis(100)).await;
    assert_eq!(seen.lock().unwrap().len(), 11);
    sleep(Duration::from_secs(10)).await;
    assert_eq!(seen.lock().unwrap().len(), 11, "one event, one poll");
    wait.abort();
}

#[tokio::test(start_paused = true)]
async fn an_outage_makes_no_more_requests_than_the_bound_of_polls() {
    let times = Arc::<Mutex<Vec<Instant>>>::default();
    let noted = times.clone();
    let transport = Scripted::new(move |_| {
        noted.lock().unwrap().push(Instant::now());
        Ok(answer(503, &[], ""))
    });
    let client = Client::builder()
        .client_credentials("an-id", "a-secret")
        .transport(transport)
        .polls_per_second(10)
        .build()
        .unwrap();
    let minute = Duration::from_secs(60);
    let waits = (0..100).map(|n| {
        let id = TransactionId::new(format!("t-{n}")).unwrap();
        client.resume(Flow::Onboarding, id).wait().deadline(minute)
    });
    let ends = signicat_reuseid::wait_all(waits).await;
    for end in ends {
        let error = end.unwrap_err();
        assert!(matches!(error, Error::Wait(_)), "{error}");
        let why = std::error::Error::source(&error).unwrap();
        assert!(why.to_string().contains("HTTP 503"), "{why}");
    }
    let times = times.lock().unwrap();
    let second = Duration::from_secs(1);
    for (n, from) in times.iter().enumerate() {
        let most = times[n..]
            .iter()
            .take_while(|at| **at < *from + second)
            .count();
        assert!(most <= 10, "{most} in a second");
    }
    assert!(times.len() > 500, "{} in a minute", times.len());
}

/// A token source that never answers.
struct Silent;

impl TokenSource for Silent {
    fn fetch(&self) -> TokenFuture<'_> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_endpoint_that_hangs_is_waited_out_up_to_the_deadline() {
    let client = Client::builder()
        .token_source(Silent)
        .transport(pending(|_| {}))
        .build()
        .unwrap();
    let session = client.resume(Flow::Onboarding, TransactionId::new("t-1").unwrap());
    for deadline in [Duration::ZERO, Duration::from_secs(10 * 60)] {
        let begin = Instant::now();
        let error = session.wait().deadline(deadline).await.unwrap_err();
        assert!(matches!(error, Error::Wait(_)), "{error}");
        assert_eq!(begin.elapsed(), deadline);
    }
    let error = session.get().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(error.is_retryable(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_unknown_status_is_reported_once_and_not_at_each_poll() {
    let warnings = Warnings::default();
    let _guard = tracing::subscriber::set_default(warnings.clone());
    let (client, seen) = Scripted::new(|n| {
        let word = [
            "Pending",
            "Odd",
            "Odd",
            "Odd",
            "Pending",
            "Odder",
            "Completed",
        ][n - 1];
        let body = format!(r#"{{"data":{{"status":"{word}","transactionId":"t-1"}}}}"#);
        Ok(answer(200, &[], &body))
    })
    .client();
    let session = client.resume(Flow::Onboarding, TransactionId::new("t-1").unwrap());
    session.wait().await.unwrap();
    assert_eq!(seen.lock().unwrap().len(), 7);
    assert_eq!(warnings.0.load(Relaxed), 2);
}

/// Counts the events at `WARN`.
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
