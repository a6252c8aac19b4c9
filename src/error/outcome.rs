//! What is known about the effect of a failed call.

use std::fmt;

/// What is known about the effect of a failed call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The request never reached the service: it is safe to resend.
    NotSent,
    /// The service rejected the request and processed nothing. Also the outcome of
    /// [`Error::SessionFailed`](crate::Error::SessionFailed): the session exists, and failed.
    Rejected,
    /// The service processed the request, but the client cannot read the response: a start **did** create a
    /// session. See [`Error::transaction_id`](crate::Error::transaction_id).
    ProcessedUnreadable,
    /// The request may have been processed. Before you repeat a start, look for its session in the vendor's
    /// audit log by your `externalRef` and by [`Error::trace_id`](crate::Error::trace_id).
    Unknown,
    /// A wait ended while its session may still be running: resume it, do not start another.
    SessionOpen,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::NotSent => "not sent",
            Self::Rejected => "rejected",
            Self::ProcessedUnreadable => "processed but response unreadable",
            Self::Unknown => "outcome unknown",
            Self::SessionOpen => "session may still be running",
        })
    }
}
