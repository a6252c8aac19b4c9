//! Raw bindings to Signicat's ReuseID Onboarding API.
//!
//! progenitor generates one builder per operation on [`Client`], the bodies in [`types`], and [`Error`] with
//! the typed error object from [the prepared document](OPENAPI). [`Transport`] is where a caller adds its own
//! way of sending. There is no authentication, retry or timeout here; the crate `signicat-reuseid` adds
//! them.
//!
//! ```no_run
//! # async fn example(token: &str) -> Result<(), Box<dyn std::error::Error>> {
//! use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
//!
//! let mut authorization = HeaderValue::from_str(&format!("Bearer {token}"))?;
//! authorization.set_sensitive(true);
//! let http = reqwest::Client::builder()
//!     .default_headers(HeaderMap::from_iter([(AUTHORIZATION, authorization)]))
//!     .build()?;
//!
//! let api = signicat_reuseid_api::Client::direct("https://api.signicat.com/reuseid", http);
//! let response = api
//!     .get_onboarding()
//!     .transaction_id("94099e7e-b391-45fb-9404-b54682f16d03")
//!     .send()
//!     .await?
//!     .into_inner();
//! println!("{:?}", response.data.and_then(|data| data.status));
//! # Ok(())
//! # }
//! ```
//!
//! # Do not log these types
//! The `Debug` of every type here, and the `Debug` and `Display` of [`Error`], print bodies and headers
//! unchanged, personal data included. The errors of `signicat-reuseid` are safe to log.
//!
//! # Features
//! - `codegen` (default): the build script runs progenitor on `openapi.json`, so that an edit of the
//!   document takes effect at once. Users want `default-features = false`, which compiles the checked-in
//!   output of the same generator.
//! - `schemars`: `schemars::JsonSchema` for all types, and the function `schemas::all` that lists them.

// The document describes only some of the generated items, and progenitor puts the match arm of an exact
// status code after the arm of its range.
#[allow(
    missing_docs,
    unreachable_patterns,
    unused_imports,
    clippy::all,
    rustdoc::all
)]
#[cfg(feature = "codegen")]
mod bindings {
    include!(concat!(env!("OUT_DIR"), "/bindings.rs"));
}
#[allow(missing_docs, unreachable_patterns, unused_imports, clippy::all, rustdoc::all)]
#[cfg(not(feature = "codegen"))]
#[rustfmt::skip]
mod bindings;
mod hooks;
#[allow(
    dead_code,
    reason = "the document decides which functions its roles need"
)]
mod request_input;
pub mod role;
/// One module per operation of the client: how its values become a request, and a response its values.
///
/// Generated from the document's `x-roles`. The items are the same for every document, unlike the
/// builders and types of the bindings.
#[allow(unused_imports, unused_mut, clippy::all)]
#[cfg(feature = "codegen")]
pub mod roles {
    include!(concat!(env!("OUT_DIR"), "/roles.rs"));
}
/// One module per operation of the client: how its values become a request, and a response its values.
///
/// Generated from the document's `x-roles`. The items are the same for every document, unlike the
/// builders and types of the bindings.
#[allow(unused_imports, unused_mut, clippy::all)]
#[cfg(not(feature = "codegen"))]
#[rustfmt::skip]
pub mod roles;
#[allow(
    dead_code,
    reason = "the document decides which functions its roles need"
)]
mod session_fields;
mod transport;

pub use bindings::*;
pub use request_input::{RequestInput, RequestInputError};
pub use session_fields::SessionFields;
pub use transport::{Direct, ResponseFuture, SharedTransport, Transport};

/// The prepared OpenAPI 3.0 document (JSON) that these bindings are generated from.
pub const OPENAPI: &str = include_str!("../openapi.json");

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
