//! Faults: set, look at, remove.

use axum::{Json, extract::State as Axum};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::extract::{Body, ControlProblem, Id, Scope, Scoped};
use crate::{ActiveFault, Fault, Handle};

/// The number of a fault.
#[derive(Serialize, ToSchema)]
pub(crate) struct FaultId {
    /// By which it can be removed.
    id: u64,
}

/// The faults that are set; those used up are gone.
#[utoipa::path(get, path = "/faults", operation_id = "list_faults", tag = "faults", params(Scope),
    responses((status = 200, description = "As it is now", body = [ActiveFault]), (status = "4XX", description = "Refused, with the reason", body = ControlProblem)))]
pub(crate) async fn list(Scoped(handle): Scoped) -> Json<Vec<ActiveFault>> {
    Json(handle.faults())
}

/// Set a fault.
#[utoipa::path(post, path = "/faults", operation_id = "set_fault", tag = "faults", request_body = Fault,
    responses((status = 201, description = "Created", body = FaultId), (status = "4XX", description = "Refused, with the reason", body = ControlProblem)))]
pub(crate) async fn set(
    Axum(handle): Axum<Handle>,
    Body(fault): Body<Fault>,
) -> Result<(StatusCode, Json<FaultId>), ControlProblem> {
    let id = handle.set_fault(fault)?;
    Ok((StatusCode::CREATED, Json(FaultId { id })))
}

/// Remove all faults.
#[utoipa::path(delete, path = "/faults", operation_id = "clear_faults", tag = "faults", params(Scope),
    responses((status = 204, description = "Done"), (status = "4XX", description = "Refused, with the reason", body = ControlProblem)))]
pub(crate) async fn clear(Scoped(handle): Scoped) -> StatusCode {
    handle.clear_faults();
    StatusCode::NO_CONTENT
}

/// Remove one fault.
#[utoipa::path(delete, path = "/faults/{id}", operation_id = "remove_fault", tag = "faults",
    params(("id" = u64, Path, description = "The fault's number.")),
    responses((status = 204, description = "Done"), (status = "4XX", description = "Refused, with the reason", body = ControlProblem)))]
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
