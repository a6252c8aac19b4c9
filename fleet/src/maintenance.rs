//! Periodic maintenance in any process: reports starts whose outcome was never stored, and deletes old rows.

use std::time::Duration;

use crate::{error::FleetError, fleet::Shared, handler::Handler};

/// How often each process does the maintenance.
pub(crate) const INTERVAL: Duration = Duration::from_secs(5);
/// Most starts reported in one run, so that it does not delay the workers.
const MAX_ORPHANS: usize = 100;

/// Does the maintenance once. Errors are logged, and the next run retries.
pub(crate) async fn run(shared: &Shared, handler: &impl Handler) {
    if let Err(error) = report_orphans(shared, handler).await {
        tracing::warn!(%error, "starts with an unknown outcome could not be reported");
    }
    if let Err(error) = purge(shared).await {
        tracing::warn!(%error, "old rows could not be deleted");
    }
}

async fn report_orphans(shared: &Shared, handler: &impl Handler) -> Result<(), FleetError> {
    let mut client = shared.database.get().await?;
    for _ in 0..MAX_ORPHANS {
        let transaction = client.transaction().await?;
        let Some(record) = shared.sessions.next_orphan(&*transaction).await? else {
            return Ok(());
        };
        if handler
            .start_outcome_unknown(&transaction, &record)
            .await
            .is_err()
        {
            tracing::warn!(
                record = record.id().0,
                "the handler of an unknown start failed"
            );
            return Ok(());
        }
        transaction.commit().await?;
    }
    Ok(())
}

async fn purge(shared: &Shared) -> Result<(), FleetError> {
    let client = shared.database.get().await?;
    while shared
        .sessions
        .purge(&**client, shared.settings.retention)
        .await?
        == 1_000
    {}
    while shared.events.purge(&**client).await? == 1_000 {}
    Ok(())
}
