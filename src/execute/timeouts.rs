//! Time limits of every call, all on by default.

use std::time::Duration;

/// Maximum time limit, one day, so that time arithmetic cannot overflow.
pub(crate) const MAX_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    /// One attempt including its response body; also one token request.
    pub(crate) attempt: Duration,
    /// One operation with its token, attempts and delays.
    pub(crate) operation: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            attempt: Duration::from_secs(30),
            operation: Duration::from_secs(60),
        }
    }
}
