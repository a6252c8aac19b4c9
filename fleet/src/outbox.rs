//! Effects outside the database: an entry is written in the transaction that finishes the session, and the effect
//! is called until it succeeds.

use std::{future::Future, sync::Arc, time::Duration};

use tokio::time::{sleep, timeout};
use tokio_postgres::Transaction;

use crate::{
    error::FleetError,
    fleet::{Fleet, Shared},
    handler::{FinishedSession, Handler, HandlerError},
    record::{RecordId, SessionRecord},
};

/// How often the outbox is read, and how many effects are started each time.
const INTERVAL: Duration = Duration::from_millis(500);
const BATCH: i64 = 32;
/// Time limit of one effect, shorter than the pause before its next attempt.
const EFFECT_TIMEOUT: Duration = Duration::from_secs(25);
const FIRST_PAUSE: Duration = Duration::from_secs(30);

impl Fleet {
    /// Like [`run`](Self::run), for an effect outside the database: a message, an HTTP call. `effect` is
    /// called **at least once** for each session that finished, and retried after 30 s, doubling to an hour,
    /// until it returns `Ok`. Its time limit is 25 s. If the process dies after the effect and before its
    /// outbox entry is deleted, it is called twice; use [`SessionRecord::id`] to make it idempotent.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub async fn run_with_outbox<F, Fut>(
        &self,
        effect: F,
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), FleetError>
    where
        F: Fn(SessionRecord) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), HandlerError>> + Send,
    {
        let handler = ToOutbox(Arc::clone(&self.shared));
        tokio::select! {
            ended = self.run(handler, shutdown) => ended,
            () = deliver(&self.shared, &effect) => Ok(()),
        }
    }
}

struct ToOutbox(Arc<Shared>);

impl Handler for ToOutbox {
    async fn finished(
        &self,
        transaction: &Transaction<'_>,
        session: &FinishedSession,
    ) -> Result<(), HandlerError> {
        Ok(self
            .0
            .outbox
            .insert(transaction, session.record.id())
            .await?)
    }
}

/// Runs until it is dropped.
async fn deliver<F, Fut>(shared: &Shared, effect: &F)
where
    F: Fn(SessionRecord) -> Fut,
    Fut: Future<Output = Result<(), HandlerError>>,
{
    loop {
        match deliver_batch(shared, effect).await {
            Ok(delivered) if delivered > 0 => {}
            Ok(_) => sleep(INTERVAL).await,
            Err(error) => {
                tracing::warn!(%error, "the outbox cannot be read; retrying");
                sleep(INTERVAL * 4).await;
            }
        }
    }
}

async fn deliver_batch<F, Fut>(shared: &Shared, effect: &F) -> Result<usize, FleetError>
where
    F: Fn(SessionRecord) -> Fut,
    Fut: Future<Output = Result<(), HandlerError>>,
{
    let client = shared.database.get().await?;
    let entries = shared.outbox.claim(&**client, BATCH, FIRST_PAUSE).await?;
    drop(client);
    let effects = entries.iter().map(|id| deliver_one(shared, effect, *id));
    for delivered in futures_util::future::join_all(effects).await {
        delivered?;
    }
    Ok(entries.len())
}

async fn deliver_one<F, Fut>(shared: &Shared, effect: &F, id: RecordId) -> Result<(), FleetError>
where
    F: Fn(SessionRecord) -> Fut,
    Fut: Future<Output = Result<(), HandlerError>>,
{
    let client = shared.database.get().await?;
    let record = shared.sessions.by_id(&**client, id).await?;
    drop(client);
    let Some(record) = record else {
        return Ok(());
    };
    shared.settings.reached("effect next");
    match timeout(EFFECT_TIMEOUT, effect(record)).await {
        Ok(Ok(())) => {
            shared.settings.reached("effect done");
            let client = shared.database.get().await?;
            shared.outbox.delete(&**client, id).await
        }
        Ok(Err(_)) | Err(_) => {
            tracing::warn!(record = id.0, "an effect failed; it is retried later");
            Ok(())
        }
    }
}
