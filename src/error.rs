//! One error type, safe to print: what was tried, what came back, and whether it was processed.
//!
//! The texts of reqwest, serde_json and oauth2 quote URLs, values and tokens, so none of them is kept: only
//! the kind of a fault, its line and its column. What the service itself said beyond its fixed title
//! (details, invalid parameters, an odd body) is there for whoever asks for it by name.

use std::{fmt, time::Duration};

use crate::{ids::InvalidId, operation::Operation, session::State};

/// What surely happened to a call's request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// It never reached the service: sending it again cannot do it twice.
    NotSent,
    /// The service refused it.
    Rejected,
    /// The service processed it, but its answer cannot be read: a start *did* create its session.
    ProcessedUnreadable,
    /// Nobody can tell. Do not start again blindly: keep your `externalRef` and the trace id, and look the
    /// call up in the vendor's audit log.
    Unknown,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotSent => "not sent",
            Self::Rejected => "rejected",
            Self::ProcessedUnreadable => "processed, answer unreadable",
            Self::Unknown => "outcome unknown",
        })
    }
}

/// Whatever can go wrong. Every variant prints as one line without secrets or personal data.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A setting or an argument makes no sense; nothing was sent.
    Invalid(Invalid),
    /// There is no access token; the operation was not sent.
    Token(Box<Failure>, TokenError),
    /// No connection could be made (DNS, TCP, TLS, proxy); the request was not sent.
    Connect(Box<Failure>),
    /// The time for the call, or for its last attempt, was over.
    Timeout(Box<Failure>),
    /// The connection broke after the request may have been written.
    Interrupted(Box<Failure>),
    /// The service answered with an error status.
    Api(Box<Failure>),
    /// The service answered with a redirect, which is never followed: it would carry the token elsewhere.
    Redirect(Box<Failure>),
    /// The answer is larger than this client accepts.
    TooLarge(Box<Failure>),
    /// A success status with a body that is not what the document promises.
    Unreadable(Box<Failure>, Unreadable),
    /// The session that was waited for ended without success.
    SessionFailed(Box<State>),
    /// The session was not over by the deadline of the wait.
    WaitDeadline(Box<WaitDeadline>),
}

/// A setting or an argument that makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Invalid {
    /// A required setting is missing; its name.
    Missing(&'static str),
    /// A URL cannot be read; the setting's name.
    Url(&'static str),
    /// Plain `http` to a host that is not loopback; the setting's name.
    PlainHttp(&'static str),
    /// What cannot be sent as a header, for example an access token with a line break.
    Header(&'static str),
    /// TLS could not be set up: no provider, no root certificates, or a certificate that cannot be read.
    Tls,
    /// The HTTP client could not be built from the caller's settings.
    HttpClient,
    /// The document to show first is not among the documents allowed.
    ShownFirst,
    /// Not an id.
    Id(InvalidId),
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "{name} is not set"),
            Self::Url(name) => write!(f, "{name} is not an http(s) URL with a host"),
            Self::PlainHttp(name) => write!(
                f,
                "{name} is plain http to a host that is not loopback; use https, or allow it with allow_plain_http"
            ),
            Self::Header(name) => write!(f, "{name} cannot be sent as a header"),
            Self::Tls => f.write_str("TLS cannot be set up: no provider, no root certificates, or an unreadable certificate"),
            Self::HttpClient => f.write_str("the HTTP client cannot be built from these settings"),
            Self::ShownFirst => f.write_str("the document to show first is not among the documents allowed"),
            Self::Id(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Invalid {}

/// Why there is no access token. The answer of the token endpoint is never kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenError {
    /// No connection to the token endpoint.
    Connect,
    /// The token endpoint did not answer in time.
    Timeout,
    /// The connection to the token endpoint broke.
    Interrupted,
    /// The token endpoint refused: the HTTP status and the OAuth error code (`invalid_client`, ...).
    Refused {
        /// HTTP status.
        status: u16,
        /// The `error` member of RFC 6749, section 5.2, cut to 64 characters; empty where there was none.
        code: Box<str>,
    },
    /// The token endpoint's answer is no token answer.
    Unreadable,
    /// The token's life is over on arrival (`expires_in` of zero or less).
    Expired,
    /// The caller's own token source failed.
    Source,
}

impl TokenError {
    /// Whether another attempt may bring a token.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Connect | Self::Timeout | Self::Interrupted => true,
            Self::Refused { status, .. } => is_transient_status(*status),
            Self::Unreadable | Self::Expired | Self::Source => false,
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect => f.write_str("could not connect to the token endpoint"),
            Self::Timeout => f.write_str("the token endpoint did not answer in time"),
            Self::Interrupted => f.write_str("the connection to the token endpoint broke"),
            Self::Refused { status, code } if code.is_empty() => {
                write!(f, "the token endpoint answered {status}")
            }
            Self::Refused { status, code } => {
                write!(f, "the token endpoint answered {status} {code}")
            }
            Self::Unreadable => f.write_str("the token endpoint's answer is no token answer"),
            Self::Expired => f.write_str("the token was expired on arrival"),
            Self::Source => f.write_str("the token source failed"),
        }
    }
}

impl std::error::Error for TokenError {}

/// Why a successful answer cannot be read: kind and place, never the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreadable {
    /// Not JSON, or not the JSON that the document promises; the place in the body, from 1.
    Json {
        /// Line, from 1; 0 where the end came too soon.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// The body ended before it was whole.
    Truncated,
    /// A success status that the document does not know.
    Status,
    /// A part that the client cannot do without is missing: the member's name.
    Missing(&'static str),
    /// An id in it cannot be one: the member's name.
    Id(&'static str),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json { line, column } => {
                write!(
                    f,
                    "the body is not the documented JSON at line {line} column {column}"
                )
            }
            Self::Truncated => f.write_str("the body ended too soon"),
            Self::Status => f.write_str("the status is not documented"),
            Self::Missing(name) => write!(f, "{name} is missing"),
            Self::Id(name) => write!(f, "{name} is no id"),
        }
    }
}

