//! The statements of the outbox: finished sessions whose effect is outside the database.

use std::time::Duration;

use tokio_postgres::{GenericClient, types::Type};

use crate::{error::FleetError, record::RecordId, schema_name::SchemaName};

pub(crate) struct OutboxTable {
    insert: String,
    claim: String,
    delete: String,
}

impl OutboxTable {
    pub(crate) fn new(schema: &SchemaName) -> Self {
        let table = format!("{schema}.reuseid_outbox");
        Self {
            insert: format!(
                "insert into {table} (session_id) values ($1)
                 on conflict (session_id) do update set due_at = now(), attempts = 0"
            ),
            // The entry is made due again before this attempt: after 30 s, doubling to an hour.
            claim: format!(
                "update {table} set attempts = attempts + 1,
                        due_at = now() + make_interval(secs => least($1 * power(2, least(attempts, 10)), 3600))
                 where session_id in (select session_id from {table} where due_at <= now()
                                      order by due_at limit $2 for update skip locked)
                 returning session_id"
            ),
            delete: format!("delete from {table} where session_id = $1"),
        }
    }

    pub(crate) async fn insert(
        &self,
        client: &impl GenericClient,
        id: RecordId,
    ) -> Result<(), FleetError> {
        client
            .execute_typed(&self.insert, &[(&id.0, Type::INT8)])
            .await?;
        Ok(())
    }

    /// Takes up to `limit` entries that are due; each is due again after `pause` unless it is deleted.
    pub(crate) async fn claim(
        &self,
        client: &impl GenericClient,
        limit: i64,
        pause: Duration,
    ) -> Result<Vec<RecordId>, FleetError> {
        let rows = client
            .query_typed(
                &self.claim,
                &[(&pause.as_secs_f64(), Type::FLOAT8), (&limit, Type::INT8)],
            )
            .await?;
        rows.iter()
            .map(|row| Ok(RecordId(row.try_get(0)?)))
            .collect()
    }

    pub(crate) async fn delete(
        &self,
        client: &impl GenericClient,
        id: RecordId,
    ) -> Result<(), FleetError> {
        client
            .execute_typed(&self.delete, &[(&id.0, Type::INT8)])
            .await?;
        Ok(())
    }
}
