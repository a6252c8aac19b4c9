//! Sessions that finish when an event says so: how soon their GET is sent, how often they are polled, and what
//! lost, repeated and reordered events do. All over real HTTP on loopback. And what a verification costs.

mod event_service;
mod figure;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use event_service::{Sender, Service};
use fastrand::Rng;
use figure::figure;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use signicat_reuseid::{
    AccessToken, Client, Status, TokenFuture, TokenSource,
    events::{
        EventHub, EventReceiver, SignatureScheme, TestEvent, TestSigner, WebhookVerifier, router,
    },
};
use tokio::{runtime::Runtime, task::JoinSet, time::sleep_until};

/// All scenarios, or those that the command line names.
fn main() {
    let named: Vec<_> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let scenarios: [(&str, fn()); 4] = [
        ("verification", verification),
        ("thousand", || {
            run(prompt("events", 1_000, Duration::from_secs(40)));
        }),
        ("unreliable", || run(unreliable())),
        ("ten_thousand", || {
            run(prompt("events_10k", 10_000, Duration::from_secs(50)));
        }),
    ];
    for (name, scenario) in scenarios {
        if named.is_empty() || named.iter().any(|other| other == name) {
            scenario();
        }
    }
}

fn run(scenario: impl Future<Output = ()>) {
    Runtime::new().unwrap().block_on(scenario);
}

/// A verification beside a bare HMAC and a comparison of hexadecimal texts, as receivers write it by hand.
fn verification() {
    const ROUNDS: usize = 201;
    const CALLS: u32 = 200;
    let body = vec![b'x'; 1_024];
    let (parts, _) = TestSigner::new("a-secret")
        .unwrap()
        .deliver(body.clone())
        .into_parts();
    let header = parts.headers[SignatureScheme::SIGNICAT_HEADER].clone();
    let verifier = WebhookVerifier::builder()
        .secret("current", "a-secret")
        .build()
        .unwrap();
    let time = |call: &dyn Fn() -> bool| {
        let start = Instant::now();
        for _ in 0..CALLS {
            assert!(std::hint::black_box(call()));
        }
        start.elapsed().as_secs_f64()
    };
    let ours = || verifier.verify(&parts.headers, &body).is_ok();
    let bare = || {
        let mac = Hmac::<Sha256>::new_from_slice(b"a-secret")
            .unwrap()
            .chain_update(&body);
        const_hex::encode(mac.finalize().into_bytes()) == header.to_str().unwrap()
    };
    let mut ratios: Vec<_> = (0..ROUNDS).map(|_| time(&ours) / time(&bare)).collect();
    ratios.sort_unstable_by(f64::total_cmp);
    figure("events_verify_over_bare_hmac", ratios[ROUNDS / 2], 1.3);
    let allocations = allocation_counter::measure(|| assert!(ours())).count_total;
    figure("events_verify_allocations", allocations as f64, 1.0);
}

struct Fixed;

impl TokenSource for Fixed {
    fn fetch(&self) -> TokenFuture<'_> {
        Box::pin(async { Ok(AccessToken::bearer("a-token", Duration::from_secs(86_400)).unwrap()) })
    }
}

/// A service, a client with default settings, and a receiver for its events.
async fn set_up(sessions: usize) -> (Arc<Service>, Client, EventReceiver, Sender) {
    let service = Service::start(sessions).await;
    let client = Client::builder()
        .token_source(Fixed)
        .base_url(service.url());
    let client = client.build().unwrap();
    let verifier = WebhookVerifier::builder()
        .secret("current", "a-secret")
        .build()
        .unwrap();
    let receiver = EventReceiver::builder(EventHub::new(&client))
        .verifier(verifier)
        .build();
    let url = event_service::serve(router("/events", receiver.clone())).await;
    (
        service,
        client,
        receiver,
        Sender::new(format!("{url}/events")),
    )
}

fn event(id: &str, name: &str, session: usize) -> TestEvent {
    TestEvent::new(id, name).data(
        "process",
        serde_json::json!({"id": Service::process_id(session)}),
    )
}

