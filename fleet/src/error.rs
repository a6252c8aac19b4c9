//! The error type of this crate.
//!
//! PostgreSQL's messages quote values (`Key (reference)=(...) already exists`), so only the kind of the
//! failure and its SQLSTATE are kept.

use signicat_reuseid::{Error, Outcome, Session};

use crate::record::{InvalidStoredValue, RowError, SessionRecord};

/// An error of this crate. `Display` and `Debug` contain no value from a row or a request.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FleetError {
    /// The database could not be reached, or it rejected a statement.
    #[error("database error{}", sqlstate(.code))]
    Database {
        /// The five-character SQLSTATE; `None` if there was no response from the server.
        code: Option<String>,
        /// Whether the same call may succeed later (no connection, restart, serialization failure).
        retryable: bool,
    },
    /// The name of a schema is not a plain lower-case identifier.
    #[error("invalid schema name: use lower-case letters, digits and `_`, at most 63 bytes")]
    InvalidSchemaName,
    /// The database URL or a TLS setting cannot be used.
    #[error("invalid database settings: {0}")]
    InvalidSettings(&'static str),
    /// The tables are newer than this version of the crate.
    #[error(
        "the schema has migration {found}, this version knows up to {known}; upgrade the program"
    )]
    SchemaTooNew {
        /// Version found in the database.
        found: i32,
        /// Newest version that this crate knows.
        known: i32,
    },
    /// The start failed. If [`Error::outcome`] is `Unknown` or `ProcessedUnreadable`, the session's row is kept
    /// in the state `unknown`.
    #[error("the session was not started")]
    Start(#[source] Error),
    /// The session was started, but its ids could not be stored. The row becomes `unknown`.
    #[error("the session was started, but its ids could not be stored")]
    NotStored {
        /// The session. Its id is stored nowhere else.
        session: Box<Session>,
        /// The error of the database.
        #[source]
        source: Box<FleetError>,
    },
    /// There is no such session.
    #[error("no such session")]
    NotFound,
    /// The session is not in a state that allows this.
    #[error("the session is {}", .0.state())]
    State(Box<SessionRecord>),
    /// A stored value cannot be read: a sealed token under an unknown key, or a row that another program wrote.
    #[error("a stored value cannot be read: {0}")]
    Stored(&'static str),
}

fn sqlstate(code: &Option<String>) -> String {
    code.as_ref()
        .map_or_else(String::new, |code| format!(" (SQLSTATE {code})"))
}

impl FleetError {
    /// Whether the same call may succeed later and is safe to repeat. A failed start is retryable only if it
    /// was certainly not processed.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Database { retryable, .. } => *retryable,
            Self::Start(error) => error.outcome() == Outcome::NotSent && error.is_retryable(),
            _ => false,
        }
    }
}

impl From<tokio_postgres::Error> for FleetError {
    fn from(error: tokio_postgres::Error) -> Self {
        let code = error.code().map(|code| code.code().to_owned());
        // Class 08: connection; 40: transaction rollback; 53: resources; 57P: operator intervention (restart).
        let retryable = code.as_deref().is_none_or(|code| {
            ["08", "40", "53", "57P"]
                .iter()
                .any(|class| code.starts_with(class))
        });
        Self::Database { code, retryable }
    }
}

impl From<RowError> for FleetError {
    fn from(error: RowError) -> Self {
        match error {
            RowError::Database(error) => error.into(),
            RowError::Invalid(InvalidStoredValue(what)) => Self::Stored(what),
        }
    }
}

impl From<deadpool_postgres::PoolError> for FleetError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        match error {
            deadpool_postgres::PoolError::Backend(error) => error.into(),
            deadpool_postgres::PoolError::Closed => Self::InvalidSettings("the pool is closed"),
            _ => Self::Database {
                code: None,
                retryable: true,
            },
        }
    }
}
