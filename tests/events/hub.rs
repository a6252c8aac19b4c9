//! The hub wakes the waits that an event concerns, and nothing else moves a session.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
    time::{Duration, SystemTime},
};

use axum::{
    Router,
    extract::{Request, State},
    http::Method,
};
use serde_json::json;
use signicat_reuseid::{
    AccessToken, Client, Flow, Status, TokenFuture, TokenSource, TransactionId,
    events::{Acceptance, Event, EventHub, EventHubSettings, TestEvent},
};
use tokio::time::{Instant, sleep};

struct Fixed;

impl TokenSource for Fixed {
    fn fetch(&self) -> TokenFuture<'_> {
        Box::pin(async { Ok(AccessToken::bearer("a-token", Duration::from_secs(86_400)).unwrap()) })
    }
}

/// A service with sessions `t-1`, `t-2`, ..., which all finish at once.
#[derive(Clone, Default)]
struct Service {
    started: Arc<AtomicU64>,
    gets: Arc<AtomicU64>,
    finished: Arc<AtomicBool>,
}

impl Service {
    fn client(&self) -> Client {
        let router = Router::new().fallback(respond).with_state(self.clone());
        Client::builder()
            .token_source(Fixed)
            .service(router)
            .build()
            .unwrap()
    }

    fn gets(&self) -> u64 {
        self.gets.load(SeqCst)
    }

    fn finish(&self) {
        self.finished.store(true, SeqCst);
    }
}

async fn respond(
    State(service): State<Service>,
    request: Request,
) -> ([(&'static str, &'static str); 1], String) {
    let number = if request.method() == Method::POST {
        (service.started.fetch_add(1, SeqCst) + 1).to_string()
    } else {
        service.gets.fetch_add(1, SeqCst);
        request.uri().path().rsplit_once('-').unwrap().1.to_owned()
    };
    let finished = service.finished.load(SeqCst) && request.method() == Method::GET;
    let status = if finished { "Completed" } else { "Pending" };
    let data = json!({
        "status": status,
        "transactionId": format!("t-{number}"),
        "processId": format!("p-{number}"),
        "dossierId": format!("o-{number}"),
        "userId": format!("u-{number}"),
    });
    (
        [("content-type", "application/json")],
        json!({"data": data}).to_string(),
    )
}

fn event(id: &str) -> TestEvent {
    TestEvent::new(id, "any.name")
}

