//! Counts deliveries by result.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use serde::Serialize;

use super::{delivery_error::DeliveryError, sink::Acceptance, verify_error::VerifyError};

/// Number of deliveries since the receiver was built, by result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct EventCounts {
    /// New events that woke a wait.
    pub accepted: u64,
    /// New events that woke none.
    pub no_listener: u64,
    /// Events that were accepted before, including replays.
    pub duplicates: u64,
    /// Events after their `expiresAt`.
    pub expired: u64,
    /// Deliveries whose signature header is missing, repeated or malformed.
    pub unsigned: u64,
    /// Deliveries whose signature does not match: forged, tampered with, or signed with another secret.
    pub forged: u64,
    /// Bodies over 256 KiB.
    pub too_large: u64,
    /// Bodies that did not arrive in time or not completely.
    pub slow_or_interrupted: u64,
    /// Requests that are not a POST, and verified deliveries whose body is not a valid event or whose timestamp
    /// is in the future.
    pub invalid: u64,
    /// Deliveries that the sender has to repeat: queue full, too many in progress, no secret yet, shutting
    /// down, sink unavailable.
    pub unavailable: u64,
    /// Handlers that panicked.
    pub handler_panics: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    accepted: AtomicU64,
    no_listener: AtomicU64,
    duplicates: AtomicU64,
    expired: AtomicU64,
    unsigned: AtomicU64,
    forged: AtomicU64,
    too_large: AtomicU64,
    slow_or_interrupted: AtomicU64,
    invalid: AtomicU64,
    unavailable: AtomicU64,
    handler_panics: AtomicU64,
}

impl Counters {
    pub(super) fn count(&self, outcome: &Result<Acceptance, DeliveryError>) {
        let counter = match outcome {
            Ok(Acceptance::Accepted { .. }) => &self.accepted,
            Ok(Acceptance::NoListener) => &self.no_listener,
            Ok(Acceptance::Duplicate) => &self.duplicates,
            Ok(Acceptance::Expired) => &self.expired,
            Ok(Acceptance::FromFuture) => &self.invalid,
            Err(error) => match error {
                DeliveryError::Unverified(VerifyError::BodyTooLarge) => &self.too_large,
                DeliveryError::Unverified(VerifyError::Mismatch { .. }) => &self.forged,
                DeliveryError::Unverified(_) => &self.unsigned,
                DeliveryError::TooSlow | DeliveryError::Interrupted => &self.slow_or_interrupted,
                DeliveryError::Invalid(_) | DeliveryError::FromFuture | DeliveryError::Method => {
                    &self.invalid
                }
                DeliveryError::NoSecret
                | DeliveryError::TooMany
                | DeliveryError::QueueFull
                | DeliveryError::ShuttingDown
                | DeliveryError::Unavailable => &self.unavailable,
            },
        };
        counter.fetch_add(1, Relaxed);
    }

    pub(super) fn count_panic(&self) {
        self.handler_panics.fetch_add(1, Relaxed);
    }

    pub(super) fn snapshot(&self) -> EventCounts {
        EventCounts {
            accepted: self.accepted.load(Relaxed),
            no_listener: self.no_listener.load(Relaxed),
            duplicates: self.duplicates.load(Relaxed),
            expired: self.expired.load(Relaxed),
            unsigned: self.unsigned.load(Relaxed),
            forged: self.forged.load(Relaxed),
            too_large: self.too_large.load(Relaxed),
            slow_or_interrupted: self.slow_or_interrupted.load(Relaxed),
            invalid: self.invalid.load(Relaxed),
            unavailable: self.unavailable.load(Relaxed),
            handler_panics: self.handler_panics.load(Relaxed),
        }
    }
}
