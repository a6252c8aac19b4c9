//! Responses of the receiver, its queue and its counts, in process.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use bytes::Bytes;
use futures_util::stream;
use http::{Method, Request};
use http_body::Frame;
use http_body_util::StreamBody;
use signicat_reuseid::events::{
    AcceptFuture, Acceptance, Event, EventReceiver, EventReceiverBuilder, EventSink, MAX_BODY,
    SinkUnavailable, TestEvent, TestSigner, WebhookVerifier,
};
use tokio::{
    sync::{Semaphore, mpsc},
    time::{Instant, sleep},
};

/// A sink that says the same of every event, after a time.
struct Says(Result<Acceptance, SinkUnavailable>, Duration);

impl EventSink for Says {
    fn accept<'a>(&'a self, _: &'a Event) -> AcceptFuture<'a> {
        Box::pin(async {
            sleep(self.1).await;
            self.0
        })
    }
}

const NEW: Says = Says(Ok(Acceptance::NoListener), Duration::ZERO);

fn verifier(secret: &str) -> WebhookVerifier {
    WebhookVerifier::builder()
        .secret("current", secret)
        .build()
        .unwrap()
}

fn receiver(sink: Says) -> EventReceiverBuilder {
    EventReceiver::builder(sink).verifier(verifier("a-secret"))
}

fn signer() -> TestSigner {
    TestSigner::new("a-secret").unwrap()
}

fn event(id: &str) -> TestEvent {
    TestEvent::new(id, "process.complete").data("processId", "p-1")
}

async fn status(receiver: &EventReceiver, delivery: Request<Bytes>) -> u16 {
    receiver.receive(delivery).await.status().as_u16()
}

#[tokio::test]
async fn responds_200_to_whatever_a_sink_has_dealt_with() {
    for (acceptance, expected) in [
        (Acceptance::Accepted { woken: 1 }, 200),
        (Acceptance::NoListener, 200),
        (Acceptance::Duplicate, 200),
        (Acceptance::Expired, 200),
        (Acceptance::FromFuture, 503),
    ] {
        let receiver = receiver(Says(Ok(acceptance), Duration::ZERO)).build();
        assert_eq!(
            status(&receiver, event("e-1").deliver(&signer())).await,
            expected
        );
    }
}

