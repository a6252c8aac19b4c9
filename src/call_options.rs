//! What one call may set for itself, where the client's settings will not do.

use std::time::Duration;

/// Longest time limit of all: a day, so that time arithmetic cannot overflow.
pub(crate) const MAX_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

/// Settings of one call, in place of the client's.
///
/// ```no_run
/// # async fn example(session: signicat_reuseid::OnboardingSession) -> Result<(), signicat_reuseid::Error> {
/// use std::time::Duration;
/// use signicat_reuseid::CallOptions;
///
/// let at_once = CallOptions::new().attempts(1).timeout(Duration::from_secs(2));
/// let state = session.get_with(at_once).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[must_use = "options do nothing until a call takes them"]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempts: Option<u32>,
}

impl CallOptions {
    /// The client's settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Time for the call with its token, attempts and pauses; a day at most.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout.min(MAX_TIMEOUT));
        self
    }

    /// Attempts in all; 1 never retries, 0 counts as 1.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = Some(attempts.max(1));
        self
    }
}
