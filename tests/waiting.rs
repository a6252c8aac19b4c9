//! Waiting, on paused time: the emulator runs in the same process and obeys the same clock.

mod support;

use std::time::Duration;

use signicat_reuseid::{Error, Outcome, Status, TransactionId};
use signicat_reuseid_emulator::{Emulator, Fault, FaultKind, Operation, Proofing};
use support::{Scripted, answer, in_process};
use tokio::time::{Instant, sleep};

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
    assert!(matches!(error, Error::WaitDeadline(_)), "{error}");
    assert_eq!(begin.elapsed(), Duration::from_secs(100));
    assert_eq!(error.outcome(), Outcome::Unknown, "it may still end well");
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
        .resume_onboarding(TransactionId::new("t-1").unwrap())
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
    let session = client.resume_onboarding(TransactionId::new("t-1").unwrap());
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
    let session = client.resume_onboarding(TransactionId::new("t-1").unwrap());
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
    let wait = tokio::spawn(client.resume_onboarding(id.clone()).wait().into_future());
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
        .resume_onboarding(TransactionId::new("t-1").unwrap())
        .wait()
        .await
        .unwrap_err();
    assert_eq!(
        (error.status(), error.code()),
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
            (1, Err(Error::SessionFailed(_))) | (2, Err(Error::WaitDeadline(_))) => {}
            (_, other) => panic!("session {n}: {other:?}"),
        }
    }
}
