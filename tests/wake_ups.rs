//! Events that wake waits, on paused time.

mod support;

use std::{
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use signicat_reuseid::{Client, Flow, PollPolicy, TransactionId, Wait};
use signicat_reuseid_emulator::{Operation, success_body};
use support::{Answer, Scripted, answer};
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep},
};

const SECOND: Duration = Duration::from_secs(1);

fn status(word: &str) -> Answer {
    let values = [
        ("status", word),
        ("transactionId", "t-1"),
        ("userId", "u-1"),
        ("deviceId", "d-1"),
        ("dossierId", "o-1"),
        ("processId", "p-1"),
    ];
    let body = success_body(Operation::GetOnboarding, &values).unwrap();
    Ok(answer(200, &[], &body.to_string()))
}

type Times = Arc<Mutex<Vec<Instant>>>;

/// A client with this policy, and when it sent its GETs. The n-th sees what the script says.
fn client(
    policy: PollPolicy,
    script: impl Fn(usize) -> Answer + Send + Sync + 'static,
) -> (Client, Times) {
    let times = Times::default();
    let noted = times.clone();
    let transport = Scripted::new(move |n| {
        noted.lock().unwrap().push(Instant::now());
        script(n)
    });
    let client = Client::builder()
        .client_credentials("an-id", "a-secret")
        .transport(transport)
        .poll_policy(policy)
        .build()
        .unwrap();
    (client, times)
}

fn pending() -> (Client, Times) {
    client(PollPolicy::new(), |_| status("Pending"))
}

fn wait(client: &Client) -> Wait {
    let id = TransactionId::new("t-1").unwrap();
    client.resume(Flow::Onboarding, id).wait()
}

fn spawn(wait: Wait) -> JoinHandle<()> {
    tokio::spawn(async move { drop(wait.await) })
}

#[tokio::test(start_paused = true)]
async fn an_event_causes_a_get_at_once_by_any_id_that_responses_named() {
    let (client, times) = pending();
    spawn(wait(&client));
    sleep(120 * SECOND).await;
    for id in ["t-1", "u-1", "d-1", "o-1", "p-1"] {
        let before = times.lock().unwrap().len();
        let now = Instant::now();
        assert_eq!(client.wake(id), 1, "{id}");
        sleep(Duration::from_millis(100)).await;
        let times = times.lock().unwrap().clone();
        assert_eq!(times.len(), before + 1, "{id}");
        assert_eq!(times[before], now, "{id}");
    }
    assert_eq!(client.wake("t-2"), 0);
    assert_eq!(client.wake(""), 0);
}

#[tokio::test(start_paused = true)]
async fn a_finished_or_dropped_wait_is_not_woken() {
    let (client, _) = client(PollPolicy::new(), |_| status("Completed"));
    assert_eq!(client.wake("t-1"), 0, "never polled");
    let unpolled = wait(&client);
    assert_eq!(client.wake("t-1"), 0, "never polled");
    unpolled.await.unwrap();
    assert_eq!(client.wake("t-1"), 0, "finished");

    let (client, _) = pending();
    let tasks = [spawn(wait(&client)), spawn(wait(&client))];
    sleep(10 * SECOND).await;
    assert_eq!(client.wake(TransactionId::new("t-1").unwrap()), 2);
    tasks[0].abort();
    sleep(SECOND).await;
    assert_eq!(client.wake("t-1"), 1);
}

#[tokio::test(start_paused = true)]
async fn many_wake_ups_at_once_cause_one_get() {
    let (client, times) = pending();
    spawn(wait(&client));
    sleep(100 * SECOND).await;
    let before = times.lock().unwrap().len();
    for _ in 0..1_000 {
        client.wake("t-1");
    }
    sleep(Duration::from_millis(500)).await;
    assert_eq!(times.lock().unwrap().len(), before + 1);
}

#[tokio::test(start_paused = true)]
async fn wake_ups_within_50_ms_after_a_get_share_one_more() {
    let (client, times) = pending();
    spawn(wait(&client));
    sleep(100 * SECOND).await;
    let before = times.lock().unwrap().len();
    let first = Instant::now();
    for _ in 0..5 {
        client.wake("t-1");
        sleep(Duration::from_millis(9)).await;
    }
    sleep(Duration::from_millis(500)).await;
    let times = times.lock().unwrap();
    let sent: Vec<_> = times[before..].iter().map(|at| *at - first).collect();
    assert_eq!(sent, [Duration::ZERO, Duration::from_millis(50)]);
}

