//! Sessions, the end user's actions, and users.

use axum::{Json, extract::State as Axum};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    extract::{Body, Id, Scope, Scoped},
    problem::ControlProblem,
};
use crate::{
    handle::Handle,
    session::{ActionError, Proofing, SessionView, User},
};

/// Sessions, oldest first within each account.
#[utoipa::path(get, path = "/sessions", operation_id = "list_sessions", tag = "sessions", params(Scope),
    responses((status = 200, description = "OK", body = [SessionView]), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn list(Scoped(handle): Scoped) -> Json<Vec<SessionView>> {
    Json(handle.sessions())
}

/// One session, its history, and the possible actions.
#[utoipa::path(get, path = "/sessions/{transactionId}", operation_id = "get_session", tag = "sessions",
    params(("transactionId" = String, Path, description = "Id of the transaction.")),
    responses((status = 200, description = "OK", body = SessionView), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn get(
    Axum(handle): Axum<Handle>,
    Id(id): Id<String>,
) -> Result<Json<SessionView>, ControlProblem> {
    view(&handle, &id)
}

fn view(handle: &Handle, id: &str) -> Result<Json<SessionView>, ControlProblem> {
    handle
        .session(id)
        .map(Json)
        .ok_or_else(|| ActionError::UnknownTransaction.into())
}

/// The activation code that the end user enters.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Activation {
    /// As in the session; wrong ones are counted.
    code: String,
}

/// The result of an activation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Activated {
    /// Id of the device, a UUID.
    device_id: String,
    /// The session afterwards.
    session: SessionView,
}

/// The end user enters an activation code in the app.
///
/// The third wrong code locks the device and fails the session.
#[utoipa::path(post, path = "/sessions/{transactionId}/activate", operation_id = "activate",
    tag = "sessions", request_body = Activation,
    params(("transactionId" = String, Path, description = "Id of the transaction.")),
    responses((status = 200, description = "OK", body = Activated), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn activate(
    Axum(handle): Axum<Handle>,
    Id(id): Id<String>,
    Body(activation): Body<Activation>,
) -> Result<Json<Activated>, ControlProblem> {
    let device_id = handle.activate_device(&id, &activation.code)?;
    let Json(session) = view(&handle, &id)?;
    Ok(Json(Activated { device_id, session }))
}

/// The authentication of the end user.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Authentication {
    /// Whether PIN, finger or face are correct; the third wrong attempt in a row locks the device.
    correct: bool,
}

/// The end user authenticates on the device.
#[utoipa::path(post, path = "/sessions/{transactionId}/authenticate", operation_id = "authenticate",
    tag = "sessions", request_body = Authentication,
    params(("transactionId" = String, Path, description = "Id of the transaction.")),
    responses((status = 200, description = "OK", body = SessionView), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn authenticate(
    Axum(handle): Axum<Handle>,
    Id(id): Id<String>,
    Body(authentication): Body<Authentication>,
) -> Result<Json<SessionView>, ControlProblem> {
    if authentication.correct {
        handle.authenticate(&id)?;
    } else {
        handle.authenticate_with_wrong_pin(&id)?;
    }
    view(&handle, &id)
}

/// The end user sends the recording of document and face. This step is optional.
#[utoipa::path(post, path = "/sessions/{transactionId}/submit", operation_id = "submit",
    tag = "sessions",
    params(("transactionId" = String, Path, description = "Id of the transaction.")),
    responses((status = 200, description = "OK", body = SessionView), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn submit(
    Axum(handle): Axum<Handle>,
    Id(id): Id<String>,
) -> Result<Json<SessionView>, ControlProblem> {
    handle.submit_proofing(&id)?;
    view(&handle, &id)
}

/// The result of identity proofing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Finish {
    /// The result.
    result: Proofing,
}

/// Identity proofing finishes.
#[utoipa::path(post, path = "/sessions/{transactionId}/finish", operation_id = "finish",
    tag = "sessions", request_body = Finish,
    params(("transactionId" = String, Path, description = "Id of the transaction.")),
    responses((status = 200, description = "OK", body = SessionView), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn finish(
    Axum(handle): Axum<Handle>,
    Id(id): Id<String>,
    Body(finish): Body<Finish>,
) -> Result<Json<SessionView>, ControlProblem> {
    handle.finish_proofing(&id, finish.result)?;
    view(&handle, &id)
}

/// Users with their devices and, once verified, their generated identity.
#[utoipa::path(get, path = "/users", operation_id = "list_users", tag = "sessions", params(Scope),
    responses((status = 200, description = "OK", body = [User]), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn list_users(Scoped(handle): Scoped) -> Json<Vec<User>> {
    Json(handle.users())
}
