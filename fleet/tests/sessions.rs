//! Starting, finishing and looking up sessions.

mod postgres;
mod support;

use std::time::Duration;

use futures_util::StreamExt as _;
use signicat_reuseid::{Flow, Outcome};
use signicat_reuseid_emulator::{Fault, Operation, Proofing};
use signicat_reuseid_fleet::{FleetError, RecordId, RecordState, SessionResult};
use support::{Effects, Service, effects, until, while_running};

#[tokio::test]
async fn finishes_a_session_once_with_the_handlers_statements() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    Effects::table(postgres, &service);
    let fleet = service.migrated().await;
    while_running(&fleet, Effects::default(), async {
        let mut ids = Vec::new();
        for proofing in [Proofing::Accepted, Proofing::Rejected] {
            let started = fleet.start("case-7", service.onboarding()).await.unwrap();
            assert!(started.session.activation_code().is_some());
            support::until_polled(&fleet, started.id, 1).await;
            service.complete(started.session.id().as_str(), proofing);
            ids.push(started.id);
        }
        let ends = [SessionResult::Succeeded, SessionResult::Failed];
        for (id, end) in ids.iter().zip(ends) {
            let row = until(&fleet, *id, |row| row.state() == RecordState::Finished).await;
            assert_eq!(row.result(), Some(end));
            assert!(row.finished_at().is_some());
        }
    })
    .await;
    assert_eq!(effects(postgres, &service), ["1 succeeded", "2 failed"]);
}

#[tokio::test]
async fn a_failing_handler_leaves_nothing_and_is_called_again() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    Effects::table(postgres, &service);
    let fleet = service.migrated().await;
    let handler = Effects::failing(1);
    while_running(&fleet, handler.clone(), async {
        let started = fleet.start("case", service.onboarding()).await.unwrap();
        service.complete(started.session.id().as_str(), Proofing::Accepted);
        until(&fleet, started.id, |row| {
            row.state() == RecordState::Finished
        })
        .await;
    })
    .await;
    assert_eq!(effects(postgres, &service), ["1 succeeded"]);
    // The row of the attempt that was rolled back took number 1.
    let number = postgres.psql(support::database(&service.url), "select number from effect");
    assert_eq!(number, "2");
}

#[tokio::test]
async fn a_deadline_is_not_success_and_can_be_reopened() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    Effects::table(postgres, &service);
    service.migrated().await;
    let fleet = service
        .fleet()
        .session_timeout(Duration::from_millis(300))
        .build()
        .unwrap();
    while_running(&fleet, Effects::default(), async {
        let started = fleet.start("case", service.onboarding()).await.unwrap();
        let row = until(&fleet, started.id, |row| {
            row.state() == RecordState::Finished
        })
        .await;
        assert_eq!(row.result(), Some(SessionResult::Deadline));
        service.complete(started.session.id().as_str(), Proofing::Accepted);
        fleet
            .reopen(started.id, Duration::from_secs(60))
            .await
            .unwrap();
        let row = until(&fleet, started.id, |row| {
            row.state() == RecordState::Finished
        })
        .await;
        assert_eq!(row.result(), Some(SessionResult::Succeeded));
        let again = fleet.reopen(started.id, Duration::from_secs(60)).await;
        assert!(
            matches!(again, Err(FleetError::State(row)) if row.state() == RecordState::Finished)
        );
    })
    .await;
    assert_eq!(effects(postgres, &service), ["1 deadline", "1 succeeded"]);
}

