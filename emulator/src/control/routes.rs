//! The routes of the control API.

use axum::{
    Router,
    routing::{delete, get, post, put},
};
use http::StatusCode;

use super::{
    clients, document, faults, instance, problem::ControlProblem, sessions, stream, webhooks,
};
use crate::handle::Handle;

/// Path of the control API.
pub(crate) const PREFIX: &str = "/_emulator";

pub(crate) fn router(handle: Handle) -> Router {
    let session = |action: &str| format!("/sessions/{{transactionId}}{action}");
    let routes = Router::new()
        .route("/health", get(instance::health))
        .route("/openapi.json", get(document::get_document))
        .route("/reset", post(instance::reset))
        .route("/seed", get(instance::get_seed).put(instance::set_seed))
        .route(
            "/clock",
            get(instance::get_clock).post(instance::change_clock),
        )
        .route("/requests", get(instance::list_requests))
        .route("/refuse-connections", post(instance::refuse_connections))
        .route("/changes", get(stream::changes))
        .route("/sessions", get(sessions::list))
        .route(&session(""), get(sessions::get))
        .route(&session("/activate"), post(sessions::activate))
        .route(&session("/authenticate"), post(sessions::authenticate))
        .route(&session("/submit"), post(sessions::submit))
        .route(&session("/finish"), post(sessions::finish))
        .route("/users", get(sessions::list_users))
        .route("/clients", get(clients::list).post(clients::register))
        .route("/clients/{clientId}", delete(clients::remove))
        .route("/tokens/revoke", post(clients::revoke_tokens))
        .route(
            "/faults",
            get(faults::list).post(faults::set).delete(faults::clear),
        )
        .route("/faults/{id}", delete(faults::remove))
        .route("/webhooks", get(webhooks::list).post(webhooks::add))
        .route("/webhooks/{id}", delete(webhooks::remove))
        .route("/webhooks/{id}/faults", put(webhooks::set_faults))
        .route("/webhooks/{id}/deliveries", get(webhooks::deliveries))
        .route("/webhooks/{id}/replay", post(webhooks::replay))
        .fallback(async || ControlProblem::not_found("path"))
        .method_not_allowed_fallback(async || {
            ControlProblem::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "openapi.json lists the methods of this path",
            )
        })
        .with_state(handle);
    Router::new().nest(PREFIX, routes)
}
