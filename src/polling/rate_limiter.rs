//! Limits how many polls a client sends, so that ten thousand waits do not become ten thousand requests at
//! once. Scheduled polls and polls caused by events have separate limits and do not wait for each other.
//!
//! No lock is held across an await. While a queue has waiters, one task offers turns to them as turns become
//! free; it finishes when both queues are empty. If its runtime is shut down or no longer driven, the next
//! waiter that is polled starts another task.

use std::{
    fmt,
    num::NonZeroU64,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};

use super::{policy::PollPolicy, turn_queue::TurnQueue};

const SECOND: Duration = Duration::from_secs(1);
/// If the task that offers turns is this late, its runtime is assumed to be gone.
const LOST_AFTER: Duration = Duration::from_secs(1);

/// Which limit a poll counts against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Priority {
    /// Evenly spaced.
    Scheduled,
    /// Not spaced, up to a number in any second.
    Event,
}

pub(crate) struct RateLimiter {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    /// Notified when a waiter joins an empty queue.
    arrived: Notify,
}

struct State {
    last_ticket: NonZeroU64,
    scheduled: TurnQueue,
    event: TurnQueue,
    offering: Option<OfferTask>,
    last_task: u64,
}

/// The task that offers turns.
struct OfferTask {
    number: u64,
    /// When it is to run next.
    due: Instant,
}

impl RateLimiter {
    pub(crate) fn new(policy: &PollPolicy) -> Self {
        // Rounded up: a gap that is a fraction of a nanosecond too short would allow one more turn per
        // second.
        let per_second = u64::from(policy.scheduled_limit());
        let gap = Duration::from_nanos(1_000_000_000_u64.div_ceil(per_second));
        let event_limit = usize::try_from(policy.event_limit()).unwrap_or(usize::MAX);
        let state = State {
            last_ticket: NonZeroU64::MIN,
            scheduled: TurnQueue::new(1, gap),
            event: TurnQueue::new(event_limit, SECOND),
            offering: None,
            last_task: 0,
        };
        Self {
            shared: Arc::new(Shared {
                state: Mutex::new(state),
                arrived: Notify::new(),
            }),
        }
    }

    /// A turn to poll. It joins the queue at its first [`poll_taken`](Turn::poll_taken).
    pub(crate) fn turn(&self, priority: Priority) -> Turn {
        Turn {
            shared: Arc::clone(&self.shared),
            priority,
            ticket: None,
        }
    }
}

impl fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimiter").finish_non_exhaustive()
    }
}

/// A place in a queue. Dropping it leaves the queue.
pub(crate) struct Turn {
    shared: Arc<Shared>,
    priority: Priority,
    ticket: Option<NonZeroU64>,
}

impl Turn {
    /// Takes a turn as soon as one is free. Polling again after that takes another turn with the same ticket,
    /// which is at the front of the queue.
    pub(crate) fn poll_taken(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.shared.state();
        let now = Instant::now();
        let ticket = *self.ticket.get_or_insert_with(|| {
            state.last_ticket = state.last_ticket.saturating_add(1);
            state.last_ticket
        });
        let queue = state.queue(self.priority);
        if queue.take(ticket, now) {
            return Poll::Ready(());
        }
        let was_empty = queue.wait(ticket, context.waker().clone());
        Shared::ensure_offers(&self.shared, &mut state, now);
        drop(state);
        if was_empty {
            self.shared.arrived.notify_one();
        }
        Poll::Pending
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            self.shared.state().queue(self.priority).leave(ticket);
        }
    }
}

impl State {
    fn queue(&mut self, priority: Priority) -> &mut TurnQueue {
        match priority {
            Priority::Scheduled => &mut self.scheduled,
            Priority::Event => &mut self.event,
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ensure_offers(shared: &Arc<Self>, state: &mut State, now: Instant) {
        if state
            .offering
            .as_ref()
            .is_some_and(|task| now <= task.due + LOST_AFTER)
        {
            return;
        }
        state.last_task += 1;
        let number = state.last_task;
        state.offering = Some(OfferTask { number, due: now });
        let shared = Arc::clone(shared);
        tokio::spawn(async move {
            let offers = Offers { shared, number };
            while let Some(due) = offers.offer() {
                let _ = timeout_at(due, offers.shared.arrived.notified()).await;
            }
        });
    }
}

/// Owned by the task that offers turns.
struct Offers {
    shared: Arc<Shared>,
    number: u64,
}

impl Offers {
    /// Offers the free turns and returns when to do so again; `None` if the queues are empty or another task
    /// has taken over.
    fn offer(&self) -> Option<Instant> {
        let mut wakers = Vec::new();
        let mut state = self.shared.state();
        if state.offering.as_ref()?.number != self.number {
            return None;
        }
        let now = Instant::now();
        let due = [
            state.scheduled.offer(now, &mut wakers),
            state.event.offer(now, &mut wakers),
        ];
        let due = due.into_iter().flatten().min();
        state.offering = due.map(|due| OfferTask {
            number: self.number,
            due,
        });
        drop(state);
        wakers.into_iter().for_each(Waker::wake);
        due
    }
}

impl Drop for Offers {
    /// Wakes all waiters if the runtime shuts down: those on another runtime then start a new task.
    fn drop(&mut self) {
        let mut wakers = Vec::new();
        let mut state = self.shared.state();
        if state
            .offering
            .as_ref()
            .is_some_and(|task| task.number == self.number)
        {
            state.offering = None;
            state.scheduled.drain(&mut wakers);
            state.event.drain(&mut wakers);
        }
        drop(state);
        wakers.into_iter().for_each(Waker::wake);
    }
}

#[cfg(test)]
mod tests;
