//! Limits the retries of a whole client, so that retries do not multiply the load during an outage.
//!
//! A bucket of credits: a retry costs some, and each call that succeeds at its first attempt and each second
//! adds some. If there are too few credits, the failed call returns its error; it does not wait for credits.

use std::sync::{Mutex, PoisonError};

use tokio::time::Instant;

/// Maximum of each setting of a budget.
const MAX: u32 = 1_000_000;

/// How many retries all calls of a client may make together.
///
/// The defaults (capacity 100, cost 10, refill 1 per success and 1 per second) allow at most ten retries in
/// a burst if the service is down, and one every ten seconds after that. If few calls fail, one call in ten
/// may be retried. gRPC's retry throttling uses the same ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryBudget {
    capacity: u32,
    cost: u32,
    refill_per_success: u32,
    refill_per_second: u32,
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self {
            capacity: 100,
            cost: 10,
            refill_per_success: 1,
            refill_per_second: 1,
        }
    }
}

impl RetryBudget {
    /// Credits of a full bucket, which a client starts with; 100 by default, at most 1,000,000. If it is less
    /// than the cost of a retry, nothing is retried.
    pub fn capacity(mut self, credits: u32) -> Self {
        self.capacity = credits.min(MAX);
        self
    }

    /// Credits that one retry costs; 10 by default, at most 1,000,000. 0 disables the budget.
    pub fn cost(mut self, credits: u32) -> Self {
        self.cost = credits.min(MAX);
        self
    }

    /// Credits that a call adds if it succeeds at its first attempt; 1 by default, at most 1,000,000.
    pub fn refill_per_success(mut self, credits: u32) -> Self {
        self.refill_per_success = credits.min(MAX);
        self
    }

    /// Credits that each second adds; 1 by default, at most 1,000,000.
    pub fn refill_per_second(mut self, credits: u32) -> Self {
        self.refill_per_second = credits.min(MAX);
        self
    }
}

/// The credits of one client.
#[derive(Debug)]
pub(crate) struct BudgetState {
    budget: RetryBudget,
    level: Mutex<Option<Level>>,
}

#[derive(Clone, Copy, Debug)]
struct Level {
    credits: f64,
    at: Instant,
}

impl BudgetState {
    /// A full bucket.
    pub(crate) fn new(budget: RetryBudget) -> Self {
        // The clock is read at the first use: a client may be built outside a runtime.
        Self {
            budget,
            level: Mutex::new(None),
        }
    }

    /// Withdraws the cost of one retry; `false` if there are not enough credits.
    pub(crate) fn withdraw(&self) -> bool {
        let cost = f64::from(self.budget.cost);
        self.update(|level| {
            let is_affordable = level.credits >= cost;
            if is_affordable {
                level.credits -= cost;
            }
            is_affordable
        })
    }

    /// Adds the credits for a call that succeeded at its first attempt.
    pub(crate) fn deposit(&self) {
        let refill = f64::from(self.budget.refill_per_success);
        let capacity = f64::from(self.budget.capacity);
        self.update(|level| level.credits = (level.credits + refill).min(capacity));
    }

    fn update<T>(&self, change: impl FnOnce(&mut Level) -> T) -> T {
        let now = Instant::now();
        let capacity = f64::from(self.budget.capacity);
        let mut slot = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        let mut level = slot.unwrap_or(Level {
            credits: capacity,
            at: now,
        });
        let elapsed = now.saturating_duration_since(level.at).as_secs_f64();
        let refill = elapsed * f64::from(self.budget.refill_per_second);
        level = Level {
            credits: (level.credits + refill).min(capacity),
            at: now,
        };
        let result = change(&mut level);
        *slot = Some(level);
        result
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn default_allows_ten_retries_at_once_and_then_one_every_ten_seconds() {
        let budget = BudgetState::new(RetryBudget::default());
        assert_eq!((0..1_000).filter(|_| budget.withdraw()).count(), 10);
        tokio::time::advance(Duration::from_secs(30)).await;
        assert_eq!((0..1_000).filter(|_| budget.withdraw()).count(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn ten_successes_pay_for_one_retry_and_the_bucket_never_overflows() {
        let budget = BudgetState::new(RetryBudget::default());
        (0..1_000).for_each(|_| budget.deposit());
        assert_eq!((0..1_000).filter(|_| budget.withdraw()).count(), 10);
        (0..10).for_each(|_| budget.deposit());
        assert!(budget.withdraw());
        assert!(!budget.withdraw());
    }

    #[tokio::test(start_paused = true)]
    async fn capacity_below_the_cost_never_retries_and_cost_zero_always_does() {
        let none = BudgetState::new(RetryBudget::default().capacity(9));
        assert!(!none.withdraw());
        let unlimited = BudgetState::new(RetryBudget::default().cost(0).capacity(0));
        assert!((0..1_000).all(|_| unlimited.withdraw()));
    }
}
