//! No secret, signature, body or personal data of an event is in any `Debug`, `Display`, log or span.

use std::{
    error::Error,
    fmt::{Debug, Display, Write as _},
    sync::{Mutex, PoisonError},
};

use http::{HeaderMap, HeaderValue};
use signicat_reuseid::events::{
    AcceptFuture, Acceptance, Event, EventReceiver, EventSink, SignatureScheme, TestEvent,
    TestSigner, VerifiedEvent, WebhookSecret, WebhookVerifier, probe,
};
use tracing::{
    Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

const SECRET: &str = "canary-secret-7f3a";
const NAME: &str = "canary-name-Ola";
const USER: &str = "canary-user-5b1c";

static HEARD: Mutex<String> = Mutex::new(String::new());

fn note(text: impl Display) {
    let mut heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner);
    let _ = writeln!(heard, "{text}");
}

/// Hears every span and event at TRACE.
struct Recorder;

struct Fields;

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        note(format_args!("{field}={value:?}"));
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Fields);
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Fields);
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        note(event.metadata().target());
        event.record(&mut Fields);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

struct Says(Acceptance);

impl EventSink for Says {
    fn accept<'a>(&'a self, _: &'a Event) -> AcceptFuture<'a> {
        Box::pin(async { Ok(self.0) })
    }
}

fn show(value: &dyn Debug) {
    note(format_args!("{value:?} {value:#?}"));
}

fn show_error(error: &(dyn Error + 'static)) {
    note(format_args!("{error} {error:?}"));
    if let Some(source) = error.source() {
        show_error(source);
    }
}

#[tokio::test]
async fn prints_and_logs_no_secret_or_personal_data() {
    tracing::subscriber::set_global_default(Recorder).unwrap();
    let builder = WebhookVerifier::builder().secret("current", SECRET);
    show(&builder);
    let verifier = builder.build().unwrap();
    show(&verifier);
    let secret = WebhookSecret::new("current", SECRET).unwrap();
    show(&secret);
    for (name, value) in [("a", ""), ("b", "canary-secret-7f3a ")] {
        show_error(&WebhookSecret::new(name, value).unwrap_err());
    }
    let encoded =
        SignatureScheme::default().with_key_encoding(signicat_reuseid::events::KeyEncoding::Hex);
    let invalid = WebhookVerifier::builder()
        .secret("c", SECRET)
        .scheme(encoded)
        .build();
    show_error(&invalid.unwrap_err());

    let signer = TestSigner::new(SECRET).unwrap();
    let event = TestEvent::new("e-1", "process.complete")
        .data("name", NAME)
        .data("userId", USER);
    show(&signer);
    show(&event);
    let good = event.deliver(&signer);
    let signature = good.headers()[SignatureScheme::SIGNICAT_HEADER]
        .to_str()
        .unwrap()
        .to_owned();
    let verified = VerifiedEvent::from_delivery(&verifier, good.headers(), good.body()).unwrap();
    show(&verified);
    show(&verified.event.subjects());
    show(&verifier.verify(good.headers(), good.body()).unwrap());
    show(&probe(good.headers(), good.body(), &[secret]));

    let mut deliveries = vec![
        good.clone(),
        event.deliver_tampered(&signer),
        event.deliver_unsigned(&signer),
        event.deliver(&TestSigner::new("another").unwrap()),
        signer.deliver(format!(r#"{{"id":"x","eventName":{{"name":"{NAME}"}}}}"#)),
        signer.deliver(format!(
            r#"{{"id":"x","eventName":"x","expiresAt":"{NAME}"}}"#
        )),
        signer.deliver(format!("{NAME} {USER}")),
        signer.deliver(format!("\"{NAME}\"")),
        signer.deliver(NAME.repeat(30_000)),
    ];
    for value in [
        &signature[2..],
        "canary-name-Ola",
        &signature.repeat(2),
        "c2FuYXJ5=",
    ] {
        let mut delivery = good.clone();
        let headers = delivery.headers_mut();
        headers.insert(
            SignatureScheme::SIGNICAT_HEADER,
            HeaderValue::from_str(value).unwrap(),
        );
        deliveries.push(delivery);
    }
    let mut repeated = good.clone();
    repeated.headers_mut().append(
        SignatureScheme::SIGNICAT_HEADER,
        HeaderValue::from_str(&signature).unwrap(),
    );
    deliveries.push(repeated);

    for acceptance in [
        Acceptance::NoListener,
        Acceptance::Duplicate,
        Acceptance::FromFuture,
    ] {
        let receiver = EventReceiver::builder(Says(acceptance)).verifier(verifier.clone());
        let receiver = receiver.handler(|_| async { panic!("a panic of the test's") });
        show(&receiver);
        let receiver = receiver.build();
        for delivery in &deliveries {
            if let Err(error) =
                VerifiedEvent::from_delivery(&verifier, delivery.headers(), delivery.body())
            {
                show_error(&error);
            }
            let response = receiver.receive(delivery.clone()).await;
            note(format_args!("{response:?}"));
        }
        receiver.shutdown().await;
        show(&receiver);
        show(&receiver.counts());
    }
    show_error(&verifier.verify(&HeaderMap::new(), b"").unwrap_err());

    let heard = HEARD.lock().unwrap().clone();
    for sign in [
        "signicat_reuseid::events",
        "an event handler panicked",
        "status=401",
        "acceptance=",
    ] {
        assert!(heard.contains(sign), "nothing was heard of {sign}");
    }
    let base64 = |text: &str| base64::Engine::encode(&base64::prelude::BASE64_STANDARD, text);
    let body = String::from_utf8(good.body().to_vec()).unwrap();
    for canary in [
        SECRET,
        NAME,
        USER,
        &signature,
        &signature[2..],
        &base64(SECRET),
        &body,
        &const_hex::encode(SECRET),
    ] {
        let lower = heard.to_ascii_lowercase();
        assert!(
            !lower.contains(&canary.to_ascii_lowercase()),
            "{canary} was printed"
        );
    }
}
