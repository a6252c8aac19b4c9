//! API clients and their tokens.

use std::time::Duration;

use axum::{Json, extract::State as Axum};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    extract::{Body, Id, Scope, Scoped},
    problem::ControlProblem,
};
use crate::{
    api_client::{ApiClient, ONBOARDING_PERMISSION},
    handle::Handle,
};

/// An API client, without its secret.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClientView {
    /// For example `sandbox-round-apple-123`.
    client_id: String,
    /// The account that its sessions and users belong to.
    account_id: String,
    /// Its permissions.
    permissions: Vec<String>,
    /// Lifetime of its tokens in seconds; the emulator's setting when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    token_lifetime_seconds: Option<u64>,
}

impl From<ApiClient> for ClientView {
    fn from(client: ApiClient) -> Self {
        Self {
            client_id: client.client_id,
            account_id: client.account_id,
            permissions: client.permissions,
            token_lifetime_seconds: client.token_lifetime.map(|it| it.as_secs()),
        }
    }
}

/// An API client to register.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewClient {
    /// 1 to 128 printable ASCII characters; not the id of a production client.
    #[schema(min_length = 1, max_length = 128, pattern = "^[!-~]+$")]
    client_id: String,
    /// 1 to 256 printable ASCII characters.
    #[schema(min_length = 1, max_length = 256, pattern = "^[!-~]+$")]
    client_secret: String,
    /// The account; accounts do not see each other's data.
    #[schema(min_length = 1, max_length = 128, pattern = "^[!-~]+$")]
    account_id: String,
    /// "ReuseID Onboarding API" when absent; without it the operations respond with 403.
    #[serde(default = "default_permissions")]
    #[schema(max_items = 32)]
    permissions: Vec<String>,
    /// Lifetime of its tokens in seconds.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 3600)]
    token_lifetime_seconds: Option<u64>,
}

fn default_permissions() -> Vec<String> {
    vec![ONBOARDING_PERMISSION.to_owned()]
}

/// The registered clients.
#[utoipa::path(get, path = "/clients", operation_id = "list_clients", tag = "clients", params(Scope),
    responses((status = 200, description = "OK", body = [ClientView]), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn list(Scoped(handle): Scoped) -> Json<Vec<ClientView>> {
    Json(handle.clients().into_iter().map(ClientView::from).collect())
}

/// Register an API client, or replace the one with the same id.
#[utoipa::path(post, path = "/clients", operation_id = "register_client", tag = "clients",
    request_body = NewClient,
    responses((status = 201, description = "Created", body = ClientView), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn register(
    Axum(handle): Axum<Handle>,
    Body(new): Body<NewClient>,
) -> Result<(StatusCode, Json<ClientView>), ControlProblem> {
    let client = ApiClient {
        client_id: new.client_id,
        client_secret: new.client_secret,
        account_id: new.account_id,
        permissions: new.permissions,
        token_lifetime: new.token_lifetime_seconds.map(Duration::from_secs),
    };
    handle.register_client(client.clone())?;
    Ok((StatusCode::CREATED, Json(client.into())))
}

/// Remove an API client and revoke its tokens.
#[utoipa::path(delete, path = "/clients/{clientId}", operation_id = "remove_client", tag = "clients",
    params(("clientId" = String, Path, description = "Id of the client.")),
    responses((status = 204, description = "No content"), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn remove(
    Axum(handle): Axum<Handle>,
    Id(id): Id<String>,
) -> Result<StatusCode, ControlProblem> {
    if handle.remove_client(&id) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ControlProblem::not_found("client"))
    }
}

/// Revoke every token issued so far.
#[utoipa::path(post, path = "/tokens/revoke", operation_id = "revoke_tokens", tag = "clients",
    params(Scope),
    responses((status = 204, description = "No content"), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn revoke_tokens(Scoped(handle): Scoped) -> StatusCode {
    handle.revoke_tokens();
    StatusCode::NO_CONTENT
}
