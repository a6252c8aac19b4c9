//! The control API under `/_emulator/`: what a `Handle` offers, over HTTP, for tests in any
//! language and for a page.
//!
//! Its OpenAPI document is made from the handlers, served at `/_emulator/openapi.json`, and checked in as
//! `control-api.json`. Most lists take `?account=`.

mod clients;
mod document;
mod extract;
mod faults;
mod instance;
mod problem;
mod routes;
mod schema;
mod sessions;
mod stream;
mod webhooks;

pub use document::openapi;
pub(crate) use routes::{PREFIX, router};
