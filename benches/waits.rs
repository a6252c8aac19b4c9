//! Waiting at scale, at the default rate limits and on paused time: the heap of a sleeping wait, how evenly
//! polls are spread, how soon an event is acted on, and how late a finished session is seen.
//!
//! `cargo bench --bench waits -- memory unpolled` runs some of the scenarios.

mod figure;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use bytes::Bytes;
use figure::figure;
use signicat_reuseid::{
    AccessToken, Client, ClientBuilder, Flow, HttpTransport, PollPolicy, TokenError, TransactionId,
    TransportFuture, Wait,
};
use tokio::{
    runtime::Runtime,
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

const SECOND: Duration = Duration::from_secs(1);
const WAITS: u64 = 10_000;
const NEVER: u64 = 1 << 50;

/// All scenarios, or those that the command line names.
fn main() {
    let named: Vec<_> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let scenarios: [(&str, fn()); 5] = [
        ("memory", memory),
        ("pace", pace),
        ("events", events),
        ("unpolled", unpolled),
        ("lateness", lateness),
    ];
    for (name, scenario) in scenarios {
        if named.is_empty() || named.iter().any(|other| other == name) {
            scenario();
        }
    }
}

fn client_on(service: impl HttpTransport + 'static) -> ClientBuilder {
    // As long as the longest wait: the token is not what is measured here.
    let day = Duration::from_secs(86_400);
    let token =
        move || async move { AccessToken::bearer("a-token", day).map_err(TokenError::permanent) };
    Client::builder().token_source(token).transport(service)
}

fn paused() -> Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap()
}

type Polls = Arc<Mutex<Vec<(u64, Instant)>>>;

/// A session's id is the millisecond at which it finishes, counted from `started`.
struct Sessions {
    started: Instant,
    /// Which session was polled when, if that is asked for.
    polls: Option<Polls>,
    count: Arc<AtomicU64>,
    /// As many ids as a session may have, so that a wait holds as much as it ever does.
    all_ids: bool,
}

impl Sessions {
    fn new() -> Self {
        Self {
            started: Instant::now(),
            polls: None,
            count: Arc::default(),
            all_ids: false,
        }
    }
}

impl HttpTransport for Sessions {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        let (_, id) = request.uri().path().rsplit_once('/').unwrap();
        let now = Instant::now();
        let finish: u64 = id.parse().unwrap();
        self.count.fetch_add(1, Relaxed);
        if let Some(polls) = &self.polls {
            polls.lock().unwrap().push((finish, now));
        }
        let finished = now >= self.started + Duration::from_millis(finish);
        let status = if finished { "Completed" } else { "Pending" };
        let mut body = format!(r#"{{"data":{{"status":"{status}","transactionId":"{id}""#);
        if self.all_ids {
            for name in ["userId", "deviceId", "dossierId", "processId"] {
                body.push_str(&format!(
                    r#","{name}":"94099e7e-b391-45fb-{name:_<16}-{id}""#
                ));
            }
        }
        body.push_str("}}");
        Box::pin(async { Ok(http::Response::new(Bytes::from(body))) })
    }
}

fn wait(client: &Client, finish: u64) -> Wait {
    let id = TransactionId::new(finish.to_string()).unwrap();
    client.resume(Flow::Onboarding, id).wait()
}

/// 10,000 waits that are asleep or queued in one process: the heap they hold, beside a naive loop of get and
/// sleep.
fn memory() {
    let held = |naive: bool, all_ids: bool| {
        let runtime = paused();
        let client = runtime.block_on(async {
            let sessions = Sessions {
                all_ids,
                ..Sessions::new()
            };
            let client = client_on(sessions).build().unwrap();
            // What the first call leaves behind for all does not count for a wait.
            wait(&client, NEVER).until(|_| true).await.unwrap();
            client
        });
        let measured = allocation_counter::measure(|| {
            runtime.block_on(async {
                for n in 0..WAITS {
                    let id = TransactionId::new((NEVER + n).to_string()).unwrap();
                    let session = client.resume(Flow::Onboarding, id);
                    if naive {
                        tokio::spawn(async move {
                            while !session.get().await.unwrap().status().is_final() {
                                sleep(15 * SECOND).await;
                            }
                        });
                    } else {
                        let wait = session.wait();
                        tokio::spawn(async move { drop(wait.await) });
                    }
                }
                // All have been polled once.
                sleep(600 * SECOND).await;
            });
        });
        measured.bytes_current as f64 / WAITS as f64
    };
    figure("wait_heap_bytes", held(false, false), 700.0);
    println!(
        "with five ids of 36 or more bytes {:.0}; a naive loop of get and sleep holds {:.0}",
        held(false, true),
        held(true, false)
    );
}

fn most_in_a_second(polls: &[(u64, Instant)]) -> usize {
    (0..polls.len())
        .map(|from| polls[from..].partition_point(|(_, at)| *at < polls[from].1 + SECOND))
        .max()
        .unwrap_or_default()
}

