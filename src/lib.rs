//! The Rust way to use Signicat ReuseID: onboard a person once, step the identity up later.
//!
//! ```no_run
//! use signicat_reuseid::{Client, Provider};
//!
//! # async fn example() -> Result<(), signicat_reuseid::Error> {
//! let client = Client::from_env()?; // SIGNICAT_CLIENT_ID, SIGNICAT_CLIENT_SECRET
//!
//! let session = client
//!     .onboarding()
//!     .external_ref("Empl10300469")
//!     .provider(Provider::SignicatVideoId)
//!     .documents([138, 123])
//!     .shown_first(138)
//!     .start()
//!     .await?;
//! println!("confirm this code in the app: {}", session.activation_code().unwrap_or("-"));
//!
//! let done = session.wait().await?; // back-off, deadline; an error says failed, timed out, ...
//!
//! // Another process, another day: the id is all it takes.
//! let id = done.transaction_id().clone();
//! client.resume_onboarding(id).wait().await?;
//!
//! if let (Some(user), Some(device)) = (done.user_id(), done.device_id()) {
//!     let step_up = client.step_up(user.clone(), device.clone()).start().await?;
//!     let mut changes = step_up.updates();
//!     while let Some(change) = changes.next().await {
//!         println!("{}", change?.status());
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What it promises
//! - No secret, token, activation code, name, id of a person or body is in any `Debug`, `Display`, log or
//!   span of this crate, unless you ask for that field by name.
//! - Nothing that creates a user is sent twice unless the first surely was not processed. A failed call
//!   knows its [`Outcome`].
//! - Every call ends: connecting, an attempt, an operation and a wait each have a time limit by default.
//!
//! # What is a guess
//! The vendor's OpenAPI document could not be had; a reconstruction from its published pages stands in for
//! it. The paths, some answers' fields and every status but `Pending` are guesses. They stand in the
//! document and in one table of statuses, which [`ClientBuilder::status`] extends.
//!
//! # Features
//! `rustls` (default; on ring, with the platform's roots), `rustls-no-provider` (the provider that you
//! installed for the process), `native-tls`, `http2`, `system-proxy`.

mod auth;
mod call;
mod call_options;
mod client;
mod error;
#[cfg(feature = "events")]
pub mod events;
mod fault;
mod ids;
mod onboarding;
mod operation;
mod proofing;
mod retry;
mod service;
mod session;
mod status;
mod step_up;
mod tls;
mod transport;
mod wait;

pub use auth::{AccessToken, ClientAuthentication, TokenFuture, TokenSource};
pub use call_options::CallOptions;
pub use client::{Client, ClientBuilder};
pub use error::{
    Error, Failure, Invalid, InvalidParam, Outcome, TokenError, Unreadable, WaitDeadline,
};
pub use ids::{DeviceId, DossierId, InvalidId, ProcessId, TransactionId, UserId};
pub use onboarding::StartOnboarding;
pub use operation::Operation;
pub use proofing::Provider;
pub use session::{Flow, Onboarding, OnboardingSession, Session, State, StepUp, StepUpSession};
pub use status::{Phase, Status};
pub use step_up::StartStepUp;
pub use transport::{HttpTransport, TransportError, TransportFuture};
pub use wait::{Updates, Wait, wait_all};

/// The guide, a page a subject.
#[cfg(any(doc, doctest))]
pub mod guide {
    #[doc = include_str!("../docs/auth.md")]
    pub mod auth {}
    #[doc = include_str!("../docs/retries.md")]
    pub mod retries {}
    #[doc = include_str!("../docs/waiting.md")]
    pub mod waiting {}
    #[doc = include_str!("../docs/errors.md")]
    pub mod errors {}
    #[doc = include_str!("../docs/testing.md")]
    pub mod testing {}
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
