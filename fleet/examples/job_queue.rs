//! Drives sessions from a job queue of your own: one job is one read, and what it returns is when the next job is due.
//!
//! `cargo run -p signicat-reuseid-fleet --example job_queue`. The queue here is a heap in memory; with a real one, `due`
//! is the job's time to run, and the job's payload is [`OpenSession`]'s fields.

use std::{cmp::Reverse, collections::BinaryHeap, error::Error, time::Duration};

use signicat_reuseid::{Client, Flow, PollPolicy};
use signicat_reuseid_emulator::{Emulator, Proofing};
use signicat_reuseid_fleet::{OpenSession, Step, step};
use tokio::time::{Instant, sleep_until};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::start().await?;
    let fast = Duration::from_millis(100);
    let client = Client::builder()
        .client_credentials(emulator.client_id(), emulator.client_secret())
        .base_url(emulator.base_url())
        .token_url(emulator.token_url())
        .poll_policy(PollPolicy::default().first_delay(fast).max_delay(fast))
        .build()?;

    let mut jobs = Vec::new();
    let mut queue = BinaryHeap::new();
    for proofing in [Proofing::Accepted, Proofing::Rejected] {
        let session = client.onboarding().start().await?;
        let id = session.id().as_str();
        let code = session.activation_code().ok_or("no activation code")?;
        emulator.handle().activate_device(id, code)?;
        emulator.handle().finish_proofing(id, proofing)?;
        queue.push(Reverse((Instant::now(), jobs.len())));
        jobs.push(OpenSession::new(Flow::Onboarding, session.id().clone()));
    }

    while let Some(Reverse((due, number))) = queue.pop() {
        sleep_until(due).await;
        let job = &mut jobs[number];
        match step(&client, job).await {
            Step::Done { result, .. } => println!("session {number}: {result}"),
            Step::Again { pause, read } => {
                job.polls += 1;
                job.failures = if read.is_ok() { 0 } else { job.failures + 1 };
                queue.push(Reverse((Instant::now() + pause, number)));
            }
            _ => unreachable!("there is no other step"),
        }
    }
    Ok(())
}
