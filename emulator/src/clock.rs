//! The one clock that every lifetime obeys.
//!
//! It runs on tokio's clock, so that it follows paused time in a test, from a wall-clock reading taken at
//! the start. It can be frozen, set and advanced; what it says is in milliseconds since the Unix epoch.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

/// The last moment that the clock can be set to: 9999-12-31T23:59:59.999Z.
pub const LATEST_MS: u64 = 253_402_300_799_999;

/// A clock that runs on tokio's, or stands still.
#[derive(Clone, Debug)]
pub struct Clock {
    reading_ms: u64,
    running_since: Option<Instant>,
}

impl Clock {
    /// A running clock that says the present time.
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
            reading_ms: at_ms.min(LATEST_MS),
            running_since: None,
        }
    }

    /// Milliseconds since the Unix epoch.
    pub fn now_ms(&self) -> u64 {
        let passed = self
            .running_since
            .map_or(0, |since| millis(since.elapsed()));
        self.reading_ms.saturating_add(passed).min(LATEST_MS)
    }

    /// Whether the clock stands still.
    pub fn is_frozen(&self) -> bool {
        self.running_since.is_none()
    }

    /// Stops the clock where it is, or lets it go on from there.
    pub fn freeze(&mut self, frozen: bool) {
        self.set(self.now_ms());
        self.running_since = (!frozen).then(Instant::now);
    }

    /// Sets the reading; a running clock goes on from there.
    pub fn set(&mut self, at_ms: u64) {
        self.reading_ms = at_ms.min(LATEST_MS);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_running_clock_follows_paused_time() {
        let clock = Clock::running();
        let before = clock.now_ms();
        tokio::time::advance(Duration::from_secs(3600)).await;
        assert_eq!(clock.now_ms() - before, 3_600_000);
    }

    #[tokio::test(start_paused = true)]
    async fn a_frozen_clock_moves_only_when_told() {
        let mut clock = Clock::frozen_at(1_000);
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!(clock.now_ms(), 1_000);
        clock.advance(Duration::from_millis(5));
        assert_eq!(clock.now_ms(), 1_005);
        clock.freeze(false);
        tokio::time::advance(Duration::from_millis(7)).await;
        assert_eq!(clock.now_ms(), 1_012);
        clock.freeze(true);
        tokio::time::advance(Duration::from_millis(7)).await;
        assert_eq!(clock.now_ms(), 1_012);
    }

    #[test]
    fn the_clock_has_an_end() {
        let mut clock = Clock::frozen_at(u64::MAX);
        clock.advance(Duration::MAX);
        assert_eq!(clock.now_ms(), LATEST_MS);
    }
}
