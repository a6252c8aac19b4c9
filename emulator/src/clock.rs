//! The clock that every lifetime is measured with.
//!
//! It starts at the wall clock's time and follows tokio's clock, so a test with paused time controls it. It
//! can be frozen, set and advanced. Readings are milliseconds since the Unix epoch.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

/// The latest time that the clock can be set to: 9999-12-31T23:59:59.999Z.
pub const MAX_CLOCK_MS: u64 = 253_402_300_799_999;

/// A clock that runs with tokio's or is frozen.
#[derive(Clone, Debug)]
pub struct Clock {
    reading_ms: u64,
    running_since: Option<Instant>,
}

impl Clock {
    /// A running clock that shows the current time.
    pub fn running() -> Self {
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Self {
            reading_ms: millis(since_epoch),
            running_since: Some(Instant::now()),
        }
    }

    /// A frozen clock.
    pub fn frozen_at(at_ms: u64) -> Self {
        Self {
            reading_ms: at_ms.min(MAX_CLOCK_MS),
            running_since: None,
        }
    }

    /// The current reading, at most [`MAX_CLOCK_MS`].
    pub fn now_ms(&self) -> u64 {
        let elapsed = self
            .running_since
            .map_or(0, |since| millis(since.elapsed()));
        self.reading_ms.saturating_add(elapsed).min(MAX_CLOCK_MS)
    }

    /// Whether the clock is frozen.
    pub fn is_frozen(&self) -> bool {
        self.running_since.is_none()
    }

    /// Freezes the clock at its current reading, or resumes it from there.
    pub fn set_frozen(&mut self, frozen: bool) {
        self.set(self.now_ms());
        self.running_since = (!frozen).then(Instant::now);
    }

    /// Sets the reading; a running clock continues from there.
    pub fn set(&mut self, at_ms: u64) {
        self.reading_ms = at_ms.min(MAX_CLOCK_MS);
        self.running_since = self.running_since.map(|_| Instant::now());
    }

    /// Moves the reading forward.
    pub fn advance(&mut self, by: Duration) {
        self.set(self.now_ms().saturating_add(millis(by)));
    }
}

/// A duration in whole milliseconds, at most `u64::MAX`.
pub fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// A reading as an HTTP date.
pub fn http_date(at_ms: u64) -> String {
    // The format has four digits for the year.
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_millis(at_ms.min(MAX_CLOCK_MS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn running_clock_follows_paused_time() {
        let clock = Clock::running();
        let before = clock.now_ms();
        tokio::time::advance(Duration::from_secs(3600)).await;
        assert_eq!(clock.now_ms() - before, 3_600_000);
    }

    #[tokio::test(start_paused = true)]
    async fn frozen_clock_moves_only_when_advanced() {
        let mut clock = Clock::frozen_at(1_000);
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!(clock.now_ms(), 1_000);
        clock.advance(Duration::from_millis(5));
        assert_eq!(clock.now_ms(), 1_005);
        clock.set_frozen(false);
        tokio::time::advance(Duration::from_millis(7)).await;
        assert_eq!(clock.now_ms(), 1_012);
        clock.set_frozen(true);
        tokio::time::advance(Duration::from_millis(7)).await;
        assert_eq!(clock.now_ms(), 1_012);
    }

    #[test]
    fn clock_stops_at_its_maximum() {
        let mut clock = Clock::frozen_at(u64::MAX);
        clock.advance(Duration::MAX);
        assert_eq!(clock.now_ms(), MAX_CLOCK_MS);
        assert!(http_date(u64::MAX).contains("9999"));
    }
}
