//! Ten minutes at 200 calls a second with 1 % faults and tokens of 20 s: memory, tasks and file descriptors
//! stay flat. `SOAK_SECONDS` makes it shorter or longer. The service is a process of its own.

mod figure;

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use figure::figure;
use signicat_reuseid::Client;
use signicat_reuseid_emulator::{Emulator, Fault, FaultKind, Operation};
use tokio::time::{Instant, MissedTickBehavior, interval};

const SERVE: &str = "--serve-for-the-soak";
const PER_SECOND: u64 = 200;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    if std::env::args().any(|argument| argument == SERVE) {
        runtime.block_on(serve());
    } else {
        let seconds = std::env::var("SOAK_SECONDS").map_or(600, |text| text.parse().unwrap());
        runtime.block_on(soak(Duration::from_secs(seconds)));
    }
}

/// The emulator with its faults, until its parent goes away.
async fn serve() {
    let lifetime = Duration::from_secs(20);
    let emulator = Emulator::builder().token_lifetime(lifetime);
    let emulator = emulator.start().await.unwrap();
    let handle = emulator.handle();
    let status = |status| FaultKind::Status {
        status,
        retry_after: None,
        after_commit: false,
    };
    for fault in [
        status(503),
        status(500),
        FaultKind::Reset { after_commit: true },
        FaultKind::InvalidJson {},
    ] {
        let fault = Fault::new(fault).on(Operation::GetOnboarding);
        handle.set_fault(fault.probability(0.0025)).unwrap();
    }
    let (id, secret) = (emulator.client_id(), emulator.client_secret());
    println!(
        "{} {} {id} {secret}",
        emulator.base_url(),
        emulator.token_url()
    );
    std::future::pending().await
}

/// Ends the service with this process.
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What is to stay flat.
#[derive(Clone, Copy, Debug)]
struct Sample {
    resident_kib: u64,
    tasks: usize,
    descriptors: usize,
}

impl Sample {
    fn now() -> Self {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let resident = status.lines().find_map(|line| {
            let kib = line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?;
            kib.parse().ok()
        });
        Self {
            resident_kib: resident.unwrap(),
            tasks: tokio::runtime::Handle::current()
                .metrics()
                .num_alive_tasks(),
            descriptors: std::fs::read_dir("/proc/self/fd").unwrap().count(),
        }
    }
}

async fn soak(length: Duration) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .arg(SERVE)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let _service = Service(child);
    output.read_line(&mut line).unwrap();
    let words: Vec<_> = line.split_whitespace().collect();
    let [base_url, token_url, id, secret] = words[..] else {
        panic!("the service did not start");
    };
    let client = Client::builder()
        .client_credentials(id, secret)
        .base_url(base_url)
        .token_url(token_url)
        .build()
        .unwrap();
    let session = client.onboarding().start().await.unwrap();

    let begin = Instant::now();
    let mut tick = interval(Duration::from_secs(1) / u32::try_from(PER_SECOND).unwrap());
    tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut samples = Vec::new();
    let mut next_sample = length / 60;
    let failed = std::sync::Arc::<std::sync::atomic::AtomicU64>::default();
    let mut calls: u64 = 0;
    while begin.elapsed() < length {
        tick.tick().await;
        calls += 1;
        let (session, failed) = (session.clone(), failed.clone());
        tokio::spawn(async move {
            if session.get().await.is_err() {
                failed.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
        });
        if begin.elapsed() >= next_sample {
            samples.push(Sample::now());
            next_sample += length / 60;
        }
    }
    // Of each third the median: a leak raises it, a stall of the machine with its burst after it does not. The
    // first third is for warming up: pools, arenas, the first renewals.
    let median = |of: &[Sample], what: fn(&Sample) -> u64| {
        let mut values: Vec<_> = of.iter().map(what).collect();
        values.sort_unstable();
        values[values.len() / 2] as f64
    };
    let (middle, last) = samples[20..].split_at((samples.len() - 20) / 2);
    let growth = |what| (median(last, what) - median(middle, what)).max(0.0);
    println!(
        "{calls} calls in {:.0?}, {} failed; first {:?}, last {:?}",
        begin.elapsed(),
        failed.load(std::sync::atomic::Ordering::Relaxed),
        samples[0],
        samples[samples.len() - 1]
    );
    figure(
        "soak_resident_growth_kib",
        growth(|sample| sample.resident_kib),
        512.0,
    );
    figure(
        "soak_tasks_growth",
        growth(|sample| sample.tasks as u64),
        8.0,
    );
    figure(
        "soak_descriptors_growth",
        growth(|sample| sample.descriptors as u64),
        8.0,
    );
}