#[tokio::test]
async fn a_start_that_fails_says_whether_a_user_may_exist() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    let fleet = service.migrated().await;
    let start = Operation::StartOnboarding;
    for (fault, outcome, state) in [
        (
            Fault::status(422),
            Outcome::Rejected,
            RecordState::NotStarted,
        ),
        (
            Fault::status(500).after_commit(),
            Outcome::Unknown,
            RecordState::Unknown,
        ),
        (
            Fault::reset().after_commit(),
            Outcome::Unknown,
            RecordState::Unknown,
        ),
    ] {
        service.handle().set_fault(fault.on(start).once()).unwrap();
        let error = fleet
            .start("failing", service.onboarding())
            .await
            .unwrap_err();
        let FleetError::Start(error) = error else {
            panic!("{error:?}")
        };
        assert_eq!(error.outcome(), outcome);
        let row = &fleet.sessions_by_reference("failing").await.unwrap()[0];
        assert_eq!(row.state(), state, "{error}");
    }
    assert_eq!(service.handle().session_count(), 2);
    let unknown = fleet
        .sessions_by_state(RecordState::Unknown, RecordId(0), 10)
        .await
        .unwrap();
    assert_eq!(unknown.len(), 2);
    let next = fleet
        .sessions_by_state(RecordState::Unknown, unknown[0].id(), 10)
        .await
        .unwrap();
    assert_eq!(next, unknown[1..]);
}

#[tokio::test]
async fn an_intent_is_part_of_the_callers_transaction_and_starts_one_session() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    let fleet = service.migrated().await;
    let (mut db, connection) = tokio_postgres::connect(&service.url, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);

    let transaction = db.transaction().await.unwrap();
    let id = fleet
        .intend(&transaction, Flow::Onboarding, "mine")
        .await
        .unwrap();
    let early = fleet.start_intended(id, service.onboarding()).await;
    assert!(
        matches!(early, Err(FleetError::NotFound)),
        "not committed yet"
    );
    transaction.commit().await.unwrap();

    let both = tokio::join!(
        fleet.start_intended(id, service.onboarding()),
        fleet.start_intended(id, service.onboarding()),
    );
    let started = [both.0.is_ok(), both.1.is_ok()];
    assert_eq!(started.iter().filter(|ok| **ok).count(), 1, "{both:?}");
    assert_eq!(service.handle().session_count(), 1);

    let transaction = db.transaction().await.unwrap();
    let id = fleet
        .intend(&transaction, Flow::Onboarding, "mine")
        .await
        .unwrap();
    transaction.rollback().await.unwrap();
    assert!(fleet.session(id).await.unwrap().is_none());
}

#[tokio::test]
async fn a_dropped_start_is_stored_all_the_same() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    let fleet = service.migrated().await;
    let slow = Fault::latency(Duration::from_millis(200)).on(Operation::StartOnboarding);
    service.handle().set_fault(slow).unwrap();
    let start = fleet.start("dropped", service.onboarding());
    assert!(
        tokio::time::timeout(Duration::from_millis(100), start)
            .await
            .is_err()
    );
    let id = fleet.sessions_by_reference("dropped").await.unwrap()[0].id();
    let row = until(&fleet, id, |row| row.state() == RecordState::Open).await;
    assert!(row.transaction_id().is_some());
}

#[tokio::test]
async fn a_watch_in_another_process_shows_each_change() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    Effects::table(postgres, &service);
    let fleet = service.migrated().await;
    for listen in [true, false] {
        let other = service.fleet().listen(listen).build().unwrap();
        while_running(&fleet, Effects::default(), async {
            let started = fleet.start("case", service.onboarding()).await.unwrap();
            let rows = tokio::spawn(
                other
                    .watch(started.id)
                    .map(Result::unwrap)
                    .collect::<Vec<_>>(),
            );
            support::until_polled(&fleet, started.id, 1).await;
            service.complete(started.session.id().as_str(), Proofing::Accepted);
            let rows = rows.await.unwrap();
            assert_eq!(
                rows.last().unwrap().result(),
                Some(SessionResult::Succeeded)
            );
            assert!(rows.windows(2).all(|pair| pair[0] != pair[1]));
        })
        .await;
    }
    let missing: Vec<_> = fleet.watch(RecordId(99)).collect().await;
    assert!(matches!(missing[..], [Err(FleetError::NotFound)]));
}
