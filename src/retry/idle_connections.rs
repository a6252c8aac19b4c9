//! Counts the idle connections of the pool that the server may have closed without the client noticing.
//!
//! Such a stale connection breaks as soon as it is used, which says nothing about the service, so a get that
//! fails on one is resent at once without charging the retry budget. But a service that breaks every
//! connection must not receive twice as many requests: only a connection that has carried a response can have
//! gone stale, and the pool keeps at most [`POOL_MAX_IDLE`] of them. So each response allows one such resend,
//! up to that number.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Idle connections that the pool keeps for one host.
pub(crate) const POOL_MAX_IDLE: usize = 32;

#[derive(Debug, Default)]
pub(crate) struct IdleConnections(AtomicUsize);

impl IdleConnections {
    /// Counts a connection that carried a response and may be idle now.
    pub(crate) fn add(&self) {
        // Usually at the maximum already: a load is cheaper than a contended write.
        if self.0.load(Relaxed) < POOL_MAX_IDLE {
            let _ = self
                .0
                .fetch_update(Relaxed, Relaxed, |idle| Some((idle + 1).min(POOL_MAX_IDLE)));
        }
    }

    /// Whether a connection that broke may have been stale; removes it from the count.
    pub(crate) fn remove(&self) -> bool {
        self.0
            .fetch_update(Relaxed, Relaxed, |idle| idle.checked_sub(1))
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allows_one_resend_per_response_up_to_the_pool_size() {
        let idle = IdleConnections::default();
        assert!(!idle.remove());
        idle.add();
        assert!(idle.remove());
        assert!(!idle.remove());
        (0..1_000).for_each(|_| idle.add());
        assert_eq!((0..1_000).filter(|_| idle.remove()).count(), POOL_MAX_IDLE);
    }
}
