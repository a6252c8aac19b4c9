//! The metadata of the token endpoint, which OAuth and OpenID clients read to find it.

use serde_json::{Value, json};

use super::token_endpoint::SCOPE;
use crate::operation::TOKEN_PATH;

/// Path of the issuer, as in the vendor's `https://api.signicat.com/auth/open`.
const ISSUER_PATH: &str = "/auth/open";
/// Path of the metadata, as OpenID Connect Discovery derives it from the issuer.
pub(crate) const METADATA_PATH: &str = "/auth/open/.well-known/openid-configuration";

/// The metadata for callers that reach the emulator at `origin`, for example `http://127.0.0.1:8317`.
pub(crate) fn metadata(origin: &str) -> Value {
    json!({
        "issuer": format!("{origin}{ISSUER_PATH}"),
        "token_endpoint": format!("{origin}{TOKEN_PATH}"),
        "grant_types_supported": ["client_credentials"],
        "scopes_supported": [SCOPE],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "response_types_supported": [],
    })
}