fn read(event: TestEvent) -> Event {
    Event::from_verified_bytes(&event.body()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn an_event_with_any_known_id_finishes_a_wait_at_once() {
    let service = Service::default();
    let client = service.client();
    let hub = EventHub::new(&client);
    let mut waits = Vec::new();
    for _ in 0..4 {
        let session = client.onboarding().start().await.unwrap();
        waits.push(tokio::spawn(session.wait()));
    }
    sleep(Duration::from_secs(2)).await;
    assert_eq!(service.gets(), 4);
    service.finish();
    let start = Instant::now();
    for (number, wait) in waits.into_iter().enumerate() {
        let number = number + 1;
        let (field, id) = [
            ("transactionId", format!("t-{number}")),
            ("processId", format!("p-{number}")),
            ("dossierId", format!("o-{number}")),
            ("userId", format!("u-{number}")),
        ][number - 1]
            .clone();
        let event = read(event(&format!("e-{number}")).data("deep", json!([{ field: id }])));
        assert_eq!(
            hub.accept(&event),
            Acceptance::Accepted { woken: 1 },
            "{field}"
        );
        let state = wait.await.unwrap().unwrap();
        assert!(matches!(state.status(), Status::Succeeded(_)));
    }
    assert!(
        start.elapsed() < Duration::from_secs(1),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(service.gets(), 8, "one GET for each event");
}

#[tokio::test(start_paused = true)]
async fn a_resumed_session_is_woken_by_its_transaction_id() {
    let service = Service::default();
    let client = service.client();
    let hub = EventHub::new(&client);
    let id = TransactionId::new("t-7").unwrap();
    let wait = tokio::spawn(client.resume(Flow::Onboarding, id).wait());
    sleep(Duration::from_secs(2)).await;
    service.finish();
    // The process id was learned from the first GET.
    let both = event("e-1")
        .data("transactionId", "t-7")
        .data("processId", "p-7");
    assert_eq!(hub.accept(&read(both)), Acceptance::Accepted { woken: 1 });
    wait.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_event_alone_never_moves_a_session() {
    let service = Service::default();
    let client = service.client();
    let hub = EventHub::new(&client);
    let session = client.onboarding().start().await.unwrap();
    let wait = tokio::spawn(session.wait());
    sleep(Duration::from_secs(2)).await;
    let old = event("e-1")
        .data("transactionId", "t-1")
        .data("status", "Completed");
    assert_eq!(hub.accept(&read(old)), Acceptance::Accepted { woken: 1 });
    sleep(Duration::from_secs(2)).await;
    assert_eq!(service.gets(), 2);
    assert!(
        !wait.is_finished(),
        "the GET said that the session is running"
    );
    wait.abort();
}

#[tokio::test(start_paused = true)]
async fn refuses_duplicates_and_events_out_of_their_time() {
    let service = Service::default();
    let client = service.client();
    let hub = EventHub::new(&client);
    let first = read(event("e-1"));
    assert_eq!(hub.accept(&first), Acceptance::NoListener);
    assert_eq!(hub.accept(&first), Acceptance::Duplicate);
    assert_eq!(hub.clone().accept(&first), Acceptance::Duplicate);
    assert_eq!(hub.accept(&read(event("e-2"))), Acceptance::NoListener);
    assert_eq!(
        hub.accept(&read(event("e-3").expired())),
        Acceptance::Expired
    );
    let hour = Duration::from_secs(3_600);
    let future = read(event("e-4").created_at(SystemTime::now() + hour));
    assert_eq!(hub.accept(&future), Acceptance::FromFuture);
    assert_eq!(
        hub.accept_at(&future, SystemTime::now() + hour),
        Acceptance::NoListener
    );
    // Those before it have expired by then.
    assert_eq!(hub.remembered(), 1);
    let hub = EventHub::new(&client);
    hub.accept(&first);
    // A replay is refused as a duplicate until the event is expired, and as expired from then on.
    let end = first.expires_at().unwrap() + Duration::from_secs(300);
    assert_eq!(hub.accept_at(&first, end), Acceptance::Duplicate);
    let later = end + Duration::from_secs(1);
    assert_eq!(hub.accept_at(&first, later), Acceptance::Expired);
}

#[tokio::test(start_paused = true)]
async fn remembers_a_bounded_number_of_events() {
    let service = Service::default();
    let settings = EventHubSettings::default().remembered_events(100);
    let hub = EventHub::with_settings(&service.client(), settings);
    for n in 0..1_000 {
        hub.accept(&read(event(&format!("e-{n}"))));
        assert!(hub.remembered() <= 100);
    }
    assert_eq!(hub.accept(&read(event("e-999"))), Acceptance::Duplicate);
}

#[tokio::test(start_paused = true)]
async fn nothing_listens_once_a_wait_is_dropped() {
    let service = Service::default();
    let client = service.client();
    let hub = EventHub::new(&client);
    let session = client.onboarding().start().await.unwrap();
    let wait = tokio::spawn(session.wait());
    sleep(Duration::from_secs(2)).await;
    wait.abort();
    let _ = wait.await;
    let event = read(event("e-1").data("transactionId", "t-1"));
    assert_eq!(hub.accept(&event), Acceptance::NoListener);
}

#[tokio::test(start_paused = true)]
async fn waits_poll_slowly_with_a_hub_and_finish_without_an_event() {
    let polls_in_five_minutes = async |with_hub: bool| {
        let service = Service::default();
        let client = service.client();
        let _hub = with_hub.then(|| EventHub::new(&client));
        let session = client.onboarding().start().await.unwrap();
        let wait = tokio::spawn(session.wait());
        sleep(Duration::from_secs(290)).await;
        let polls = service.gets();
        service.finish();
        sleep(Duration::from_secs(90)).await;
        assert!(wait.is_finished(), "a lost event costs at most 90 s");
        polls
    };
    let (with, without) = (
        polls_in_five_minutes(true).await,
        polls_in_five_minutes(false).await,
    );
    assert!(with <= 7 && without > 15, "{with} and {without}");
}

#[tokio::test(start_paused = true)]
async fn many_simultaneous_events_cause_few_gets() {
    let service = Service::default();
    let client = service.client();
    let hub = EventHub::new(&client);
    let session = client.onboarding().start().await.unwrap();
    let wait = tokio::spawn(session.wait());
    sleep(Duration::from_secs(2)).await;
    for n in 0..100 {
        hub.accept(&read(event(&format!("e-{n}")).data("transactionId", "t-1")));
        if n % 10 == 0 {
            sleep(Duration::from_millis(1)).await;
        }
    }
    sleep(Duration::from_secs(2)).await;
    assert!((2..=3).contains(&service.gets()), "{}", service.gets());
    wait.abort();
}

#[tokio::test(start_paused = true)]
async fn the_ids_of_the_start_response_wake_a_wait_whose_first_poll_is_not_due_yet() {
    let service = Service::default();
    let client = service.client();
    let hub = EventHub::new(&client);
    let mut waits = Vec::new();
    // At 20 polls per second the last of them would be polled after 10 s.
    for _ in 0..200 {
        let session = client.onboarding().start().await.unwrap();
        waits.push(tokio::spawn(session.wait()));
    }
    sleep(Duration::from_millis(1)).await;
    service.finish();
    let start = Instant::now();
    let event = read(event("e-1").data("processId", "p-200"));
    assert_eq!(hub.accept(&event), Acceptance::Accepted { woken: 1 });
    waits.pop().unwrap().await.unwrap().unwrap();
    assert!(
        start.elapsed() < Duration::from_millis(200),
        "{:?}",
        start.elapsed()
    );
}
