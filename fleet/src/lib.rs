//! Runs Signicat ReuseID sessions on several machines: sessions, events and access tokens are shared through
//! PostgreSQL, so a session survives the process that started it.
//!
//! ```no_run
//! use signicat_reuseid::Client;
//! use signicat_reuseid_fleet::{FinishedSession, Fleet, Handler, HandlerError};
//!
//! struct Accounts;
//!
//! impl Handler for Accounts {
//!     async fn finished(
//!         &self,
//!         transaction: &tokio_postgres::Transaction<'_>,
//!         session: &FinishedSession,
//!     ) -> Result<(), HandlerError> {
//!         // Committed together with the end of the session, exactly once.
//!         let verified = session.result() == signicat_reuseid_fleet::SessionResult::Succeeded;
//!         transaction
//!             .execute(
//!                 "update account set verified = $2 where reference = $1",
//!                 &[&session.record.reference(), &verified],
//!             )
//!             .await?;
//!         Ok(())
//!     }
//! }
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::from_env()?;
//! let fleet = Fleet::builder(client.clone(), std::env::var("DATABASE_URL")?).build()?;
//! fleet.migrate().await?;
//!
//! // In a request: store the intent, start, show the code.
//! let request = client.onboarding().external_ref("case-7");
//! let started = fleet.start("case-7", request).await?;
//! println!("{}", started.session.activation_code().unwrap_or("-"));
//!
//! // In every process: work on whatever is due.
//! fleet.run(Accounts, async { tokio::signal::ctrl_c().await.unwrap() }).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # What is guaranteed
//! - A start is sent at most once. If its process dies, the row says `unknown`, and
//!   [`Handler::start_outcome_unknown`] is called.
//! - A session is finished exactly once, together with the handler's own statements.
//! - Notifications and events only make a read due earlier; without them a due session is found within a
//!   second.
//! - The tables contain ids, times and the caller's reference, but no activation code and no other personal
//!   data.
//!
//! The guide's page about several machines describes each possible crash, sizing and operations.

mod database;
mod error;
#[cfg(feature = "events")]
mod event_sink;
#[cfg_attr(
    not(feature = "events"),
    allow(
        dead_code,
        reason = "without the feature, expired events are only purged"
    )
)]
mod event_table;
mod fleet;
mod handler;
mod maintenance;
mod migration;
mod notifications;
mod outbox;
mod outbox_table;
mod queries;
mod rate_limit;
mod record;
mod schema_name;
mod seal;
mod session_table;
mod settings;
mod start;
mod step;
mod token_store;
mod worker;

pub use error::FleetError;
pub use fleet::{Fleet, FleetBuilder};
pub use handler::{FinishedSession, Handler, HandlerError};
pub use migration::sql as migration_sql;
pub use record::{InvalidStoredValue, RecordId, RecordState, SessionRecord, SessionResult};
pub use schema_name::SchemaName;
pub use seal::SealingKeys;
pub use start::{StartRequest, Started};
pub use step::{OpenSession, Step, step};
pub use token_store::PostgresTokenStore;
pub use tokio_postgres;

/// The guide's samples compile.
#[cfg(doctest)]
#[doc = include_str!("../../docs/fleet.md")]
struct Guide;