#[tokio::test]
async fn refuses_and_counts_what_is_not_a_signed_event_and_hands_none_on() {
    let handled = Arc::new(AtomicUsize::new(0));
    let count = handled.clone();
    let receiver = receiver(NEW)
        .handler(move |_| {
            count.fetch_add(1, SeqCst);
            async {}
        })
        .build();
    let signer = signer();
    let forger = TestSigner::new("another-secret").unwrap();
    let mut get = event("e-1").deliver(&signer);
    *get.method_mut() = Method::GET;
    for (delivery, expected) in [
        (event("e-1").deliver_unsigned(&signer), 401),
        (event("e-1").deliver_tampered(&signer), 401),
        (event("e-1").deliver(&forger), 401),
        (signer.deliver("not json"), 400),
        (signer.deliver("[]"), 400),
        (signer.deliver(r#"{"id":"e-1"}"#), 400),
        (signer.deliver(vec![b' '; MAX_BODY + 1]), 413),
        (get, 405),
    ] {
        assert_eq!(status(&receiver, delivery).await, expected);
    }
    receiver.shutdown().await;
    assert_eq!(handled.load(SeqCst), 0);
    let counts = receiver.counts();
    assert_eq!((counts.unsigned, counts.forged), (1, 2));
    assert_eq!((counts.invalid, counts.too_large), (4, 1));
    assert_eq!((counts.accepted, counts.no_listener), (0, 0));
}

#[tokio::test]
async fn says_which_method_it_takes() {
    let response = receiver(NEW)
        .build()
        .receive(Request::new(Bytes::new()))
        .await;
    assert_eq!(
        (response.status().as_u16(), &response.headers()["allow"]),
        (405, &"POST".parse().unwrap())
    );
}

#[tokio::test]
async fn responds_503_until_it_has_a_secret_and_takes_a_new_one_while_running() {
    let receiver = EventReceiver::builder(NEW).build();
    assert_eq!(
        status(&receiver, event("e-1").deliver(&signer())).await,
        503
    );
    receiver.set_verifier(verifier("a-secret"));
    assert_eq!(
        status(&receiver, event("e-1").deliver(&signer())).await,
        200
    );
    let both = WebhookVerifier::builder()
        .secret("current", "new")
        .secret("previous", "a-secret");
    receiver.set_verifier(both.build().unwrap());
    let new = TestSigner::new("new").unwrap();
    for signer in [signer(), new.clone()] {
        assert_eq!(status(&receiver, event("e-1").deliver(&signer)).await, 200);
    }
    receiver.set_verifier(verifier("new"));
    assert_eq!(
        status(&receiver, event("e-1").deliver(&signer())).await,
        401
    );
    assert_eq!(status(&receiver, event("e-1").deliver(&new)).await, 200);
}

#[tokio::test]
async fn responds_503_when_the_queue_is_full_and_does_not_store_what_the_handler_cannot_see() {
    /// Counts what it is given.
    struct Counts(Arc<AtomicUsize>);
    impl EventSink for Counts {
        fn accept<'a>(&'a self, _: &'a Event) -> AcceptFuture<'a> {
            self.0.fetch_add(1, SeqCst);
            Box::pin(async { Ok(Acceptance::NoListener) })
        }
    }
    let stored = Arc::new(AtomicUsize::new(0));
    let (gate, (started, mut starts)) = (Arc::new(Semaphore::new(0)), mpsc::unbounded_channel());
    let (hold, handled) = (gate.clone(), Arc::new(AtomicUsize::new(0)));
    let count = handled.clone();
    let receiver = EventReceiver::builder(Counts(stored.clone()))
        .verifier(verifier("a-secret"))
        .queue_capacity(2)
        .handler_concurrency(1)
        .handler(move |_| {
            let (hold, count, started) = (hold.clone(), count.clone(), started.clone());
            async move {
                started.send(()).unwrap();
                hold.acquire().await.unwrap().forget();
                count.fetch_add(1, SeqCst);
            }
        })
        .build();
    assert_eq!(
        status(&receiver, event("e-0").deliver(&signer())).await,
        200
    );
    starts.recv().await.unwrap();
    let mut statuses = Vec::new();
    for n in 1..=3 {
        let delivery = event(&format!("e-{n}")).deliver(&signer());
        statuses.push(status(&receiver, delivery).await);
    }
    assert_eq!(statuses, [200, 200, 503]);
    assert_eq!(stored.load(SeqCst), 3);

    gate.add_permits(10);
    receiver.shutdown().await;
    assert_eq!(handled.load(SeqCst), 3, "shutdown drains the queue");
    assert_eq!(
        status(&receiver, event("e-9").deliver(&signer())).await,
        503
    );
    assert_eq!(receiver.counts().unavailable, 2);
}

#[tokio::test]
async fn a_handler_sees_no_duplicate_and_nothing_expired() {
    for (acceptance, expected) in [
        (Acceptance::Accepted { woken: 2 }, 1),
        (Acceptance::NoListener, 1),
        (Acceptance::Duplicate, 0),
        (Acceptance::Expired, 0),
        (Acceptance::FromFuture, 0),
    ] {
        let handled = Arc::new(AtomicUsize::new(0));
        let count = handled.clone();
        let receiver = receiver(Says(Ok(acceptance), Duration::ZERO)).handler(move |_| {
            count.fetch_add(1, SeqCst);
            async {}
        });
        let receiver = receiver.build();
        status(&receiver, event("e-1").deliver(&signer())).await;
        receiver.shutdown().await;
        assert_eq!(handled.load(SeqCst), expected, "{acceptance:?}");
    }
}

#[tokio::test]
async fn a_panic_of_the_handler_is_counted_and_stops_nothing_else() {
    let handled = Arc::new(AtomicUsize::new(0));
    let count = handled.clone();
    let receiver = receiver(NEW).handler_concurrency(1).handler(move |event| {
        let count = count.clone();
        async move {
            assert_ne!(event.id(), "e-0", "a panic of the test's");
            count.fetch_add(1, SeqCst);
        }
    });
    let receiver = receiver.build();
    for n in 0..3 {
        let delivery = event(&format!("e-{n}")).deliver(&signer());
        assert_eq!(status(&receiver, delivery).await, 200);
    }
    receiver.shutdown().await;
    assert_eq!(
        (handled.load(SeqCst), receiver.counts().handler_panics),
        (2, 1)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn responds_while_a_handler_blocks_its_thread() {
    let (release, gate) = std::sync::mpsc::channel::<()>();
    let gate = Arc::new(std::sync::Mutex::new(gate));
    let receiver = receiver(NEW).handler(move |_| {
        let gate = gate.clone();
        async move {
            let _ = gate.lock().unwrap().recv();
        }
    });
    let receiver = receiver.build();
    for n in 0..20 {
        let receiver = receiver.clone();
        let delivery = event(&format!("e-{n}")).deliver(&signer());
        // From the only worker of the runtime, which a handler must not occupy.
        let delivered = tokio::spawn(async move { status(&receiver, delivery).await });
        assert_eq!(delivered.await.unwrap(), 200);
    }
    drop(release);
    receiver.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn responds_503_in_time_when_the_sink_is_slow_or_fails() {
    let slow = receiver(Says(Ok(Acceptance::NoListener), Duration::from_secs(3_600))).build();
    let start = Instant::now();
    assert_eq!(status(&slow, event("e-1").deliver(&signer())).await, 503);
    assert!(start.elapsed() < Duration::from_secs(10));
    let fails = receiver(Says(Err(SinkUnavailable::default()), Duration::ZERO)).build();
    assert_eq!(status(&fails, event("e-1").deliver(&signer())).await, 503);
}

fn one_byte_a_second(
    body: Bytes,
) -> StreamBody<impl stream::Stream<Item = Result<Frame<Bytes>, Infallible>>> {
    StreamBody::new(stream::unfold(body, |mut rest| async {
        sleep(Duration::from_secs(1)).await;
        let first = (!rest.is_empty()).then(|| rest.split_to(1))?;
        Some((Ok(Frame::data(first)), rest))
    }))
}

#[tokio::test(start_paused = true)]
async fn cuts_a_body_of_one_byte_a_second() {
    let receiver = receiver(NEW).build();
    let start = Instant::now();
    let delivery = event("e-1").deliver(&signer()).map(one_byte_a_second);
    assert_eq!(receiver.receive_body(delivery).await.status(), 408);
    assert!(start.elapsed() < Duration::from_secs(10));
    assert_eq!(receiver.counts().slow_or_interrupted, 1);
}

#[tokio::test(start_paused = true)]
async fn limits_the_deliveries_in_flight() {
    let receiver = receiver(NEW).max_in_flight(1).build();
    let slow = event("e-1").deliver(&signer()).map(one_byte_a_second);
    let (slow, other) = tokio::join!(
        receiver.receive_body(slow),
        status(&receiver, event("e-2").deliver(&signer()))
    );
    assert_eq!((slow.status().as_u16(), other), (408, 503));
    assert_eq!(
        status(&receiver, event("e-2").deliver(&signer())).await,
        200
    );
}

#[tokio::test]
async fn stops_reading_at_256_kib() {
    let receiver = receiver(NEW).build();
    let endless = || {
        let frames = stream::repeat_with(|| {
            Ok::<_, Infallible>(Frame::data(Bytes::from(vec![b' '; 4_096])))
        });
        StreamBody::new(frames)
    };
    let delivery = event("e-1").deliver(&signer()).map(|_| endless());
    assert_eq!(receiver.receive_body(delivery).await.status(), 413);
    let cut = event("e-1").deliver(&signer()).map(|_| {
        StreamBody::new(stream::iter([Err::<Frame<Bytes>, _>(
            std::io::Error::other("reset"),
        )]))
    });
    assert_eq!(receiver.receive_body(cut).await.status(), 400);
}
