//! When to poll next: after 1 s, then 1.5 times further apart up to 15 s, a fifth sooner or later by chance.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const FACTOR: f64 = 1.5;
const LONGEST: Duration = Duration::from_secs(15);
const JITTER: f64 = 0.2;

/// The pauses of one wait.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Schedule {
    /// The last step, before jitter; none before the first poll.
    step: Option<Duration>,
    begun: bool,
}

impl Schedule {
    /// The pause before the next poll; `None` before the first. The service's wish wins where it is longer.
    pub(crate) fn pause(&mut self, wish: Option<Duration>) -> Option<Duration> {
        if !self.begun {
            self.begun = true;
            return None;
        }
        let step = self
            .step
            .map_or(FIRST, |step| step.mul_f64(FACTOR).min(LONGEST));
        self.step = Some(step);
        let jittered = step.mul_f64(1.0 - JITTER + 2.0 * JITTER * fastrand::f64());
        Some(jittered.max(wish.unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_poll_is_at_once_and_the_pauses_grow_to_their_cap() {
        let mut schedule = Schedule::default();
        assert_eq!(schedule.pause(None), None);
        for step in [
            1.0, 1.5, 2.25, 3.375, 5.0625, 7.59375, 11.390625, 15.0, 15.0,
        ] {
            let pause = schedule.pause(None).unwrap().as_secs_f64();
            assert!(
                (step * 0.8 - 1e-6..=step * 1.2 + 1e-6).contains(&pause),
                "{pause} for {step}"
            );
        }
    }

    #[test]
    fn the_services_wish_is_a_lower_bound() {
        let mut schedule = Schedule::default();
        schedule.pause(None);
        assert_eq!(
            schedule.pause(Some(Duration::from_secs(40))),
            Some(Duration::from_secs(40))
        );
    }
}
