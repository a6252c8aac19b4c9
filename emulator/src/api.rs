//! The four operations: authorisation, the check against the document, and the answers.
//!
//! Every answer is made from the types of `signicat-reuseid-api`, so that a change of the document that
//! the emulator does not follow fails to compile.

use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use signicat_reuseid_api::types;

use crate::{
    answer::{Answer, invalid_param},
    oauth::{Bearer, authorize},
    operation::{Operation, Route},
    play::NoStepUp,
    record::{Refused, kind_of},
    session::Session,
    state::Flow,
    world::World,
};

/// One call of an operation of the document.
pub(crate) struct Call<'a> {
    pub route: &'a Route,
    pub bearer: &'a Bearer<'a>,
    pub headers: &'a HeaderMap,
    pub transaction_id: &'a str,
    pub body: &'a [u8],
}

pub(crate) fn answer(world: &mut World, call: &Call<'_>) -> Answer {
    match serve(world, call) {
        Ok(answer) => answer,
        Err(answer) => *answer,
    }
}

fn serve(world: &mut World, call: &Call<'_>) -> Result<Answer, Box<Answer>> {
    let account = authorize(world, call.bearer)?;
    match call.route.operation {
        Operation::StartOnboarding => {
            let request: types::StartOnboardingRequest = read(world, call)?;
            let session = world.start_onboarding(account, request.provider, request.external_ref);
            let status = world.status_of(&session).to_owned();
            Ok(Answer::ok(&types::StartOnboardingResponse {
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
            let request: types::StartStepUpRequest = read(world, call)?;
            let session = world
                .start_step_up(
                    account,
                    &request.user_id,
                    &request.device_id,
                    request.provider,
                )
                .map_err(no_step_up)?;
            let status = world.status_of(&session).to_owned();
            Ok(Answer::ok(&types::StartStepUpResponse {
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
            let (session, status) = find(world, account, Flow::Onboarding, call.transaction_id)?;
            Ok(Answer::ok(&types::GetOnboardingResponse {
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
            let (session, status) = find(world, account, Flow::StepUp, call.transaction_id)?;
            Ok(Answer::ok(&types::GetStepUpResponse {
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
    world: &'a mut World,
    account: &str,
    flow: Flow,
    id: &str,
) -> Result<(&'a Session, &'a str), Box<Answer>> {
    world
        .session_of(account, id)
        .filter(|(session, _)| session.flow == flow)
        .ok_or_else(|| {
            Box::new(not_found(
                "transaction",
                "the id of a session of this account",
            ))
        })
}

/// 404 is what the neighbouring API answers for an entity that is not there.
fn not_found(what: &'static str, expected: &'static str) -> Answer {
    Answer::problem(
        StatusCode::NOT_FOUND,
        &format!("{what}_does_not_exist"),
        "Entity does not exist",
        &format!("There is no such {what} in this account."),
    )
    .refused(Refused::new(
        format!("{what}.exists"),
        expected,
        "another id",
    ))
}

fn no_step_up(reason: NoStepUp) -> Box<Answer> {
    Box::new(match reason {
        NoStepUp::UnknownUser => not_found("user", "the id of a user of this account"),
        NoStepUp::UnknownDevice => not_found("device", "the id of a device of this user"),
        NoStepUp::DeviceLocked => Answer::problem_with(
            StatusCode::UNPROCESSABLE_ENTITY,
            "device_locked",
            "Device is locked",
            "The device was locked after too many wrong authentications.",
            vec![invalid_param("deviceId", "the device is locked")],
        )
        .refused(Refused::new(
            "device.unlocked",
            "a device that is not locked",
            "a locked one",
        )),
    })
}

/// The request's body, checked against the document and read into its wire type.
fn read<T: DeserializeOwned>(world: &World, call: &Call<'_>) -> Result<T, Box<Answer>> {
    let json = call
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|it| it.to_str().ok())
        .is_some_and(|it| {
            let essence = it.split(';').next().unwrap_or_default().trim();
            essence.eq_ignore_ascii_case("application/json")
        });
    if !json {
        let answer = Answer::problem(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "Unsupported media type",
            "The body must be application/json.",
        );
        return Err(Box::new(answer.refused(Refused::new(
            "body.media_type",
            "Content-Type: application/json",
            "another or none",
        ))));
    }
    let body: Value = serde_json::from_slice(call.body).map_err(|error| {
        // serde_json's own text may quote the body; the place does not.
        let place = format!("line {} column {}", error.line(), error.column());
        let answer = Answer::problem(
            StatusCode::BAD_REQUEST,
            "malformed_json",
            "Malformed JSON",
            &format!("The body is not JSON: {place}."),
        );
        Box::new(answer.refused(Refused::new(
            "body.json",
            "JSON",
            format!("a fault at {place}"),
        )))
    })?;
    let mut body = if world.settings.older_bodies {
        modernised(body)
    } else {
        refuse_older(body)?
    };
    if let Some(check) = &call.route.body {
        let faults: Vec<_> = check
            .iter_errors(&body)
            .take(MAX_INVALID_PARAMS)
            .map(|error| field_fault(&error))
            .collect();
        if !faults.is_empty() {
            return Err(invalid(faults));
        }
    }
    // The document bounds no integer, the wire type holds 64 bits, and nothing here depends on which
    // documents are offered: checked is enough.
    if let Value::Object(members) = &mut body {
        members.remove("videoidProviderOptions");
    }
    serde_json::from_value(body).map_err(|_| {
        invalid(vec![FieldFault {
            name: "body".into(),
            expected: "fits the document but not the type made from it".into(),
            came: "something else",
        }])
    })
}

/// A body of 64 KiB can be wrong in tens of thousands of places; so many are named.
const MAX_INVALID_PARAMS: usize = 100;
/// And so many in the log.
const MAX_LOGGED_FIELDS: usize = 10;

struct FieldFault {
    name: String,
    expected: String,
    came: &'static str,
}

fn invalid(faults: Vec<FieldFault>) -> Box<Answer> {
    let list = |what: fn(&FieldFault) -> &str| {
        let mut lines: Vec<_> = faults
            .iter()
            .take(MAX_LOGGED_FIELDS)
            .map(|it| format!("{}: {}", it.name, what(it)))
            .collect();
        if faults.len() > MAX_LOGGED_FIELDS {
            lines.push("and more".to_owned());
        }
        lines.join("; ")
    };
    let refused = Refused::new("body.schema", list(|it| &it.expected), list(|it| it.came));
    let params = faults
        .into_iter()
        .map(|it| invalid_param(it.name, it.expected))
        .collect();
    let answer = Answer::problem_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        "invalid_request_parameter",
        "Invalid request parameter",
        "Your request body parameters have failed validation.",
        params,
    );
    Box::new(answer.refused(refused))
}

fn field_fault(error: &jsonschema::ValidationError<'_>) -> FieldFault {
    use jsonschema::error::ValidationErrorKind;
    let mut name = String::new();
    for part in error.instance_path().as_str().split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        if part.bytes().all(|byte| byte.is_ascii_digit()) && !part.is_empty() {
            name.push_str(&format!("[{part}]"));
        } else {
            if !name.is_empty() {
                name.push('.');
            }
            name.push_str(&part);
        }
    }
    let mut came = kind_of(error.instance());
    if let ValidationErrorKind::Required { property } = error.kind() {
        if !name.is_empty() {
            name.push('.');
        }
        name.push_str(property.as_str().unwrap_or_default());
        came = "nothing";
    }
    if name.is_empty() {
        name.push_str("body");
    }
    FieldFault {
        expected: error.masked().to_string(),
        name,
        came,
    }
}

/// Release notes of 2024 and 2025 call these spellings still accepted: the wrapper `input`, and
/// `eidProviderOptions` for what is `videoidProviderOptions` now.
fn modernised(body: Value) -> Value {
    let Value::Object(mut members) = body else {
        return body;
    };
    if let Some(Value::Object(inner)) = members.get_mut("input") {
        members = std::mem::take(inner);
    }
    if !members.contains_key("videoidProviderOptions")
        && let Some(options) = members.remove("eidProviderOptions")
    {
        members.insert("videoidProviderOptions".into(), options);
    }
    Value::Object(members)
}

/// With the older spellings switched off they are refused by name; ignoring them would hide the mistake.
fn refuse_older(body: Value) -> Result<Value, Box<Answer>> {
    let faults: Vec<_> = ["input", "eidProviderOptions"]
        .into_iter()
        .filter_map(|name| {
            body.get(name).map(|value| FieldFault {
                name: name.to_owned(),
                expected: "is an older spelling, switched off here".into(),
                came: kind_of(value),
            })
        })
        .collect();
    if faults.is_empty() {
        Ok(body)
    } else {
        Err(invalid(faults))
    }
}
