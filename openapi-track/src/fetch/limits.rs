//! Bounds of one download.

use std::time::Duration;

/// Bounds of one download.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of the document after decompression; [`crate::load::MAX_BYTES`] by default.
    pub bytes: usize,
    /// From connecting to the last byte; one minute by default.
    pub time: Duration,
    /// Redirects followed; five by default.
    pub redirects: usize,
}

impl Limits {
    /// The same with another time.
    #[must_use]
    pub fn with_time(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: crate::load::MAX_BYTES,
            time: Duration::from_secs(60),
            redirects: 5,
        }
    }
}
