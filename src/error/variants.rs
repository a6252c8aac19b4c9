//! The error type. [`Error`] and [`WaitError`] contain each other, so both are defined here.

use std::time::Duration;

use super::{failure::Failure, invalid_input::InvalidInput, token_error::TokenError};
use crate::model::{InvalidId, State, Unreadable};

/// An error of this crate. Every variant prints on one line, without secrets or personal data.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// A setting or an argument is invalid; nothing was sent.
    InvalidInput(InvalidInput),
    /// No access token could be fetched; the operation was not sent.
    Token(Box<Failure>, TokenError),
    /// No connection could be made (DNS, TCP, TLS, proxy); the request was not sent.
    Connect(Box<Failure>),
    /// The call, or its last attempt, timed out.
    Timeout(Box<Failure>),
    /// The connection broke after the request may have been written.
    Interrupted(Box<Failure>),
    /// The service responded with an error status.
    Api(Box<Failure>),
    /// The service responded with a redirect. Redirects are never followed, because that could send the token
    /// to another server.
    Redirect(Box<Failure>),
    /// The response is larger than this client accepts.
    TooLarge(Box<Failure>),
    /// The response has a success status, and a body that the client cannot read.
    Unreadable(Box<Failure>, Unreadable),
    /// The session that was waited for finished without success.
    SessionFailed(Box<State>),
    /// A wait ended before its session finished: it timed out, or a poll failed with an error that another
    /// poll will not fix. The session may still be running.
    Wait(Box<WaitError>),
}

/// Why a wait ended before its session finished, and the last known state of the session.
#[derive(Clone, Debug)]
pub struct WaitError {
    pub(crate) last_state: Option<State>,
    pub(crate) elapsed: Duration,
    pub(crate) timed_out: bool,
    pub(crate) poll_error: Option<Error>,
}

impl From<InvalidId> for Error {
    fn from(error: InvalidId) -> Self {
        Self::InvalidInput(InvalidInput::Id(error))
    }
}

impl From<InvalidInput> for Error {
    fn from(error: InvalidInput) -> Self {
        Self::InvalidInput(error)
    }
}
