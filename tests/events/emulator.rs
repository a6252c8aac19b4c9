//! Events that the emulator delivers over real HTTP: every scheme, faults, retries, replay.

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use signicat_reuseid::{
    Client, Status,
    events::{Event, EventHub, EventReceiver, WebhookSecret, WebhookVerifier, probe, router},
};
use signicat_reuseid_emulator::{
    DeliveryFaults, DeliveryOutcome, DeliveryRecord, Emulator, Handle, Proofing, Webhook,
    WebhookEncoding, WebhookKey, WebhookMethod, WebhookSignature,
};
use tokio::{net::TcpListener, sync::mpsc, time::sleep};

const SECRET: &str = "c2VjcmV0IGtleSBvZiAyOCBieXRlcyBsb25n";

fn client_of(emulator: &Emulator) -> Client {
    Client::builder()
        .client_credentials(emulator.client_id(), emulator.client_secret())
        .base_url(emulator.base_url())
        .token_url(emulator.token_url())
        .build()
        .unwrap()
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hooks", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

/// Keeps deliveries raw, as a person does who wants to know the scheme.
async fn recorder() -> (String, mpsc::UnboundedReceiver<(HeaderMap, Bytes)>) {
    type Sender = Arc<mpsc::UnboundedSender<(HeaderMap, Bytes)>>;
    async fn record(State(sender): State<Sender>, headers: HeaderMap, body: Bytes) {
        let _ = sender.send((headers, body));
    }
    let (sender, receiver) = mpsc::unbounded_channel();
    let router = Router::new().route("/hooks", post(record));
    (serve(router.with_state(Arc::new(sender))).await, receiver)
}

async fn onboard(client: &Client, user: &Handle) {
    let session = client.onboarding().start().await.unwrap();
    let id = session.id().as_str();
    user.activate_device(id, session.activation_code().unwrap())
        .unwrap();
    user.finish_proofing(id, Proofing::Accepted).unwrap();
}

async fn received(
    deliveries: &mut mpsc::UnboundedReceiver<(HeaderMap, Bytes)>,
) -> (HeaderMap, Bytes) {
    let delivery = tokio::time::timeout(Duration::from_secs(10), deliveries.recv());
    delivery.await.unwrap().unwrap()
}

/// The records, once there are so many.
async fn records(user: &Handle, webhook: u64, number: usize) -> Vec<DeliveryRecord> {
    for _ in 0..1_000 {
        let records = user.deliveries(webhook).unwrap();
        if records.len() >= number {
            return records;
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("{:?}", user.deliveries(webhook));
}

#[tokio::test]
async fn the_probe_finds_every_scheme_that_the_emulator_can_sign_by() {
    let emulator = Emulator::start().await.unwrap();
    let (client, user) = (client_of(&emulator), emulator.handle());
    let (url, mut deliveries) = recorder().await;
    let secrets = [WebhookSecret::new("right", SECRET).unwrap()];
    let forger = [WebhookSecret::new("forger", "another-secret").unwrap()];
    let mut schemes = 0;
    for method in [
        WebhookMethod::HmacSha256,
        WebhookMethod::HmacSha512,
        WebhookMethod::SharedSecret,
    ] {
        for encoding in [
            WebhookEncoding::Hex,
            WebhookEncoding::Base64,
            WebhookEncoding::Base64Url,
        ] {
            for (header, prefix) in [
                ("X-Signicat-Signature", ""),
                ("X-Idfy-Signature", "sha256="),
                ("X-Other", "v1="),
            ] {
                for key in [WebhookKey::Text, WebhookKey::Base64] {
                    if method == WebhookMethod::SharedSecret && key != WebhookKey::Text {
                        continue;
                    }
                    let signature = WebhookSignature {
                        header: header.to_owned(),
                        method,
                        encoding,
                        prefix: prefix.to_owned(),
                        key,
                    };
                    let webhook = Webhook::new(&url, SECRET).signature(signature);
                    let webhook = user
                        .add_webhook(webhook.event_name("process.complete"))
                        .unwrap();
                    onboard(&client, &user).await;
                    let (headers, body) = received(&mut deliveries).await;
                    assert!(user.remove_webhook(webhook));
                    let matches = probe(&headers, &body, &secrets);
                    let found = matches
                        .first()
                        .unwrap_or_else(|| panic!("{header} {prefix} {method:?}"));
                    let builder = WebhookVerifier::builder().secret("it", SECRET);
                    let verifier = builder.scheme(found.scheme().clone()).build().unwrap();
                    assert!(verifier.verify(&headers, &body).is_ok());
                    assert_eq!(probe(&headers, &body, &forger), []);
                    schemes += 1;
                }
            }
        }
    }
    assert_eq!(schemes, 45);
}

#[tokio::test]
async fn events_of_device_proofing_and_session_finish_a_wait() {
    let emulator = Emulator::start().await.unwrap();
    let (client, user) = (client_of(&emulator), emulator.handle());
    let verifier = WebhookVerifier::builder()
        .secret("current", SECRET)
        .build()
        .unwrap();
    let (sender, mut names) = mpsc::unbounded_channel();
    let receiver = EventReceiver::builder(EventHub::new(&client))
        .verifier(verifier)
        .handler(move |event| {
            sender.send(event.name().to_owned()).unwrap();
            async {}
        })
        .build();
    let webhook = Webhook::new(serve(router("/hooks", receiver.clone())).await, SECRET);
    let webhook = user.add_webhook(webhook).unwrap();
    let session = client.onboarding().start().await.unwrap();
    let id = session.id().as_str().to_owned();
    let code = session.activation_code().unwrap().to_owned();
    let wait = tokio::spawn(session.wait());
    sleep(Duration::from_millis(300)).await;
    user.activate_device(&id, &code).unwrap();
    user.finish_proofing(&id, Proofing::Accepted).unwrap();
    let state = tokio::time::timeout(Duration::from_secs(5), wait).await;
    let state = state.expect("without an event the next poll is a minute away");
    assert!(matches!(
        state.unwrap().unwrap().status(),
        Status::Succeeded(_)
    ));
    let mut seen = Vec::new();
    while seen.len() < 3 {
        seen.push(names.recv().await.unwrap());
    }
    seen.sort();
    assert_eq!(
        seen,
        [
            "device.state.change",
            "onboarding.completed",
            "process.complete"
        ]
    );
    let records = records(&user, webhook, 3).await;
    assert!(
        records
            .iter()
            .all(|it| it.outcome == DeliveryOutcome::Delivered && it.status == Some(200))
    );

    // The same event once more is a duplicate.
    assert!(user.replay_event(webhook, &records[0].event_id));
    while receiver.counts().duplicates == 0 {
        sleep(Duration::from_millis(10)).await;
    }
    assert!(!user.replay_event(webhook, "unknown"));
}

#[tokio::test]
async fn retries_a_rejected_delivery_until_it_is_accepted_or_expires() {
    let emulator = Emulator::start().await.unwrap();
    let (client, user) = (client_of(&emulator), emulator.handle());
    let receiver = EventReceiver::builder(EventHub::new(&client)).build();
    let url = serve(router("/hooks", receiver.clone())).await;
    let only = |lifetime| {
        let webhook = Webhook::new(&url, SECRET).event_name("process.complete");
        user.add_webhook(webhook.event_lifetime_ms(lifetime))
            .unwrap()
    };
    let (patient, hasty) = (only(30_000), only(300));
    onboard(&client, &user).await;
    let first = records(&user, patient, 1).await;
    assert_eq!(
        (first[0].status, first[0].outcome),
        (Some(503), DeliveryOutcome::Failed)
    );
    receiver.set_verifier(
        WebhookVerifier::builder()
            .secret("current", SECRET)
            .build()
            .unwrap(),
    );
    let both = records(&user, patient, 2).await;
    assert_eq!((both[1].status, both[1].attempt), (Some(200), 2));
    assert_eq!(
        user.deliveries(hasty).unwrap().len(),
        1,
        "no retry after expiresAt"
    );
}

#[tokio::test]
async fn deliveries_are_dropped_duplicated_delayed_and_reordered_on_command() {
    let emulator = Emulator::start().await.unwrap();
    let (client, user) = (client_of(&emulator), emulator.handle());
    let (url, mut deliveries) = recorder().await;
    let name = |(_, body): &(HeaderMap, Bytes)| {
        Event::from_verified_bytes(body).unwrap().name().to_owned()
    };
    let webhook = Webhook::new(&url, SECRET);
    let webhook = webhook
        .event_name("process.complete")
        .event_name("onboarding.completed");
    let webhook = user.add_webhook(webhook).unwrap();

    let drop = DeliveryFaults {
        drop: 1.0,
        ..DeliveryFaults::default()
    };
    assert!(user.set_delivery_faults(webhook, drop).unwrap());
    onboard(&client, &user).await;
    let dropped = records(&user, webhook, 2).await;
    assert!(
        dropped
            .iter()
            .all(|it| it.outcome == DeliveryOutcome::Dropped)
    );
    assert!(deliveries.try_recv().is_err());

    let duplicate = DeliveryFaults {
        duplicate: 1.0,
        delay_ms: 20,
        ..DeliveryFaults::default()
    };
    user.set_delivery_faults(webhook, duplicate).unwrap();
    onboard(&client, &user).await;
    let mut ids = Vec::new();
    for _ in 0..4 {
        let (_, body) = received(&mut deliveries).await;
        ids.push(Event::from_verified_bytes(&body).unwrap().id().to_owned());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 2);

    let reorder = DeliveryFaults {
        reorder: 1.0,
        ..DeliveryFaults::default()
    };
    user.set_delivery_faults(webhook, reorder).unwrap();
    onboard(&client, &user).await;
    let first = name(&received(&mut deliveries).await);
    let second = name(&received(&mut deliveries).await);
    assert_eq!(
        (&*first, &*second),
        ("onboarding.completed", "process.complete")
    );

    let invalid = DeliveryFaults {
        drop: 1.5,
        ..DeliveryFaults::default()
    };
    assert!(user.set_delivery_faults(webhook, invalid).is_err());
    assert!(!user.set_delivery_faults(99, drop).unwrap());
}