#[tokio::test(start_paused = true)]
async fn a_wake_up_during_a_get_causes_one_more_after_it() {
    let known = Arc::<OnceLock<Client>>::default();
    let waker = known.clone();
    let (client, times) = client(PollPolicy::new(), move |n| {
        if n == 10 {
            for _ in 0..3 {
                waker.get().unwrap().wake("t-1");
            }
        }
        status("Pending")
    });
    known.set(client.clone()).unwrap();
    spawn(wait(&client));
    while times.lock().unwrap().len() < 10 {
        sleep(Duration::from_millis(10)).await;
    }
    sleep(Duration::from_millis(100)).await;
    assert_eq!(times.lock().unwrap().len(), 11);
    sleep(10 * SECOND).await;
    assert_eq!(times.lock().unwrap().len(), 11, "once");
}

#[tokio::test(start_paused = true)]
async fn an_event_does_not_shorten_retry_after() {
    let (client, times) = client(PollPolicy::new(), |n| match n {
        1 => Ok(answer(503, &[("retry-after", "40")], "")),
        _ => status("Completed"),
    });
    let started = Instant::now();
    let task = spawn(wait(&client));
    sleep(SECOND).await;
    assert_eq!(client.wake("t-1"), 1);
    task.await.unwrap();
    assert_eq!(times.lock().unwrap()[1] - started, 40 * SECOND);
}

/// A flood of events keeps to the limit of its own, whatever it wakes.
#[tokio::test(start_paused = true)]
async fn polls_caused_by_events_have_a_limit_of_their_own() {
    let policy = PollPolicy::new().event_polls_per_second(30);
    let (client, times) = client(policy, |_| status("Pending"));
    for _ in 0..200 {
        spawn(wait(&client));
    }
    sleep(60 * SECOND).await;
    times.lock().unwrap().clear();
    for _ in 0..50 {
        client.wake("u-1");
        client.wake("t-1");
        sleep(Duration::from_millis(100)).await;
    }
    let times = times.lock().unwrap();
    let most = (0..times.len())
        .map(|n| times[n..].partition_point(|at| *at < times[n] + SECOND))
        .max()
        .unwrap();
    assert!((30..=30 + 20).contains(&most), "{most}");
}

fn without_jitter() -> PollPolicy {
    PollPolicy::new().jitter(0.0)
}

fn seconds(times: &Times, started: Instant) -> Vec<f64> {
    let times = times.lock().unwrap();
    times
        .iter()
        .map(|at| (*at - started).as_secs_f64())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn with_events_a_wait_polls_slowly_and_normally_again_after_a_silence() {
    let (client, times) = client(without_jitter(), |_| status("Pending"));
    let started = Instant::now();
    let task = spawn(wait(&client).with_events());
    sleep(320 * SECOND).await;
    let sent = seconds(&times, started);
    assert_eq!(sent[..6], [0.0, 60.0, 120.0, 180.0, 240.0, 300.0]);
    // 5 min without an event.
    assert_eq!(sent[6..10], [301.0, 302.5, 304.75, 308.125]);

    // An event brings the slow schedule back.
    let woken = Instant::now();
    client.wake("t-1");
    times.lock().unwrap().clear();
    sleep(130 * SECOND).await;
    assert_eq!(seconds(&times, woken), [0.0, 60.0, 120.0]);
    task.abort();
}

#[tokio::test(start_paused = true)]
async fn a_change_that_no_event_announced_ends_the_slow_schedule() {
    let (client, times) = client(without_jitter(), |n| match n {
        1 => status("Pending"),
        _ => status("Processing"),
    });
    let started = Instant::now();
    let task = spawn(wait(&client).with_events());
    sleep(63 * SECOND).await;
    assert_eq!(seconds(&times, started), [0.0, 60.0, 61.0, 62.5]);
    task.abort();
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_fails_after_an_event_is_retried_on_the_normal_schedule() {
    let (client, times) = client(without_jitter(), |n| match n {
        2 => Ok(answer(500, &[], "")),
        3 => status("Completed"),
        _ => status("Pending"),
    });
    let task = spawn(wait(&client).with_events());
    sleep(10 * SECOND).await;
    let woken = Instant::now();
    client.wake("t-1");
    task.await.unwrap();
    let times = times.lock().unwrap();
    assert_eq!(times[1] - woken, Duration::ZERO);
    assert_eq!(times[2] - woken, SECOND);
}
