//! Which failures of which operation may be sent again.
//!
//! That is a property of the operation, not of the request: a get may always be repeated, a start creates
//! a user and may be repeated only when the first surely was not processed.

use std::time::Duration;

use crate::{error::Outcome, operation::Operation, retry::backoff::Backoff};

/// How a client retries. The defaults are those of the field's SDKs at their most careful: three attempts,
/// full jitter, one budget for the whole client.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RetryPolicy {
    /// Attempts in all, the first included; 1 never retries.
    pub(crate) attempts: u32,
    /// The caller knows that this service answers 429 and 503 before it processes anything.
    pub(crate) throttled_before_processing: bool,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 3,
            throttled_before_processing: false,
        }
    }
}

/// What one attempt came to, as far as repeating it is concerned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempted {
    pub(crate) outcome: Outcome,
    pub(crate) status: Option<u16>,
    /// The failure may pass by itself.
    pub(crate) transient: bool,
}

impl RetryPolicy {
    /// Whether the operation may be sent again after this attempt, leaving attempts, budget and time aside.
    pub(crate) fn may_repeat(&self, operation: Operation, attempted: Attempted) -> bool {
        if !attempted.transient {
            return false;
        }
        let throttled = matches!(attempted.status, Some(429 | 503));
        operation.is_repeatable()
            || attempted.outcome == Outcome::NotSent
            || (throttled && self.throttled_before_processing)
    }
}

/// The pause before the next attempt: the service's own wish, or the back-off where that is longer.
pub(crate) fn pause(
    failures: u32,
    status: Option<u16>,
    retry_after: Option<Duration>,
    chance: f64,
) -> Duration {
    let backoff = match status {
        Some(429 | 503) => Backoff::THROTTLED,
        _ => Backoff::TRANSIENT,
    };
    backoff
        .pause(failures, chance)
        .max(retry_after.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempted(outcome: Outcome, status: Option<u16>) -> Attempted {
        Attempted {
            outcome,
            status,
            transient: true,
        }
    }

    #[test]
    fn a_get_is_always_repeatable() {
        let policy = RetryPolicy::default();
        for outcome in [Outcome::NotSent, Outcome::Unknown, Outcome::Rejected] {
            assert!(policy.may_repeat(Operation::GetOnboarding, attempted(outcome, None)));
        }
    }

    #[test]
    fn a_start_is_repeated_only_when_it_surely_was_not_processed() {
        let policy = RetryPolicy::default();
        for operation in [Operation::StartOnboarding, Operation::StartStepUp] {
            assert!(policy.may_repeat(operation, attempted(Outcome::NotSent, None)));
            assert!(!policy.may_repeat(operation, attempted(Outcome::Unknown, None)));
            assert!(!policy.may_repeat(operation, attempted(Outcome::Unknown, Some(502))));
            assert!(!policy.may_repeat(operation, attempted(Outcome::Unknown, Some(503))));
            assert!(!policy.may_repeat(operation, attempted(Outcome::Rejected, Some(429))));
            assert!(!policy.may_repeat(
                operation,
                attempted(Outcome::ProcessedUnreadable, Some(200))
            ));
        }
    }

    #[test]
    fn a_throttled_start_is_repeated_where_the_caller_vouches_for_the_service() {
        let policy = RetryPolicy {
            throttled_before_processing: true,
            ..RetryPolicy::default()
        };
        assert!(policy.may_repeat(
            Operation::StartOnboarding,
            attempted(Outcome::Unknown, Some(503))
        ));
        assert!(!policy.may_repeat(
            Operation::StartOnboarding,
            attempted(Outcome::Unknown, Some(502))
        ));
    }

    #[test]
    fn the_services_wish_is_a_lower_bound_of_the_pause() {
        let wish = Duration::from_secs(7);
        assert_eq!(pause(1, Some(503), Some(wish), 0.5), wish);
        assert!(
            pause(6, Some(503), Some(Duration::from_millis(1)), 1.0) >= Duration::from_secs(20)
        );
    }
}
