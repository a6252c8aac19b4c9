//! Plans when a wait polls, from the policy's delays, `Retry-After` and events.

use std::time::Duration;

use tokio::time::Instant;

use crate::polling::{PollPolicy, Priority};

/// Shortest time between two GETs that events cause: the vendor sends several events for one change.
const MIN_EVENT_INTERVAL: Duration = Duration::from_millis(50);

pub(super) struct Schedule {
    /// When the wait started.
    started: Instant,
    scheduled: Instant,
    /// The earliest time of a poll that an event causes.
    event: Instant,
    /// When the last GET that an event caused was sent, in milliseconds after the start; 0 if there was none.
    /// A wait lasts 30 days at most, so it fits.
    last_event: u32,
    /// Polls since the wait was last on the slow schedule; the delays stop growing long before this
    /// saturates.
    polls: u16,
    /// Whether a poll found a new status that no event had announced.
    missed_event: bool,
}

/// The result of a poll.
pub(super) enum PollResult {
    /// The session was read; whether its status has changed since the previous poll.
    Seen { is_change: bool },
    /// The poll failed, and the next one may succeed; the service's `Retry-After`.
    Failed { retry_after: Option<Duration> },
}

impl Schedule {
    /// The first poll is due now.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            started: now,
            scheduled: now,
            event: now,
            last_event: 0,
            polls: 0,
            missed_event: false,
        }
    }

    pub(super) fn started(&self) -> Instant {
        self.started
    }

    /// When the next poll is due that is caused by the schedule, or by an event.
    pub(super) fn due(&self, priority: Priority) -> Instant {
        match priority {
            Priority::Scheduled => self.scheduled,
            Priority::Event => self.event,
        }
    }

    /// Plans the next poll after one that was sent at `sent_at`.
    pub(super) fn plan(
        &mut self,
        policy: &PollPolicy,
        expects_events: bool,
        priority: Priority,
        sent_at: Instant,
        result: PollResult,
    ) {
        let now = Instant::now();
        let (is_seen, retry_after) = match result {
            PollResult::Failed { retry_after } => (false, retry_after.unwrap_or_default()),
            PollResult::Seen { is_change } => {
                if priority == Priority::Event {
                    let after = sent_at.saturating_duration_since(self.started);
                    self.last_event = u32::try_from(after.as_millis()).unwrap_or(u32::MAX);
                    self.missed_event = false;
                } else {
                    self.missed_event |= is_change;
                }
                (true, Duration::ZERO)
            }
        };
        let last_event = self.started + Duration::from_millis(self.last_event.into());
        let is_slow = expects_events
            && is_seen
            && !self.missed_event
            && now < last_event + policy.fallback_after();
        let delay = if is_slow {
            self.polls = 0;
            policy.delay_with_events()
        } else {
            self.polls = self.polls.saturating_add(1);
            policy.delay(self.polls.into())
        };
        self.scheduled = now + delay.max(retry_after);
        self.event = (now + retry_after).max(sent_at + MIN_EVENT_INTERVAL);
    }
}
