//! One access token for many processes.

mod postgres;
mod support;

use std::time::Duration;

use signicat_reuseid::{AccessToken, Client, Flow, TokenStore as _, TransactionId};
use signicat_reuseid_fleet::{PostgresTokenStore, SchemaName, SealingKeys};
use support::{Service, database};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn store(url: &str) -> PostgresTokenStore {
    let keys = SealingKeys::new(KEY).unwrap();
    PostgresTokenStore::new(url, SchemaName::default(), "client", keys).unwrap()
}

/// A client with a cache of its own, as another process has.
fn process(service: &Service, url: &str) -> Client {
    let emulator = &service.emulator;
    Client::builder()
        .client_credentials(emulator.client_id(), emulator.client_secret())
        .base_url(emulator.base_url())
        .token_url(emulator.token_url())
        .token_store(store(url))
        .build()
        .unwrap()
}

async fn all_call(clients: &[Client], id: &TransactionId) -> usize {
    let calls = clients.iter().map(|client| {
        let session = client.resume(Flow::Onboarding, id.clone());
        async move { session.get().await }
    });
    futures_util::future::join_all(calls)
        .await
        .into_iter()
        .filter(Result::is_ok)
        .count()
}

#[tokio::test]
async fn a_hundred_processes_fetch_one_token_and_replace_a_revoked_one_once() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    service.migrated().await;
    let session = service.onboarding().start().await.unwrap();
    let before = service.handle().token_request_count();
    let clients: Vec<_> = (0..50).map(|_| process(&service, &service.url)).collect();
    assert_eq!(all_call(&clients, session.id()).await, 50);
    assert_eq!(
        service.handle().token_request_count() - before,
        1,
        "fetches at the start"
    );
    service.handle().revoke_tokens();
    assert_eq!(all_call(&clients, session.id()).await, 50);
    assert_eq!(
        service.handle().token_request_count() - before,
        2,
        "fetches after the revocation"
    );
}

#[tokio::test]
async fn calls_succeed_while_the_store_is_unavailable() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    let session = service.onboarding().start().await.unwrap();
    let away = "host=/nonexistent user=postgres sslmode=disable";
    assert_eq!(all_call(&[process(&service, away)], session.id()).await, 1);
    // The tables do not exist.
    assert_eq!(
        all_call(&[process(&service, &service.url)], session.id()).await,
        1
    );
}

#[tokio::test]
async fn stores_a_sealed_token_by_version() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    service.migrated().await;
    let store = store(&service.url);
    assert!(store.load().await.unwrap().is_none());
    assert!(store.lease(Duration::from_secs(60)).await.unwrap());
    assert!(
        !store.lease(Duration::from_secs(60)).await.unwrap(),
        "somebody has the lease"
    );
    let token = AccessToken::bearer("canary-token", Duration::from_secs(600)).unwrap();
    let version = store.save(&token).await.unwrap();
    assert!(
        store.lease(Duration::from_secs(60)).await.unwrap(),
        "saving ends the lease"
    );
    let stored = store.load().await.unwrap().unwrap();
    assert_eq!(
        (stored.token.secret(), stored.version),
        ("canary-token", version)
    );
    assert!(stored.token.lifetime() <= Duration::from_secs(600));
    let dump = postgres.psql(
        database(&service.url),
        "select encode(sealed, 'escape') from reuseid_token",
    );
    assert!(!dump.is_empty() && !dump.contains("canary"), "{dump}");

    store.invalidate(version - 1).await.unwrap();
    assert!(
        store.load().await.unwrap().is_some(),
        "an older version was meant"
    );
    store.invalidate(version).await.unwrap();
    assert!(store.load().await.unwrap().is_none());
}
