//! Deliveries of events: signed, forged, malformed, repeated; to a hub with a wait, and to every kind of sink.
//! The secrets, signatures, bodies and personal data in them are canaries.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request};
use signicat_reuseid::{
    AccessToken, Client, Flow, TransactionId,
    events::{
        AcceptFuture, Acceptance, DeliveryError, Event, EventHub, EventHubSettings, EventReceiver,
        EventReceiverBuilder, EventSink, KeyEncoding, MAX_BODY, SignatureEncoding, SignatureMethod,
        SignatureScheme, SinkUnavailable, TestEvent, TestSigner, VerifiedEvent, VerifyError,
        WebhookSecret, WebhookVerifier, probe,
    },
};

use super::{
    detector::Detector,
    shown::{Shown, show},
};

const SECRET: &str = "canary-webhook-secret-7f3a";
const NAME: &str = "canary-name-Ola";
const IDS: [(&str, &str); 5] = [
    ("transactionId", "canary-transaction-1"),
    ("processId", "canary-process-2"),
    ("dossierId", "canary-dossier-3"),
    ("userId", "canary-user-5b1c"),
    ("deviceId", "canary-device-9"),
];

/// A sink that says the same of every event.
struct Says(Result<Acceptance, SinkUnavailable>);

impl EventSink for Says {
    fn accept<'a>(&'a self, _: &'a Event) -> AcceptFuture<'a> {
        Box::pin(async { self.0 })
    }
}

pub async fn run(detector: &mut Detector, shown: &mut Shown) {
    for (canary, value) in [("webhook secret", SECRET), ("name", NAME)]
        .into_iter()
        .chain(IDS)
    {
        detector.add(canary, value);
    }
    secrets(shown);
    let builder = WebhookVerifier::builder().secret("current", SECRET);
    show!(shown, events::WebhookVerifierBuilder: &builder);
    let verifier = builder.build().unwrap();
    show!(shown, events::WebhookVerifier: &verifier);

    let signer = TestSigner::new(SECRET).unwrap();
    let event = IDS.into_iter().fold(
        TestEvent::new("e-1", "process.complete").data("name", NAME),
        |event, (name, id)| event.data(name, id),
    );
    show!(shown, events::TestSigner: &signer, events::TestEvent: &event);
    let good = event.deliver(&signer);
    let signature = good.headers()[SignatureScheme::SIGNICAT_HEADER]
        .to_str()
        .unwrap()
        .to_owned();
    detector.add("signature", &signature);
    detector.add("part of a signature", &signature[2..]);
    detector.add("body", str::from_utf8(good.body()).unwrap());
    verified(&verifier, &good, shown);

    let deliveries = deliveries(&signer, &event, &good, &signature);
    for delivery in &deliveries {
        let (headers, body) = (delivery.headers(), delivery.body());
        if let Err(error) = VerifiedEvent::from_delivery(&verifier, headers, body) {
            delivery_error(&error, shown);
        }
    }
    delivery_error(&DeliveryError::Unavailable, shown);
    delivery_error(
        &DeliveryError::from(verifier.verify(&HeaderMap::new(), b"").unwrap_err()),
        shown,
    );
    for acceptance in [
        Ok(Acceptance::NoListener),
        Ok(Acceptance::Accepted { woken: 1 }),
        Ok(Acceptance::Duplicate),
        Ok(Acceptance::Expired),
        Ok(Acceptance::FromFuture),
        Err(SinkUnavailable::default()),
    ] {
        match &acceptance {
            Ok(acceptance) => show!(shown, events::Acceptance: acceptance),
            Err(unavailable) => show!(shown, events::SinkUnavailable: unavailable),
        }
        let receiver = EventReceiver::builder(Says(acceptance)).verifier(verifier.clone());
        receive(receiver, &deliveries, shown).await;
    }
    let without_secret = EventReceiver::builder(Says(Ok(Acceptance::NoListener)));
    receive(without_secret, &deliveries, shown).await;
    hub(&verifier, &deliveries, shown).await;
}

fn secrets(shown: &mut Shown) {
    let scheme = SignatureScheme::default();
    show!(
        shown,
        events::SignatureScheme: &scheme,
        events::SignatureMethod: &SignatureMethod::SharedSecret,
        events::SignatureEncoding: &SignatureEncoding::Base64,
        events::KeyEncoding: &KeyEncoding::Hex,
        events::WebhookSecret: &WebhookSecret::new("current", SECRET).unwrap(),
    );
    let encoded = scheme.with_key_encoding(KeyEncoding::Hex);
    let builder = || WebhookVerifier::builder().secret("current", SECRET);
    for invalid in [
        WebhookSecret::new("a", "").unwrap_err(),
        WebhookSecret::new("b", format!("{SECRET} ")).unwrap_err(),
        WebhookVerifier::builder().build().unwrap_err(),
        builder().secret("current", SECRET).build().unwrap_err(),
        builder().scheme(encoded).build().unwrap_err(),
        (0..16)
            .fold(builder(), |builder, n| {
                builder.secret(n.to_string(), SECRET)
            })
            .build()
            .unwrap_err(),
    ] {
        show!(shown, events::InvalidSecret: &invalid);
        shown.print(&invalid);
    }
}

