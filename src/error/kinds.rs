//! Names of the variants, for metrics labels and for tests that have to reach each of them.

use super::{invalid_input::InvalidInput, token_error::TokenError, variants::Error};
use crate::model::Unreadable;

/// Names each variant, and lists the names; a variant without a name does not compile.
macro_rules! kinds {
    ($($type:ident { $($pattern:pat => $name:literal),+ $(,)? })+) => {$(
        impl $type {
            /// Every value of [`kind`](Self::kind).
            pub const KINDS: &'static [&'static str] = &[$($name),+];

            /// The variant's name, for example as a metrics label.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self {
                    $($pattern => $name),+
                }
            }
        }
    )+};
}

kinds! {
    Error {
        Self::InvalidInput(_) => "invalid_input",
        Self::Token(..) => "token",
        Self::Connect(_) => "connect",
        Self::Timeout(_) => "timeout",
        Self::Interrupted(_) => "interrupted",
        Self::Api(_) => "api",
        Self::Redirect(_) => "redirect",
        Self::TooLarge(_) => "too_large",
        Self::Unreadable(..) => "unreadable",
        Self::SessionFailed(_) => "session_failed",
        Self::Wait(_) => "wait",
    }
    TokenError {
        Self::Connect => "connect",
        Self::Timeout => "timeout",
        Self::Interrupted => "interrupted",
        Self::Rejected { .. } => "rejected",
        Self::InvalidResponse { .. } => "invalid_response",
        Self::Expired => "expired",
        Self::Source { .. } => "source",
    }
    Unreadable {
        Self::Json { .. } => "json",
        Self::Truncated => "truncated",
        Self::Status => "status",
        Self::ContentEncoding(_) => "content_encoding",
        Self::Missing(_) => "missing",
        Self::Id(_) => "id",
    }
    InvalidInput {
        Self::Missing(_) => "missing",
        Self::WhiteSpace(_) => "white_space",
        Self::Url(_) => "url",
        Self::PlainHttp(_) => "plain_http",
        Self::ZeroTimeout(_) => "zero_timeout",
        Self::Header(_) => "header",
        Self::NoTls => "no_tls",
        Self::Tls => "tls",
        Self::HttpClient => "http_client",
        Self::DefaultDocumentType => "default_document_type",
        Self::ExternalRef => "external_ref",
        Self::Unsupported(_) => "unsupported",
        Self::NotAccepted { .. } => "not_accepted",
        Self::NoRuntime => "no_runtime",
        Self::Id(_) => "id",
    }
}
