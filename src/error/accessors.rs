//! The accessors of [`Error`].

use std::time::Duration;

use http::StatusCode;

use super::{
    failure::Failure,
    outcome::Outcome,
    token_error::TokenError,
    variants::{Error, WaitError},
};
use crate::model::{InvalidParam, Operation, State, TransactionId};

impl Error {
    /// What is known about the failed call; for a wait, about its last poll. `None` for
    /// [`Error::InvalidInput`], [`Error::SessionFailed`], and a wait whose last poll succeeded.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Token(failure, _)
            | Self::Connect(failure)
            | Self::Timeout(failure)
            | Self::Interrupted(failure)
            | Self::Api(failure)
            | Self::Redirect(failure)
            | Self::TooLarge(failure)
            | Self::Unreadable(failure, _) => Some(failure),
            Self::Wait(wait) => wait.poll_error()?.failure(),
            Self::InvalidInput(_) | Self::SessionFailed(_) => None,
        }
    }

    /// Why there is no access token; for a wait, why its last poll had none.
    #[must_use]
    pub fn token_error(&self) -> Option<&TokenError> {
        match self {
            Self::Token(_, error) => Some(error),
            Self::Wait(wait) => wait.poll_error()?.token_error(),
            _ => None,
        }
    }

    /// What is known about the effect of the failed call. A wait that ended before its session finished has
    /// [`Outcome::SessionOpen`], a failed session [`Outcome::Rejected`].
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::InvalidInput(_) => Outcome::NotSent,
            Self::SessionFailed(_) => Outcome::Rejected,
            Self::Wait(_) => Outcome::SessionOpen,
            _ => self.failure().map_or(Outcome::Unknown, Failure::outcome),
        }
    }

    /// Whether the same call may succeed later **and** is safe to repeat. For a wait: whether resuming it may
    /// succeed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Wait(wait) => {
                wait.is_timeout() || wait.poll_error().is_some_and(Self::is_retryable)
            }
            _ => self.failure().is_some_and(Failure::is_retryable),
        }
    }

    /// Whether the credentials or their permissions were rejected: HTTP 401 or 403 from the service, or a
    /// 4xx other than 408 and 429 from the token endpoint. Retrying does not help.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        match self {
            Self::Token(_, error) => error
                .status()
                .is_some_and(|status| status.is_client_error() && !error.is_retryable()),
            Self::Api(failure) => matches!(
                failure.status,
                Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
            ),
            Self::Wait(wait) => wait.poll_error().is_some_and(Self::is_auth),
            _ => false,
        }
    }

    /// Whether the service rejected the request's content: HTTP 400 or 422. See
    /// [`invalid_params`](Self::invalid_params).
    #[must_use]
    pub fn is_validation(&self) -> bool {
        match self {
            Self::Api(failure) => matches!(
                failure.status,
                Some(StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY)
            ),
            Self::Wait(wait) => wait.poll_error().is_some_and(Self::is_validation),
            _ => false,
        }
    }

    /// Whether a call, a token request or a wait timed out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Timeout(_) | Self::Token(_, TokenError::Timeout) => true,
            Self::Wait(wait) => {
                wait.is_timeout() || wait.poll_error().is_some_and(Self::is_timeout)
            }
            _ => false,
        }
    }

    /// Whether no connection could be made, to the service or to the token endpoint.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        match self {
            Self::Connect(_) | Self::Token(_, TokenError::Connect) => true,
            Self::Wait(wait) => wait.poll_error().is_some_and(Self::is_connect),
            _ => false,
        }
    }

    /// The operation that failed.
    #[must_use]
    pub fn operation(&self) -> Option<Operation> {
        self.failure().map(Failure::operation)
    }

    /// The HTTP status of the last attempt, if the head of a response was received; for [`Error::Token`], the
    /// token endpoint's.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self.token_error() {
            Some(error) => error.status(),
            None => self.failure()?.status(),
        }
    }

    /// The service's machine-readable code, for example `invalid_request_parameter`; for [`Error::Token`],
    /// the token endpoint's, for example `invalid_client`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self.token_error() {
            Some(error) => error.code(),
            None => self.failure()?.code(),
        }
    }

    /// See [`Failure::title`].
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.failure()?.title()
    }

    /// See [`Failure::detail`]. It may contain personal data.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.failure()?.detail()
    }

    /// The service's id of the request, for its support and its audit log.
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        self.failure()?.trace_id()
    }

    /// How long the service or the token endpoint asks to wait before the next attempt, at most a day.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.failure()?.retry_after()
    }

    /// The request parameters that the service rejected, and why. They may contain personal data.
    #[must_use]
    pub fn invalid_params(&self) -> &[InvalidParam] {
        self.failure().map_or(&[], Failure::invalid_params)
    }

    /// The first 2 KiB of a body that is not the documented JSON. It may contain anything.
    #[must_use]
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.failure()?.raw_body()
    }

    /// The id of a session that exists although the call failed: for a start whose response is unreadable, if
    /// the id could be read; for a wait, if a poll succeeded.
    #[must_use]
    pub fn transaction_id(&self) -> Option<&TransactionId> {
        match self.last_state() {
            Some(state) => Some(state.transaction_id()),
            None => self.failure()?.transaction_id(),
        }
    }

    /// The activation code of a start whose response is unreadable, if the code could be read. It is secret.
    #[must_use]
    pub fn activation_code(&self) -> Option<&str> {
        self.failure()?.activation_code()
    }

    /// Number of attempts to send the operation's request, including those without a connection. Attempts that
    /// failed for lack of an access token are not counted.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.failure().map_or(0, Failure::attempts)
    }

    /// Time from the start of the call or the wait to its failure.
    #[must_use]
    pub fn elapsed(&self) -> Option<Duration> {
        match self {
            Self::Wait(wait) => Some(wait.elapsed()),
            _ => self.failure().map(Failure::elapsed),
        }
    }

    /// The session as last seen by a wait that ended without success.
    #[must_use]
    pub fn last_state(&self) -> Option<&State> {
        match self {
            Self::SessionFailed(state) => Some(state),
            Self::Wait(wait) => WaitError::last_state(wait),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_is_small_and_can_be_shared() {
        fn shared<T: Clone + Send + Sync + 'static>() {}
        shared::<Error>();
        assert!(size_of::<Error>() <= 64, "{}", size_of::<Error>());
    }
}