impl std::error::Error for Unreadable {}

/// A request parameter that the service refused.
#[derive(Clone, PartialEq, Eq)]
pub struct InvalidParam {
    pub(crate) name: String,
    pub(crate) reason: String,
}

impl InvalidParam {
    /// The parameter.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Why it failed, in the service's words.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Debug for InvalidParam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InvalidParam(..)")
    }
}

/// What is known of a failed call. Accessors on [`Error`] read it.
pub struct Failure {
    pub(crate) operation: Operation,
    pub(crate) outcome: Outcome,
    pub(crate) retryable: bool,
    pub(crate) status: Option<u16>,
    pub(crate) code: Option<Box<str>>,
    pub(crate) title: Option<Box<str>>,
    pub(crate) detail: Option<Box<str>>,
    pub(crate) trace_id: Option<Box<str>>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) invalid_params: Vec<InvalidParam>,
    pub(crate) body: Option<Box<[u8]>>,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure")
            .field("operation", &self.operation)
            .field("outcome", &self.outcome)
            .field("status", &self.status)
            .field("code", &self.code)
            .field("title", &self.title)
            .field("trace_id", &self.trace_id)
            .field("retry_after", &self.retry_after)
            .field("attempts", &self.attempts)
            .field("elapsed", &self.elapsed)
            .finish_non_exhaustive()
    }
}

/// The last that was seen of a session which was not over in time.
#[derive(Debug)]
pub struct WaitDeadline {
    pub(crate) last: Option<State>,
    pub(crate) error: Option<Error>,
    pub(crate) waited: Duration,
}

impl WaitDeadline {
    /// The session as last seen; `None` where no poll ever succeeded.
    pub fn last_state(&self) -> Option<&State> {
        self.last.as_ref()
    }
}

