//! Waiting at scale: what a sleeping wait holds, how evenly polls are spread, and how late an end is seen.

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
    AccessToken, Client, ClientBuilder, Flow, HttpTransport, TokenFuture, TokenSource,
    TransactionId, TransportFuture,
};
use tokio::{runtime::Runtime, task::JoinSet, time::Instant};

struct Fixed;

impl TokenSource for Fixed {
    fn fetch(&self) -> TokenFuture<'_> {
        // As long as the longest wait: the token is not what is measured here.
        Box::pin(async { Ok(AccessToken::bearer("a-token", Duration::from_secs(86_400)).unwrap()) })
    }
}

fn client_on(service: impl HttpTransport + 'static) -> ClientBuilder {
    Client::builder().token_source(Fixed).transport(service)
}

fn paused() -> Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap()
}

/// A session whose id is the millisecond of its end, counted from `begin`; notes who polled when.
struct Sessions {
    begin: Instant,
    polls: Arc<Mutex<Vec<(u64, Instant)>>>,
    count: Arc<AtomicU64>,
    keep: bool,
}

impl HttpTransport for Sessions {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        let (_, id) = request.uri().path().rsplit_once('/').unwrap();
        let now = Instant::now();
        let end: u64 = id.parse().unwrap();
        self.count.fetch_add(1, Relaxed);
        if self.keep {
            self.polls.lock().unwrap().push((end, now));
        }
        let over = now >= self.begin + Duration::from_millis(end);
        let status = if over { "Completed" } else { "Pending" };
        let body = format!(r#"{{"data":{{"status":"{status}","transactionId":"{id}"}}}}"#);
        Box::pin(async { Ok(http::Response::new(Bytes::from(body))) })
    }
}

fn main() {
    memory();
    pace();
    lateness();
}

const WAITS: u64 = 10_000;
const NEVER: u64 = 1 << 50;

/// 10,000 waits asleep in one process: the heap they hold, beside a naive loop of get and sleep.
fn memory() {
    let held = |naive: bool| {
        let runtime = paused();
        let client = runtime.block_on(async {
            let sessions = Sessions {
                begin: Instant::now(),
                polls: Arc::default(),
                count: Arc::default(),
                keep: false,
            };
            // All are to be asleep at once, so the pace does not bind here.
            let client = client_on(sessions).polls_per_second(1_000_000);
            let client = client.build().unwrap();
            // What the first call leaves behind for all is not a wait's.
            let id = TransactionId::new(NEVER.to_string()).unwrap();
            client.resume(Flow::Onboarding, id).get().await.unwrap();
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
                                tokio::time::sleep(Duration::from_secs(15)).await;
                            }
                        });
                    } else {
                        let wait = session.wait();
                        tokio::spawn(async move { drop(wait.await) });
                    }
                }
                tokio::time::sleep(Duration::from_secs(60)).await;
            });
        });
        measured.bytes_current as f64 / WAITS as f64
    };
    figure("wait_heap_bytes", held(false), 1_024.0);
    println!(
        "aim 600 bytes; a naive loop of get and sleep holds {:.0}",
        held(true)
    );
}

/// 10,000 waits under the default bound, for two hours.
fn pace() {
    let polls = Arc::new(Mutex::new(Vec::new()));
    paused().block_on(async {
        let sessions = Sessions {
            begin: Instant::now(),
            polls: polls.clone(),
            count: Arc::default(),
            keep: true,
        };
        let client = client_on(sessions).build().unwrap();
        let waits: JoinSet<_> = (0..WAITS)
            .map(|n| {
                let id = TransactionId::new((NEVER + n).to_string()).unwrap();
                let wait = client.resume(Flow::Onboarding, id).wait();
                let wait = wait.deadline(Duration::from_secs(7_200));
                async move { drop(wait.await) }
            })
            .collect();
        waits.join_all().await;
    });
    let polls = polls.lock().unwrap();
    let second = Duration::from_secs(1);
    let most = (0..polls.len())
        .map(|from| polls[from..].partition_point(|(_, at)| *at < polls[from].1 + second))
        .max();
    figure(
        "wait_most_polls_in_a_second",
        most.unwrap_or_default() as f64,
        21.0,
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

/// 100,000 sessions of log-normal length (median 3 min, sigma 0.8), a thousand at a time.
fn lateness() {
    const SESSIONS: u64 = 100_000;
    let mut chance = fastrand::Rng::with_seed(3);
    let (mut lengths, mut delays, mut shares, mut polls) = (0.0, 0.0, 0.0, 0);
    for _ in 0..SESSIONS / 1_000 {
        paused().block_on(async {
            let count = Arc::<AtomicU64>::default();
            let begin = Instant::now();
            let sessions = Sessions {
                begin,
                polls: Arc::default(),
                count: count.clone(),
                keep: false,
            };
            let client = client_on(sessions).polls_per_second(1_000_000);
            let client = client.build().unwrap();
            let waits: JoinSet<_> = (0..1_000)
                .map(|_| {
                    let length = log_normal(&mut chance, 180.0, 0.8);
                    let end = (length * 1e3) as u64;
                    let id = TransactionId::new(end.to_string()).unwrap();
                    let wait = client.resume(Flow::Onboarding, id).wait();
                    let wait = wait.deadline(Duration::from_secs(86_400));
                    async move {
                        wait.await.unwrap();
                        let late = begin.elapsed().saturating_sub(Duration::from_millis(end));
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

/// Box and Muller.
fn log_normal(chance: &mut fastrand::Rng, median: f64, sigma: f64) -> f64 {
    let radius = (-2.0 * (1.0 - chance.f64()).ln()).sqrt();
    let normal = radius * (std::f64::consts::TAU * chance.f64()).cos();
    median * (sigma * normal).exp()
}
