//! Reading requests of the control API, and saying what is wrong with them in an error object.

use std::{collections::BTreeMap, sync::LazyLock};

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Path, Query, Request, rejection::PathRejection},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header, request::Parts};
use jsonschema::{Draft, Validator};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use crate::{Action, ControlError, Handle, Refusal, State, exchange::MAX_REQUEST_BODY};

/// What went wrong with a request of the control API.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ControlProblem {
    /// HTTP status code.
    pub status: u16,
    /// Machine-readable constant.
    pub code: &'static str,
    /// What went wrong.
    pub detail: String,
    /// Where the session stands, when a move was refused for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// What is possible in that state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub possible: Option<Vec<Action>>,
}

impl ControlProblem {
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status: status.as_u16(),
            code,
            detail: detail.into(),
            state: None,
            possible: None,
        }
    }

    pub fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            format!("there is no such {what}"),
        )
    }
}

impl IntoResponse for ControlProblem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(self)).into_response()
    }
}

impl From<Refusal> for ControlProblem {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal {
            Refusal::UnknownTransaction => StatusCode::NOT_FOUND,
            _ => StatusCode::CONFLICT,
        };
        let mut problem = Self::new(status, refusal.code(), refusal.to_string());
        if let Refusal::NotPossible { state, possible } = refusal {
            problem.state = Some(state);
            problem.possible = Some(possible);
        }
        problem
    }
}

impl From<ControlError> for ControlProblem {
    fn from(error: ControlError) -> Self {
        let (status, code) = match error {
            ControlError::Invalid { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
            ControlError::Full(_) => (StatusCode::CONFLICT, "full"),
        };
        Self::new(status, code, error.to_string())
    }
}

/// A JSON body.
pub(crate) struct Body<T>(pub T);

impl<S: Sync, T: DeserializeOwned + ToSchema> FromRequest<S> for Body<T> {
    type Rejection = ControlProblem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ControlProblem> {
        let (parts, body) = request.into_parts();
        // A page of another origin cannot send this type without asking first, and is never allowed to.
        let is_json = parts
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|it| it.to_str().ok())
            .and_then(|it| it.split(';').next())
            .is_some_and(|it| it.trim().eq_ignore_ascii_case("application/json"));
        if !is_json {
            return Err(ControlProblem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "the body must be application/json",
            ));
        }
        let bytes = axum::body::to_bytes(body, MAX_REQUEST_BODY)
            .await
            .map_err(|_| {
                ControlProblem::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "payload_too_large",
                    "the body must not be larger than 64 KiB",
                )
            })?;
        let mut value: Value = serde_json::from_slice(&bytes).map_err(|error| {
            ControlProblem::new(StatusCode::BAD_REQUEST, "malformed_json", error.to_string())
        })?;
        if let Some(reason) = misfit(&T::name(), &value) {
            return Err(ControlProblem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid_body",
                reason,
            ));
        }
        whole(&mut value);
        serde_json::from_value(value).map(Body).map_err(|error| {
            ControlProblem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid_body",
                error.to_string(),
            )
        })
    }
}

/// The checks of the document's own schemas. serde alone would let arrays pass for objects and numbers
/// for the names of variants.
static CHECKS: LazyLock<BTreeMap<String, Validator>> = LazyLock::new(|| {
    let document = super::document();
    let components = document.get("components").cloned().unwrap_or_default();
    let names = components
        .get("schemas")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    names
        .filter_map(|(name, _)| {
            let reference = format!("#/components/schemas/{name}");
            let root = json!({ "$ref": reference, "components": components });
            let check = jsonschema::options()
                .with_draft(Draft::Draft202012)
                .build(&root)
                .ok()?;
            Some((name.clone(), check))
        })
        .collect()
});

/// How `value` does not fit the schema of this name.
fn misfit(name: &str, value: &Value) -> Option<String> {
    let Some(check) = CHECKS.get(name) else {
        return Some(format!("the document has no schema `{name}`"));
    };
    let mut reasons = check
        .iter_errors(value)
        .map(|error| match error.instance_path().as_str() {
            "" => error.masked().to_string(),
            at => format!("{at}: {}", error.masked()),
        });
    let first = reasons.next()?;
    Some(
        reasons
            .take(9)
            .fold(first, |all, reason| format!("{all}; {reason}")),
    )
}

/// To JSON Schema `3.0` is an integer; to serde it is not.
fn whole(value: &mut Value) {
    /// Every whole number up to here is exact in a double.
    const EXACT: f64 = 9_007_199_254_740_991.0;
    match value {
        Value::Number(number) if number.is_f64() => {
            let exact = number
                .as_f64()
                .filter(|it| it.fract() == 0.0 && (0.0..=EXACT).contains(it))
                .and_then(|it| format!("{it:.0}").parse::<u64>().ok());
            if let Some(integer) = exact {
                *value = integer.into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(whole),
        Value::Object(members) => members.values_mut().for_each(whole),
        _ => {}
    }
}

/// Which account a list is about.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Scope {
    /// Only of this account; of all when absent.
    account: Option<String>,
}

/// The handle, narrowed to `?account=` when that is given.
pub(crate) struct Scoped(pub Handle);

impl FromRequestParts<Handle> for Scoped {
    type Rejection = ControlProblem;

    async fn from_request_parts(
        parts: &mut Parts,
        handle: &Handle,
    ) -> Result<Self, ControlProblem> {
        let Query(scope) = Query::<Scope>::try_from_uri(&parts.uri).map_err(|_| {
            ControlProblem::new(
                StatusCode::BAD_REQUEST,
                "invalid_query",
                "the query cannot be read",
            )
        })?;
        Ok(Self(match scope.account {
            Some(account) => handle.for_account(account),
            None => handle.clone(),
        }))
    }
}

/// The one parameter in the path.
pub(crate) struct Id<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Id<T> {
    type Rejection = ControlProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ControlProblem> {
        let read: Result<Path<T>, PathRejection> = Path::from_request_parts(parts, state).await;
        read.map(|Path(id)| Self(id)).map_err(|_| {
            ControlProblem::new(
                StatusCode::BAD_REQUEST,
                "invalid_path",
                "the path cannot be read",
            )
        })
    }
}

pub(crate) async fn no_such_path() -> ControlProblem {
    ControlProblem::not_found("path")
}

pub(crate) async fn no_such_method() -> ControlProblem {
    ControlProblem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "the control API's document names the methods of this path",
    )
}
