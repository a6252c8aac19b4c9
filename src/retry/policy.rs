//! How a client retries.

use std::time::Duration;

use http::StatusCode;

use super::{backoff::Backoff, budget::RetryBudget};

/// Maximum number of attempts of one operation.
const MAX_ATTEMPTS: u32 = 100;

/// How a client retries: number of attempts, delays, and a budget for all calls together.
///
/// Which failures may be retried is not a setting. A get may always be retried after a transient failure; a
/// start creates a user and is retried only if the previous attempt was certainly not processed.
///
/// ```
/// use std::time::Duration;
/// use signicat_reuseid::{Backoff, RetryBudget, RetryPolicy};
///
/// let policy = RetryPolicy::default()
///     .max_attempts(5)
///     .transient_backoff(Backoff::new(Duration::from_millis(100), Duration::from_secs(2)))
///     .budget(RetryBudget::default().capacity(200));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    pub(crate) max_attempts: u32,
    pub(crate) budget: RetryBudget,
    pub(crate) throttled_before_processing: bool,
    transient: Backoff,
    throttled: Backoff,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            budget: RetryBudget::default(),
            throttled_before_processing: false,
            transient: Backoff::TRANSIENT,
            throttled: Backoff::THROTTLED,
        }
    }
}

impl RetryPolicy {
    /// Maximum number of attempts of one operation, including the first: 1 (no retries) to 100, 3 by default.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.clamp(1, MAX_ATTEMPTS);
        self
    }

    /// Delays after a broken connection, a timeout, and HTTP 408, 500, 502 and 504; by default random up to
    /// 200 ms, doubling to 5 s.
    pub fn transient_backoff(mut self, backoff: Backoff) -> Self {
        self.transient = backoff;
        self
    }

    /// Delays after HTTP 429 and 503; by default random up to 1 s, doubling to 20 s.
    pub fn throttled_backoff(mut self, backoff: Backoff) -> Self {
        self.throttled = backoff;
        self
    }

    /// The budget that all calls of the client share.
    pub fn budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
        self
    }

    /// Declares that this service responds with 429 and 503 before it processes anything, so that a start
    /// may be retried after them. The vendor does not document that, so it is off by default.
    pub fn throttled_before_processing(mut self, declared: bool) -> Self {
        self.throttled_before_processing = declared;
        self
    }

    /// The delay before the next attempt: `Retry-After`, or the back-off if that is longer.
    pub(crate) fn delay(
        &self,
        failures: u32,
        status: Option<StatusCode>,
        retry_after: Option<Duration>,
        random: f64,
    ) -> Duration {
        let backoff = match status {
            Some(StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) => self.throttled,
            _ => self.transient,
        };
        backoff
            .delay(failures, random)
            .max(retry_after.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_a_lower_bound_of_the_delay() {
        let policy = RetryPolicy::default();
        let delay = |failures, seconds, random| {
            let retry_after = Some(Duration::from_secs(seconds));
            let status = Some(StatusCode::SERVICE_UNAVAILABLE);
            policy.delay(failures, status, retry_after, random)
        };
        assert_eq!(delay(1, 7, 0.5), Duration::from_secs(7));
        assert_eq!(delay(6, 1, 1.0), Duration::from_secs(20));
    }

    #[test]
    fn attempts_are_clamped() {
        let attempts = |n| RetryPolicy::default().max_attempts(n).max_attempts;
        assert_eq!([attempts(0), attempts(5), attempts(u32::MAX)], [1, 5, 100]);
    }
}
