//! Events make sessions due in whichever process is free.

mod postgres;
mod support;

use serde_json::{Value, json};
use signicat_reuseid::events::{Acceptance, Event};
use signicat_reuseid_emulator::Proofing;
use signicat_reuseid_fleet::RecordState;
use support::{Effects, Service, effects, until, while_running};

fn event(id: &str, data: Value) -> Event {
    let envelope = json!({ "id": id, "eventName": "process.finished", "eventData": data });
    Event::from_verified_bytes(envelope.to_string().as_bytes()).unwrap()
}

#[tokio::test]
async fn an_event_makes_the_next_read_due_by_any_id_and_once() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    Effects::table(postgres, &service);
    service.migrated().await;
    let [worker, receiver] = [service.rarely_polling(), service.rarely_polling()];
    while_running(&worker, Effects::default(), async {
        let started = worker.start("case", service.onboarding()).await.unwrap();
        support::until_polled(&worker, started.id, 1).await;
        service.complete(started.session.id().as_str(), Proofing::Accepted);
        let process = started.session.started().unwrap().process_id().unwrap();
        let finished = event("e1", json!({ "process": { "id": process.as_str() } }));
        assert_eq!(
            receiver.accept_event(&finished).await.unwrap(),
            Acceptance::Accepted { woken: 1 }
        );
        until(&worker, started.id, |row| {
            row.state() == RecordState::Finished
        })
        .await;
        // Again, and one that comes late: nothing moves.
        assert_eq!(
            receiver.accept_event(&finished).await.unwrap(),
            Acceptance::Duplicate
        );
        let late = event("e2", json!({ "processId": process.as_str() }));
        assert_eq!(
            receiver.accept_event(&late).await.unwrap(),
            Acceptance::NoListener
        );
        let row = worker.session(started.id).await.unwrap().unwrap();
        assert_eq!((row.state(), row.polls()), (RecordState::Finished, 2));
    })
    .await;
    assert_eq!(effects(postgres, &service), ["1 succeeded"]);
}

#[tokio::test]
async fn expired_events_and_those_of_others_change_nothing() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    let fleet = service.migrated().await;
    let foreign = event("e1", json!({ "transactionId": "somebody-elses" }));
    assert_eq!(
        fleet.accept_event(&foreign).await.unwrap(),
        Acceptance::NoListener
    );
    let expired = json!({ "id": "e2", "eventName": "x", "expiresAt": "2020-01-01T00:00:00Z", "eventData": {} });
    let expired = Event::from_verified_bytes(expired.to_string().as_bytes()).unwrap();
    assert_eq!(
        fleet.accept_event(&expired).await.unwrap(),
        Acceptance::Expired
    );
}
