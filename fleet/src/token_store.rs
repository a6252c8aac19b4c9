//! Shares access tokens among all processes: one of them fetches, the others load.

use std::{fmt, time::Duration};

use signicat_reuseid::{AccessToken, StoredToken, TokenStore, TokenStoreFuture};
use tokio_postgres::types::Type;

use crate::{database::Database, error::FleetError, schema_name::SchemaName, seal::SealingKeys};

/// Connections of a token store: each process uses it about once per token.
const MAX_CONNECTIONS: usize = 1;

/// A [`TokenStore`] in PostgreSQL: encrypted at rest, with one lease for the fetch and lifetimes by the
/// database's clock.
///
/// ```no_run
/// # fn example(id: String, secret: String) -> Result<(), Box<dyn std::error::Error>> {
/// use signicat_reuseid::Client;
/// use signicat_reuseid_fleet::{PostgresTokenStore, SchemaName, SealingKeys};
///
/// let keys = SealingKeys::from_env("REUSEID_SEALING_KEYS")?;
/// let url = std::env::var("DATABASE_URL")?;
/// let store = PostgresTokenStore::new(&url, SchemaName::default(), &id, keys)?;
/// let client = Client::builder().client_credentials(id, secret).token_store(store).build()?;
/// # Ok(())
/// # }
/// ```
///
/// [`Fleet::migrate`](crate::Fleet::migrate) creates the table. If the database is unavailable, or a stored
/// token cannot be decrypted, the client fetches a token from its source.
pub struct PostgresTokenStore {
    database: Database,
    client_id: String,
    keys: SealingKeys,
    load: String,
    lease: String,
    save: String,
    invalidate: String,
}

impl PostgresTokenStore {
    /// A store for the tokens of one API client. Nothing is connected yet.
    ///
    /// # Errors
    /// [`FleetError::InvalidSettings`] if the URL or TLS cannot be used.
    pub fn new(
        database_url: &str,
        schema: SchemaName,
        client_id: impl Into<String>,
        keys: SealingKeys,
    ) -> Result<Self, FleetError> {
        let table = format!("{schema}.reuseid_token");
        Ok(Self {
            database: Database::new(database_url, MAX_CONNECTIONS)?,
            client_id: client_id.into(),
            keys,
            load: format!(
                "select sealed, version, extract(epoch from expires_at - clock_timestamp())::float8
                 from {table} where client_id = $1 and sealed is not null and expires_at > clock_timestamp()"
            ),
            // The process that gets a row fetches; the others get no row until the lease ends.
            lease: format!(
                "insert into {table} as token (client_id, lease_until)
                 values ($1, clock_timestamp() + make_interval(secs => $2))
                 on conflict (client_id) do update set lease_until = excluded.lease_until
                     where token.lease_until is null or token.lease_until <= clock_timestamp()
                 returning version"
            ),
            save: format!(
                "insert into {table} as token (client_id, sealed, expires_at, version)
                 values ($1, $2, clock_timestamp() + make_interval(secs => $3), 1)
                 on conflict (client_id) do update set sealed = excluded.sealed, expires_at = excluded.expires_at,
                     lease_until = null, version = token.version + 1
                 returning version"
            ),
            invalidate: format!("update {table} set sealed = null where client_id = $1 and version = $2"),
        })
    }

    async fn load(&self) -> Result<Option<StoredToken>, FleetError> {
        let client = self.database.get().await?;
        let row = client
            .query_typed_opt(&self.load, &[(&self.client_id, Type::TEXT)])
            .await?;
        let Some(row) = row else { return Ok(None) };
        let (sealed, version, left): (Vec<u8>, i64, f64) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let unreadable = || FleetError::Stored("a decrypted token is not a valid token");
        let token = self.keys.open(&sealed, &self.client_id)?;
        let token = std::str::from_utf8(&token).map_err(|_| unreadable())?;
        let left = Duration::try_from_secs_f64(left).unwrap_or_default();
        let token = AccessToken::bearer(token, left).map_err(|_| unreadable())?;
        Ok(Some(StoredToken::new(
            token,
            u64::try_from(version).unwrap_or_default(),
        )))
    }

    async fn lease(&self, duration: Duration) -> Result<bool, FleetError> {
        let client = self.database.get().await?;
        let params: [(&(dyn tokio_postgres::types::ToSql + Sync), Type); 2] = [
            (&self.client_id, Type::TEXT),
            (&duration.as_secs_f64(), Type::FLOAT8),
        ];
        Ok(client
            .query_typed_opt(&self.lease, &params)
            .await?
            .is_some())
    }

    async fn save(&self, token: &AccessToken) -> Result<u64, FleetError> {
        let sealed = self.keys.seal(token.secret().as_bytes(), &self.client_id)?;
        let client = self.database.get().await?;
        let row = client
            .query_typed_one(
                &self.save,
                &[
                    (&self.client_id, Type::TEXT),
                    (&sealed, Type::BYTEA),
                    (&token.lifetime().as_secs_f64(), Type::FLOAT8),
                ],
            )
            .await?;
        Ok(u64::try_from(row.try_get::<_, i64>(0)?).unwrap_or_default())
    }

    async fn invalidate(&self, version: u64) -> Result<(), FleetError> {
        let version = i64::try_from(version).unwrap_or(i64::MAX);
        let client = self.database.get().await?;
        client
            .execute_typed(
                &self.invalidate,
                &[(&self.client_id, Type::TEXT), (&version, Type::INT8)],
            )
            .await?;
        Ok(())
    }
}

impl TokenStore for PostgresTokenStore {
    fn load(&self) -> TokenStoreFuture<'_, Option<StoredToken>> {
        Box::pin(async { Ok(self.load().await?) })
    }

    fn lease(&self, duration: Duration) -> TokenStoreFuture<'_, bool> {
        Box::pin(async move { Ok(self.lease(duration).await?) })
    }

    fn save<'a>(&'a self, token: &'a AccessToken) -> TokenStoreFuture<'a, u64> {
        Box::pin(async move { Ok(self.save(token).await?) })
    }

    fn invalidate(&self, version: u64) -> TokenStoreFuture<'_, ()> {
        Box::pin(async move { Ok(self.invalidate(version).await?) })
    }
}

impl fmt::Debug for PostgresTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresTokenStore")
            .field("keys", &self.keys)
            .finish_non_exhaustive()
    }
}
