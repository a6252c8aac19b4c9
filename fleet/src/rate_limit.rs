//! One rate limit for the polls of all processes: a row contains the time of the next free poll.

use std::time::Duration;

use tokio_postgres::{GenericClient, types::Type};

use crate::{error::FleetError, schema_name::SchemaName};

pub(crate) struct RateLimit {
    reserve: String,
}

impl RateLimit {
    pub(crate) fn new(schema: &SchemaName) -> Self {
        Self {
            reserve: format!(
                "insert into {schema}.reuseid_rate as rate (name, next_at)
                 values ('poll', clock_timestamp() + make_interval(secs => $1))
                 on conflict (name) do update
                     set next_at = greatest(rate.next_at, clock_timestamp()) + make_interval(secs => $1)
                 returning extract(epoch from next_at - clock_timestamp())::float8 - $1"
            ),
        }
    }

    /// Reserves `count` polls, `gap` apart, and returns how long to wait before the first.
    pub(crate) async fn reserve(
        &self,
        client: &impl GenericClient,
        count: u32,
        gap: Duration,
    ) -> Result<Duration, FleetError> {
        let length = gap.saturating_mul(count).as_secs_f64();
        let row = client
            .query_typed_one(&self.reserve, &[(&length, Type::FLOAT8)])
            .await?;
        let wait: f64 = row.try_get(0)?;
        Ok(Duration::try_from_secs_f64(wait).unwrap_or_default())
    }
}
