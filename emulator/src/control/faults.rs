//! Sets, lists and removes faults.

use axum::{Json, extract::State as Axum};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    extract::{Body, Id, Scope, Scoped},
    problem::ControlProblem,
};
use crate::{
    fault::{ActiveFault, Fault},
    handle::Handle,
};

/// The id of a fault.
#[derive(Serialize, ToSchema)]
pub(crate) struct FaultId {
    /// The id by which it can be removed.
    id: u64,
}

/// The faults that are set. Those that are used up are removed.
#[utoipa::path(get, path = "/faults", operation_id = "list_faults", tag = "faults", params(Scope),
    responses((status = 200, description = "OK", body = [ActiveFault]), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn list(Scoped(handle): Scoped) -> Json<Vec<ActiveFault>> {
    Json(handle.faults())
}

/// Set a fault.
#[utoipa::path(post, path = "/faults", operation_id = "set_fault", tag = "faults", request_body = Fault,
    responses((status = 201, description = "Created", body = FaultId), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn set(
    Axum(handle): Axum<Handle>,
    Body(fault): Body<Fault>,
) -> Result<(StatusCode, Json<FaultId>), ControlProblem> {
    let id = handle.set_fault(fault)?;
    Ok((StatusCode::CREATED, Json(FaultId { id })))
}

/// Remove all faults.
#[utoipa::path(delete, path = "/faults", operation_id = "clear_faults", tag = "faults", params(Scope),
    responses((status = 204, description = "No content"), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn clear(Scoped(handle): Scoped) -> StatusCode {
    handle.clear_faults();
    StatusCode::NO_CONTENT
}

/// Remove one fault.
#[utoipa::path(delete, path = "/faults/{id}", operation_id = "remove_fault", tag = "faults",
    params(("id" = u64, Path, description = "Id of the fault.")),
    responses((status = 204, description = "No content"), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn remove(
    Axum(handle): Axum<Handle>,
    Id(id): Id<u64>,
) -> Result<StatusCode, ControlProblem> {
    if handle.remove_fault(id) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ControlProblem::not_found("fault"))
    }
}
