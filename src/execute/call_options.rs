//! Settings of one call, which override the client's.

use std::time::Duration;

use super::timeouts::MAX_TIMEOUT;

/// Settings of one call, which override the client's.
///
/// ```no_run
/// # async fn example(session: signicat_reuseid::Session) -> Result<(), signicat_reuseid::Error> {
/// use std::time::Duration;
/// use signicat_reuseid::CallOptions;
///
/// let fail_fast = CallOptions::new().max_attempts(1).timeout(Duration::from_secs(2));
/// let state = session.get_with(fail_fast).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "options do nothing until they are passed to a call"]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_attempts: Option<u32>,
}

impl CallOptions {
    /// Options that override nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Time limit of the call with its token, attempts and delays; at most a day. A limit of zero fails
    /// without sending anything.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout.min(MAX_TIMEOUT));
        self
    }

    /// Maximum number of attempts, including the first: 1 (no retries) to 100.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts.clamp(1, 100));
        self
    }
}