/// 10,000 waits at the default rate, for two hours.
fn pace() {
    let polls = Polls::default();
    paused().block_on(async {
        let sessions = Sessions {
            polls: Some(polls.clone()),
            ..Sessions::new()
        };
        let client = client_on(sessions).build().unwrap();
        let waits: JoinSet<_> = (0..WAITS)
            .map(|n| wait(&client, NEVER + n).timeout(7_200 * SECOND))
            .map(|wait| async { drop(wait.await) })
            .collect();
        waits.join_all().await;
    });
    let polls = polls.lock().unwrap();
    figure(
        "wait_most_polls_in_a_second",
        most_in_a_second(&polls) as f64,
        20.0,
    );

    let mut last = HashMap::new();
    let mut gaps: Vec<Duration> = polls
        .iter()
        .filter_map(|(id, at)| Some(*at - last.insert(*id, *at)?))
        .collect();
    gaps.sort_unstable();
    let median = gaps[gaps.len() / 2].as_secs_f64();
    let longest = gaps[gaps.len() - 1].as_secs_f64();
    println!(
        "{} polls of {} sessions, gap median {median:.0} s, longest {longest:.0} s",
        polls.len(),
        last.len()
    );
    figure(
        "wait_sessions_never_polled",
        WAITS as f64 - last.len() as f64,
        0.0,
    );
    figure("wait_longest_gap_over_median", longest / median, 3.0);
}

/// Among 10,000 waits at the default rates, one event each second for ten minutes, then a thousand at once.
fn events() {
    let polls = Polls::default();
    let mut slowest = Duration::ZERO;
    paused().block_on(async {
        let sessions = Sessions {
            polls: Some(polls.clone()),
            ..Sessions::new()
        };
        let client = client_on(sessions).build().unwrap();
        let mut tasks = JoinSet::new();
        for n in 0..WAITS {
            tasks.spawn(wait(&client, NEVER + n));
        }
        sleep(600 * SECOND).await;
        let mut random = fastrand::Rng::with_seed(5);
        for _ in 0..600 {
            sleep(Duration::from_millis(random.u64(500..1_500))).await;
            let id = NEVER + random.u64(0..WAITS);
            let event = Instant::now();
            assert_eq!(client.wake(id.to_string()), 1);
            sleep(200 * SECOND / 1_000).await;
            let polls = polls.lock().unwrap();
            let acted = polls.iter().rev().take_while(|(_, at)| *at >= event);
            let acted = acted.filter(|(polled, _)| *polled == id).last();
            slowest = slowest.max(acted.map_or(Duration::MAX, |(_, at)| *at - event));
        }
        let before = most_in_a_second(&polls.lock().unwrap());
        figure("wait_most_polls_with_events", before as f64, 22.0);
        polls.lock().unwrap().clear();
        for n in 0..1_000 {
            client.wake((NEVER + n).to_string());
        }
        sleep(10 * SECOND).await;
    });
    figure("wait_event_to_get_ms", slowest.as_secs_f64() * 1e3, 100.0);
    // The two limits together.
    let flood = most_in_a_second(&polls.lock().unwrap());
    figure("wait_most_polls_in_a_flood", flood as f64, 320.0);
}

/// 300 waits that were polled once and are then left alone, as in a `select!` loop, before one that is awaited.
fn unpolled() {
    let polls = Polls::default();
    let delay = paused().block_on(async {
        let sessions = Sessions {
            polls: Some(polls.clone()),
            ..Sessions::new()
        };
        let client = client_on(sessions).build().unwrap();
        wait(&client, NEVER).until(|_| true).await.unwrap();
        let mut kept: Vec<_> = (0..300)
            .map(|n| wait(&client, NEVER + n).updates())
            .collect();
        for updates in &mut kept {
            let _ = timeout(Duration::ZERO, updates.next()).await;
        }
        let started = Instant::now();
        wait(&client, NEVER + 300).until(|_| true).await.unwrap();
        started.elapsed()
    });
    figure(
        "wait_delay_behind_unpolled_ms",
        delay.as_secs_f64() * 1e3,
        100.0,
    );
}

/// 100,000 sessions of log-normal length (median 3 min, sigma 0.8), a thousand at a time.
fn lateness() {
    const SESSIONS: u64 = 100_000;
    let mut random = fastrand::Rng::with_seed(3);
    let (mut lengths, mut delays, mut shares, mut polls) = (0.0, 0.0, 0.0, 0);
    for _ in 0..SESSIONS / 1_000 {
        paused().block_on(async {
            let sessions = Sessions::new();
            let (count, started) = (sessions.count.clone(), sessions.started);
            // A thousand waits need some 70 polls per second.
            let policy = PollPolicy::new().polls_per_second(1_000);
            let client = client_on(sessions).poll_policy(policy).build().unwrap();
            let waits: JoinSet<_> = (0..1_000)
                .map(|_| {
                    let length = log_normal(&mut random, 180.0, 0.8);
                    let finish = (length * 1e3) as u64;
                    let wait = wait(&client, finish).timeout(86_400 * SECOND);
                    async move {
                        wait.await.unwrap();
                        let late = started
                            .elapsed()
                            .saturating_sub(Duration::from_millis(finish));
                        (length, late.as_secs_f64())
                    }
                })
                .collect();
            for (length, late) in waits.join_all().await {
                lengths += length;
                delays += late;
                shares += late / length;
            }
            polls += count.load(Relaxed);
        });
    }
    let sessions = SESSIONS as f64;
    figure("wait_mean_delay_over_length", shares / sessions, 0.1);
    println!(
        "{SESSIONS} sessions of {:.0} s on average: seen {:.1} s late, after {:.1} polls",
        lengths / sessions,
        delays / sessions,
        polls as f64 / sessions
    );
}

/// By the method of Box and Muller.
fn log_normal(random: &mut fastrand::Rng, median: f64, sigma: f64) -> f64 {
    let radius = (-2.0 * (1.0 - random.f64()).ln()).sqrt();
    let normal = radius * (std::f64::consts::TAU * random.f64()).cos();
    median * (sigma * normal).exp()
}
