//! Queues waiters for the turns of one rate limit: at most `limit` turns in any `interval`, first come, first
//! served.
//!
//! A turn is *offered*: the waiter is woken and leaves the queue, and takes the turn when it is polled. A
//! waiter that is not polled (a future kept in a `select!` loop) therefore blocks no turn: the next round
//! offers the turn to other waiters, twice as many each time, until one takes it.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    num::NonZeroU64,
    task::Waker,
    time::Duration,
};

use tokio::time::Instant;

/// Time after which an offered turn is offered to other waiters, too. A task that is polled at all is usually
/// polled within microseconds; this is the resolution of tokio's timers.
const ROUND: Duration = Duration::from_millis(1);

#[derive(Debug)]
pub(super) struct TurnQueue {
    limit: usize,
    interval: Duration,
    /// When the turns of the last `interval` were taken.
    taken: VecDeque<Instant>,
    /// By ticket, that is, in the order of arrival.
    waiting: BTreeMap<NonZeroU64, Waker>,
    /// The waiters that were woken in this round and have not been polled since.
    offered: BTreeSet<NonZeroU64>,
    /// To how many waiters the next round offers each free turn.
    offers_per_turn: usize,
    round_ends: Option<Instant>,
}

impl TurnQueue {
    pub(super) fn new(limit: usize, interval: Duration) -> Self {
        Self {
            limit,
            interval,
            taken: VecDeque::new(),
            waiting: BTreeMap::new(),
            offered: BTreeSet::new(),
            offers_per_turn: 1,
            round_ends: None,
        }
    }

    /// How many turns are free.
    fn free(&mut self, now: Instant) -> usize {
        while self
            .taken
            .front()
            .is_some_and(|taken| *taken + self.interval <= now)
        {
            self.taken.pop_front();
        }
        self.limit.saturating_sub(self.taken.len())
    }

    /// Takes a turn if one is free and it was offered to this ticket, or no earlier ticket waits.
    pub(super) fn take(&mut self, ticket: NonZeroU64, now: Instant) -> bool {
        if self.free(now) == 0 {
            return false;
        }
        let first = [
            self.waiting.keys().next().copied(),
            self.offered.first().copied(),
        ];
        let is_next =
            self.offered.contains(&ticket) || first.into_iter().flatten().all(|t| ticket <= t);
        if is_next {
            self.leave(ticket);
            self.taken.push_back(now);
            self.offers_per_turn = 1;
        }
        is_next
    }

    /// Joins the queue, or replaces the waker in it. Returns whether the queue was empty.
    pub(super) fn wait(&mut self, ticket: NonZeroU64, waker: Waker) -> bool {
        self.offered.remove(&ticket);
        let was_empty = self.waiting.is_empty();
        self.waiting.insert(ticket, waker);
        was_empty
    }

    pub(super) fn leave(&mut self, ticket: NonZeroU64) {
        self.waiting.remove(&ticket);
        self.offered.remove(&ticket);
    }

    /// Offers the free turns and returns when to call this again; `None` if there are no waiters.
    pub(super) fn offer(&mut self, now: Instant, wakers: &mut Vec<Waker>) -> Option<Instant> {
        if self.waiting.is_empty() && self.offered.is_empty() {
            return None;
        }
        let free = self.free(now);
        if free == 0 {
            self.offers_per_turn = 1;
            self.round_ends = None;
            let first = *self.taken.front()?;
            return Some(first + self.interval);
        }
        if let Some(ends) = self.round_ends.filter(|ends| now < *ends) {
            return Some(ends);
        }
        self.offered.clear();
        for _ in 0..free.saturating_mul(self.offers_per_turn) {
            let Some((ticket, waker)) = self.waiting.pop_first() else {
                break;
            };
            self.offered.insert(ticket);
            wakers.push(waker);
        }
        self.offers_per_turn = self.offers_per_turn.saturating_mul(2);
        let ends = now + ROUND;
        self.round_ends = Some(ends);
        Some(ends)
    }

    /// Removes all waiters, for the caller to wake; each joins the queue again when it is polled.
    pub(super) fn drain(&mut self, wakers: &mut Vec<Waker>) {
        wakers.extend(std::mem::take(&mut self.waiting).into_values());
        self.offered.clear();
    }
}
