//! Receives the vendor's events: verifies deliveries, and makes the waits on their sessions poll at once.
//!
//! An event is a hint. Only the response of the GET that follows decides what happened, so events may be lost,
//! repeated or reordered. The guide is in `docs/events.md`.

mod body_reader;
mod delivery_error;
mod event;
mod event_counts;
mod event_time;
mod handler_queue;
mod hub;
mod keyed_mac;
mod probe;
mod receiver;
mod recent_ids;
mod scheme;
mod secret;
mod signature;
mod sink;
mod subject;
mod verified_event;
mod verify_error;
mod webhook_verifier;

#[cfg(feature = "axum")]
mod axum_extractor;
#[cfg(feature = "axum")]
mod router;
#[cfg(feature = "test-util")]
mod test_events;

pub use delivery_error::DeliveryError;
pub use event::{Event, InvalidEvent};
pub use event_counts::EventCounts;
pub use hub::{EventHub, EventHubSettings};
pub use probe::{ProbeMatch, probe};
pub use receiver::{EventReceiver, EventReceiverBuilder};
pub use scheme::{KeyEncoding, SignatureEncoding, SignatureMethod, SignatureScheme};
pub use secret::{InvalidSecret, WebhookSecret};
pub use signature::MalformedSignature;
pub use sink::{AcceptFuture, Acceptance, EventSink, SinkUnavailable};
pub use subject::EventSubject;
pub use verified_event::VerifiedEvent;
pub use verify_error::{MAX_BODY, MismatchHint, VerifyError};
pub use webhook_verifier::{Verified, WebhookVerifier, WebhookVerifierBuilder};

#[cfg(feature = "axum")]
pub use router::router;
#[cfg(feature = "test-util")]
pub use test_events::{TestEvent, TestSigner, reordered};
