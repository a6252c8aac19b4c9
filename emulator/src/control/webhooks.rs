//! Registers webhooks, and controls and lists their deliveries.

use axum::{Json, extract::State as Axum};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    extract::{Body, Id, Scope, Scoped},
    problem::ControlProblem,
};
use crate::{
    handle::Handle,
    webhooks::{DeliveryFaults, DeliveryRecord, Webhook, WebhookView},
};

/// The id of a webhook.
#[derive(Serialize, ToSchema)]
pub(crate) struct WebhookId {
    /// The id by which it is addressed.
    id: u64,
}

/// An event that was sent before.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Replay {
    /// Id of the event, from the deliveries.
    #[schema(max_length = 64)]
    event_id: String,
}

/// The webhooks, without their secrets.
#[utoipa::path(get, path = "/webhooks", operation_id = "list_webhooks", tag = "webhooks", params(Scope),
    responses((status = 200, description = "OK", body = [WebhookView]), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn list(Scoped(handle): Scoped) -> Json<Vec<WebhookView>> {
    Json(handle.webhooks())
}

/// Register a webhook for the events of sessions.
#[utoipa::path(post, path = "/webhooks", operation_id = "add_webhook", tag = "webhooks", request_body = Webhook,
    responses((status = 201, description = "Created", body = WebhookId), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn add(
    Axum(handle): Axum<Handle>,
    Body(webhook): Body<Webhook>,
) -> Result<(StatusCode, Json<WebhookId>), ControlProblem> {
    let id = handle.add_webhook(webhook)?;
    Ok((StatusCode::CREATED, Json(WebhookId { id })))
}

/// Remove a webhook. What was not delivered yet is not.
#[utoipa::path(delete, path = "/webhooks/{id}", operation_id = "remove_webhook", tag = "webhooks",
    params(("id" = u64, Path, description = "Id of the webhook.")),
    responses((status = 204, description = "No content"), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn remove(
    Axum(handle): Axum<Handle>,
    Id(id): Id<u64>,
) -> Result<StatusCode, ControlProblem> {
    no_content(handle.remove_webhook(id), "webhook")
}

/// Set what goes wrong with deliveries from now on.
#[utoipa::path(put, path = "/webhooks/{id}/faults", operation_id = "set_delivery_faults", tag = "webhooks",
    params(("id" = u64, Path, description = "Id of the webhook.")), request_body = DeliveryFaults,
    responses((status = 204, description = "No content"), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn set_faults(
    Axum(handle): Axum<Handle>,
    Id(id): Id<u64>,
    Body(faults): Body<DeliveryFaults>,
) -> Result<StatusCode, ControlProblem> {
    no_content(handle.set_delivery_faults(id, faults)?, "webhook")
}

/// The latest attempts to deliver, oldest first, at most 1,000.
#[utoipa::path(get, path = "/webhooks/{id}/deliveries", operation_id = "list_deliveries", tag = "webhooks",
    params(("id" = u64, Path, description = "Id of the webhook.")),
    responses((status = 200, description = "OK", body = [DeliveryRecord]), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn deliveries(
    Axum(handle): Axum<Handle>,
    Id(id): Id<u64>,
) -> Result<Json<Vec<DeliveryRecord>>, ControlProblem> {
    let deliveries = handle.deliveries(id);
    deliveries
        .map(Json)
        .ok_or_else(|| ControlProblem::not_found("webhook"))
}

/// Send an event once more, the same bytes.
#[utoipa::path(post, path = "/webhooks/{id}/replay", operation_id = "replay_event", tag = "webhooks",
    params(("id" = u64, Path, description = "Id of the webhook.")), request_body = Replay,
    responses((status = 202, description = "Accepted"), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn replay(
    Axum(handle): Axum<Handle>,
    Id(id): Id<u64>,
    Body(replay): Body<Replay>,
) -> Result<StatusCode, ControlProblem> {
    if handle.replay_event(id, &replay.event_id) {
        Ok(StatusCode::ACCEPTED)
    } else {
        Err(ControlProblem::not_found("event of this webhook"))
    }
}

fn no_content(done: bool, what: &str) -> Result<StatusCode, ControlProblem> {
    if done {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ControlProblem::not_found(what))
    }
}
