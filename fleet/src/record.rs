//! One row of the session table, as callers see it.

use std::{fmt, str::FromStr, time::SystemTime};

use serde::{Deserialize, Serialize};
use signicat_reuseid::{Flow, TransactionId};
use tokio_postgres::Row;

/// A stored value that this version of the crate cannot read: what it is, not the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidStoredValue(pub(crate) &'static str);

/// Why a row cannot be read.
pub(crate) enum RowError {
    Database(tokio_postgres::Error),
    Invalid(InvalidStoredValue),
}

impl From<tokio_postgres::Error> for RowError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error)
    }
}

impl From<InvalidStoredValue> for RowError {
    fn from(error: InvalidStoredValue) -> Self {
        Self::Invalid(error)
    }
}

/// Number of a session's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordId(pub i64);

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The state of a session's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RecordState {
    /// The intent to start is stored, and the response is not yet.
    Starting,
    /// The process that started it died, or the response was lost: a user may exist. The start is never
    /// resent.
    Unknown,
    /// The service certainly did not start it.
    NotStarted,
    /// Started, and polled until it finishes.
    Open,
    /// Finished; see [`SessionResult`].
    Finished,
}

/// How a session finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SessionResult {
    /// The person's identity is proven.
    Succeeded,
    /// The session ended without success.
    Failed,
    /// The session did not finish by its deadline. It may still be running:
    /// [`Fleet::reopen`](crate::Fleet::reopen) polls it again.
    Deadline,
}

/// Defines the names of a unit enum in the database and in `Display`.
macro_rules! stored_as {
    ($name:ident, $what:literal, $($variant:ident = $text:literal),+) => {
        impl $name {
            /// The name that is stored.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = InvalidStoredValue;

            fn from_str(text: &str) -> Result<Self, InvalidStoredValue> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(InvalidStoredValue($what)),
                }
            }
        }
    };
}

stored_as!(
    RecordState,
    "unknown state of a session",
    Starting = "starting",
    Unknown = "unknown",
    NotStarted = "not_started",
    Open = "open",
    Finished = "finished"
);
stored_as!(
    SessionResult,
    "unknown result of a session",
    Succeeded = "succeeded",
    Failed = "failed",
    Deadline = "deadline"
);

/// A session as it is stored: ids and times, no activation code and no personal data beyond ids.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SessionRecord {
    pub(crate) id: RecordId,
    pub(crate) flow: Flow,
    pub(crate) reference: String,
    pub(crate) transaction_id: Option<TransactionId>,
    pub(crate) state: RecordState,
    pub(crate) status: Option<String>,
    pub(crate) result: Option<SessionResult>,
    pub(crate) trace_id: Option<String>,
    pub(crate) polls: i32,
    pub(crate) created_at: SystemTime,
    pub(crate) deadline_at: SystemTime,
    pub(crate) finished_at: Option<SystemTime>,
}

/// The columns of a [`SessionRecord`], in the order in which it is read.
pub(crate) const COLUMNS: &str = "id, flow, reference, transaction_id, state, status, result, trace_id, polls, \
     created_at, deadline_at, finished_at";

impl SessionRecord {
    /// The row's number.
    pub fn id(&self) -> RecordId {
        self.id
    }

    /// The flow.
    pub fn flow(&self) -> Flow {
        self.flow
    }

    /// The reference that the caller gave at the start.
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// The service's id of the session; `None` while it is not known.
    pub fn transaction_id(&self) -> Option<&TransactionId> {
        self.transaction_id.as_ref()
    }

    /// The state of the row.
    pub fn state(&self) -> RecordState {
        self.state
    }

    /// The service's last status; `None` before the first.
    pub fn status(&self) -> Option<&str> {
        self.status.as_deref()
    }

    /// How the session finished; `None` before that.
    pub fn result(&self) -> Option<SessionResult> {
        self.result
    }

    /// The service's trace id of a start whose outcome is unknown, if its response had one.
    pub fn trace_id(&self) -> Option<&str> {
        self.trace_id.as_deref()
    }

    /// How often the session was read from the service.
    pub fn polls(&self) -> u32 {
        u32::try_from(self.polls).unwrap_or_default()
    }

    /// When the intent to start was stored, by the database's clock.
    pub fn created_at(&self) -> SystemTime {
        self.created_at
    }

    /// Until when the session is polled, by the database's clock.
    pub fn deadline_at(&self) -> SystemTime {
        self.deadline_at
    }

    /// When it finished, by the database's clock.
    pub fn finished_at(&self) -> Option<SystemTime> {
        self.finished_at
    }

    pub(crate) fn from_row(row: &Row) -> Result<Self, RowError> {
        let text = |column| row.try_get::<_, Option<String>>(column);
        let flow: String = row.try_get("flow")?;
        let state: String = row.try_get("state")?;
        Ok(Self {
            id: RecordId(row.try_get("id")?),
            flow: flow
                .parse()
                .map_err(|_| InvalidStoredValue("unknown flow"))?,
            reference: row.try_get("reference")?,
            transaction_id: text("transaction_id")?
                .map(TransactionId::new)
                .transpose()
                .map_err(|_| InvalidStoredValue("invalid transaction id"))?,
            state: state.parse()?,
            status: text("status")?,
            result: text("result")?.map(|result| result.parse()).transpose()?,
            trace_id: text("trace_id")?,
            polls: row.try_get("polls")?,
            created_at: row.try_get("created_at")?,
            deadline_at: row.try_get("deadline_at")?,
            finished_at: row.try_get("finished_at")?,
        })
    }
}

/// Prints the row's number, flow, state, status and result; reference and ids may be personal data.
impl fmt::Debug for SessionRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionRecord")
            .field("id", &self.id)
            .field("flow", &self.flow)
            .field("state", &self.state)
            .field("status", &self.status)
            .field("result", &self.result)
            .finish_non_exhaustive()
    }
}
