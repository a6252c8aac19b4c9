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

export! {
    delivery_error::{DeliveryError}
    event::{Event, InvalidEvent}
    event_counts::{EventCounts}
    hub::{EventHub, EventHubSettings}
    probe::{ProbeMatch, probe}
    receiver::{EventReceiver, EventReceiverBuilder}
    scheme::{KeyEncoding, SignatureEncoding, SignatureMethod, SignatureScheme}
    secret::{InvalidSecret, WebhookSecret}
    signature::{MalformedSignature}
    sink::{AcceptFuture, Acceptance, EventSink, SinkUnavailable}
    subject::{EventSubject}
    verified_event::{VerifiedEvent}
    verify_error::{MAX_BODY, MismatchHint, VerifyError}
    webhook_verifier::{Verified, WebhookVerifier, WebhookVerifierBuilder}
    #[cfg(feature = "axum")]
    router::{router}
    #[cfg(feature = "test-util")]
    test_events::{TestEvent, TestSigner, reordered}
}
