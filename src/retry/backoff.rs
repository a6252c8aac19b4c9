//! Pauses that grow by a factor up to a cap, with full jitter: anywhere between nothing and the step.
//!
//! Full jitter spreads a crowd that failed together best (AWS's architecture blog, "Exponential Backoff And
//! Jitter"). All arithmetic saturates, so no number of attempts can overflow.

use std::time::Duration;

/// Grows from `first` by two up to `cap`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Backoff {
    pub(crate) first: Duration,
    pub(crate) cap: Duration,
}

impl Backoff {
    /// After a broken connection or a 5xx: 200 ms, doubling to 5 s.
    pub(crate) const TRANSIENT: Self = Self {
        first: Duration::from_millis(200),
        cap: Duration::from_secs(5),
    };

    /// After 429 or 503, where the service asks for room: 1 s, doubling to 20 s.
    pub(crate) const THROTTLED: Self = Self {
        first: Duration::from_secs(1),
        cap: Duration::from_secs(20),
    };

    /// The longest pause after `failures` failed attempts (1 for the first).
    pub(crate) fn ceiling(self, failures: u32) -> Duration {
        let factor = 2_u32.saturating_pow(failures.saturating_sub(1));
        self.first.saturating_mul(factor).min(self.cap)
    }

    /// The pause itself; `chance` is between 0 and 1.
    pub(crate) fn pause(self, failures: u32, chance: f64) -> Duration {
        self.ceiling(failures).mul_f64(chance.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ceiling_doubles_up_to_its_cap_and_never_overflows() {
        let ceilings =
            [1, 2, 3, 4, 5, 6, u32::MAX].map(|n| Backoff::TRANSIENT.ceiling(n).as_millis());
        assert_eq!(ceilings, [200, 400, 800, 1600, 3200, 5000, 5000]);
        assert_eq!(Backoff::THROTTLED.ceiling(0), Duration::from_secs(1));
    }

    #[test]
    fn jitter_is_full() {
        let mut random = fastrand::Rng::with_seed(1);
        let mean = (0..10_000)
            .map(|_| Backoff::TRANSIENT.pause(3, random.f64()).as_secs_f64())
            .sum::<f64>()
            / 10_000.0;
        assert!((mean - 0.4).abs() < 0.02, "mean {mean}");
        assert_eq!(Backoff::TRANSIENT.pause(3, 0.0), Duration::ZERO);
    }
}
