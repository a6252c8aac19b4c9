//! The control API under `/_emulator/`: the powers of a [`Handle`] over HTTP, for tests in any language
//! and for a page that plays the end user.
//!
//! Its OpenAPI document is made from the handlers, served at `/_emulator/openapi.json`, and checked in as
//! `control-api.json`. Most lists take `?account=` to show one account only.

mod clients;
mod extract;
mod faults;
mod instance;
mod sessions;
mod stream;

use axum::{
    Router,
    routing::{delete, get, post},
};
use serde_json::Value;
use utoipa::OpenApi;

use crate::Handle;

/// Where the control API is.
pub(crate) const PREFIX: &str = "/_emulator";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Control API of the ReuseID emulator",
        description = "Play the end user, turn the clock, set faults, and see what was asked and why it was refused. Times are milliseconds since the Unix epoch by the emulator's clock.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    servers((url = "/_emulator")),
    paths(
        instance::health,
        instance::document,
        instance::reset,
        instance::get_seed,
        instance::put_seed,
        instance::get_clock,
        instance::post_clock,
        instance::requests,
        instance::refuse_connections,
        stream::changes,
        sessions::list,
        sessions::one,
        sessions::activate,
        sessions::authenticate,
        sessions::submit,
        sessions::finish,
        sessions::users,
        clients::list,
        clients::register,
        clients::remove,
        clients::revoke,
        faults::list,
        faults::set,
        faults::clear,
        faults::remove,
    ),
    components(schemas(crate::Change))
)]
struct Document;

/// The control API's own OpenAPI 3.1 document, as JSON.
pub fn openapi() -> String {
    serde_json::to_string_pretty(&document()).unwrap_or_default() + "\n"
}

fn document() -> Value {
    let mut document = serde_json::to_value(Document::openapi()).unwrap_or_default();
    // utoipa says of structs that they know no other fields, but not of the variants of an enum.
    for name in ["FaultKind", "Delay"] {
        let variants = document.pointer_mut(&format!("/components/schemas/{name}/oneOf"));
        for variant in variants.and_then(Value::as_array_mut).into_iter().flatten() {
            if let Value::Object(variant) = variant {
                variant.insert("additionalProperties".into(), false.into());
            }
        }
    }
    document
}

pub(crate) fn router(handle: Handle) -> Router {
    let routes = Router::new()
        .route("/health", get(instance::health))
        .route("/openapi.json", get(instance::document))
        .route("/reset", post(instance::reset))
        .route("/seed", get(instance::get_seed).put(instance::put_seed))
        .route(
            "/clock",
            get(instance::get_clock).post(instance::post_clock),
        )
        .route("/requests", get(instance::requests))
        .route("/refuse-connections", post(instance::refuse_connections))
        .route("/changes", get(stream::changes))
        .route("/sessions", get(sessions::list))
        .route("/sessions/{transactionId}", get(sessions::one))
        .route(
            "/sessions/{transactionId}/activate",
            post(sessions::activate),
        )
        .route(
            "/sessions/{transactionId}/authenticate",
            post(sessions::authenticate),
        )
        .route("/sessions/{transactionId}/submit", post(sessions::submit))
        .route("/sessions/{transactionId}/finish", post(sessions::finish))
        .route("/users", get(sessions::users))
        .route("/clients", get(clients::list).post(clients::register))
        .route("/clients/{clientId}", delete(clients::remove))
        .route("/tokens/revoke", post(clients::revoke))
        .route(
            "/faults",
            get(faults::list).post(faults::set).delete(faults::clear),
        )
        .route("/faults/{id}", delete(faults::remove))
        .fallback(extract::no_such_path)
        .method_not_allowed_fallback(extract::no_such_method)
        .with_state(handle);
    Router::new().nest(PREFIX, routes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checked_in_document_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/control-api.json");
        if std::env::var_os("UPDATE_CONTROL_API").is_some() {
            std::fs::write(path, openapi()).unwrap();
        }
        let checked_in = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            checked_in == openapi(),
            "run: UPDATE_CONTROL_API=1 cargo test -p signicat-reuseid-emulator the_checked_in"
        );
    }
}
