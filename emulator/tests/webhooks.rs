//! Webhooks through the control API: registering, refusing what is not loopback, deliveries, reset.

mod support;

use std::{net::SocketAddr, time::Duration};

use axum::{Router, routing::post};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use signicat_reuseid_emulator::{ApiClient, Emulator, Proofing, Webhook};
use support::Caller;
use tokio::{net::TcpListener, time::sleep};

/// A receiver that accepts everything.
async fn receiver() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/hooks", post(async || StatusCode::OK));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

async fn onboard(caller: &Caller, emulator: &Emulator) {
    let id = caller.start_onboarding().await.data("transactionId");
    let user = emulator.handle();
    let code = user.activation_code(&id).unwrap();
    user.activate_device(&id, &code).unwrap();
    user.finish_proofing(&id, Proofing::Rejected).unwrap();
}

#[tokio::test]
async fn a_webhook_is_registered_delivered_to_listed_and_removed() {
    let emulator = Emulator::in_process();
    let caller = Caller::of(&emulator).await;
    let body = json!({
        "url": format!("http://{}/hooks", receiver().await),
        "secret": "canary-secret",
        "signature": {"encoding": "base64", "prefix": "sha256="},
        "eventNames": ["process.complete"],
    });
    let added = caller.control(Method::POST, "/webhooks", Some(body)).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.text);
    let id = added.json()["id"].as_u64().unwrap();
    let path = |what: &str| format!("/webhooks/{id}{what}");

    let listed = caller.control(Method::GET, "/webhooks", None).await;
    assert!(!listed.text.contains("canary"), "{}", listed.text);
    assert_eq!(
        listed.json()[0]["signature"]["header"],
        "x-signicat-signature"
    );
    assert_eq!(listed.json()[0]["eventLifetimeMs"], 30_000);

    onboard(&caller, &emulator).await;
    let mut deliveries = Value::Null;
    for _ in 0..1_000 {
        deliveries = caller
            .control(Method::GET, &path("/deliveries"), None)
            .await
            .json();
        if deliveries[0].is_object() {
            break;
        }
        sleep(Duration::from_millis(10)).await;
    }
    let first = &deliveries[0];
    assert_eq!(
        (&first["outcome"], &first["status"]),
        (&json!("delivered"), &json!(200))
    );
    assert_eq!(
        (&first["eventName"], &first["attempt"]),
        (&json!("process.complete"), &json!(1))
    );

    let replay = json!({ "eventId": first["eventId"] });
    let replayed = caller
        .control(Method::POST, &path("/replay"), Some(replay))
        .await;
    assert_eq!(replayed.status, StatusCode::ACCEPTED);
    let unknown = json!({ "eventId": "unknown" });
    let unknown = caller
        .control(Method::POST, &path("/replay"), Some(unknown))
        .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);

    let faults = caller
        .control(Method::PUT, &path("/faults"), Some(json!({ "drop": 0.5 })))
        .await;
    assert_eq!(faults.status, StatusCode::NO_CONTENT);
    let invalid = caller
        .control(Method::PUT, &path("/faults"), Some(json!({ "drop": 2 })))
        .await;
    assert_eq!(invalid.status, StatusCode::UNPROCESSABLE_ENTITY);

    for status in [StatusCode::NO_CONTENT, StatusCode::NOT_FOUND] {
        let removed = caller.control(Method::DELETE, &path(""), None).await;
        assert_eq!(removed.status, status);
    }
}

#[tokio::test]
async fn only_loopback_urls_are_accepted_unless_the_emulator_allows_others() {
    let strict = Emulator::in_process();
    let caller = Caller::of(&strict).await;
    let webhook = |url: &str| json!({ "url": url, "secret": "a-secret" });
    for url in [
        "http://10.0.0.1/",
        "http://example.com/",
        "https://127.0.0.1/",
        "file:///etc/passwd",
    ] {
        let refused = caller
            .control(Method::POST, "/webhooks", Some(webhook(url)))
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{url}");
    }
    let open = Emulator::builder()
        .allow_remote_webhooks(true)
        .in_process()
        .unwrap();
    let added = open
        .handle()
        .add_webhook(Webhook::new("http://10.0.0.1/", "a-secret"));
    assert!(added.is_ok());
}

#[tokio::test]
async fn webhooks_belong_to_accounts_and_end_with_a_reset() {
    let emulator = Emulator::builder().client(ApiClient::new("other", "secret", "a-other"));
    let emulator = emulator.in_process().unwrap();
    let (all, other) = (emulator.handle(), emulator.handle().for_account("a-other"));
    let url = format!("http://{}/hooks", receiver().await);
    let of_other = other.add_webhook(Webhook::new(&url, "a-secret")).unwrap();
    let of_all = all.add_webhook(Webhook::new(&url, "a-secret")).unwrap();
    assert_eq!(other.webhooks().len(), 1);
    assert_eq!(all.webhooks().len(), 2);

    onboard(&Caller::of(&emulator).await, &emulator).await;
    for _ in 0..1_000 {
        if all.deliveries(of_all).unwrap().len() == 3 {
            break;
        }
        sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(all.deliveries(of_all).unwrap().len(), 3);
    assert_eq!(all.deliveries(of_other).unwrap().len(), 0);

    other.reset();
    assert_eq!(all.webhooks().len(), 1);
    all.reset();
    assert!(all.webhooks().is_empty());
}

#[tokio::test]
async fn at_most_64_webhooks_can_be_registered() {
    let emulator = Emulator::in_process();
    let user = emulator.handle();
    for number in 0..70 {
        let added = user.add_webhook(Webhook::new("http://127.0.0.1:9/", "a-secret"));
        assert_eq!(added.is_ok(), number < 64, "{number}");
    }
}
