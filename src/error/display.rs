//! The one-line text of an error. What it includes is not repeated by `source()`.

use std::fmt;

use super::{failure::Failure, variants::Error};

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidInput(invalid) => invalid.fmt(f),
            Self::Token(failure, error) => write(f, failure, error),
            Self::Connect(failure) => write(f, failure, &"could not connect"),
            Self::Timeout(failure) => write(f, failure, &"timed out"),
            Self::Interrupted(failure) => write(f, failure, &"connection broke"),
            Self::Api(failure) => write(f, failure, &"API error"),
            Self::Redirect(failure) => write(f, failure, &"redirect not followed"),
            Self::TooLarge(failure) => write(f, failure, &"response too large"),
            Self::Unreadable(failure, reason) => {
                write(f, failure, &format_args!("unreadable response: {reason}"))
            }
            Self::SessionFailed(state) => {
                write!(f, "{} session failed: {}", state.flow(), state.status())
            }
            Self::Wait(wait) => wait.fmt(f),
        }
    }
}

fn write(f: &mut fmt::Formatter<'_>, failure: &Failure, what: &dyn fmt::Display) -> fmt::Result {
    write!(f, "{}: {what}", failure.operation)?;
    if let Some(status) = failure.status {
        write!(f, ", HTTP {}", status.as_u16())?;
    }
    if let Some(code) = failure.code() {
        write!(f, " {code}")?;
    }
    if let Some(title) = failure.title() {
        write!(f, " \"{title}\"")?;
    }
    if let Some(trace_id) = failure.trace_id() {
        write!(f, ", trace {trace_id}")?;
    }
    if let Some(after) = failure.retry_after {
        write!(f, ", retry after {after:.1?}")?;
    }
    let plural = if failure.attempts == 1 { "" } else { "s" };
    write!(
        f,
        ", {} ({} attempt{plural} in {:.1?})",
        failure.outcome, failure.attempts, failure.elapsed
    )
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Wait(wait) => wait.poll_error().map(|error| error as _),
            _ => None,
        }
    }
}
