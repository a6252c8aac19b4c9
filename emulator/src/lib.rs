//! Emulates Signicat ReuseID, in process or as a small server, for tests and manual trials.
//!
//! [`Emulator`] serves the token endpoint and the four operations of the OpenAPI document. A started session
//! waits for its end user, whose actions come through a [`Handle`] in process or through the control API
//! under `/_emulator/`. Time, random numbers and [faults](Fault) are under control.
//!
//! Requests are validated against the document that `signicat-reuseid-api` was generated from, and responses
//! are made from its types. What the vendor does not document is a guess that can be changed:
//! [`StatusTable`], [`Lifetimes`], and the state machine behind [`State`].

mod api;
mod api_client;
mod body_schema;
mod body_template;
mod change;
mod clock;
mod connection_fault;
mod control;
mod document;
mod emulator;
mod exchange;
mod fault;
mod flows;
mod handle;
mod host_guard;
mod media_type;
mod oauth;
mod operation;
mod random;
mod request_log;
mod response;
mod response_faults;
mod router;
mod sample;
mod schema;
mod server;
mod service;
mod session;
mod settings;
mod shared;
mod store;
mod token;
mod webhooks;

pub use api_client::{
    ApiClient, DEFAULT_ACCOUNT, DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, ONBOARDING_PERMISSION,
};
pub use change::Change;
pub use clock::MAX_CLOCK_MS;
pub use control::openapi as control_api;
pub use emulator::{Builder, Emulator};
pub use exchange::MAX_REQUEST_BODY;
pub use fault::{
    ActiveFault, Delay, Fault, FaultKind, InvalidField, MAX_DELAY_MS, MAX_OVERSIZE,
    MAX_REFUSE_DURATION, RetryAfter, RetryAfterForm,
};
pub use flows::MAX_WRONG_ATTEMPTS;
pub use handle::{ControlError, Handle};
pub use oauth::SCOPE;
pub use operation::{Operation, TOKEN_PATH};
pub use request_log::{Rejection, RequestRecord};
pub use sample::{error_body, success_body};
pub use service::EmulatorService;
pub use session::{
    Action, ActionError, Device, Flow, HistoryEntry, Identity, Proofing, SessionView, State,
    StatusTable, User,
};
pub use settings::{
    Lifetimes, MAX_REQUESTS_PER_ACCOUNT, MAX_SESSIONS_PER_ACCOUNT, MAX_TOKENS_PER_ACCOUNT,
    SettingsError, StoreLimits,
};
pub use store::{MAX_CLIENTS, MAX_FAULTS};
pub use webhooks::{
    DeliveryFaults, DeliveryOutcome, DeliveryRecord, MAX_DELIVERIES, MAX_WEBHOOKS, Webhook,
    WebhookEncoding, WebhookKey, WebhookMethod, WebhookSignature, WebhookView,
};

/// Compiles the code samples of the guide and the README.
#[cfg(doctest)]
#[doc = include_str!("../../docs/emulator.md")]
#[doc = include_str!("../README.md")]
struct Samples;
