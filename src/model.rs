//! Plain data of the API, and parsing of responses into it. Nothing here knows the client.

pub(crate) mod activation_code;
pub(crate) mod exact_numbers;
pub(crate) mod flow;
pub(crate) mod ids;
pub(crate) mod invalid_param;
pub(crate) mod lenient;
pub(crate) mod operation;
pub(crate) mod problem;
pub(crate) mod provider;
pub(crate) mod recovered;
pub(crate) mod response;
pub(crate) mod state;
pub(crate) mod status;
pub(crate) mod status_table;
pub(crate) mod unreadable;

pub use flow::{Flow, InvalidFlow};
pub use ids::{DeviceId, DossierId, InvalidId, ProcessId, TransactionId, UserId};
pub use invalid_param::InvalidParam;
pub use operation::Operation;
pub use provider::Provider;
pub use state::State;
pub use status::{Phase, Status};
pub use unreadable::Unreadable;
