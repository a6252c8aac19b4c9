//! Several workers, leases, shutdown, and a database that goes away.

mod postgres;
mod support;

use std::time::Duration;

use signicat_reuseid_emulator::{Fault, Operation, Proofing};
use signicat_reuseid_fleet::RecordState;
use support::{Effects, Service, database, effects, until, while_running};

#[tokio::test]
async fn two_processes_share_the_sessions_and_finish_each_once() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    Effects::table(postgres, &service);
    let [one, other] = [service.migrated().await, service.fleet().build().unwrap()];
    while_running(
        &one,
        Effects::default(),
        while_running(&other, Effects::default(), async {
            let mut started = Vec::new();
            for _ in 0..40 {
                started.push(one.start("case", service.onboarding()).await.unwrap());
            }
            for start in &started {
                service.complete(start.session.id().as_str(), Proofing::Accepted);
            }
            for start in &started {
                until(&other, start.id, |row| row.state() == RecordState::Finished).await;
            }
        }),
    )
    .await;
    let expected: Vec<_> = (1..=40).map(|id| format!("{id} succeeded")).collect();
    let mut found = effects(postgres, &service);
    found.sort_by_key(|row| row.split(' ').next().unwrap().parse::<u32>().unwrap());
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_shutdown_gives_sessions_back_that_are_being_read() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    Effects::table(postgres, &service);
    service.migrated().await;
    let fleet = service
        .fleet()
        .shutdown_timeout(Duration::from_millis(10))
        .build()
        .unwrap();
    let slow = Fault::latency(Duration::from_secs(20)).on(Operation::GetOnboarding);
    service.handle().set_fault(slow).unwrap();
    let started = while_running(&fleet, Effects::default(), async {
        let started = fleet.start("case", service.onboarding()).await.unwrap();
        while service
            .handle()
            .requests()
            .iter()
            .all(|request| request.method != "GET")
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        started
    })
    .await;
    let lease = "select lease_until is null, epoch from reuseid_session";
    assert_eq!(postgres.psql(database(&service.url), lease), "t|1");
    // So the next process reads it at once.
    service.handle().clear_faults();
    service.complete(started.session.id().as_str(), Proofing::Accepted);
    while_running(&fleet, Effects::default(), async {
        until(&fleet, started.id, |row| {
            row.state() == RecordState::Finished
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_lease_that_ended_lets_another_process_read_and_the_late_one_changes_nothing() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    Effects::table(postgres, &service);
    service.migrated().await;
    let short = service
        .fleet()
        .lease(Duration::from_millis(300))
        .build()
        .unwrap();
    let other = service.fleet().build().unwrap();
    // The first read takes longer than its lease.
    let slow = Fault::latency(Duration::from_millis(900))
        .on(Operation::GetOnboarding)
        .once();
    service.handle().set_fault(slow).unwrap();
    while_running(&short, Effects::default(), async {
        let started = short.start("case", service.onboarding()).await.unwrap();
        service.complete(started.session.id().as_str(), Proofing::Accepted);
        while_running(&other, Effects::default(), async {
            until(&other, started.id, |row| {
                row.state() == RecordState::Finished
            })
            .await;
        })
        .await;
        // The late reader ends.
        tokio::time::sleep(Duration::from_millis(900)).await;
    })
    .await;
    assert_eq!(effects(postgres, &service), ["1 succeeded"]);
}

#[tokio::test]
async fn a_start_whose_process_died_is_reported_once_and_never_repeated() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    Effects::table(postgres, &service);
    let fleet = service.migrated().await;
    postgres.psql(
        database(&service.url),
        "insert into reuseid_session (flow, reference, state, deadline_at, lease_until)
         values ('onboarding', 'lost', 'starting', now() + interval '1 hour', now() - interval '1 s')",
    );
    let handler = Effects::default();
    while_running(&fleet, handler.clone(), async {
        let id = fleet.sessions_by_reference("lost").await.unwrap()[0].id();
        until(&fleet, id, |row| row.state() == RecordState::Unknown).await;
    })
    .await;
    let unknown = handler.unknown.lock().unwrap();
    assert_eq!(
        unknown
            .iter()
            .map(|row| row.reference())
            .collect::<Vec<_>>(),
        ["lost"]
    );
    assert_eq!(service.handle().session_count(), 0);
}

#[tokio::test]
async fn old_sessions_are_deleted() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    Effects::table(postgres, &service);
    service.migrated().await;
    let fleet = service
        .fleet()
        .retention(Duration::from_millis(1))
        .build()
        .unwrap();
    postgres.psql(
        database(&service.url),
        "insert into reuseid_session (flow, reference, state, result, deadline_at, finished_at)
         values ('onboarding', 'old', 'finished', 'failed', now(), now() - interval '1 day')",
    );
    while_running(&fleet, Effects::default(), async {
        while !fleet.sessions_by_reference("old").await.unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn one_rate_limit_holds_for_all_processes() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    Effects::table(postgres, &service);
    service.migrated().await;
    let [one, other] = [(); 2].map(|()| service.fleet().polls_per_second(20).build().unwrap());
    for _ in 0..30 {
        one.start("case", service.onboarding()).await.unwrap();
    }
    let gets = || {
        service
            .handle()
            .requests()
            .iter()
            .filter(|request| request.method == "GET")
            .count()
    };
    let begun = std::time::Instant::now();
    while_running(
        &one,
        Effects::default(),
        while_running(&other, Effects::default(), async {
            while gets() < 60 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }),
    )
    .await;
    // A place every 50 ms: the 60th comes after 2.95 s, however many processes there are.
    assert!(
        begun.elapsed() >= Duration::from_millis(2_900),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn an_effect_outside_the_database_is_called_until_it_succeeds() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    let fleet = service.migrated().await;
    let (sender, mut effects) = tokio::sync::mpsc::unbounded_channel();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let run = tokio::spawn({
        let fleet = fleet.clone();
        let effect = move |record: signicat_reuseid_fleet::SessionRecord| {
            let sender = sender.clone();
            async move { Ok(sender.send(record)?) }
        };
        async move {
            fleet
                .run_with_outbox(effect, async { drop(stopped.await) })
                .await
        }
    });
    let started = fleet.start("case", service.onboarding()).await.unwrap();
    service.complete(started.session.id().as_str(), Proofing::Accepted);
    let record = effects.recv().await.unwrap();
    assert_eq!(
        (record.id(), record.state()),
        (started.id, RecordState::Finished)
    );
    while postgres.psql(
        database(&service.url),
        "select count(*) from reuseid_outbox",
    ) != "0"
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    drop(stop);
    run.await.unwrap().unwrap();
    assert!(effects.try_recv().is_err(), "called twice");
}
