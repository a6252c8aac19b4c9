//! How long a response is delayed.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::random::Random;

/// The longest delay, and the longest pause between two bytes: 10 minutes.
pub const MAX_DELAY_MS: u64 = 600_000;

/// The delay of a response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "distribution", rename_all = "snake_case", deny_unknown_fields)]
pub enum Delay {
    /// Always the same.
    Fixed {
        /// Milliseconds.
        #[schema(minimum = 0, maximum = 600_000)]
        ms: u64,
    },
    /// Evenly distributed between two bounds.
    #[serde(rename_all = "camelCase")]
    Uniform {
        /// Minimum in milliseconds.
        #[schema(minimum = 0, maximum = 600_000)]
        min_ms: u64,
        /// Maximum in milliseconds; the minimum when smaller than that.
        #[schema(minimum = 0, maximum = 600_000)]
        max_ms: u64,
    },
    /// Mostly short with a long tail, like network latency.
    #[serde(rename_all = "camelCase")]
    LogNormal {
        /// Median in milliseconds.
        #[schema(minimum = 0, maximum = 600_000)]
        median_ms: u64,
        /// Standard deviation of the logarithm, 0 to 10; 0.5 varies little, 2 a lot.
        #[schema(minimum = 0, maximum = 10)]
        sigma: f64,
    },
}

impl Delay {
    pub(crate) fn sample(&self, random: &mut Random) -> Duration {
        let max = Duration::from_millis(MAX_DELAY_MS);
        let delay = match *self {
            Delay::Fixed { ms } => Duration::from_millis(ms),
            Delay::Uniform { min_ms, max_ms } => {
                Duration::from_millis(random.between(min_ms, max_ms))
            }
            Delay::LogNormal { median_ms, sigma } => {
                // Box-Muller transform; 1 - fraction is never zero.
                let radius = (-2.0 * (1.0 - random.fraction()).ln()).sqrt();
                let normal = radius * (std::f64::consts::TAU * random.fraction()).cos();
                let seconds =
                    Duration::from_millis(median_ms).as_secs_f64() * (sigma * normal).exp();
                Duration::try_from_secs_f64(seconds).unwrap_or(max)
            }
        };
        delay.min(max)
    }

    /// The field that is out of bounds and its bounds.
    pub(crate) fn validate(&self) -> Result<(), (&'static str, &'static str)> {
        let fits = |ms: u64| ms <= MAX_DELAY_MS;
        match self {
            Delay::Fixed { ms } if !fits(*ms) => Err(("fault.delay.ms", "at most 600000")),
            Delay::Uniform { min_ms, max_ms } if !fits(*min_ms) || !fits(*max_ms) => {
                Err(("fault.delay", "at most 600000"))
            }
            Delay::LogNormal { median_ms, sigma }
                if !fits(*median_ms) || !(0.0..=10.0).contains(sigma) =>
            {
                Err((
                    "fault.delay",
                    "a median of at most 600000 ms and a sigma of 0 to 10",
                ))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_follow_their_distribution() {
        let mut random = Random::new(9, "delay");
        assert_eq!(
            Delay::Fixed { ms: 20 }.sample(&mut random),
            Duration::from_millis(20)
        );
        let uniform = Delay::Uniform {
            min_ms: 10,
            max_ms: 12,
        };
        let log_normal = Delay::LogNormal {
            median_ms: 100,
            sigma: 0.5,
        };
        let mut above_median = 0;
        for _ in 0..2_000 {
            assert!((10..=12).contains(&uniform.sample(&mut random).as_millis()));
            above_median += u32::from(log_normal.sample(&mut random) > Duration::from_millis(100));
        }
        assert!((900..1_100).contains(&above_median), "{above_median}");
        let wild = Delay::LogNormal {
            median_ms: MAX_DELAY_MS,
            sigma: 10.0,
        };
        let max = Duration::from_millis(MAX_DELAY_MS);
        assert!((0..100).all(|_| wild.sample(&mut random) <= max));
    }
}
