//! The error object of the control API.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    handle::ControlError,
    session::{Action, ActionError, State},
};

/// Why a request to the control API failed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ControlProblem {
    /// HTTP status code.
    pub status: u16,
    /// Machine-readable constant.
    pub code: &'static str,
    /// What went wrong.
    pub detail: String,
    /// The session's state, when that does not allow the action.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// The actions that this state allows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_actions: Option<Vec<Action>>,
}

impl ControlProblem {
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status: status.as_u16(),
            code,
            detail: detail.into(),
            state: None,
            next_actions: None,
        }
    }

    pub fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            format!("there is no such {what}"),
        )
    }

    /// A value is out of bounds.
    pub fn invalid(detail: &str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail)
    }
}

impl IntoResponse for ControlProblem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(self)).into_response()
    }
}

impl From<ActionError> for ControlProblem {
    fn from(error: ActionError) -> Self {
        let status = match error {
            ActionError::UnknownTransaction => StatusCode::NOT_FOUND,
            _ => StatusCode::CONFLICT,
        };
        let mut problem = Self::new(status, error.code(), error.to_string());
        if let ActionError::InvalidState {
            state,
            next_actions,
        } = error
        {
            problem.state = Some(state);
            problem.next_actions = Some(next_actions);
        }
        problem
    }
}

impl From<ControlError> for ControlProblem {
    fn from(error: ControlError) -> Self {
        match error {
            ControlError::Invalid { .. } => Self::invalid(&error.to_string()),
            ControlError::Full(_) => Self::new(StatusCode::CONFLICT, "full", error.to_string()),
        }
    }
}
