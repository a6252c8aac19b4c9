//! The statements on the session table. Each is one round trip; all times are the database's clock.
//!
//! Statements are sent unprepared (`query_typed`), so that a pooler in transaction mode cannot lose them.

use std::time::Duration;
#[cfg(feature = "events")]
use std::time::SystemTime;

use signicat_reuseid::{Flow, State, TransactionId};
use tokio_postgres::{GenericClient, Row, types::Type};

use crate::{
    error::FleetError,
    record::{COLUMNS, RecordId, RecordState, SessionRecord, SessionResult},
    schema_name::SchemaName,
};

/// The values of a new row.
pub(crate) struct Intent<'a> {
    pub(crate) flow: Flow,
    pub(crate) reference: &'a str,
    pub(crate) timeout: Duration,
    pub(crate) start_lease: Duration,
    pub(crate) has_events: bool,
}

/// A session that this process may read until its lease ends.
#[derive(Clone)]
pub(crate) struct Claimed {
    pub(crate) id: RecordId,
    pub(crate) flow: Flow,
    pub(crate) transaction_id: TransactionId,
    pub(crate) epoch: i64,
    pub(crate) hint: i64,
    pub(crate) polls: u32,
    pub(crate) failures: u32,
    pub(crate) has_events: bool,
    /// The status when it was read last.
    pub(crate) status: Option<String>,
    /// Whether this is the last read.
    pub(crate) past_deadline: bool,
}

pub(crate) struct SessionTable {
    insert: String,
    take_intent: String,
    started: String,
    give_up: String,
    claim: String,
    next_due: String,
    reschedule: String,
    release: String,
    finish: String,
    subjects: String,
    reopen: String,
    orphans: String,
    purge: String,
    by_id: String,
    by_reference: String,
    by_state: String,
}

fn seconds(duration: Duration) -> f64 {
    duration.as_secs_f64()
}