/// Every session finishes at a random time within `span`, and one event says so.
async fn prompt(name: &str, sessions: usize, span: Duration) {
    let (service, client, receiver, sender) = set_up(sessions).await;
    let mut waits = JoinSet::new();
    for _ in 0..sessions {
        let session = client.onboarding().start().await.unwrap();
        waits.spawn(async move { session.wait().await.unwrap() });
    }
    let mut random = Rng::with_seed(7);
    let start = tokio::time::Instant::now();
    let mut finishes = JoinSet::new();
    for session in 0..sessions {
        let at = start + span.mul_f64(random.f64());
        let (service, sender) = (service.clone(), sender.clone());
        finishes.spawn(async move {
            sleep_until(at).await;
            service.finish(session);
            sender
                .send(&event(&format!("e-{session}"), "process.complete", session))
                .await;
        });
    }
    finishes.join_all().await;
    let finished = waits.join_all().await.len();
    let mut delays: Vec<_> = service.delays().iter().map(Duration::as_secs_f64).collect();
    delays.sort_unstable_by(f64::total_cmp);
    let quantile = |share: f64| delays[((delays.len() - 1) as f64 * share) as usize] * 1e3;
    let polls = service.polls();
    println!(
        "{sessions} sessions, {} delays: median {:.2} ms, 99 % {:.2} ms, most {:.2} ms; {:.2} polls each; {:?}",
        delays.len(),
        quantile(0.5),
        quantile(0.99),
        quantile(1.0),
        polls.iter().sum::<u32>() as f64 / sessions as f64,
        receiver.counts(),
    );
    figure(&format!("{name}_median_ms"), quantile(0.5), 5.0);
    figure(&format!("{name}_p99_ms"), quantile(0.99), 50.0);
    let most = polls.into_iter().max().unwrap_or_default();
    figure(&format!("{name}_most_polls_of_a_session"), most.into(), 2.0);
    figure(
        &format!("{name}_unfinished"),
        (sessions - finished) as f64,
        0.0,
    );
}

/// 10 % of the events never come, a fifth come twice, and an older event of the same session comes last.
async fn unreliable() {
    const SESSIONS: usize = 1_000;
    let (service, client, receiver, sender) = set_up(SESSIONS).await;
    let mut waits = JoinSet::new();
    for _ in 0..SESSIONS {
        let session = client.onboarding().start().await.unwrap();
        waits.spawn(async move {
            let mut updates = session.updates();
            let (mut finals, mut back) = (0, 0);
            while let Some(state) = updates.try_next().await.unwrap() {
                let is_final = matches!(state.status(), Status::Succeeded(_));
                back += u32::from(finals > 0 && !is_final);
                finals += u32::from(is_final);
            }
            (finals, back)
        });
    }
    let mut random = Rng::with_seed(11);
    let start = tokio::time::Instant::now();
    let mut finishes = JoinSet::new();
    let mut lost = 0;
    for session in 0..SESSIONS {
        let at = start + Duration::from_secs(30).mul_f64(random.f64());
        let (is_lost, is_doubled) = (random.u8(..10) == 0, random.u8(..5) == 0);
        lost += usize::from(is_lost);
        let (service, sender) = (service.clone(), sender.clone());
        finishes.spawn(async move {
            sleep_until(at).await;
            service.finish(session);
            if is_lost {
                return;
            }
            let older = event(&format!("d-{session}"), "device.state.change", session);
            let newer = event(&format!("f-{session}"), "process.complete", session);
            for _ in 0..=u8::from(is_doubled) {
                sender.send(&newer).await;
            }
            sender.send(&older).await;
        });
    }
    finishes.join_all().await;
    let outcomes = waits.join_all().await;
    println!(
        "{SESSIONS} sessions, {lost} lost events, {:.1} s: {:?}; {:.2} polls each",
        start.elapsed().as_secs_f64(),
        receiver.counts(),
        f64::from(service.polls().iter().sum::<u32>()) / SESSIONS as f64,
    );
    let unfinished = outcomes.iter().filter(|(finals, _)| *finals == 0).count();
    let twice = outcomes.iter().filter(|(finals, _)| *finals > 1).count();
    let back: u32 = outcomes.iter().map(|(_, back)| back).sum();
    figure("events_lossy_unfinished", unfinished as f64, 0.0);
    figure("events_lossy_finished_twice", twice as f64, 0.0);
    figure("events_lossy_moved_back", back.into(), 0.0);
}
