//! Two processes share an onboarding: one starts it and is killed, the other finishes it.
//!
//! `cargo run -p signicat-reuseid-fleet --example fleet` needs PostgreSQL (Debian: `apt-get install postgresql`), starts
//! one of its own in a temporary folder, and plays the vendor and the end user with the emulator.

#[path = "../tests/postgres/mod.rs"]
mod postgres;

use std::{error::Error, io::Write as _, process::Stdio, time::Duration};

use futures_util::StreamExt as _;
use signicat_reuseid::{Client, PollPolicy};
use signicat_reuseid_emulator::{Emulator, Proofing};
use signicat_reuseid_fleet::{FinishedSession, Fleet, Handler, HandlerError, RecordId};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio_postgres::Transaction;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What this program does when a session finishes.
struct Print;

impl Handler for Print {
    async fn finished(
        &self,
        _transaction: &Transaction<'_>,
        session: &FinishedSession,
    ) -> std::result::Result<(), HandlerError> {
        println!(
            "  process {}: session {} {}",
            std::process::id(),
            session.record.id(),
            session.result()
        );
        Ok(())
    }
}

fn fleet() -> Result<Fleet> {
    let client = Client::from_env()?;
    // Short, so that the other process takes over while you watch.
    Ok(Fleet::builder(client, std::env::var("DATABASE_URL")?)
        .lease(Duration::from_secs(2))
        .build()?)
}

/// The first process: starts an onboarding, prints its number and code, and works until it is killed.
async fn first_process() -> Result<()> {
    let fleet = fleet()?;
    let request = fleet.client().onboarding().external_ref("case-7");
    let started = fleet.start("case-7", request).await?;
    let (id, code) = (
        started.session.id(),
        started.session.activation_code().unwrap_or("-"),
    );
    println!("{} {} {code}", started.id, id.as_str());
    std::io::stdout().flush()?;
    fleet.run(Print, std::future::pending()).await?;
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    if std::env::args().nth(1).as_deref() == Some("first") {
        return first_process().await;
    }
    let Some(server) = postgres::server() else {
        return Ok(());
    };
    let emulator = Emulator::start().await?;
    let settings = [
        ("DATABASE_URL", server.database()),
        ("SIGNICAT_CLIENT_ID", emulator.client_id().to_owned()),
        (
            "SIGNICAT_CLIENT_SECRET",
            emulator.client_secret().to_owned(),
        ),
        ("SIGNICAT_BASE_URL", emulator.base_url().to_string()),
        ("SIGNICAT_TOKEN_URL", emulator.token_url().to_string()),
    ];
    let fast = Duration::from_millis(200);
    let client = Client::builder()
        .client_credentials(emulator.client_id(), emulator.client_secret())
        .base_url(emulator.base_url())
        .token_url(emulator.token_url())
        .poll_policy(PollPolicy::default().first_delay(fast).max_delay(fast))
        .build()?;
    let fleet = Fleet::builder(client, &settings[0].1).build()?;
    fleet.migrate().await?;

    let mut first = tokio::process::Command::new(std::env::current_exe()?)
        .arg("first")
        .envs(settings)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut lines = BufReader::new(first.stdout.take().ok_or("no output")?).lines();
    let line = lines.next_line().await?.ok_or("the first process ended")?;
    let words: Vec<&str> = line.split(' ').collect();
    let [number, id, code] = words[..] else {
        return Err("unexpected output".into());
    };
    println!(
        "process {} started session {number}, activation code {code}",
        first.id().unwrap_or_default()
    );

    first.kill().await?;
    println!("it was killed");

    emulator.handle().activate_device(id, code)?;
    emulator.handle().finish_proofing(id, Proofing::Accepted)?;
    println!(
        "the end user is done; process {} takes over",
        std::process::id()
    );

    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let watched = async {
        let mut rows = std::pin::pin!(fleet.watch(RecordId(number.parse()?)));
        while let Some(row) = rows.next().await {
            let row = row?;
            println!("  row: {} {}", row.state(), row.status().unwrap_or("-"));
        }
        drop(stop);
        Ok::<_, Box<dyn Error>>(())
    };
    let (run, watched) = tokio::join!(fleet.run(Print, async { drop(stopped.await) }), watched);
    run?;
    watched
}
