//! Serves the four operations of the document.
//!
//! What a request means and what a response says is placed by the document's roles; the emulator knows no
//! field of the API by name.

use http::StatusCode;
use serde_json::Value;
use signicat_reuseid_api::role::{Input, Output};

use super::{
    call::{Call, field_name},
    request_body,
};
use crate::{
    document::Route,
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
    let route = call.route;
    let mut read = || match route.body {
        Some(_) => request_body::read(strict, call, notes),
        None => Ok(Value::Null),
    };
    match route.operation {
        Operation::StartOnboarding => {
            let body = read()?;
            let provider = call.text(&body, Input::Provider);
            let provider = Some(provider.as_str()).filter(|it| !it.is_empty());
            let external_ref = call.input(&body, Input::ExternalRef);
            let session = store.start_onboarding(account, provider, external_ref);
            Ok(success(route, &session, store.status_of(&session)))
        }
        Operation::StartStepUp => {
            let body = read()?;
            let provider = call.text(&body, Input::Provider);
            let provider = Some(provider.as_str()).filter(|it| !it.is_empty());
            let user = call.text(&body, Input::User);
            let device = call.text(&body, Input::Device);
            let session = store
                .start_step_up(account, &user, &device, provider)
                .map_err(|error| step_up_error(route, error))?;
            Ok(success(route, &session, store.status_of(&session)))
        }
        Operation::GetOnboarding | Operation::GetStepUp => {
            let body = read()?;
            let flow = match route.operation {
                Operation::GetOnboarding => Flow::Onboarding,
                _ => Flow::StepUp,
            };
            let id = call.text(&body, Input::TransactionId);
            let (session, status) = find(store, account, flow, &id)?;
            Ok(success(route, session, status))
        }
        Operation::Token => Ok(not_found("operation", "an operation of the document")),
    }
}

fn success(route: &Route, session: &Session, status: &str) -> ApiResponse {
    let body = route.success.body(|output| match output {
        Output::ActivationCode => session.activation_code.as_deref(),
        Output::DeviceId => session.device_id.as_deref(),
        Output::DossierId => Some(&session.dossier_id),
        Output::ProcessId => Some(&session.process_id),
        Output::Status => Some(status),
        Output::TransactionId => Some(&session.transaction_id),
        Output::UserId => Some(&session.user_id),
        _ => None,
    });
    ApiResponse::success(route.success_status, body.as_ref())
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

fn step_up_error(route: &Route, error: StepUpError) -> Box<ApiResponse> {
    Box::new(match error {
        StepUpError::UnknownUser => not_found("user", "the id of a user of this account"),
        StepUpError::UnknownDevice => not_found("device", "the id of a device of this user"),
        StepUpError::DeviceLocked => ApiResponse::invalid_params(
            "device_locked",
            "Device is locked",
            "The device was locked after too many wrong authentications.",
            [(
                field_name(route, Input::Device),
                "the device is locked".to_owned(),
            )],
        )
        .rejected(
            "device.unlocked",
            "a device that is not locked",
            "a locked one",
        ),
    })
}
