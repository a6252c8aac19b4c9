//! Sessions, the end user's moves, and the users that they leave behind.

use axum::{Json, extract::State as Axum};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::{Body, ControlProblem, Id, Scope, Scoped};
use crate::{Handle, Proofing, SessionView, User};

/// Sessions, oldest first within each account.
#[utoipa::path(get, path = "/sessions", operation_id = "list_sessions", tag = "sessions", params(Scope),
    responses((status = 200, description = "As it is now", body = [SessionView]), (status = "4XX", description = "Refused, with the reason", body = ControlProblem)))]
pub(crate) async fn list(Scoped(handle): Scoped) -> Json<Vec<SessionView>> {
    Json(handle.sessions())
}

/// One session, its history, and what is possible now.
#[utoipa::path(get, path = "/sessions/{transactionId}", operation_id = "get_session", tag = "sessions",
    params(("transactionId" = String, Path, description = "Id of the transaction.")),
    responses((status = 200, description = "As it is now", body = SessionView), (status = "4XX", description = "Refused, with the reason", body = ControlProblem)))]
pub(crate) async fn one(
    Axum(handle): Axum<Handle>,
    Id(id): Id<String>,
) -> Result<Json<SessionView>, ControlProblem> {
    shown(&handle, &id)
}

fn shown(handle: &Handle, id: &str) -> Result<Json<SessionView>, ControlProblem> {
    handle
        .session(id)
        .map(Json)
        .ok_or_else(|| crate::Refusal::UnknownTransaction.into())
}

/// The code that the end user enters.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Activation {
    /// As shown by the session; a wrong one counts.
    code: String,
}

/// What an activation leads to.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Activated {
    /// Id of the device, a UUID.
    device_id: String,
    /// The session now.
    session: SessionView,
}

/// The end user enters an activation code in the app.
///
/// The third wrong one locks the device and ends the session as failed.
#[utoipa::path(post, path = "/sessions/{transactionId}/activate", operation_id = "activate",
    tag = "sessions", request_body = Activation,
    params(("transactionId" = String, Path, description = "Id of the transaction.")),
    responses((status = 200, description = "As it is now", body = Activated), (status = "4XX", description = "Refused, with the reason", body = ControlProblem)))]
pub(crate) async fn activate(
    Axum(handle): Axum<Handle>,
    Id(id): Id<String>,
    Body(activation): Body<Activation>,
) -> Result<Json<Activated>, ControlProblem> {
    let device_id = handle.activate_device(&id, &activation.code)?;
    let Json(session) = shown(&handle, &id)?;
    Ok(Json(Activated { device_id, session }))
}

/// How the end user authenticates.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Authentication {
    /// Whether the PIN, finger or face is the right one; the third wrong one in a row locks the device.
    right: bool,
}

/// The end user authenticates on the device.
#[utoipa::path(post, path = "/sessions/{transactionId}/authenticate", operation_id = "authenticate",
    tag = "sessions", request_body = Authentication,
    params(("transactionId" = String, Path, description = "Id of the transaction.")),
    responses((status = 200, description = "As it is now", body = SessionView), (status = "4XX", description = "Refused, with the reason", body = ControlProblem)))]
pub(crate) async fn authenticate(
    Axum(handle): Axum<Handle>,
    Id(id): Id<String>,
    Body(authentication): Body<Authentication>,
) -> Result<Json<SessionView>, ControlProblem> {
    if authentication.right {
        handle.authenticate(&id)?;
    } else {
        handle.authenticate_with_wrong_pin(&id)?;
    }
    shown(&handle, &id)
}

/// The end user sends the recording of document and face; may be left out.
#[utoipa::path(post, path = "/sessions/{transactionId}/submit", operation_id = "submit",
    tag = "sessions",
    params(("transactionId" = String, Path, description = "Id of the transaction.")),
    responses((status = 200, description = "As it is now", body = SessionView), (status = "4XX", description = "Refused, with the reason", body = ControlProblem)))]
pub(crate) async fn submit(
    Axum(handle): Axum<Handle>,
    Id(id): Id<String>,
) -> Result<Json<SessionView>, ControlProblem> {
    handle.submit_proofing(&id)?;
    shown(&handle, &id)
}

/// The result of identity proofing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Finish {
    /// How it ends.
    result: Proofing,
}

/// Identity proofing comes to a result.
#[utoipa::path(post, path = "/sessions/{transactionId}/finish", operation_id = "finish",
    tag = "sessions", request_body = Finish,
    params(("transactionId" = String, Path, description = "Id of the transaction.")),
    responses((status = 200, description = "As it is now", body = SessionView), (status = "4XX", description = "Refused, with the reason", body = ControlProblem)))]
pub(crate) async fn finish(
    Axum(handle): Axum<Handle>,
    Id(id): Id<String>,
    Body(finish): Body<Finish>,
) -> Result<Json<SessionView>, ControlProblem> {
    handle.finish_proofing(&id, finish.result)?;
    shown(&handle, &id)
}

/// Users with their devices and, once proven, their made-up identity.
#[utoipa::path(get, path = "/users", operation_id = "list_users", tag = "sessions", params(Scope),
    responses((status = 200, description = "As it is now", body = [User]), (status = "4XX", description = "Refused, with the reason", body = ControlProblem)))]
pub(crate) async fn users(Scoped(handle): Scoped) -> Json<Vec<User>> {
    Json(handle.users())
}
