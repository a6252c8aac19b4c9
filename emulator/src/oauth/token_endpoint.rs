//! Issues tokens: client credentials by basic authentication or in the form, one scope.
//!
//! Errors are those of RFC 6749, section 5.2.

use http::{StatusCode, header};
use serde_json::json;

use super::token_request::{Authorization, TokenRequest};
use crate::{
    api_client::{ApiClient, looks_like_production},
    clock::millis,
    random,
    response::ApiResponse,
    store::Store,
    token::Token,
};

/// The scope of the vendor's APIs.
pub const SCOPE: &str = "signicat-api";

/// Responds to a token request.
pub(crate) fn issue_token(
    store: &mut Store,
    request: &TokenRequest,
    notes: &mut Vec<String>,
) -> ApiResponse {
    let client = match check(store, request, notes) {
        Ok(client) => client.clone(),
        Err(response) => return *response,
    };
    let lifetime = client
        .token_lifetime
        .unwrap_or(store.settings.lifetimes.token);
    let (now, seed) = (store.clock.now_ms(), store.seed);
    let id = store.account(&client.account_id).random.uuid();
    // The time is part of it, since an account that was reset draws the same ids again.
    let text = random::token(seed, &format!("token {} {id} {now}", client.account_id));
    let response = ApiResponse::ok(&json!({
        "access_token": text,
        "expires_in": lifetime.as_secs(),
        "token_type": "Bearer",
        "scope": SCOPE,
    }));
    store.add_token(
        text,
        Token {
            client_id: client.client_id,
            account_id: client.account_id,
            expires_at_ms: now.saturating_add(millis(lifetime)),
            revoked: false,
        },
    );
    without_caching(response)
}

fn check<'a>(
    store: &'a Store,
    request: &TokenRequest,
    notes: &mut Vec<String>,
) -> Result<&'a ApiClient, Box<ApiResponse>> {
    let bad_request = |error, detail, rule, expected, actual| {
        let response = oauth_error(StatusCode::BAD_REQUEST, error, detail);
        Err(Box::new(response.rejected(rule, expected, actual)))
    };
    if let Some(encoding) = &request.encoding {
        let detail =
            format!("The content encoding {encoding} is not supported; send a plain form.");
        let response = oauth_error(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "invalid_request",
            &detail,
        );
        let rule = "token.encoding";
        return Err(Box::new(response.rejected(
            rule,
            "no Content-Encoding",
            encoding,
        )));
    }
    if !request.is_form {
        return bad_request(
            "invalid_request",
            "The body must be application/x-www-form-urlencoded.",
            "token.form",
            "Content-Type: application/x-www-form-urlencoded",
            "another or none",
        );
    }
    if request.has_repeated_field() {
        return bad_request(
            "invalid_request",
            "A parameter is given more than once.",
            "token.form",
            "each parameter once",
            "one of them twice",
        );
    }
    let uses_basic = matches!(request.authorization, Authorization::Basic(_));
    if uses_basic && request.field("client_secret").is_some() {
        return bad_request(
            "invalid_request",
            "Authenticate the client by one method only.",
            "token.client",
            "basic authentication or client_secret in the form",
            "both",
        );
    }
    let client = authenticate(store, request, notes)?;
    match request.field("grant_type") {
        Some("client_credentials") => {}
        Some(_) => {
            return bad_request(
                "unsupported_grant_type",
                "Only client_credentials is supported.",
                "token.grant",
                "grant_type=client_credentials",
                "another",
            );
        }
        None => {
            return bad_request(
                "invalid_request",
                "grant_type is missing.",
                "token.grant",
                "grant_type=client_credentials",
                "none",
            );
        }
    }
    let scope = request.field("scope");
    if scope != Some(SCOPE) {
        return bad_request(
            "invalid_scope",
            "The scope must be signicat-api.",
            "token.scope",
            "scope=signicat-api",
            if scope.is_some() { "another" } else { "none" },
        );
    }
    Ok(client)
}

/// The client with these credentials, or `invalid_client`.
fn authenticate<'a>(
    store: &'a Store,
    request: &TokenRequest,
    notes: &mut Vec<String>,
) -> Result<&'a ApiClient, Box<ApiResponse>> {
    let invalid_client = |detail, actual| {
        let mut response = oauth_error(StatusCode::UNAUTHORIZED, "invalid_client", detail)
            .rejected(
                "token.client",
                "a registered client with its secret",
                actual,
            );
        // RFC 6749, section 5.2: where the client used the Authorization header.
        if !matches!(request.authorization, Authorization::None) {
            response = response.header(header::WWW_AUTHENTICATE, "Basic realm=\"emulator\"");
        }
        Err(Box::new(response))
    };
    if matches!(request.authorization, Authorization::Invalid) {
        return invalid_client(
            "The Authorization header is not basic authentication.",
            "a malformed header",
        );
    }
    let Some((id, secret)) = request.credentials() else {
        return invalid_client("Client authentication is missing.", "none");
    };
    if looks_like_production(id) {
        return invalid_client(
            "This is an emulator, and the client id looks like a production one. Nothing of it was \
             stored. Rotate the secret if the emulator is not your own machine.",
            "a client id that looks like a production one",
        );
    }
    let is_basic = matches!(request.authorization, Authorization::Basic(_));
    if is_basic && request.field("client_id").is_some_and(|it| it != id) {
        return invalid_client(
            "The client_id in the body is not that of the Authorization header.",
            "two client ids",
        );
    }
    let client = store.clients.get(id);
    if let Some(client) = client.filter(|client| client.client_secret == secret) {
        return Ok(client);
    }
    let is_correct_raw = request.raw_credentials().is_some_and(|(id, secret)| {
        let client = store.clients.get(id);
        client.is_some_and(|client| client.client_secret == secret)
    });
    if is_correct_raw {
        notes.push(
            "id and secret are correct but not form-encoded: encode `+` as %2B and `%` as %25, in the form \
             and in basic authentication before base64 (RFC 6749, section 2.3.1)"
                .to_owned(),
        );
    }
    let actual = if client.is_some() {
        "a wrong secret"
    } else {
        "an unknown client"
    };
    invalid_client("The client is unknown or its secret is wrong.", actual)
}

fn oauth_error(status: StatusCode, error: &str, description: &str) -> ApiResponse {
    let mut response =
        ApiResponse::ok(&json!({ "error": error, "error_description": description }));
    response.status = status;
    without_caching(response)
}

fn without_caching(response: ApiResponse) -> ApiResponse {
    response
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::PRAGMA, "no-cache")
}
