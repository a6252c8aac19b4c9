//! Defines when a wait polls: growing delays with jitter, a rate limit for the whole client, and a slow
//! schedule for sessions whose changes are announced by events.
//!
//! ```
//! use std::time::Duration;
//! use signicat_reuseid::PollPolicy;
//!
//! let policy = PollPolicy::default().jitter(0.0).max_delay(Duration::from_secs(3));
//! let delays: Vec<_> = policy.delays().take(4).map(|delay| delay.as_millis()).collect();
//! assert_eq!(delays, [1_000, 1_500, 2_250, 3_000]);
//! ```

use std::time::Duration;

const DELAY_RANGE: (Duration, Duration) = (Duration::from_millis(10), Duration::from_secs(60 * 60));
const FACTOR_RANGE: (f64, f64) = (1.0, 10.0);
const JITTER_RANGE: (f64, f64) = (0.0, 1.0);
/// Above this, the delay between two polls would be shorter than the 1 ms resolution of tokio's timers.
const MAX_POLLS_PER_SECOND: u32 = 1_000;
const MAX_EVENT_POLLS_PER_SECOND: u32 = 10_000;

/// How the waits of a client poll. Pass it to
/// [`ClientBuilder::poll_policy`](crate::ClientBuilder::poll_policy).
///
/// Values outside a documented range are clamped to it, so every policy is valid.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use = "a policy does nothing until it is passed to a client builder"]
pub struct PollPolicy {
    first_delay: Duration,
    factor: f64,
    max_delay: Duration,
    jitter: f64,
    polls_per_second: u32,
    event_polls_per_second: u32,
    event_delay: Duration,
    event_fallback: Duration,
}

impl Default for PollPolicy {
    /// | setting | default | why |
    /// |---|---|---|
    /// | `first_delay` | 1 s | the first poll is sent at once, and no person finishes a step faster |
    /// | `factor` | 1.5 | reaches `max_delay` within 33 s |
    /// | `max_delay` | 15 s | the end of a session of median length (minutes) is seen less than 10 % late |
    /// | `jitter` | 0.2 | sessions started together are not polled together |
    /// | `polls_per_second` | 20 | the vendor publishes no limit; this is a cautious guess |
    /// | `event_polls_per_second` | 300 | 200 finished sessions per second, plus duplicates |
    /// | `event_delay` | 60 s | how late a change is seen if its event is lost |
    /// | `event_fallback` | 5 min | longer than most pauses between two steps of one person |
    fn default() -> Self {
        Self {
            first_delay: Duration::from_secs(1),
            factor: 1.5,
            max_delay: Duration::from_secs(15),
            jitter: 0.2,
            polls_per_second: 20,
            event_polls_per_second: 300,
            event_delay: Duration::from_secs(60),
            event_fallback: Duration::from_secs(5 * 60),
        }
    }
}

impl PollPolicy {
    /// The default policy.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the delay after the first poll, which is sent at once: 10 ms to 1 h, 1 s by default.
    pub fn first_delay(mut self, delay: Duration) -> Self {
        self.first_delay = clamp_delay(delay);
        self
    }

    /// Sets the factor by which each delay is multiplied to get the next: 1 to 10, 1.5 by default.
    pub fn factor(mut self, factor: f64) -> Self {
        self.factor = clamp(factor, FACTOR_RANGE);
        self
    }

