//! How many connections in the pool may have been closed by the other side without our knowing it.
//!
//! Such a connection breaks as soon as it is used, which says nothing about the service, so a get that
//! meets one is sent again at once and costs no budget. But a service that breaks every connection must
//! not be asked twice by everybody: only a connection that has carried an answer can have gone stale, and
//! the pool keeps at most [`POOL_MAX_IDLE`] of them. Each answer makes room for one replay up to that
//! number.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Idle connections that the pool keeps for one host.
pub(crate) const POOL_MAX_IDLE: usize = 32;

#[derive(Debug, Default)]
pub(crate) struct IdleConnections(AtomicUsize);

impl IdleConnections {
    /// A connection carried an answer and may be idle now.
    pub(crate) fn answered(&self) {
        // Mostly full: a look is cheaper than a write that all threads share.
        if self.0.load(Relaxed) < POOL_MAX_IDLE {
            let _ = self
                .0
                .fetch_update(Relaxed, Relaxed, |idle| Some((idle + 1).min(POOL_MAX_IDLE)));
        }
    }

    /// Whether a connection that broke may have been a stale one; takes it out of the count.
    pub(crate) fn may_have_been_stale(&self) -> bool {
        self.0
            .fetch_update(Relaxed, Relaxed, |idle| idle.checked_sub(1))
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_replays_than_answers_nor_than_the_pool_holds() {
        let idle = IdleConnections::default();
        assert!(!idle.may_have_been_stale());
        idle.answered();
        assert!(idle.may_have_been_stale());
        assert!(!idle.may_have_been_stale());
        (0..1_000).for_each(|_| idle.answered());
        let replays = (0..1_000).filter(|_| idle.may_have_been_stale()).count();
        assert_eq!(replays, POOL_MAX_IDLE);
    }
}
