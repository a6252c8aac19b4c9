//! What the caller does when a session finishes, in the same transaction.

use std::future::Future;

use signicat_reuseid::State;
use tokio_postgres::Transaction;

use crate::record::{SessionRecord, SessionResult};

/// Any error of a handler. Its text is not logged.
pub type HandlerError = Box<dyn std::error::Error + Send + Sync>;

/// A session that finishes now.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FinishedSession {
    /// The row, finished.
    pub record: SessionRecord,
    /// The last state; `None` where the deadline passed and the last read failed.
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
    /// Runs the caller's own statements in the transaction that finishes the session: both happen exactly once, or
    /// neither. Do nothing here that reaches outside the database; see
    /// [`run_with_outbox`](crate::Fleet::run_with_outbox).
    ///
    /// # Errors
    /// Rolls both back; the session is tried again after a pause.
    fn finished(
        &self,
        transaction: &Transaction<'_>,
        session: &FinishedSession,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send;

    /// Called once for each start whose process did not come back: a user may exist. Logs a warning by default.
    ///
    /// # Errors
    /// Rolls back; it is called again.
    fn unknown(
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
