//! The vendor's side of Signicat ReuseID, in process or as a small server, for tests and by hand.
//!
//! [`Emulator`] plays the token endpoint and the four operations of the OpenAPI document, with state: a
//! session that was started waits for its end user, who is played through a [`Handle`] in process or
//! through the control API under `/_emulator/`. Time, chance and mishaps are under control: one clock, one
//! seed, [faults](Fault) on demand.
//!
//! Requests are checked against the document that the bindings in `signicat-reuseid-api` were generated
//! from, and answers are made from its types. What the vendor does not document is a guess, gathered where
//! it can be changed: [`StatusTable`], [`Lifetimes`], and the state machine behind [`State`].

mod account;
mod answer;
mod api;
mod api_client;
mod chance;
mod change;
mod clock;
mod control;
mod emulator;
mod exchange;
mod fault;
mod handle;
mod oauth;
mod operation;
mod play;
mod record;
mod refusal;
mod server;
mod session;
mod settings;
mod spoil;
mod state;
mod status_table;
mod token;
mod user;
mod world;

pub use api_client::{
    ApiClient, DEFAULT_ACCOUNT, DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, ONBOARDING_PERMISSION,
};
pub use change::Change;
pub use clock::LATEST_MS;
pub use control::openapi as control_api;
pub use emulator::{Builder, Emulator};
pub use exchange::MAX_REQUEST_BODY;
pub use fault::{
    ActiveFault, Delay, Fault, FaultKind, MAX_DELAY_MS, MAX_OVERSIZE, RetryAfter, RetryAfterForm,
};
pub use handle::{ControlError, Handle, MAX_REFUSAL};
pub use oauth::SCOPE;
pub use operation::{Operation, TOKEN_PATH};
pub use play::TRIES_ALLOWED;
pub use record::{Refused, RequestRecord};
pub use refusal::Refusal;
pub use session::{Passed, SessionView};
pub use settings::{
    Lifetimes, MAX_REQUESTS_PER_ACCOUNT, MAX_SESSIONS_PER_ACCOUNT, MAX_TOKENS_PER_ACCOUNT,
    SettingsError, Stores,
};
pub use spoil::ConnectionFault;
pub use state::{Action, Flow, Proofing, State};
pub use status_table::StatusTable;
pub use user::{Device, Identity, User};
pub use world::{MAX_CLIENTS, MAX_FAULTS};

/// The samples of the guide and of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../../docs/emulator.md")]
#[doc = include_str!("../README.md")]
struct Samples;
