//! The statements that store an event's id, so that a duplicate is recognized, and that make its sessions due
//! by incrementing their `hint` column.

use std::time::SystemTime;

use tokio_postgres::{GenericClient, types::Type};

use crate::{error::FleetError, schema_name::SchemaName};

pub(crate) struct EventTable {
    insert: String,
    hint: String,
    purge: String,
}

impl EventTable {
    pub(crate) fn new(schema: &SchemaName) -> Self {
        Self {
            insert: format!(
                "insert into {schema}.reuseid_event (event_id, expires_at) values ($1, $2)
                 on conflict (event_id) do nothing"
            ),
            hint: format!(
                "update {schema}.reuseid_session set hint = hint + 1, due_at = now()
                 where state = 'open' and id in (
                     select session_id from {schema}.reuseid_subject where subject = any ($1))"
            ),
            purge: format!(
                "delete from {schema}.reuseid_event where event_id in (
                     select event_id from {schema}.reuseid_event where expires_at < now()
                     order by expires_at limit 1000 for update skip locked)"
            ),
        }
    }

    /// Stores the id of an event; `false` if it is already stored.
    pub(crate) async fn insert(
        &self,
        client: &impl GenericClient,
        event_id: &str,
        expires_at: SystemTime,
    ) -> Result<bool, FleetError> {
        let inserted = client
            .execute_typed(
                &self.insert,
                &[(&event_id, Type::TEXT), (&expires_at, Type::TIMESTAMPTZ)],
            )
            .await?;
        Ok(inserted == 1)
    }

    /// Makes the open sessions with these ids due now, and returns their number.
    pub(crate) async fn hint(
        &self,
        client: &impl GenericClient,
        subjects: &[&str],
    ) -> Result<u64, FleetError> {
        Ok(client
            .execute_typed(&self.hint, &[(&subjects, Type::TEXT_ARRAY)])
            .await?)
    }

    /// Deletes up to 1,000 expired events, and returns how many it deleted.
    pub(crate) async fn purge(&self, client: &impl GenericClient) -> Result<u64, FleetError> {
        Ok(client.execute_typed(&self.purge, &[]).await?)
    }
}
