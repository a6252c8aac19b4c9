//! Raw bindings to Signicat's ReuseID Onboarding API: the wire and nothing else.
//!
//! progenitor generates everything but this file and the transport seam from
//! [`openapi.json`](OPENAPI): one builder per operation on [`Client`], the bodies in [`types`], and
//! [`Error`] with the typed error object. There is no authentication, no retry and no timeout in here;
//! the crate `signicat-reuseid` adds them on top of this one.
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
//! let answer = api
//!     .get_onboarding()
//!     .transaction_id("94099e7e-b391-45fb-9404-b54682f16d03")
//!     .send()
//!     .await?
//!     .into_inner();
//! println!("{:?}", answer.data.and_then(|data| data.status));
//! # Ok(())
//! # }
//! ```
//!
//! # What this crate prints
//! [`Error`]'s `Debug` and `Display`, and the `Debug` of every type here, show bodies and headers as they
//! are, personal data included. Do not log them; `signicat-reuseid` has errors that are safe to log.
//!
//! # Features
//! - `codegen` (default): the build script runs progenitor on `openapi.json`, so that an edit of the
//!   document shows at once. Users want `default-features = false`: the checked-in output of the same
//!   function, without the generator in their build.

// rustdoc for generated items repeats the document, and the document describes only some of them; the
// arms for exact codes stand behind the arm for their range.
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
mod transport;

pub use bindings::*;
pub use transport::{Direct, ResponseFuture, SharedTransport, Transport};

/// The prepared OpenAPI 3.0 document (JSON) that these bindings were generated from.
pub const OPENAPI: &str = include_str!("../openapi.json");

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
