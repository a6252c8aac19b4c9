//! Invalid settings and arguments.

use std::fmt;

use signicat_reuseid_api::{RequestInputError, role::Accepts};

use crate::model::InvalidId;

/// An invalid setting or argument; nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidInput {
    /// A required setting is missing or empty; its name.
    Missing(&'static str),
    /// A setting has white space or control characters where they are not allowed, for example the line break
    /// of the file that it was read from, or is not Unicode; its name.
    WhiteSpace(&'static str),
    /// A setting is not a valid http(s) URL, or has a part that is not allowed: credentials, a fragment, or a
    /// query in another URL than the token endpoint's; its name.
    Url(&'static str),
    /// A URL uses plain `http` with a host that is not loopback; the setting's name.
    PlainHttp(&'static str),
    /// A timeout of zero; the setting's name.
    ZeroTimeout(&'static str),
    /// A value that cannot be sent as a header, for example an access token with a line break; its name.
    Header(&'static str),
    /// The crate was built without a TLS feature, and the client was given no transport.
    NoTls,
    /// TLS setup failed: no crypto provider, no root certificates, or an unreadable certificate.
    Tls,
    /// `reqwest` rejected the settings of the HTTP client.
    HttpClient,
    /// The default document type is not among the document types.
    DefaultDocumentType,
    /// The external reference cannot be written as JSON.
    ExternalRef,
    /// The service has no field for a value that was given; the value's name, for example `provider`.
    Unsupported(&'static str),
    /// The service does not accept a value that was given.
    NotAccepted {
        /// The value's name, for example `provider`.
        name: &'static str,
        /// The accepted values; empty if the service accepts more than a fixed list of values.
        accepted: &'static [&'static str],
    },
    /// There is no tokio runtime.
    NoRuntime,
    /// Not a valid id.
    Id(InvalidId),
}

impl fmt::Display for InvalidInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "{name} is missing or empty"),
            Self::WhiteSpace(name) => {
                write!(f, "{name} contains white space, control characters or invalid Unicode")
            }
            Self::Url(name) => write!(
                f,
                "{name} is not a valid http(s) URL with a host and without credentials, fragment or query; only a token URL may have a query"
            ),
            Self::PlainHttp(name) => write!(
                f,
                "{name} is plain http to a host that is not loopback; use https, or allow it with allow_plain_http"
            ),
            Self::ZeroTimeout(name) => write!(f, "{name} is zero"),
            Self::Header(name) => write!(f, "{name} cannot be sent as a header"),
            Self::NoTls => f.write_str(
                "built without TLS; enable the feature rustls, rustls-no-provider or native-tls, or set a transport",
            ),
            Self::Tls => f.write_str(
                "TLS setup failed: no crypto provider, no root certificates, or an unreadable certificate",
            ),
            Self::HttpClient => f.write_str("reqwest rejected the settings of the HTTP client"),
            Self::DefaultDocumentType => {
                f.write_str("the default document type is not among the document types")
            }
            Self::ExternalRef => f.write_str("the external reference cannot be written as JSON"),
            Self::Unsupported(name) => write!(f, "the service has no field for {name}"),
            Self::NotAccepted { name, accepted } => {
                write!(f, "the service does not accept this {name}")?;
                match accepted {
                    [] => Ok(()),
                    accepted => write!(f, "; it accepts {}", accepted.join(", ")),
                }
            }
            Self::NoRuntime => f.write_str(
                "no tokio runtime; call this from a tokio runtime, for example under #[tokio::main]",
            ),
            Self::Id(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for InvalidInput {}

impl From<RequestInputError> for InvalidInput {
    fn from(error: RequestInputError) -> Self {
        match error {
            RequestInputError::Missing(input) => Self::Missing(input.name()),
            RequestInputError::NoField(input) => Self::Unsupported(input.name()),
            RequestInputError::NotAccepted(input, accepts) => Self::NotAccepted {
                name: input.name(),
                accepted: match accepts {
                    Accepts::OneOf(values) => values,
                    _ => &[],
                },
            },
            _ => Self::NotAccepted {
                name: "request",
                accepted: &[],
            },
        }
    }
}
