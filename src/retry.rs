//! What may be retried, after which delay, and how often in all: plain values, tested without a socket.

pub(crate) mod attempt_error;
pub(crate) mod backoff;
pub(crate) mod budget;
pub(crate) mod classification;
pub(crate) mod event;
pub(crate) mod idle_connections;
pub(crate) mod policy;

pub use backoff::Backoff;
pub use budget::RetryBudget;
pub use event::RetryEvent;
pub use policy::RetryPolicy;
