//! A client for Signicat's ReuseID Onboarding API: onboard a person once, and run step-ups later.
//!
//! ```no_run
//! use signicat_reuseid::{Client, Flow, Provider};
//!
//! # async fn example() -> Result<(), signicat_reuseid::Error> {
//! let client = Client::from_env()?; // SIGNICAT_CLIENT_ID, SIGNICAT_CLIENT_SECRET
//!
//! let session = client
//!     .onboarding()
//!     .external_ref("Empl10300469")
//!     .provider(Provider::SignicatVideoId)
//!     .document_types([138, 123])
//!     .default_document_type(138)
//!     .start()
//!     .await?;
//! println!("confirm this code in the app: {}", session.activation_code().unwrap_or("-"));
//!
//! let state = session.wait().await?; // polls until the session finishes; a failed session is an error
//!
//! // Later, or in another process: the flow and the id are enough to resume the session.
//! let id = state.transaction_id().clone();
//! client.resume(Flow::Onboarding, id).wait().await?;
//!
//! if let (Some(user), Some(device)) = (state.user_id(), state.device_id()) {
//!     let session = client.step_up(user.clone(), device.clone()).start().await?;
//!     let mut updates = session.updates();
//!     while let Some(state) = updates.next().await {
//!         println!("{}", state?.status());
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Guarantees
//! - No `Debug` or `Display` output, log event or span of this crate contains a secret, token, activation
//!   code, name, user or device id, or body. Such a value is available only from its accessor.
//! - A request that starts a session is not resent unless the first one was certainly not processed. The
//!   error of a failed call says what is known about its effect: [`Error::outcome`].
//! - Every call returns: connecting, an attempt, an operation and a wait each have a time limit by default.
//!
//! # Runtime
//! All async functions need a [tokio](https://docs.rs/tokio) runtime with its I/O and time drivers enabled
//! (`#[tokio::main]` enables both); without a runtime they return [`InvalidInput::NoRuntime`].
//!
//! # Cancel safety
//! Dropping a future cancels the call. For a get or a wait, this has no effect on the session. A cancelled
//! start may have created a session whose id is then lost; [`StartOnboarding::start`] shows how to avoid that.
//!
//! # Assumptions
//! The vendor's OpenAPI document was not available; this crate is generated from a reconstruction of it,
//! based on the vendor's published pages. The paths, some response fields, the error object and every status
//! except `Pending` are assumptions. They are in that document and in a table of statuses, to which
//! [`ClientBuilder::map_status`] adds.
//!
//! # Features
//! - `client-credentials` (default): gets access tokens with OAuth 2.0 client credentials. Without it,
//!   [`ClientBuilder::token_source`] is required.
//! - `rustls` (default): TLS by rustls on ring, with the platform's root certificates.
//! - `rustls-no-provider`: TLS by rustls on the crypto provider that you installed for the process.
//! - `native-tls`: TLS by the operating system's library.
//! - `http2`, `system-proxy`: reqwest's features of the same names.
//! - `events`: receives the vendor's events, see [`events`]; `axum`: a router and an extractor for them;
//!   `test-util`: signed test events.
//!
//! # Semantic versioning
//! The public API contains types of [`http`] 1 and [`reqwest`] 0.13, both re-exported here, and implements
//! traits of `serde` 1, `tower-service` 0.3, `http-body` 1 and `futures-core` 0.3. A new major version of one
//! of them is a new major version of this crate (a new minor version before 1.0). Raising the minimum
//! supported Rust version is a minor change. Texts of errors, log events and spans may change at any time.

/// Exports names, and lists them for the test that prints a value of every public type.
macro_rules! export {
    ($($(#[$attribute:meta])* $module:ident::{$($name:ident),+ $(,)?})+) => {
        $($(#[$attribute])* pub use $module::{$($name),+};)+

        #[doc(hidden)]
        pub const EXPORTS: &[&[&str]] = &[$($(#[$attribute])* &[$(stringify!($name)),+]),+];
    };
}

mod auth;
mod client;
mod error;
#[cfg(feature = "events")]
pub mod events;
mod execute;
mod model;
mod operations;
mod polling;
mod retry;
mod session;
mod text;
mod transport;
mod wait;

pub use http;
pub use reqwest;

export! {
    #[cfg(feature = "client-credentials")]
    auth::{ClientAuthentication}
    auth::{
        AccessToken, FileTokenStore, MemoryTokenStore, StoredToken, TokenFuture, TokenSource, TokenStore,
        TokenStoreFuture,
    }
    client::{Client, ClientBuilder}
    error::{Error, Failure, InvalidInput, Outcome, TokenError, WaitError}
    execute::{CallOptions}
    model::{
        DeviceId, DossierId, Flow, InvalidFlow, InvalidId, InvalidParam, Operation, Phase, ProcessId,
        Provider, State, Status, TransactionId, Unreadable, UserId,
    }
    operations::{StartOnboarding, StartStepUp}
    polling::{PollDelays, PollPolicy}
    retry::{Backoff, RetryBudget, RetryEvent, RetryPolicy}
    session::{Session}
    transport::{HttpTransport, TransportError, TransportFuture}
    wait::{Updates, Wait, wait_all}
}

/// The guide, one page per subject.
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
    #[cfg(all(feature = "axum", feature = "test-util"))]
    #[doc = include_str!("../docs/events.md")]
    pub mod events {}
    #[doc = include_str!("../docs/recipes.md")]
    pub mod recipes {}
    #[doc = include_str!("../docs/web-service.md")]
    pub mod web_service {}
    #[doc = include_str!("../docs/testing.md")]
    pub mod testing {}
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
