//! A fleet against an emulator and a database of its own.
#![allow(dead_code, reason = "each test program uses its part")]

use std::{
    future::Future,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use signicat_reuseid::{Client, PollPolicy, StartOnboarding};
use signicat_reuseid_emulator::{Emulator, Handle, Proofing};
use signicat_reuseid_fleet::{
    FinishedSession, Fleet, FleetBuilder, Handler, HandlerError, RecordId, SchemaName,
    SessionRecord,
};
use tokio::sync::oneshot;
use tokio_postgres::Transaction;

use crate::postgres::Postgres;

pub struct Service {
    pub emulator: Emulator,
    pub client: Client,
    pub url: String,
}

impl Service {
    pub async fn new(postgres: &Postgres) -> Self {
        let emulator = Emulator::start().await.unwrap();
        let client = client(
            &emulator.base_url(),
            &emulator.token_url(),
            &emulator.client_id(),
            &emulator.client_secret(),
        );
        Self {
            emulator,
            client,
            url: postgres.database(),
        }
    }

    pub fn fleet(&self) -> FleetBuilder {
        Fleet::builder(self.client.clone(), &self.url)
    }

    /// A fleet that polls once an hour: what happens sooner is caused by an event.
    pub fn rarely_polling(&self) -> Fleet {
        let hour = Duration::from_secs(3_600);
        let client = Client::builder()
            .client_credentials(self.emulator.client_id(), self.emulator.client_secret())
            .base_url(self.emulator.base_url())
            .token_url(self.emulator.token_url())
            .poll_policy(PollPolicy::default().first_delay(hour).max_delay(hour))
            .build()
            .unwrap();
        Fleet::builder(client, &self.url).build().unwrap()
    }

    /// A fleet whose tables exist.
    pub async fn migrated(&self) -> Fleet {
        let fleet = self.fleet().build().unwrap();
        fleet.migrate().await.unwrap();
        fleet
    }

    pub fn handle(&self) -> Handle {
        self.emulator.handle()
    }

    pub fn onboarding(&self) -> StartOnboarding {
        self.client.onboarding().external_ref("case")
    }

    /// The end user of a started onboarding does everything.
    pub fn complete(&self, id: &str, proofing: Proofing) {
        let handle = self.handle();
        let code = handle.activation_code(id).unwrap();
        handle.activate_device(id, &code).unwrap();
        handle.finish_proofing(id, proofing).unwrap();
    }
}

/// A client that polls fast, so that tests are.
pub fn client(base_url: &str, token_url: &str, id: &str, secret: &str) -> Client {
    let fast = Duration::from_millis(50);
    Client::builder()
        .client_credentials(id, secret)
        .base_url(base_url)
        .token_url(token_url)
        .poll_policy(PollPolicy::default().first_delay(fast).max_delay(fast))
        .build()
        .unwrap()
}

/// Writes each end into the table `effect`, in the transaction that it is given.
#[derive(Clone, Default)]
pub struct Effects {
    pub failures: Arc<AtomicUsize>,
    pub unknown: Arc<Mutex<Vec<SessionRecord>>>,
}

impl Effects {
    pub fn table(postgres: &Postgres, service: &Service) {
        postgres.psql(
            database(&service.url),
            "create table effect (number bigint generated always as identity, record bigint, result text)",
        );
    }

    /// Fails so often before it works.
    pub fn failing(times: usize) -> Self {
        Self {
            failures: Arc::new(AtomicUsize::new(times)),
            ..Self::default()
        }
    }
}

impl Handler for Effects {
    async fn finished(
        &self,
        transaction: &Transaction<'_>,
        session: &FinishedSession,
    ) -> Result<(), HandlerError> {
        let RecordId(id) = session.record.id();
        transaction
            .execute(
                "insert into effect (record, result) values ($1, $2)",
                &[&id, &session.result().as_str()],
            )
            .await?;
        let failing = |left: usize| left.checked_sub(1);
        match self
            .failures
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, failing)
        {
            Ok(_) => Err("told to fail".into()),
            Err(_) => Ok(()),
        }
    }

    async fn start_outcome_unknown(
        &self,
        _: &Transaction<'_>,
        session: &SessionRecord,
    ) -> Result<(), HandlerError> {
        self.unknown.lock().unwrap().push(session.clone());
        Ok(())
    }
}

/// The database's name in a connection string.
pub fn database(url: &str) -> &str {
    url.split_whitespace()
        .find_map(|part| part.strip_prefix("dbname="))
        .unwrap()
}

/// What `effect` holds: one row per finished session if all is well.
pub fn effects(postgres: &Postgres, service: &Service) -> Vec<String> {
    let rows = postgres.psql(
        database(&service.url),
        "select record || ' ' || result from effect order by record",
    );
    rows.lines().map(str::to_owned).collect()
}

/// Runs the fleet's workers until `test` is done, and waits for their shutdown.
pub async fn while_running<T>(
    fleet: &Fleet,
    handler: impl Handler,
    test: impl Future<Output = T>,
) -> T {
    let (stop, stopped) = oneshot::channel::<()>();
    let run = {
        let fleet = fleet.clone();
        tokio::spawn(async move { fleet.run(handler, async { drop(stopped.await) }).await })
    };
    let value = tokio::time::timeout(Duration::from_secs(60), test)
        .await
        .expect("the test ends");
    drop(stop);
    run.await.unwrap().unwrap();
    value
}

/// Waits for a row that `wanted` accepts, by the fleet's own watch.
pub async fn until(
    fleet: &Fleet,
    id: RecordId,
    wanted: impl Fn(&SessionRecord) -> bool,
) -> SessionRecord {
    use futures_util::StreamExt as _;
    let mut rows = std::pin::pin!(fleet.watch(id));
    while let Some(row) = rows.next().await {
        let row = row.unwrap();
        if wanted(&row) {
            return row;
        }
    }
    panic!("the watch ended before the row was as wanted");
}

/// Waits until a session was read so often; a read that changes nothing is no change to watch.
pub async fn until_polled(fleet: &Fleet, id: RecordId, polls: u32) {
    while fleet.session(id).await.unwrap().unwrap().polls() < polls {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

pub fn schema(name: &str) -> SchemaName {
    SchemaName::new(name).unwrap()
}
