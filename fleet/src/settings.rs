//! Settings of a fleet, with the reason for each default.

use std::{sync::Arc, time::Duration};

/// Maximum of all durations, so that arithmetic on times cannot overflow.
const MAX: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Called between statements with the name of the place; tests kill the process there.
pub(crate) type Observer = Arc<dyn Fn(&'static str) + Send + Sync>;

#[derive(Clone)]
pub(crate) struct Settings {
    /// Sessions that one process reads concurrently; each read is one GET, usually of 50 to 200 ms.
    pub(crate) concurrency: usize,
    /// Longer than one GET with its token may take (60 s by default), so that a lease expires only if
    /// its process died.
    pub(crate) lease: Duration,
    /// Longer than a start with its retries may take; then its outcome is reported as unknown.
    pub(crate) start_lease: Duration,
    /// Has the same default as the timeout of the client's waits.
    pub(crate) session_timeout: Duration,
    /// How long finished sessions stay readable.
    pub(crate) retention: Duration,
    /// How long a shutdown waits for reads in progress.
    pub(crate) shutdown_timeout: Duration,
    pub(crate) polls_per_second: Option<u32>,
    pub(crate) listen: bool,
    pub(crate) has_events: bool,
    pub(crate) observer: Option<Observer>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            concurrency: 32,
            lease: Duration::from_secs(90),
            start_lease: Duration::from_secs(5 * 60),
            session_timeout: Duration::from_secs(60 * 60),
            retention: Duration::from_secs(7 * 24 * 60 * 60),
            shutdown_timeout: Duration::from_secs(30),
            polls_per_second: None,
            listen: true,
            has_events: false,
            observer: None,
        }
    }
}

impl Settings {
    pub(crate) fn reached(&self, point: &'static str) {
        if let Some(observer) = &self.observer {
            observer(point);
        }
    }
}

/// A duration between a millisecond and a year.
pub(crate) fn bounded(duration: Duration) -> Duration {
    duration.clamp(Duration::from_millis(1), MAX)
}
