//! What a session is: its state machine, its record, its user, and the errors of end-user actions.

mod action_error;
mod record;
mod state;
mod status_table;
mod user;

pub use action_error::ActionError;
pub(crate) use record::Session;
pub use record::{HistoryEntry, SessionView};
pub use state::{Action, Flow, Proofing, State};
pub(crate) use state::{Check, Event, transition};
pub use status_table::StatusTable;
pub use user::{Device, Identity, User};
