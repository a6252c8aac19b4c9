//! Computes delays that double up to a maximum, with full jitter: random between zero and the step.
//!
//! Full jitter spreads callers that failed together best (AWS Architecture Blog, "Exponential Backoff And
//! Jitter"). All arithmetic saturates, so no number of attempts can overflow.

use std::time::Duration;

/// Maximum delay, one day, so that time arithmetic cannot overflow.
const MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// Delays between attempts: random between zero and a step that doubles from `first` up to `max`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    first: Duration,
    max: Duration,
}

impl Backoff {
    /// After a broken connection or a 5xx: 200 ms, doubling to 5 s.
    pub(crate) const TRANSIENT: Self = Self {
        first: Duration::from_millis(200),
        max: Duration::from_secs(5),
    };

    /// After 429 or 503, where the service asks for less load: 1 s, doubling to 20 s.
    pub(crate) const THROTTLED: Self = Self {
        first: Duration::from_secs(1),
        max: Duration::from_secs(20),
    };

    /// A back-off whose step starts at `first` and doubles up to `max`. Both are clamped to at most a day,
    /// and `max` to at least `first`. `Duration::ZERO` for both retries without delay.
    #[must_use]
    pub const fn new(first: Duration, max: Duration) -> Self {
        let first = if first.as_nanos() > MAX.as_nanos() {
            MAX
        } else {
            first
        };
        let max = if max.as_nanos() > MAX.as_nanos() {
            MAX
        } else if max.as_nanos() < first.as_nanos() {
            first
        } else {
            max
        };
        Self { first, max }
    }

    /// The longest delay after `failures` failed attempts (1 after the first).
    #[must_use]
    pub fn max_delay(self, failures: u32) -> Duration {
        let factor = 2_u32.saturating_pow(failures.saturating_sub(1));
        self.first.saturating_mul(factor).min(self.max)
    }

    /// The delay after `failures` failed attempts; `random` is between 0 and 1.
    pub(crate) fn delay(self, failures: u32, random: f64) -> Duration {
        self.max_delay(failures).mul_f64(random.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn step_doubles_up_to_its_maximum_and_never_overflows() {
        let steps =
            [1, 2, 3, 4, 5, 6, u32::MAX].map(|n| Backoff::TRANSIENT.max_delay(n).as_millis());
        assert_eq!(steps, [200, 400, 800, 1600, 3200, 5000, 5000]);
        assert_eq!(Backoff::THROTTLED.max_delay(0), Duration::from_secs(1));
        let extreme = Backoff::new(Duration::MAX, Duration::ZERO);
        assert_eq!(extreme.delay(u32::MAX, 1.0), MAX);
    }

    #[test]
    fn jitter_is_full() {
        let mut random = fastrand::Rng::with_seed(1);
        let mean = (0..10_000)
            .map(|_| Backoff::TRANSIENT.delay(3, random.f64()).as_secs_f64())
            .sum::<f64>()
            / 10_000.0;
        assert!((mean - 0.4).abs() < 0.02, "mean {mean}");
        assert_eq!(Backoff::TRANSIENT.delay(3, 0.0), Duration::ZERO);
    }
}
