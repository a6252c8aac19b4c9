//! Where verified events go: the hub of this process, or a store that several processes share.

use std::{future::Future, pin::Pin};

use super::event::Event;

/// What was done with a verified event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Acceptance {
    /// The event is new, and this many waits poll now.
    Accepted {
        /// Number of waits, at least one.
        woken: usize,
    },
    /// An event with this id was accepted before.
    Duplicate,
    /// Its `expiresAt` has passed by more than the tolerance.
    Expired,
    /// Its `timestamp` is in the future by more than the tolerance.
    FromFuture,
    /// The event is new, and nothing waits for one of its ids.
    NoListener,
}

impl Acceptance {
    /// Whether the event is new and valid, so that a handler should see it.
    pub fn is_new(self) -> bool {
        matches!(self, Self::Accepted { .. } | Self::NoListener)
    }
}

/// The sink cannot store events at the moment; the sender should deliver again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SinkUnavailable;

impl std::fmt::Display for SinkUnavailable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the event cannot be stored at the moment")
    }
}

impl std::error::Error for SinkUnavailable {}

/// Future of [`EventSink::accept`].
pub type AcceptFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Acceptance, SinkUnavailable>> + Send + 'a>>;

/// Takes verified events from an [`EventReceiver`](super::EventReceiver).
///
/// The receiver responds 200 after this completes, so an event must be stored by then: in memory for
/// [`EventHub`](super::EventHub), committed for a database.
pub trait EventSink: Send + Sync {
    /// Stores the event, or returns that it is a duplicate, expired or from the future.
    ///
    /// # Errors
    /// [`SinkUnavailable`] makes the sender deliver it again.
    fn accept<'a>(&'a self, event: &'a Event) -> AcceptFuture<'a>;
}
