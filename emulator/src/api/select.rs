//! Tells operations apart that share a path and a method: by the constants of their roles, or by the flow of
//! the session that they name.

use http::request::Parts;
use serde_json::Value;
use signicat_reuseid_api::role::{Content, Input, ParameterValue};

use super::call::{Call, Parameters};
use crate::{
    document::{DOCUMENT, Route},
    oauth::Bearer,
    operation::Operation,
    session::Flow,
    store::Store,
};

/// The operation that a request is for; the first if they cannot be distinguished.
pub(crate) fn select(
    store: &mut Store,
    operations: &[Operation],
    bearer: &Bearer<'_>,
    (parts, parameters, body): (&Parts, &Parameters, &[u8]),
) -> Operation {
    let json: Value = serde_json::from_slice(body).unwrap_or_default();
    let account = bearer.account(store).unwrap_or_default();
    let call = |route| Call {
        route,
        bearer,
        headers: &parts.headers,
        parameters,
        body,
    };
    let asked: Vec<_> = operations
        .iter()
        .copied()
        .filter(|operation| {
            let route = DOCUMENT.route(*operation);
            route.is_some_and(|route| has_constants(route, &call(route), &json))
        })
        .collect();
    let mut of_the_flow = asked.iter().copied().filter(|operation| {
        let flow = match operation {
            Operation::GetOnboarding => Flow::Onboarding,
            Operation::GetStepUp => Flow::StepUp,
            _ => return true,
        };
        let Some(route) = DOCUMENT.route(*operation) else {
            return false;
        };
        let id = call(route).text(&json, Input::TransactionId);
        let session = store.session_of(&account, &id);
        session.is_none_or(|(session, _)| session.flow == flow)
    });
    // A request that asks for the session of another flow by its constants gets that operation's error.
    of_the_flow
        .next()
        .or_else(|| asked.first().copied())
        .or_else(|| operations.first().copied())
        .unwrap_or(Operation::Token)
}

/// Whether a request has the fixed values of an operation.
fn has_constants(route: &Route, call: &Call<'_>, body: &Value) -> bool {
    let parameters = route.roles.parameters.iter().all(|role| match role.value {
        ParameterValue::Constant(expected) => {
            let expected = expected.trim_matches('"');
            call.parameters.get(call.headers, role) == Some(expected)
        }
        ParameterValue::Input(_) => true,
    });
    let fields = route.roles.request.iter().all(|field| match field.content {
        Content::Constant(expected) => {
            let expected = serde_json::from_str::<Value>(expected).ok();
            body.pointer(field.pointer) == expected.as_ref()
        }
        _ => true,
    });
    parameters && fields
}
