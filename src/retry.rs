//! What may be sent again, after which pause, and how often in all: small values, tested without a socket.

pub(crate) mod backoff;
pub(crate) mod budget;
pub(crate) mod policy;
pub(crate) mod retry_after;
pub(crate) mod stale;