fn verified(verifier: &WebhookVerifier, good: &Request<Bytes>, shown: &mut Shown) {
    let (headers, body) = (good.headers(), good.body());
    let verified = verifier.verify(headers, body).unwrap();
    let event = VerifiedEvent::from_delivery(verifier, headers, body).unwrap();
    show!(
        shown,
        events::Verified: &verified,
        events::VerifiedEvent: &event,
        events::Event: &event.event,
    );
    assert_eq!(event.event.subjects().len(), IDS.len());
    for subject in event.event.subjects() {
        show!(shown, events::EventSubject: subject);
    }
    let secret = WebhookSecret::new("current", SECRET).unwrap();
    show!(shown, events::ProbeMatch: &probe(headers, body, &[secret])[0]);
}

fn delivery_error(error: &DeliveryError, shown: &mut Shown) {
    show!(shown, events::DeliveryError: error);
    shown.print(error);
    match error {
        DeliveryError::Invalid(invalid) => show!(shown, events::InvalidEvent: invalid),
        DeliveryError::Unverified(unverified) => {
            show!(shown, events::VerifyError: unverified);
            match unverified {
                VerifyError::MalformedHeader { reason, .. } => {
                    show!(shown, events::MalformedSignature: reason);
                }
                VerifyError::Mismatch { hint: Some(hint) } => {
                    show!(shown, events::MismatchHint: hint);
                }
                _ => {}
            }
        }
        _ => {}
    }
}

/// The good delivery, and each way in which one can be bad.
fn deliveries(
    signer: &TestSigner,
    event: &TestEvent,
    good: &Request<Bytes>,
    signature: &str,
) -> Vec<Request<Bytes>> {
    let mut deliveries = vec![
        good.clone(),
        event.deliver_tampered(signer),
        event.deliver_unsigned(signer),
        event.deliver(&TestSigner::new("another").unwrap()),
        signer.deliver(format!(r#"{{"id":"x","eventName":{{"name":"{NAME}"}}}}"#)),
        signer.deliver(format!(
            r#"{{"id":"x","eventName":"x","expiresAt":"{NAME}"}}"#
        )),
        signer.deliver(format!(r#"{{"{NAME}":"{NAME}"}}"#)),
        signer.deliver(format!("{NAME} {}", IDS[0].1)),
        signer.deliver(format!("\"{NAME}\"")),
        signer.deliver(NAME.repeat(MAX_BODY / NAME.len() + 1)),
        good.clone().map(|_| Bytes::new()),
        good.clone().map(|_| format!("{{ \"{NAME}\": 1}}").into()),
    ];
    let values = [
        signature[2..].to_owned(),
        signature[1..].to_owned(),
        NAME.to_owned(),
        signature.repeat(2),
        format!("sha256={signature}"),
        "c2FuYXJ5=".to_owned(),
        String::new(),
    ];
    for value in values {
        let mut delivery = good.clone();
        let value = HeaderValue::from_str(&value).unwrap();
        delivery
            .headers_mut()
            .insert(SignatureScheme::SIGNICAT_HEADER, value);
        deliveries.push(delivery);
    }
    let mut repeated = good.clone();
    repeated.headers_mut().append(
        SignatureScheme::SIGNICAT_HEADER,
        HeaderValue::from_str(signature).unwrap(),
    );
    deliveries.push(repeated);
    deliveries
}

async fn receive(builder: EventReceiverBuilder, deliveries: &[Request<Bytes>], shown: &mut Shown) {
    let builder = builder.handler(|event| async move {
        panic!("a panic of the caller's, with {event:?}");
    });
    show!(shown, events::EventReceiverBuilder: &builder);
    let receiver = builder.build();
    for delivery in deliveries {
        let response = receiver.receive(delivery.clone()).await;
        shown.text.push_str(&format!("{response:?}\n"));
    }
    receiver.shutdown().await;
    let _ = receiver.receive(deliveries[0].clone()).await;
    show!(
        shown,
        events::EventReceiver: &receiver,
        events::EventCounts: &receiver.counts(),
    );
}

/// An event that wakes a wait.
async fn hub(verifier: &WebhookVerifier, deliveries: &[Request<Bytes>], shown: &mut Shown) {
    let token =
        || async { Ok(AccessToken::bearer("canary-token", Duration::from_secs(600)).unwrap()) };
    let client = Client::builder()
        .token_source(token)
        .base_url("http://127.0.0.1:9/x")
        .build()
        .unwrap();
    let settings = EventHubSettings::default();
    let hub = EventHub::with_settings(&client, settings);
    let id = TransactionId::new(IDS[0].1).unwrap();
    let wait = tokio::spawn(client.resume(Flow::Onboarding, id).wait());
    while client.wake(IDS[0].1) == 0 {
        tokio::task::yield_now().await;
    }
    let receiver = EventReceiver::builder(hub.clone()).verifier(verifier.clone());
    receive(receiver, deliveries, shown).await;
    wait.abort();
    show!(
        shown,
        events::EventHub: &hub,
        events::EventHubSettings: &settings,
    );
}
