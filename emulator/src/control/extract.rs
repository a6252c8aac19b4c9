//! Reads requests of the control API.

use axum::extract::{
    FromRequest, FromRequestParts, Path, Query, Request, rejection::PathRejection,
};
use http::{StatusCode, request::Parts};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::{problem::ControlProblem, schema};
use crate::{
    exchange::MAX_REQUEST_BODY,
    handle::Handle,
    media_type::{is_media_type, unsupported_encoding},
};

/// A JSON body.
pub(crate) struct Body<T>(pub T);

impl<S: Sync, T: DeserializeOwned + ToSchema> FromRequest<S> for Body<T> {
    type Rejection = ControlProblem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ControlProblem> {
        let (parts, body) = request.into_parts();
        let unsupported = |detail: &str| {
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            Err(ControlProblem::new(
                status,
                "unsupported_media_type",
                detail,
            ))
        };
        if let Some(encoding) = unsupported_encoding(&parts.headers) {
            return unsupported(&format!("the content encoding {encoding} is not supported"));
        }
        if !is_media_type(&parts.headers, "application/json") {
            return unsupported("the body must be application/json");
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
        let invalid = |reason: String| {
            ControlProblem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_body", reason)
        };
        if let Some(reason) = schema::mismatch::<T>(&value) {
            return Err(invalid(reason));
        }
        floats_to_integers(&mut value);
        serde_json::from_value(value)
            .map(Body)
            .map_err(|error| invalid(error.to_string()))
    }
}

/// `3.0` is an integer in JSON Schema, but not for serde.
fn floats_to_integers(value: &mut Value) {
    /// The largest number up to which every integer is exact in a double.
    const MAX_EXACT: f64 = 9_007_199_254_740_991.0;
    match value {
        Value::Number(number) if number.is_f64() => {
            let exact = number
                .as_f64()
                .filter(|it| it.fract() == 0.0 && (0.0..=MAX_EXACT).contains(it))
                .and_then(|it| format!("{it:.0}").parse::<u64>().ok());
            if let Some(integer) = exact {
                *value = integer.into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(floats_to_integers),
        Value::Object(members) => members.values_mut().for_each(floats_to_integers),
        _ => {}
    }
}

/// The query of most routes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Scope {
    /// Only this account; all of them when absent.
    account: Option<String>,
}

/// The handle for `?account=`, or for all accounts.
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
                "the query cannot be parsed",
            )
        })?;
        Ok(Self(match scope.account {
            Some(account) => handle.for_account(account),
            None => handle.clone(),
        }))
    }
}

/// The path parameter.
pub(crate) struct Id<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Id<T> {
    type Rejection = ControlProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ControlProblem> {
        let read: Result<Path<T>, PathRejection> = Path::from_request_parts(parts, state).await;
        read.map(|Path(id)| Self(id)).map_err(|_| {
            ControlProblem::new(
                StatusCode::BAD_REQUEST,
                "invalid_path",
                "the path cannot be parsed",
            )
        })
    }
}
