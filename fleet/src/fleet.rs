//! The shared part of all operations: client, database, statements and settings.

use std::{fmt, sync::Arc, time::Duration};

use signicat_reuseid::Client;

use crate::{
    database::Database,
    error::FleetError,
    event_table::EventTable,
    migration,
    notifications::Notifications,
    outbox_table::OutboxTable,
    rate_limit::RateLimit,
    schema_name::SchemaName,
    session_table::SessionTable,
    settings::{Settings, bounded},
};

/// Sessions shared by many processes through PostgreSQL. Cheap to clone.
///
/// Every process of a service builds one, with the same schema. Any of them can call [`start`](Self::start),
/// and any number of them [`run`](Self::run).
#[derive(Clone)]
pub struct Fleet {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) client: Client,
    pub(crate) database: Database,
    pub(crate) schema: SchemaName,
    pub(crate) sessions: SessionTable,
    pub(crate) events: EventTable,
    pub(crate) outbox: OutboxTable,
    pub(crate) rate: RateLimit,
    pub(crate) notifications: Notifications,
    pub(crate) settings: Settings,
}

impl Fleet {
    /// Builds a fleet; the client and the database URL are required.
    ///
    /// The URL is that of libpq (`postgres://user@host/database?sslmode=require`). Nothing is connected yet.
    pub fn builder(client: Client, database_url: impl Into<String>) -> FleetBuilder {
        FleetBuilder {
            client,
            database_url: database_url.into(),
            schema: SchemaName::default(),
            max_connections: 8,
            settings: Settings::default(),
        }
    }

    /// Creates or updates the tables. Safe to call in any number of processes at the same time. If the tables
    /// are up to date, it has no effect and needs no right to create anything.
    ///
    /// # Errors
    /// [`FleetError::Database`]; [`FleetError::SchemaTooNew`] if a newer version of this crate migrated them.
    pub async fn migrate(&self) -> Result<(), FleetError> {
        let mut client = self.shared.database.get().await?;
        migration::migrate(&mut client, &self.shared.schema).await
    }

    /// The client.
    pub fn client(&self) -> &Client {
        &self.shared.client
    }

    /// The schema's name.
    pub fn schema(&self) -> &SchemaName {
        &self.shared.schema
    }
}

impl fmt::Debug for Fleet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fleet")
            .field("schema", &self.shared.schema)
            .finish_non_exhaustive()
    }
}

/// Settings of a [`Fleet`].
#[must_use]
pub struct FleetBuilder {
    client: Client,
    database_url: String,
    schema: SchemaName,
    max_connections: usize,
    settings: Settings,
}

impl FleetBuilder {
    /// The schema of the tables; `public` by default.
    pub fn schema(mut self, schema: SchemaName) -> Self {
        self.schema = schema;
        self
    }

    /// Connections in this process's pool; 8 by default, at least 1. LISTEN takes one more.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.max_connections = connections.max(1);
        self
    }

    /// Sessions that this process reads at the same time; 32 by default, at least 1.
    pub fn concurrency(mut self, sessions: usize) -> Self {
        self.settings.concurrency = sessions.clamp(1, 10_000);
        self
    }

    /// How long a claimed session is kept from other processes; 90 s by default. Must be longer than the client's
    /// operation timeout: a lease that ends while its process is alive costs a second GET.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.settings.lease = bounded(lease);
        self
    }

    /// How long a start may take before it is reported as unknown; 5 min by default. Must be longer than the
    /// client's operation timeout.
    pub fn start_lease(mut self, lease: Duration) -> Self {
        self.settings.start_lease = bounded(lease);
        self
    }

    /// How long a session is polled after its start; 1 h by default, a year at most.
    pub fn session_timeout(mut self, timeout: Duration) -> Self {
        self.settings.session_timeout = bounded(timeout);
        self
    }

    /// How long finished sessions are kept; 7 days by default.
    pub fn retention(mut self, retention: Duration) -> Self {
        self.settings.retention = bounded(retention);
        self
    }

    /// How long a shutdown waits for reads in progress before it releases their sessions; 30 s by default.
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.settings.shutdown_timeout = bounded(timeout);
        self
    }

    /// One rate limit for the polls of all processes together, at least 1. Without it, only the concurrency
    /// of each process limits them.
    pub fn polls_per_second(mut self, polls: u32) -> Self {
        self.settings.polls_per_second = Some(polls.max(1));
        self
    }

    /// Whether to use LISTEN/NOTIFY; on by default. Switch it off behind a pooler in transaction mode: sessions
    /// that an event made due are then found within a second instead of at once.
    pub fn listen(mut self, listen: bool) -> Self {
        self.settings.listen = listen;
        self
    }

    /// Declares that this fleet receives the vendor's events, so that sessions are polled less often.
    pub fn has_events(mut self, has_events: bool) -> Self {
        self.settings.has_events = has_events;
        self
    }

    /// Calls `observer` with a name at each boundary between two statements, for tests that stop the process there.
    #[doc(hidden)]
    pub fn observer(mut self, observer: impl Fn(&'static str) + Send + Sync + 'static) -> Self {
        self.settings.observer = Some(Arc::new(observer));
        self
    }

    /// Builds the fleet, without connecting.
    ///
    /// # Errors
    /// [`FleetError::InvalidSettings`] if the URL or TLS cannot be used.
    pub fn build(self) -> Result<Fleet, FleetError> {
        let database = Database::new(&self.database_url, self.max_connections)?;
        Ok(Fleet {
            shared: Arc::new(Shared {
                client: self.client,
                notifications: Notifications::new(
                    database.clone(),
                    format!("reuseid_{}", self.schema),
                    self.settings.listen,
                ),
                database,
                sessions: SessionTable::new(&self.schema),
                events: EventTable::new(&self.schema),
                outbox: OutboxTable::new(&self.schema),
                rate: RateLimit::new(&self.schema),
                schema: self.schema,
                settings: self.settings,
            }),
        })
    }
}

/// Prints only the schema: the URL may contain a password.
impl fmt::Debug for FleetBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FleetBuilder")
            .field("schema", &self.schema)
            .finish_non_exhaustive()
    }
}
