//! Serves the four operations of the document.
//!
//! Responses are made from the types of `signicat-reuseid-api`: when the document changes and the emulator
//! does not follow, this file fails to compile.

use http::StatusCode;
use serde_json::Map;
use signicat_reuseid_api::types;

use super::{call::Call, request_body};
use crate::{
    flows::StepUpError,
    oauth::authorize,
    operation::Operation,
    response::ApiResponse,
    session::{Flow, Session},
    store::Store,
};

/// Responds to a call; adds likely mistakes of the request to `notes`.
pub(crate) fn respond(store: &mut Store, call: &Call<'_>, notes: &mut Vec<String>) -> ApiResponse {
    serve(store, call, notes).unwrap_or_else(|response| *response)
}

fn serve(
    store: &mut Store,
    call: &Call<'_>,
    notes: &mut Vec<String>,
) -> Result<ApiResponse, Box<ApiResponse>> {
    let account = &authorize(store, call.bearer)?;
    let strict = store.settings.strict;
    match call.route.operation {
        Operation::StartOnboarding => {
            let request: types::StartOnboardingRequest = request_body::read(strict, call, notes)?;
            let session =
                store.start_onboarding(account, request.provider.as_deref(), request.external_ref);
            let status = store.status_of(&session).to_owned();
            Ok(ApiResponse::ok(&types::StartOnboardingResponse {
                data: Some(types::StartOnboardingData {
                    activation_code: session.activation_code,
                    dossier_id: Some(session.dossier_id),
                    process_id: Some(session.process_id),
                    status: Some(status),
                    transaction_id: Some(session.transaction_id),
                    user_id: Some(session.user_id),
                    extra: Map::new(),
                }),
                extra: Map::new(),
            }))
        }
        Operation::StartStepUp => {
            let request: types::StartStepUpRequest = request_body::read(strict, call, notes)?;
            let session = store
                .start_step_up(
                    account,
                    &request.user_id,
                    &request.device_id,
                    request.provider.as_deref(),
                )
                .map_err(step_up_error)?;
            let status = store.status_of(&session).to_owned();
            Ok(ApiResponse::ok(&types::StartStepUpResponse {
                data: Some(types::StartStepUpData {
                    device_id: session.device_id,
                    dossier_id: Some(session.dossier_id),
                    process_id: Some(session.process_id),
                    status: Some(status),
                    transaction_id: Some(session.transaction_id),
                    user_id: Some(session.user_id),
                    extra: Map::new(),
                }),
                extra: Map::new(),
            }))
        }
        Operation::GetOnboarding => {
            let (session, status) = find(store, account, Flow::Onboarding, call.transaction_id)?;
            Ok(ApiResponse::ok(&types::GetOnboardingResponse {
                data: Some(types::GetOnboardingData {
                    device_id: session.device_id.clone(),
                    dossier_id: Some(session.dossier_id.clone()),
                    process_id: Some(session.process_id.clone()),
                    status: Some(status.to_owned()),
                    transaction_id: Some(session.transaction_id.clone()),
                    user_id: Some(session.user_id.clone()),
                    extra: Map::new(),
                }),
                extra: Map::new(),
            }))
        }
        Operation::GetStepUp => {
            let (session, status) = find(store, account, Flow::StepUp, call.transaction_id)?;
            Ok(ApiResponse::ok(&types::GetStepUpResponse {
                data: Some(types::GetStepUpData {
                    device_id: session.device_id.clone(),
                    dossier_id: Some(session.dossier_id.clone()),
                    process_id: Some(session.process_id.clone()),
                    status: Some(status.to_owned()),
                    transaction_id: Some(session.transaction_id.clone()),
                    user_id: Some(session.user_id.clone()),
                    extra: Map::new(),
                }),
                extra: Map::new(),
            }))
        }
        Operation::Token => Ok(not_found("operation", "an operation of the document")),
    }
}

fn find<'a>(
    store: &'a mut Store,
    account: &str,
    flow: Flow,
    id: &str,
) -> Result<(&'a Session, &'a str), Box<ApiResponse>> {
    store
        .session_of(account, id)
        .filter(|(session, _)| session.flow == flow)
        .ok_or_else(|| {
            Box::new(not_found(
                "transaction",
                "the id of a session of this account",
            ))
        })
}

/// A guess: the vendor's neighbouring APIs respond like this.
fn not_found(what: &'static str, expected: &'static str) -> ApiResponse {
    ApiResponse::problem(
        StatusCode::NOT_FOUND,
        &format!("{what}_does_not_exist"),
        "Entity does not exist",
        &format!("There is no such {what} in this account."),
    )
    .rejected(format!("{what}.exists"), expected, "another id")
}

fn step_up_error(error: StepUpError) -> Box<ApiResponse> {
    Box::new(match error {
        StepUpError::UnknownUser => not_found("user", "the id of a user of this account"),
        StepUpError::UnknownDevice => not_found("device", "the id of a device of this user"),
        StepUpError::DeviceLocked => ApiResponse::invalid_params(
            "device_locked",
            "Device is locked",
            "The device was locked after too many wrong authentications.",
            [("deviceId".to_owned(), "the device is locked".to_owned())],
        )
        .rejected(
            "device.unlocked",
            "a device that is not locked",
            "a locked one",
        ),
    })
}
