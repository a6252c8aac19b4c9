//! The database restarts. In a program of its own, because its server serves nobody else.

mod postgres;
mod support;

use signicat_reuseid_emulator::Proofing;
use signicat_reuseid_fleet::RecordState;
use support::{Effects, Service, effects, until, while_running};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_and_watches_survive_a_crash_of_the_database() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    Effects::table(postgres, &service);
    let fleet = service.migrated().await;
    while_running(&fleet, Effects::default(), async {
        let started = fleet.start("case", service.onboarding()).await.unwrap();
        support::until_polled(&fleet, started.id, 1).await;
        let watch = tokio::spawn({
            let fleet = fleet.clone();
            async move {
                until(&fleet, started.id, |row| {
                    row.state() == RecordState::Finished
                })
                .await
            }
        });
        tokio::task::spawn_blocking(|| postgres.restart())
            .await
            .unwrap();
        service.complete(started.session.id().as_str(), Proofing::Accepted);
        watch.await.unwrap();
    })
    .await;
    assert_eq!(effects(postgres, &service), ["1 succeeded"]);
}
