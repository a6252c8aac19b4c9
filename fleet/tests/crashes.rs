//! A process dies at each boundary between two statements, and the others go on.
//!
//! The process that dies is this test program again, run with a role; it aborts at the point that it is told.

mod postgres;
mod support;

use std::{process::Stdio, time::Duration};

use signicat_reuseid::events::{Acceptance, Event};
use signicat_reuseid_emulator::Proofing;
use signicat_reuseid_fleet::{Fleet, RecordState, SessionRecord};
use support::{Effects, Service, database, effects, until, until_polled, while_running};

const ROLE: &str = "FLEET_TEST_ROLE";
const SHORT: Duration = Duration::from_millis(400);

/// The process that dies. Run by the other tests; alone it has no role and nothing to do.
#[tokio::test]
async fn dying_process() {
    let Ok(role) = std::env::var(ROLE) else {
        return;
    };
    let [role, point, url, base_url, token_url, id, secret]: [&str; 7] =
        role.split('|').collect::<Vec<_>>().try_into().unwrap();
    let client = support::client(base_url, token_url, id, secret);
    let point = point.to_owned();
    let fleet = Fleet::builder(client.clone(), url)
        .lease(SHORT)
        .start_lease(SHORT)
        .observer(move |reached| {
            if reached == point {
                std::process::abort();
            }
        })
        .build()
        .unwrap();
    match role {
        "start" => {
            let _ = fleet.start("case", client.onboarding()).await;
        }
        "work" => fleet
            .run(Effects::default(), std::future::pending())
            .await
            .unwrap(),
        "receive" => {
            let id = row(&fleet).await.transaction_id().unwrap().clone();
            let _ = fleet.accept_event(&event(id.as_str())).await;
        }
        _ => unreachable!("{role}"),
    }
    panic!("the point was not reached");
}

/// Runs the process and waits until it has died.
async fn die(service: &Service, role: &str, point: &str) {
    let emulator = &service.emulator;
    let (base_url, token_url) = (emulator.base_url(), emulator.token_url());
    let (id, secret) = (emulator.client_id(), emulator.client_secret());
    let role = format!(
        "{role}|{point}|{}|{base_url}|{token_url}|{id}|{secret}",
        service.url
    );
    let process = tokio::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "dying_process"])
        .env(ROLE, role)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .status();
    let status = tokio::time::timeout(Duration::from_secs(30), process)
        .await
        .expect("it dies")
        .unwrap();
    // Aborted by a signal, not ended with a code.
    assert_eq!(status.code(), None, "{point} was not reached");
}

fn event(transaction_id: &str) -> Event {
    let envelope = serde_json::json!({
        "id": "e1", "eventName": "process.finished", "eventData": { "transactionId": transaction_id },
    });
    Event::from_verified_bytes(envelope.to_string().as_bytes()).unwrap()
}

/// The only row.
async fn row(fleet: &Fleet) -> SessionRecord {
    let rows = fleet.sessions_by_reference("case").await.unwrap();
    let [row] = rows.as_slice() else {
        panic!("{rows:?}")
    };
    row.clone()
}

#[tokio::test]
async fn a_start_is_reported_or_continued_and_never_sent_twice() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    for (point, state, sent) in [
        ("intent committed", RecordState::Unknown, 0),
        ("start sent", RecordState::Unknown, 1),
        ("ids committed", RecordState::Open, 1),
    ] {
        let service = Service::new(postgres).await;
        Effects::table(postgres, &service);
        let fleet = service.migrated().await;
        die(&service, "start", point).await;
        let handler = Effects::default();
        let id = row(&fleet).await.id();
        while_running(&fleet, handler.clone(), async {
            until(&fleet, id, |row| row.state() != RecordState::Starting).await;
        })
        .await;
        assert_eq!(row(&fleet).await.state(), state, "{point}");
        let reported = usize::from(state == RecordState::Unknown);
        assert_eq!(handler.unknown.lock().unwrap().len(), reported, "{point}");
        assert_eq!(service.handle().session_count(), sent, "{point}");
    }
}

#[tokio::test]
async fn a_session_is_finished_exactly_once_whenever_its_worker_dies() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    for (point, completed) in [
        ("claimed", false),
        ("read", false),
        ("before reschedule commits", false),
        ("rescheduled", false),
        ("read", true),
        ("finish written", true),
        ("handler done", true),
        ("before finish commits", true),
        ("finished", true),
    ] {
        let service = Service::new(postgres).await;
        Effects::table(postgres, &service);
        let fleet = service.migrated().await;
        let started = fleet.start("case", service.onboarding()).await.unwrap();
        let complete = || service.complete(started.session.id().as_str(), Proofing::Accepted);
        if completed {
            complete();
        }
        die(&service, "work", point).await;
        if !completed {
            complete();
        }
        while_running(&fleet, Effects::default(), async {
            until(&fleet, started.id, |row| {
                row.state() == RecordState::Finished
            })
            .await;
        })
        .await;
        assert_eq!(effects(postgres, &service), ["1 succeeded"], "{point}");
        assert_eq!(service.handle().session_count(), 1, "{point}");
    }
}

#[tokio::test]
async fn an_event_is_stored_whole_or_delivered_again_whenever_its_receiver_dies() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    for (point, redelivered) in [
        ("event inserted", Acceptance::Accepted { woken: 1 }),
        ("hint written", Acceptance::Accepted { woken: 1 }),
        ("before hint commits", Acceptance::Accepted { woken: 1 }),
        ("hint committed", Acceptance::Duplicate),
    ] {
        let service = Service::new(postgres).await;
        Effects::table(postgres, &service);
        service.migrated().await;
        let worker = service.rarely_polling();
        while_running(&worker, Effects::default(), async {
            let started = worker.start("case", service.onboarding()).await.unwrap();
            until_polled(&worker, started.id, 1).await;
            let id = started.session.id().as_str();
            service.complete(id, Proofing::Accepted);
            die(&service, "receive", point).await;
            let accepted = worker.accept_event(&event(id)).await.unwrap();
            assert_eq!(accepted, redelivered, "{point}");
            until(&worker, started.id, |row| {
                row.state() == RecordState::Finished
            })
            .await;
        })
        .await;
        let counts =
            "select hint, polls, (select count(*) from reuseid_event) from reuseid_session";
        assert_eq!(
            postgres.psql(database(&service.url), counts),
            "1|2|1",
            "{point}"
        );
        assert_eq!(effects(postgres, &service), ["1 succeeded"], "{point}");
    }
}