    /// Sets the longest delay before jitter: 10 ms to 1 h, 15 s by default. If it is shorter than the first
    /// delay, all delays are as long as the first.
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = clamp_delay(delay);
        self
    }

    /// Sets the jitter, the maximum difference from the computed delay as a fraction of it: 0 to 1, 0.2 (±20 %)
    /// by default.
    pub fn jitter(mut self, jitter: f64) -> Self {
        self.jitter = clamp(jitter, JITTER_RANGE);
        self
    }

    /// Sets the rate limit of scheduled polls, for all waits of a client together: 1 to 1,000 per second, 20
    /// by default. Polls are evenly spaced, in the order in which they are requested.
    pub fn polls_per_second(mut self, polls: u32) -> Self {
        self.polls_per_second = polls.clamp(1, MAX_POLLS_PER_SECOND);
        self
    }

    /// Sets the rate limit of polls caused by events (see [`Client::wake`](crate::Client::wake)), for all
    /// waits of a client together: 1 to 10,000 in any second, 300 by default.
    ///
    /// They do not wait in the queue of the scheduled polls, so the service receives at most the sum of both
    /// limits in any second.
    pub fn event_polls_per_second(mut self, polls: u32) -> Self {
        self.event_polls_per_second = polls.clamp(1, MAX_EVENT_POLLS_PER_SECOND);
        self
    }

    /// Sets the delay between polls of a session whose changes are announced by events: 10 ms to 1 h, 60 s
    /// by default.
    pub fn event_delay(mut self, delay: Duration) -> Self {
        self.event_delay = clamp_delay(delay);
        self
    }

    /// Sets the time without an event after which a session that expects events is polled on the normal
    /// schedule: 10 ms to 1 h, 5 min by default.
    pub fn event_fallback(mut self, time: Duration) -> Self {
        self.event_fallback = clamp_delay(time);
        self
    }

    /// The delays between the polls of one wait, jitter included. The iterator never ends.
    pub fn delays(&self) -> PollDelays {
        PollDelays {
            policy: *self,
            polls: 0,
        }
    }

    /// The delay after `polls` polls, including jitter; 0 counts as 1. At most twice the maximum delay.
    #[must_use]
    pub fn delay(&self, polls: u32) -> Duration {
        let exponent = i32::try_from(polls.saturating_sub(1)).unwrap_or(i32::MAX);
        let seconds = self.first_delay.as_secs_f64() * self.factor.powi(exponent);
        let longest = self.max_delay.max(self.first_delay);
        let delay = Duration::try_from_secs_f64(seconds).unwrap_or(longest);
        self.jittered(delay.min(longest))
    }

    /// The delay between polls of a session whose changes are announced by events, jitter included.
    #[must_use]
    pub fn delay_with_events(&self) -> Duration {
        self.jittered(self.event_delay)
    }

    /// The time without an event after which the delays are those of [`delay`](Self::delay) again.
    pub(crate) fn fallback_after(&self) -> Duration {
        self.event_fallback
    }

    pub(crate) fn scheduled_limit(&self) -> u32 {
        self.polls_per_second
    }

    pub(crate) fn event_limit(&self) -> u32 {
        self.event_polls_per_second
    }

    fn jittered(&self, delay: Duration) -> Duration {
        delay.mul_f64(1.0 - self.jitter + 2.0 * self.jitter * fastrand::f64())
    }
}

/// The delays of one wait; see [`PollPolicy::delays`].
#[derive(Clone, Debug)]
pub struct PollDelays {
    policy: PollPolicy,
    polls: u32,
}

impl Iterator for PollDelays {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        self.polls = self.polls.saturating_add(1);
        Some(self.policy.delay(self.polls))
    }
}

fn clamp_delay(delay: Duration) -> Duration {
    delay.clamp(DELAY_RANGE.0, DELAY_RANGE.1)
}

/// NaN becomes the lower bound.
fn clamp(value: f64, (min, max): (f64, f64)) -> f64 {
    if value.is_nan() {
        min
    } else {
        value.clamp(min, max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_to_the_maximum_within_their_jitter() {
        for _ in 0..200 {
            let expected = [
                1.0, 1.5, 2.25, 3.375, 5.0625, 7.59375, 11.390625, 15.0, 15.0,
            ];
            for (delay, expected) in PollPolicy::default().delays().zip(expected) {
                let seconds = delay.as_secs_f64();
                assert!(
                    (expected * 0.8 - 1e-6..=expected * 1.2 + 1e-6).contains(&seconds),
                    "{seconds} for {expected}"
                );
            }
        }
    }

    #[test]
    fn a_first_delay_above_the_maximum_is_kept() {
        let policy = PollPolicy::new()
            .first_delay(Duration::from_secs(20))
            .jitter(0.0);
        assert!(
            policy
                .delays()
                .take(3)
                .all(|delay| delay == Duration::from_secs(20))
        );
    }

    #[test]
    fn setters_clamp_to_the_documented_ranges() {
        let zero = PollPolicy::new()
            .first_delay(Duration::ZERO)
            .factor(f64::NAN)
            .max_delay(Duration::ZERO)
            .jitter(f64::NAN)
            .polls_per_second(0)
            .event_polls_per_second(0)
            .event_delay(Duration::ZERO)
            .event_fallback(Duration::ZERO);
        assert!(
            zero.delays()
                .take(100)
                .all(|delay| delay == Duration::from_millis(10))
        );
        assert_eq!((zero.scheduled_limit(), zero.event_limit()), (1, 1));
        assert_eq!(zero.fallback_after(), Duration::from_millis(10));

        let huge = PollPolicy::new()
            .first_delay(Duration::MAX)
            .factor(f64::INFINITY)
            .max_delay(Duration::MAX)
            .jitter(f64::INFINITY)
            .polls_per_second(u32::MAX)
            .event_polls_per_second(u32::MAX)
            .event_delay(Duration::MAX)
            .event_fallback(Duration::MAX);
        let two_hours = Duration::from_secs(2 * 60 * 60);
        assert!(huge.delays().take(100).all(|delay| delay <= two_hours));
        assert!(huge.delay(u32::MAX) <= two_hours);
        assert_eq!(
            (huge.scheduled_limit(), huge.event_limit()),
            (1_000, 10_000)
        );
        assert!(huge.delay_with_events() <= two_hours);
        assert_eq!(huge.fallback_after(), Duration::from_secs(60 * 60));
    }
}
