//! When a client polls its sessions: the policy, the rate limit shared by all waits, and the wake-ups that
//! events cause. Nothing here knows of a session or sends a request.

mod policy;
mod rate_limiter;
mod turn_queue;
mod wakeups;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

pub use policy::{PollDelays, PollPolicy};
pub(crate) use rate_limiter::{Priority, RateLimiter, Turn};
pub(crate) use wakeups::{Listener, Wakeups};

/// What all waits of one client share.
pub(crate) struct Polling {
    pub(crate) policy: PollPolicy,
    pub(crate) limiter: RateLimiter,
    pub(crate) wakeups: Arc<Wakeups>,
    expects_events: AtomicBool,
}

impl Polling {
    pub(crate) fn new(policy: PollPolicy) -> Self {
        Self {
            policy,
            limiter: RateLimiter::new(&policy),
            wakeups: Arc::default(),
            expects_events: AtomicBool::new(false),
        }
    }

    /// Makes all waits poll on the policy's slow schedule, because events will wake them.
    pub(crate) fn expect_events(&self) {
        self.expects_events.store(true, Relaxed);
    }

    pub(crate) fn expects_events(&self) -> bool {
        self.expects_events.load(Relaxed)
    }
}