impl Error {
    pub(crate) fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Token(failure, _)
            | Self::Connect(failure)
            | Self::Timeout(failure)
            | Self::Interrupted(failure)
            | Self::Api(failure)
            | Self::Redirect(failure)
            | Self::TooLarge(failure)
            | Self::Unreadable(failure, _) => Some(failure),
            Self::Invalid(_) | Self::SessionFailed(_) | Self::WaitDeadline(_) => None,
        }
    }

    /// The operation that failed.
    pub fn operation(&self) -> Option<Operation> {
        self.failure().map(|failure| failure.operation)
    }

    /// The HTTP status of the last attempt, where an answer began to arrive.
    pub fn status(&self) -> Option<u16> {
        self.failure()?.status
    }

    /// The service's machine-readable code, for example `invalid_request_parameter`.
    pub fn code(&self) -> Option<&str> {
        self.failure()?.code.as_deref()
    }

    /// What went wrong in this occurrence, in the service's words. May hold personal data; never printed.
    pub fn detail(&self) -> Option<&str> {
        self.failure()?.detail.as_deref()
    }

    /// The service's id of the request, for its support and its audit log.
    pub fn trace_id(&self) -> Option<&str> {
        self.failure()?.trace_id.as_deref()
    }

    /// How long the service asks to wait, at most a day.
    pub fn retry_after(&self) -> Option<Duration> {
        self.failure()?.retry_after
    }

    /// Which request parameters were refused, and why. May hold personal data; never printed.
    pub fn invalid_params(&self) -> &[InvalidParam] {
        self.failure()
            .map_or(&[], |failure| &failure.invalid_params)
    }

    /// The first 2 KiB of an answer that was not the documented JSON. May hold anything; never printed.
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.failure()?.body.as_deref()
    }

    /// How often the operation was sent, or tried to be.
    pub fn attempts(&self) -> u32 {
        self.failure().map_or(0, |failure| failure.attempts)
    }

    /// From the call's begin to its end.
    pub fn elapsed(&self) -> Option<Duration> {
        Some(self.failure()?.elapsed)
    }

    /// Whether the same call may succeed later *and* repeating it cannot do anything twice.
    pub fn is_retryable(&self) -> bool {
        self.failure().is_some_and(|failure| {
            failure.retryable
                && (failure.operation.is_repeatable() || failure.outcome == Outcome::NotSent)
        })
    }

    /// What surely happened to the request; after a wait, what became of the session: a failed one is
    /// [`Outcome::Rejected`], one that was not over in time [`Outcome::Unknown`].
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Invalid(_) => Outcome::NotSent,
            Self::SessionFailed(_) => Outcome::Rejected,
            // The session may still end well.
            Self::WaitDeadline(_) => Outcome::Unknown,
            _ => self
                .failure()
                .map_or(Outcome::Unknown, |failure| failure.outcome),
        }
    }

    /// The session as last seen, where a wait ended without success.
    pub fn last_state(&self) -> Option<&State> {
        match self {
            Self::SessionFailed(state) => Some(state),
            Self::WaitDeadline(deadline) => deadline.last_state(),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Self::Invalid(invalid) => return write!(f, "invalid: {invalid}"),
            Self::SessionFailed(state) => {
                return write!(
                    f,
                    "{} session ended without success: {}",
                    state.flow(),
                    state.status()
                );
            }
            Self::WaitDeadline(deadline) => {
                write!(f, "session not over after {:.1?}", deadline.waited)?;
                return match &deadline.last {
                    Some(state) => write!(f, ", last status {}", state.status()),
                    None => f.write_str(", never seen"),
                };
            }
            Self::Token(_, error) => &error.to_string() as &dyn fmt::Display,
            Self::Connect(_) => &"could not connect",
            Self::Timeout(_) => &"timed out",
            Self::Interrupted(_) => &"connection broke",
            Self::Api(_) => &"refused",
            Self::Redirect(_) => &"redirect not followed",
            Self::TooLarge(_) => &"answer too large",
            Self::Unreadable(_, why) => why,
        };
        let Some(failure) = self.failure() else {
            return what.fmt(f);
        };
        write!(f, "{}: {what}", failure.operation)?;
        if let Some(status) = failure.status {
            write!(f, ", HTTP {status}")?;
        }
        if let Some(code) = &failure.code {
            write!(f, " {code}")?;
        }
        if let Some(title) = &failure.title {
            write!(f, " \"{title}\"")?;
        }
        if let Some(trace_id) = &failure.trace_id {
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
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Invalid(invalid) => Some(invalid),
            Self::Token(_, error) => Some(error),
            Self::Unreadable(_, why) => Some(why),
            Self::WaitDeadline(deadline) => deadline.error.as_ref().map(|error| error as _),
            _ => None,
        }
    }
}

impl From<InvalidId> for Error {
    fn from(error: InvalidId) -> Self {
        Self::Invalid(Invalid::Id(error))
    }
}

/// Statuses that may pass by themselves.
pub(crate) fn is_transient_status(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}

/// A text from outside made fit to print: one line that reads as it stands, at most `max_bytes` bytes.
pub(crate) fn one_line(text: &str, max_bytes: usize) -> String {
    let mut line = String::new();
    // What breaks a line or turns the direction of reading without being a control character to Unicode.
    let misleads = |c| matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    for c in text.trim().chars().map(|c| {
        if c.is_control() || misleads(c) {
            ' '
        } else {
            c
        }
    }) {
        if line.len() + c.len_utf8() > max_bytes {
            break;
        }
        line.push(c);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_small() {
        assert!(size_of::<Error>() <= 128, "{}", size_of::<Error>());
    }

    #[test]
    fn a_text_from_outside_is_cut_at_a_character() {
        assert_eq!(one_line(" ä\nö\u{7}ü ", 5), "ä ö");
        assert_eq!(one_line("a\u{2028}b\u{202e}c", 9), "a b c");
    }
}
