//! How many retries a client may make in all, so that an outage is not multiplied by retrying it.
//!
//! A token bucket: it holds 100, a retry costs 10, a call that succeeds at once gives 1 back, and so does
//! each second. A dead service sees at most 10 retries in a burst and one every ten seconds after it; a
//! service with few faults may be retried for one call in ten. An empty bucket fails the call at once: it
//! never waits.

use std::{sync::Mutex, sync::PoisonError, time::Duration};

use tokio::time::Instant;

const CAPACITY: f64 = 100.0;
const COST: f64 = 10.0;
const PER_SUCCESS: f64 = 1.0;
const PER_SECOND: f64 = 1.0;

#[derive(Debug)]
pub(crate) struct Budget {
    level: Mutex<Option<Level>>,
}

#[derive(Clone, Copy, Debug)]
struct Level {
    tokens: f64,
    at: Instant,
}

impl Level {
    fn filled_until(self, now: Instant) -> Self {
        let gained: Duration = now.saturating_duration_since(self.at);
        Self {
            tokens: (self.tokens + gained.as_secs_f64() * PER_SECOND).min(CAPACITY),
            at: now,
        }
    }
}

impl Budget {
    /// A full bucket.
    pub(crate) fn new() -> Self {
        // The clock is read at the first use, not here: a client may be built outside a runtime.
        Self {
            level: Mutex::new(None),
        }
    }

    /// Pays for one retry, or says that there is none left.
    pub(crate) fn take(&self) -> bool {
        self.update(|level| {
            let affordable = level.tokens >= COST;
            if affordable {
                level.tokens -= COST;
            }
            affordable
        })
    }

    /// A call succeeded at its first attempt.
    pub(crate) fn give_back(&self) {
        self.update(|level| level.tokens = (level.tokens + PER_SUCCESS).min(CAPACITY));
    }

    fn update<T>(&self, change: impl FnOnce(&mut Level) -> T) -> T {
        let now = Instant::now();
        let mut slot = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        let mut level = slot.map_or(
            Level {
                tokens: CAPACITY,
                at: now,
            },
            |level| level.filled_until(now),
        );
        let answer = change(&mut level);
        *slot = Some(level);
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_burst_gets_ten_retries_and_then_one_every_ten_seconds() {
        let budget = Budget::new();
        assert_eq!((0..1_000).filter(|_| budget.take()).count(), 10);
        tokio::time::advance(Duration::from_secs(30)).await;
        assert_eq!((0..1_000).filter(|_| budget.take()).count(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn ten_successes_pay_for_one_retry_and_the_bucket_never_overflows() {
        let budget = Budget::new();
        (0..1_000).for_each(|_| budget.give_back());
        assert_eq!((0..1_000).filter(|_| budget.take()).count(), 10);
        (0..10).for_each(|_| budget.give_back());
        assert!(budget.take());
        assert!(!budget.take());
    }
}
