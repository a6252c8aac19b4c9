//! What the fleet crate promises, measured with processes that are killed, paused and cut off.
//!
//! `cargo bench -p signicat-reuseid-fleet --bench fleet -- [chaos] [latency] [throughput] [tokens] [flat=SECONDS]`;
//! without names all but `flat`, which shows for so long that nothing grows. The workers are this program again.

#[path = "../tests/postgres/mod.rs"]
mod postgres;

use std::{
    collections::HashMap,
    process::Stdio,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use futures_util::{StreamExt as _, stream};
use postgres::Postgres;
use serde_json::json;
use signicat_reuseid::{Client, Flow, PollPolicy, events::Event};
use signicat_reuseid_emulator::{Emulator, Proofing};
use signicat_reuseid_fleet::{
    FinishedSession, Fleet, Handler, HandlerError, PostgresTokenStore, SchemaName, SealingKeys,
};
use tokio::{process::Child, time::sleep};
use tokio_postgres::Transaction;

const WORKER: &str = "FLEET_BENCH_WORKER";
const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// Smaller is better; `bound` is the most that is promised.
fn figure(name: &str, value: f64, bound: f64) {
    println!("figure {name} {value:.3} {bound}");
}

struct Effects;

impl Handler for Effects {
    async fn finished(
        &self,
        transaction: &Transaction<'_>,
        session: &FinishedSession,
    ) -> Result<(), HandlerError> {
        let id = session.record.id().0;
        transaction
            .execute("insert into effect (record) values ($1)", &[&id])
            .await?;
        Ok(())
    }
}

/// Settings of a worker process, passed on its command line's behalf.
#[derive(Clone)]
struct Settings {
    url: String,
    base_url: String,
    token_url: String,
    id: String,
    secret: String,
    lease: Duration,
    event_delay: Duration,
    retention: Duration,
}

impl Settings {
    fn to_env(&self) -> String {
        let millis = |duration: Duration| duration.as_millis().to_string();
        [
            self.url.as_str(),
            &self.base_url,
            &self.token_url,
            &self.id,
            &self.secret,
            &millis(self.lease),
            &millis(self.event_delay),
            &millis(self.retention),
        ]
        .join("|")
    }

    fn from_env(text: &str) -> Self {
        let mut words = text.split('|');
        let mut word = || words.next().expect("eight settings").to_owned();
        let millis = |word: String| Duration::from_millis(word.parse().expect("milliseconds"));
        Self {
            url: word(),
            base_url: word(),
            token_url: word(),
            id: word(),
            secret: word(),
            lease: millis(word()),
            event_delay: millis(word()),
            retention: millis(word()),
        }
    }

    fn fleet(&self) -> Fleet {
        let policy = PollPolicy::default().event_delay(self.event_delay);
        let client = Client::builder()
            .client_credentials(&self.id, &self.secret)
            .base_url(&self.base_url)
            .token_url(&self.token_url)
            .poll_policy(policy)
            .build()
            .expect("a client");
        Fleet::builder(client, &self.url)
            .lease(self.lease)
            .has_events(true)
            .retention(self.retention)
            .build()
            .expect("a fleet")
    }

    fn worker(&self) -> Child {
        tokio::process::Command::new(std::env::current_exe().expect("this program"))
            .env(WORKER, self.to_env())
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("a worker starts")
    }
}

struct Bench {
    postgres: &'static Postgres,
    emulator: Emulator,
    settings: Settings,
    fleet: Fleet,
}

impl Bench {
    async fn new(postgres: &'static Postgres) -> Self {
        let emulator = Emulator::start().await.expect("an emulator");
        let settings = Settings {
            url: postgres.database(),
            base_url: emulator.base_url().to_string(),
            token_url: emulator.token_url().to_string(),
            id: emulator.client_id().to_owned(),
            secret: emulator.client_secret().to_owned(),
            lease: Duration::from_secs(5),
            event_delay: Duration::from_secs(5),
            retention: Duration::from_secs(3_600),
        };
        let fleet = settings.fleet();
        fleet.migrate().await.expect("tables");
        let bench = Self {
            postgres,
            emulator,
            settings,
            fleet,
        };
        bench.sql("create table effect (record bigint)");
        bench
    }

    fn sql(&self, statement: &str) -> String {
        let database = self
            .settings
            .url
            .split("dbname=")
            .nth(1)
            .and_then(|rest| rest.split(' ').next());
        self.postgres.psql(database.expect("a database"), statement)
    }

    /// Starts a session; tried again only where nothing was sent. Returns its process id.
    async fn start(&self) -> (String, String) {
        loop {
            let request = self.fleet.client().onboarding().external_ref("bench");
            match self.fleet.start("bench", request).await {
                Ok(started) => {
                    let state = started.session.started().expect("a state");
                    let process = state
                        .process_id()
                        .map_or(String::new(), |id| id.as_str().to_owned());
                    return (started.session.id().as_str().to_owned(), process);
                }
                Err(error) if error.is_retryable() => sleep(Duration::from_millis(100)).await,
                Err(error) => panic!("{error}: {:?}", std::error::Error::source(&error)),
            }
        }
    }

    fn complete(&self, id: &str) {
        let handle = self.emulator.handle();
        let code = handle.activation_code(id).expect("a code");
        handle.activate_device(id, &code).expect("activates");
        handle
            .finish_proofing(id, Proofing::Accepted)
            .expect("finishes");
    }

    /// Delivers an event as the vendor would: again until it is stored.
    async fn deliver(&self, number: usize, process: &str) {
        let envelope = json!({ "id": format!("event-{number}"), "eventName": "x", "eventData": { "processId": process } });
        let event = Event::from_verified_bytes(envelope.to_string().as_bytes()).expect("an event");
        while self.fleet.accept_event(&event).await.is_err() {
            sleep(Duration::from_millis(100)).await;
        }
    }

    async fn until_finished(&self, count: usize, limit: Duration) {
        let begun = Instant::now();
        while begun.elapsed() < limit {
            let open = self.sql("select count(*) from reuseid_session where state = 'finished'");
            if open.parse::<usize>().expect("a count") >= count {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
        eprintln!("not all finished within {limit:?}");
    }

    fn count(&self, statement: &str) -> f64 {
        self.sql(statement).parse().expect("a number")
    }
}

fn signal(worker: &Child, name: &str) {
    if let Some(id) = worker.id() {
        let status = std::process::Command::new("kill")
            .args([name, &id.to_string()])
            .status();
        assert!(status.expect("kill runs").success());
    }
}

/// 3,000 sessions, 4 workers: killed, paused beyond a lease, the database restarted, LISTEN cut, events lost.
async fn chaos(postgres: &'static Postgres) {
    const SESSIONS: usize = 3_000;
    let bench = Arc::new(Bench::new(postgres).await);
    let workers: Vec<_> = (0..4)
        .map(|_| Mutex::new(bench.settings.worker()))
        .collect();
    let workers = Arc::new(workers);
    let mischief = tokio::spawn({
        let (bench, workers) = (Arc::clone(&bench), Arc::clone(&workers));
        async move {
            signal(&workers[3].lock().expect("lock"), "-STOP");
            for worker in &workers[..3] {
                sleep(Duration::from_secs(2)).await;
                let mut worker = worker.lock().expect("lock");
                signal(&worker, "-KILL");
                *worker = bench.settings.worker();
            }
            sleep(Duration::from_secs(2)).await;
            signal(&workers[3].lock().expect("lock"), "-CONT");
            let restarted = Arc::clone(&bench);
            tokio::task::spawn_blocking(move || restarted.postgres.restart())
                .await
                .expect("restarts");
            sleep(Duration::from_secs(2)).await;
            bench.sql("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen %'");
        }
    });
    let started = AtomicUsize::new(0);
    let begun = Instant::now();
    stream::iter(0..SESSIONS)
        .for_each_concurrent(300, |number| {
            let (bench, started) = (&bench, &started);
            async move {
                sleep(Duration::from_millis(fastrand::u64(..500))).await;
                let (id, process) = bench.start().await;
                started.fetch_add(1, Ordering::Relaxed);
                sleep(Duration::from_millis(fastrand::u64(..2_000))).await;
                bench.complete(&id);
                if fastrand::f64() >= 0.1 {
                    bench.deliver(number, &process).await;
                }
                if fastrand::f64() < 0.1 {
                    bench.deliver(number, &process).await;
                }
            }
        })
        .await;
    mischief.await.expect("mischief ends");
    bench
        .until_finished(SESSIONS, Duration::from_secs(120))
        .await;
    println!("chaos: {SESSIONS} sessions in {:.1?}", begun.elapsed());
    let finished = bench.count(
        "select count(*) from reuseid_session where state = 'finished' and result = 'succeeded'",
    );
    let (effects, distinct) = (
        bench.count("select count(*) from effect"),
        bench.count("select count(distinct record) from effect"),
    );
    let sessions = started.load(Ordering::Relaxed) as f64;
    figure("fleet_chaos_unfinished", sessions - finished, 0.0);
    figure("fleet_chaos_missing_effects", sessions - distinct, 0.0);
    figure("fleet_chaos_repeated_effects", effects - distinct, 0.0);
    figure(
        "fleet_chaos_starts_twice",
        bench.emulator.handle().session_count() as f64 - sessions,
        0.0,
    );
    figure(
        "fleet_chaos_rows_left",
        bench.count("select count(*) from reuseid_session where state <> 'finished'"),
        0.0,
    );
}

/// Event committed to GET received, by the emulator's log (milliseconds).
async fn latency(postgres: &'static Postgres) {
    const SESSIONS: usize = 1_000;
    let mut bench = Bench::new(postgres).await;
    bench.settings.event_delay = Duration::from_secs(60);
    bench.fleet = bench.settings.fleet();
    let _workers = [bench.settings.worker(), bench.settings.worker()];
    let mut sessions = Vec::new();
    for _ in 0..SESSIONS {
        sessions.push(bench.start().await);
    }
    while bench.count("select count(*) from reuseid_session where polls = 0") > 0.0 {
        sleep(Duration::from_millis(50)).await;
    }
    let mut delays = Vec::new();
    let mut seen = 0;
    for (number, (id, process)) in sessions.iter().enumerate() {
        bench.complete(id);
        bench.deliver(number, process).await;
        let committed = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .expect("after 1970")
            .as_micros() as f64
            / 1e3;
        'read: loop {
            for request in bench.emulator.handle().requests() {
                if request.number > seen && request.method == "GET" && request.path.ends_with(id) {
                    delays.push((request.at_ms as f64 - committed).max(0.0));
                    seen = request.number;
                    break 'read;
                }
            }
            sleep(Duration::from_millis(1)).await;
        }
        sleep(Duration::from_millis(5)).await;
    }
    bench
        .until_finished(SESSIONS, Duration::from_secs(30))
        .await;
    delays.sort_by(f64::total_cmp);
    figure(
        "fleet_event_to_get_median_ms",
        delays[delays.len() / 2],
        10.0,
    );
    figure(
        "fleet_event_to_get_p99_ms",
        delays[delays.len() * 99 / 100],
        50.0,
    );
    figure(
        "fleet_polls_per_session",
        bench.count("select avg(polls) from reuseid_session"),
        2.0,
    );
}

/// Finished sessions per second of 1, 2 and 4 processes; all sessions are done before the workers start.
async fn throughput(postgres: &'static Postgres) {
    const SESSIONS: usize = 2_000;
    let mut rates = HashMap::new();
    for processes in [1, 2, 4] {
        let bench = Bench::new(postgres).await;
        stream::iter(0..SESSIONS)
            .for_each_concurrent(64, |_| async {
                let (id, _) = bench.start().await;
                bench.complete(&id);
            })
            .await;
        let begun = Instant::now();
        let _workers: Vec<_> = (0..processes).map(|_| bench.settings.worker()).collect();
        bench
            .until_finished(SESSIONS, Duration::from_secs(120))
            .await;
        let rate = SESSIONS as f64 / begun.elapsed().as_secs_f64();
        println!("throughput: {processes} processes finish {rate:.0} sessions a second");
        rates.insert(processes, rate);
    }
    // On two cores that also run the emulator and the database, more processes must at least cost nothing much.
    figure(
        "fleet_throughput_1_over_4_processes",
        rates[&1] / rates[&4],
        1.5,
    );
}

/// A hundred clients with caches of their own.
async fn tokens(postgres: &'static Postgres) {
    let bench = Bench::new(postgres).await;
    let session = bench
        .fleet
        .client()
        .onboarding()
        .start()
        .await
        .expect("starts");
    let clients: Vec<_> = (0..100)
        .map(|_| {
            let keys = SealingKeys::new(KEY).expect("a key");
            let store =
                PostgresTokenStore::new(&bench.settings.url, SchemaName::default(), "client", keys);
            Client::builder()
                .client_credentials(&bench.settings.id, &bench.settings.secret)
                .base_url(&bench.settings.base_url)
                .token_url(&bench.settings.token_url)
                .token_store(store.expect("a store"))
                .build()
                .expect("a client")
        })
        .collect();
    let call = || async {
        let calls = clients.iter().map(|client| {
            let session = client.resume(Flow::Onboarding, session.id().clone());
            async move { session.get().await.is_err() }
        });
        futures_util::future::join_all(calls)
            .await
            .into_iter()
            .filter(|failed| *failed)
            .count()
    };
    let mut fetched = bench.emulator.handle().token_request_count();
    let mut failed = 0;
    for name in [
        "fleet_token_fetches_at_the_start",
        "fleet_token_fetches_after_a_401",
    ] {
        failed += call().await;
        let now = bench.emulator.handle().token_request_count();
        figure(name, (now - fetched) as f64, 1.0);
        fetched = now;
        bench.emulator.handle().revoke_tokens();
    }
    figure("fleet_token_calls_failed", failed as f64, 0.0);
}

/// Fifty sessions a second: sizes after a warm-up against sizes at the end.
async fn flat(postgres: &'static Postgres, duration: Duration) {
    let mut bench = Bench::new(postgres).await;
    bench.settings.retention = Duration::from_secs(20);
    bench.fleet = bench.settings.fleet();
    let _workers = [bench.settings.worker(), bench.settings.worker()];
    let sizes = |bench: &Bench| {
        let size = bench.count("select pg_total_relation_size('reuseid_session') / 1024");
        let dead = bench
            .count("select n_dead_tup from pg_stat_user_tables where relname = 'reuseid_session'");
        let connections = bench
            .count("select count(*) from pg_stat_activity where backend_type = 'client backend'");
        println!("flat: {size} KiB, {dead} dead rows, {connections} connections");
        (size, connections)
    };
    let mut early = None;
    let begun = Instant::now();
    let mut ticks = tokio::time::interval(Duration::from_millis(20));
    let mut number = 0;
    let running = tokio::sync::Semaphore::new(500);
    let (bench, running) = (Arc::new(bench), Arc::new(running));
    while begun.elapsed() < duration {
        ticks.tick().await;
        number += 1;
        let place = Arc::clone(&running).acquire_owned().await.expect("open");
        let bench_of_task = Arc::clone(&bench);
        tokio::spawn(async move {
            let (id, process) = bench_of_task.start().await;
            bench_of_task.complete(&id);
            bench_of_task.deliver(number, &process).await;
            drop(place);
        });
        if early.is_none() && begun.elapsed() > duration / 3 {
            early = Some(sizes(&bench));
        }
    }
    let (size, connections) = early.expect("measured");
    let (end_size, end_connections) = sizes(&bench);
    figure("fleet_flat_table_growth", end_size / size, 1.25);
    figure(
        "fleet_flat_connections_growth",
        end_connections / connections,
        1.1,
    );
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    if let Ok(settings) = std::env::var(WORKER) {
        let fleet = Settings::from_env(&settings).fleet();
        runtime
            .block_on(fleet.run(Effects, std::future::pending()))
            .expect("works");
        return;
    }
    let Some(postgres) = postgres::server() else {
        return;
    };
    let names: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|word| word == name);
    runtime.block_on(async {
        if wanted("latency") {
            latency(postgres).await;
        }
        if wanted("throughput") {
            throughput(postgres).await;
        }
        if wanted("tokens") {
            tokens(postgres).await;
        }
        if wanted("chaos") {
            chaos(postgres).await;
        }
        let seconds = names
            .iter()
            .find_map(|word| word.strip_prefix("flat=")?.parse().ok());
        if let Some(seconds) = seconds {
            flat(postgres, Duration::from_secs(seconds)).await;
        }
    });
}
