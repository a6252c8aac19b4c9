//! The trait of the caller's handler, which runs in the transaction that finishes a session.

use std::future::Future;

use signicat_reuseid::State;
use tokio_postgres::Transaction;

use crate::record::{SessionRecord, SessionResult};

/// Any error of a handler. Its text is not logged.
pub type HandlerError = Box<dyn std::error::Error + Send + Sync>;

/// A session that is being finished.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FinishedSession {
    /// The row, finished.
    pub record: SessionRecord,
    /// The last state; `None` if the deadline passed and the last read failed.
    pub state: Option<State>,
}

impl FinishedSession {
    /// How it finished.
    pub fn result(&self) -> SessionResult {
        self.record.result().unwrap_or(SessionResult::Deadline)
    }
}

/// Called by [`Fleet::run`](crate::Fleet::run) for each session that finishes.
pub trait Handler: Send + Sync + 'static {
    /// Runs the caller's own statements in the transaction that finishes the session, so both are committed
    /// exactly once. It must not have effects outside the database; for these see
    /// [`run_with_outbox`](crate::Fleet::run_with_outbox).
    ///
    /// # Errors
    /// Rolls back both; the session is retried after a pause.
    fn finished(
        &self,
        transaction: &Transaction<'_>,
        session: &FinishedSession,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send;

    /// Called once for each start whose outcome was never stored, for example because its process died: a
    /// user may exist. Logs a warning by default.
    ///
    /// # Errors
    /// Rolls back; it is called again.
    fn start_outcome_unknown(
        &self,
        _transaction: &Transaction<'_>,
        session: &SessionRecord,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send {
        tracing::warn!(
            record = session.id().0,
            flow = %session.flow(),
            "the outcome of a start is unknown; look for its reference and time in the vendor's audit log"
        );
        std::future::ready(Ok(()))
    }
}