impl SessionTable {
    pub(crate) fn new(schema: &SchemaName) -> Self {
        let table = format!("{schema}.reuseid_session");
        let returned = COLUMNS
            .split(", ")
            .map(|column| format!("s.{column}"))
            .collect::<Vec<_>>()
            .join(", ");
        Self {
            insert: format!(
                "insert into {table} (flow, reference, state, deadline_at, lease_until, has_events)
                 values ($1, $2, 'starting', now() + make_interval(secs => $3), now() + make_interval(secs => $4), $5)
                 returning id"
            ),
            // Succeeds once: the epoch of an intent is 0 until its start.
            take_intent: format!(
                "update {table} set epoch = 1, lease_until = now() + make_interval(secs => $3)
                 where id = $1 and flow = $2 and state = 'starting' and epoch = 0"
            ),
            // Also from `unknown`: the response may arrive after the start lease ended.
            started: format!(
                "update {table} set state = 'open', transaction_id = $2, status = $3, due_at = now(), lease_until = null
                 where id = $1 and state in ('starting', 'unknown')"
            ),
            give_up: format!(
                "update {table} set state = $2, trace_id = $3, lease_until = null,
                        finished_at = case when $2 = 'not_started' then now() end
                 where id = $1 and state = 'starting'"
            ),
            claim: format!(
                "with due as (
                     select id from {table}
                     where state = 'open' and due_at <= now() and (lease_until is null or lease_until <= now())
                     order by due_at limit $1 for update skip locked
                 )
                 update {table} s set lease_until = now() + make_interval(secs => $2), epoch = s.epoch + 1
                 from due where s.id = due.id
                 returning s.id, s.flow, s.transaction_id, s.epoch, s.hint, s.polls, s.failures, s.has_events, s.status,
                           s.deadline_at <= now() as past_deadline"
            ),
            // A leased row can be due again when its lease ends.
            next_due: format!(
                "select extract(epoch from least(
                     (select min(due_at) from {table} where state = 'open' and due_at > now()),
                     (select min(lease_until) from {table}
                      where state = 'open' and due_at <= now() and lease_until > now())
                 ) - now())::float8"
            ),
            reschedule: format!(
                "update {table} set lease_until = null, polls = polls + 1, failures = $6,
                        status = coalesce($5, status),
                        due_at = case when hint <> $3 then now()
                                 else least(now() + make_interval(secs => $4), greatest(deadline_at, now())) end
                 where id = $1 and epoch = $2 and state = 'open'"
            ),
            release: format!(
                "update {table} set lease_until = null where id = $1 and epoch = $2 and state = 'open'"
            ),
            finish: format!(
                "update {table} s set state = 'finished', result = $2, status = coalesce($3, status),
                        finished_at = now(), lease_until = null, due_at = null, polls = polls + $4
                 where id = $1 and state = 'open' returning {returned}"
            ),
            subjects: format!(
                "insert into {schema}.reuseid_subject (subject, session_id)
                 select subject, $1 from unnest($2::text[]) subject on conflict do nothing"
            ),
            reopen: format!(
                "update {table} s set state = 'open', result = null, finished_at = null, due_at = now(),
                        deadline_at = now() + make_interval(secs => $2)
                 where id = $1 and state = 'finished' and result = 'deadline' returning {returned}"
            ),
            orphans: format!(
                "update {table} s set state = 'unknown', lease_until = null
                 where id = (select id from {table} where state = 'starting' and lease_until <= now()
                             order by lease_until limit 1 for update skip locked)
                 returning {returned}"
            ),
            purge: format!(
                "delete from {table} where id in (
                     select id from {table} where finished_at < now() - make_interval(secs => $1)
                     order by finished_at limit 1000 for update skip locked)"
            ),
            by_id: format!("select {COLUMNS} from {table} where id = $1"),
            by_reference: format!("select {COLUMNS} from {table} where reference = $1 order by id desc limit $2"),
            by_state: format!("select {COLUMNS} from {table} where state = $1 and id > $2 order by id limit $3"),
        }
    }

    pub(crate) async fn insert(
        &self,
        client: &impl GenericClient,
        intent: &Intent<'_>,
    ) -> Result<RecordId, FleetError> {
        let row = client
            .query_typed_one(
                &self.insert,
                &[
                    (&intent.flow.as_str(), Type::TEXT),
                    (&intent.reference, Type::TEXT),
                    (&seconds(intent.timeout), Type::FLOAT8),
                    (&seconds(intent.start_lease), Type::FLOAT8),
                    (&intent.has_events, Type::BOOL),
                ],
            )
            .await?;
        Ok(RecordId(row.try_get(0)?))
    }

    /// Claims an intent for its only start; `false` if there is no such intent or it was claimed before.
    pub(crate) async fn take_intent(
        &self,
        client: &impl GenericClient,
        id: RecordId,
        flow: Flow,
        lease: Duration,
    ) -> Result<bool, FleetError> {
        let updated = client
            .execute_typed(
                &self.take_intent,
                &[
                    (&id.0, Type::INT8),
                    (&flow.as_str(), Type::TEXT),
                    (&seconds(lease), Type::FLOAT8),
                ],
            )
            .await?;
        Ok(updated == 1)
    }

    /// Stores the response to a start. Returns `false` if the row is gone or was started before.
    pub(crate) async fn started(
        &self,
        client: &impl GenericClient,
        id: RecordId,
        state: &State,
    ) -> Result<bool, FleetError> {
        let updated = client
            .execute_typed(
                &self.started,
                &[
                    (&id.0, Type::INT8),
                    (&state.transaction_id().as_str(), Type::TEXT),
                    (&state.status().as_str(), Type::TEXT),
                ],
            )
            .await?;
        self.add_subjects(client, id, state).await?;
        Ok(updated == 1)
    }

    /// Records that a start failed: `unknown` if a session may exist, else `not_started`.
    pub(crate) async fn give_up(
        &self,
        client: &impl GenericClient,
        id: RecordId,
        state: RecordState,
        trace_id: Option<&str>,
    ) -> Result<(), FleetError> {
        client
            .execute_typed(
                &self.give_up,
                &[
                    (&id.0, Type::INT8),
                    (&state.as_str(), Type::TEXT),
                    (&trace_id, Type::TEXT),
                ],
            )
            .await?;
        Ok(())
    }

    /// Leases up to `limit` sessions that are due.
    pub(crate) async fn claim(
        &self,
        client: &impl GenericClient,
        limit: usize,
        lease: Duration,
    ) -> Result<Vec<Claimed>, FleetError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = client
            .query_typed(
                &self.claim,
                &[(&limit, Type::INT8), (&seconds(lease), Type::FLOAT8)],
            )
            .await?;
        rows.iter().map(claimed).collect()
    }

    /// How long until a session is due or a lease ends; `None` if there is no open session.
    pub(crate) async fn next_due(
        &self,
        client: &impl GenericClient,
    ) -> Result<Option<Duration>, FleetError> {
        let row = client.query_typed_one(&self.next_due, &[]).await?;
        let left: Option<f64> = row.try_get(0)?;
        Ok(left.map(|left| Duration::try_from_secs_f64(left).unwrap_or_default()))
    }

    /// Ends the lease and makes the session due after `pause`, or now if an event arrived meanwhile. Returns
    /// `false` if another process has the lease.
    pub(crate) async fn reschedule(
        &self,
        client: &impl GenericClient,
        claimed: &Claimed,
        pause: Duration,
        status: Option<&str>,
        failures: u32,
    ) -> Result<bool, FleetError> {
        let failures = i32::try_from(failures).unwrap_or(i32::MAX);
        let updated = client
            .execute_typed(
                &self.reschedule,
                &[
                    (&claimed.id.0, Type::INT8),
                    (&claimed.epoch, Type::INT8),
                    (&claimed.hint, Type::INT8),
                    (&seconds(pause), Type::FLOAT8),
                    (&status, Type::TEXT),
                    (&failures, Type::INT4),
                ],
            )
            .await?;
        Ok(updated == 1)
    }

    /// Ends the lease without changing the session.
    pub(crate) async fn release(
        &self,
        client: &impl GenericClient,
        claimed: &Claimed,
    ) -> Result<(), FleetError> {
        client
            .execute_typed(
                &self.release,
                &[(&claimed.id.0, Type::INT8), (&claimed.epoch, Type::INT8)],
            )
            .await?;
        Ok(())
    }

    /// Finishes the session and returns its row; `None` if another process finished it.
    pub(crate) async fn finish(
        &self,
        client: &impl GenericClient,
        id: RecordId,
        result: SessionResult,
        status: Option<&str>,
        polled: bool,
    ) -> Result<Option<SessionRecord>, FleetError> {
        let row = client
            .query_typed_opt(
                &self.finish,
                &[
                    (&id.0, Type::INT8),
                    (&result.as_str(), Type::TEXT),
                    (&status, Type::TEXT),
                    (&i32::from(polled), Type::INT4),
                ],
            )
            .await?;
        Ok(row.as_ref().map(SessionRecord::from_row).transpose()?)
    }

    /// Adds the ids in `state` to those by which an event finds the session.
    pub(crate) async fn add_subjects(
        &self,
        client: &impl GenericClient,
        id: RecordId,
        state: &State,
    ) -> Result<(), FleetError> {
        let subjects: Vec<&str> = [
            Some(state.transaction_id().as_str()),
            state.user_id().map(|id| id.as_str()),
            state.device_id().map(|id| id.as_str()),
            state.dossier_id().map(|id| id.as_str()),
            state.process_id().map(|id| id.as_str()),
        ]
        .into_iter()
        .flatten()
        .collect();
        client
            .execute_typed(
                &self.subjects,
                &[(&id.0, Type::INT8), (&subjects, Type::TEXT_ARRAY)],
            )
            .await?;
        Ok(())
    }

    pub(crate) async fn reopen(
        &self,
        client: &impl GenericClient,
        id: RecordId,
        timeout: Duration,
    ) -> Result<Option<SessionRecord>, FleetError> {
        let row = client
            .query_typed_opt(
                &self.reopen,
                &[(&id.0, Type::INT8), (&seconds(timeout), Type::FLOAT8)],
            )
            .await?;
        Ok(row.as_ref().map(SessionRecord::from_row).transpose()?)
    }

    /// Sets one start whose lease ended without an outcome to `unknown` and returns its row.
    pub(crate) async fn next_orphan(
        &self,
        client: &impl GenericClient,
    ) -> Result<Option<SessionRecord>, FleetError> {
        let row = client.query_typed_opt(&self.orphans, &[]).await?;
        Ok(row.as_ref().map(SessionRecord::from_row).transpose()?)
    }

    /// Deletes up to 1,000 sessions that finished longer ago than `retention`, and returns how many it
    /// deleted.
    pub(crate) async fn purge(
        &self,
        client: &impl GenericClient,
        retention: Duration,
    ) -> Result<u64, FleetError> {
        Ok(client
            .execute_typed(&self.purge, &[(&seconds(retention), Type::FLOAT8)])
            .await?)
    }

    pub(crate) async fn by_id(
        &self,
        client: &impl GenericClient,
        id: RecordId,
    ) -> Result<Option<SessionRecord>, FleetError> {
        let row = client
            .query_typed_opt(&self.by_id, &[(&id.0, Type::INT8)])
            .await?;
        Ok(row.as_ref().map(SessionRecord::from_row).transpose()?)
    }

    pub(crate) async fn by_reference(
        &self,
        client: &impl GenericClient,
        reference: &str,
        limit: i64,
    ) -> Result<Vec<SessionRecord>, FleetError> {
        let rows = client
            .query_typed(
                &self.by_reference,
                &[(&reference, Type::TEXT), (&limit, Type::INT8)],
            )
            .await?;
        Ok(rows
            .iter()
            .map(SessionRecord::from_row)
            .collect::<Result<_, _>>()?)
    }

    pub(crate) async fn by_state(
        &self,
        client: &impl GenericClient,
        state: RecordState,
        after: RecordId,
        limit: i64,
    ) -> Result<Vec<SessionRecord>, FleetError> {
        let rows = client
            .query_typed(
                &self.by_state,
                &[
                    (&state.as_str(), Type::TEXT),
                    (&after.0, Type::INT8),
                    (&limit, Type::INT8),
                ],
            )
            .await?;
        Ok(rows
            .iter()
            .map(SessionRecord::from_row)
            .collect::<Result<_, _>>()?)
    }
}

fn claimed(row: &Row) -> Result<Claimed, FleetError> {
    let count = |column| -> Result<u32, FleetError> {
        Ok(u32::try_from(row.try_get::<_, i32>(column)?).unwrap_or_default())
    };
    let flow: String = row.try_get("flow")?;
    let transaction_id: String = row.try_get("transaction_id")?;
    Ok(Claimed {
        id: RecordId(row.try_get("id")?),
        flow: flow
            .parse()
            .map_err(|_| FleetError::Stored("unknown flow"))?,
        transaction_id: TransactionId::new(transaction_id)
            .map_err(|_| FleetError::Stored("invalid transaction id"))?,
        epoch: row.try_get("epoch")?,
        hint: row.try_get("hint")?,
        polls: count("polls")?,
        failures: count("failures")?,
        has_events: row.try_get("has_events")?,
        status: row.try_get("status")?,
        past_deadline: row.try_get("past_deadline")?,
    })
}

/// The database's clock.
#[cfg(feature = "events")]
pub(crate) async fn database_time(client: &impl GenericClient) -> Result<SystemTime, FleetError> {
    let row = client
        .query_typed_one("select clock_timestamp()", &[])
        .await?;
    Ok(row.try_get(0)?)
}
