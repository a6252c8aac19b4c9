//! The axum router and extractor over real HTTP on loopback.

use std::{net::SocketAddr, time::Duration};

use axum::{Router, extract::FromRef, routing::post};
use signicat_reuseid::events::{
    AcceptFuture, Acceptance, Event, EventReceiver, EventSink, MAX_BODY, TestEvent, TestSigner,
    VerifiedEvent, WebhookVerifier, router,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

struct Takes;

impl EventSink for Takes {
    fn accept<'a>(&'a self, _: &'a Event) -> AcceptFuture<'a> {
        Box::pin(async { Ok(Acceptance::NoListener) })
    }
}

fn verifier() -> WebhookVerifier {
    WebhookVerifier::builder()
        .secret("current", "a-secret")
        .build()
        .unwrap()
}

async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

/// Sends a delivery and reads the whole response.
async fn send(address: SocketAddr, delivery: http::Request<bytes::Bytes>) -> String {
    let (parts, body) = delivery.into_parts();
    let mut text = format!(
        "{} /hooks HTTP/1.1\r\nhost: x\r\nconnection: close\r\n",
        parts.method
    );
    for (name, value) in &parts.headers {
        text += &format!("{name}: {}\r\n", value.to_str().unwrap());
    }
    text += &format!("content-length: {}\r\n\r\n", body.len());
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(text.as_bytes()).await.unwrap();
    // The response to a body that is too large comes before its end.
    let _ = socket.write_all(&body).await;
    let mut response = Vec::new();
    let _ = socket.read_to_end(&mut response).await;
    String::from_utf8(response).unwrap()
}

fn has_status(response: &str, status: u16) -> bool {
    response.starts_with(&format!("HTTP/1.1 {status} "))
}

#[tokio::test]
async fn the_router_responds_to_good_and_bad_deliveries() {
    let receiver = EventReceiver::builder(Takes).verifier(verifier()).build();
    let address = serve(router("/hooks", receiver.clone())).await;
    let signer = TestSigner::new("a-secret").unwrap();
    let event = TestEvent::new("e-1", "process.complete").data("name", "canary Ola");
    let mut put = event.deliver(&signer);
    *put.method_mut() = http::Method::PUT;
    for (delivery, status) in [
        (event.deliver(&signer), 200),
        (event.deliver_tampered(&signer), 401),
        (event.deliver_unsigned(&signer), 401),
        (signer.deliver("canary"), 400),
        (put, 405),
    ] {
        let response = send(address, delivery).await;
        assert!(has_status(&response, status), "{status}: {response}");
        assert!(!response.contains("canary"), "{response}");
    }
    let counts = receiver.counts();
    assert_eq!(
        (
            counts.no_listener,
            counts.forged,
            counts.unsigned,
            counts.invalid
        ),
        (1, 1, 1, 2)
    );
}

#[tokio::test]
async fn the_router_refuses_an_announced_body_that_is_too_large_without_reading_it() {
    let receiver = EventReceiver::builder(Takes).verifier(verifier()).build();
    let address = serve(router("/hooks", receiver.clone())).await;
    let mut socket = TcpStream::connect(address).await.unwrap();
    let signature = "ab".repeat(32);
    let head = format!(
        "POST /hooks HTTP/1.1\r\nhost: x\r\nx-signicat-signature: {signature}\r\ncontent-length: {}\r\n\r\n",
        MAX_BODY + 1
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut response = vec![0; 12];
    let read = socket.read_exact(&mut response);
    tokio::time::timeout(Duration::from_secs(2), read)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(response, b"HTTP/1.1 413");
    assert_eq!(receiver.counts().too_large, 1);
}

#[derive(Clone)]
struct App {
    verifier: WebhookVerifier,
}

impl FromRef<App> for WebhookVerifier {
    fn from_ref(app: &App) -> Self {
        app.verifier.clone()
    }
}

#[tokio::test]
async fn the_extractor_verifies_the_raw_body() {
    async fn hook(event: VerifiedEvent) -> String {
        format!("{} {}", event.secret_name, event.event.name())
    }
    let app = App {
        verifier: verifier(),
    };
    let address = serve(Router::new().route("/hooks", post(hook)).with_state(app)).await;
    let signer = TestSigner::new("a-secret").unwrap();
    let event = TestEvent::new("e-1", "process.complete");
    let response = send(address, event.deliver(&signer)).await;
    assert!(response.ends_with("current process.complete"), "{response}");
    for (delivery, status) in [
        (event.deliver_tampered(&signer), 401),
        (event.deliver_unsigned(&signer), 401),
        (signer.deliver("{}"), 400),
        (signer.deliver(vec![b' '; MAX_BODY + 1]), 413),
    ] {
        let response = send(address, delivery).await;
        assert!(has_status(&response, status), "{status}: {response}");
    }
}
