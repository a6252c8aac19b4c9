//! Checks bearer tokens and permissions.
//!
//! Errors are the vendor's error object with the code `invalid_token`, as its page shows, and
//! `WWW-Authenticate` as in RFC 6750.

use http::{HeaderMap, StatusCode, header};

use crate::{api_client::ONBOARDING_PERMISSION, response::ApiResponse, store::Store};

/// The `Authorization` header of a call.
pub(crate) enum Bearer<'a> {
    /// No header, or another scheme.
    Missing(&'static str),
    /// A header that cannot be read.
    Malformed,
    Token(&'a str),
}

impl<'a> Bearer<'a> {
    pub fn read(headers: &'a HeaderMap) -> Self {
        let Some(value) = headers.get(header::AUTHORIZATION) else {
            return Bearer::Missing("no Authorization header");
        };
        match value.to_str().ok().and_then(|value| value.split_once(' ')) {
            None => Bearer::Malformed,
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                Bearer::Token(token.trim())
            }
            Some(_) => Bearer::Missing("another scheme"),
        }
    }

    /// The account of the token, valid or not: faults are scoped by it.
    pub fn account(&self, store: &Store) -> Option<String> {
        match self {
            Bearer::Token(text) => store.tokens.get(*text).map(|it| it.account_id.clone()),
            _ => None,
        }
    }
}

/// The account that may proceed, or the error response.
pub(crate) fn authorize(store: &Store, bearer: &Bearer<'_>) -> Result<String, Box<ApiResponse>> {
    let text = match bearer {
        Bearer::Token(text) => text,
        // RFC 6750, section 3.1: no error code where the request has no authentication information.
        Bearer::Missing(actual) => {
            let response = ApiResponse::problem(
                StatusCode::UNAUTHORIZED,
                "",
                "Unauthorized",
                "The request has no bearer token.",
            )
            .without_code()
            .rejected("token.present", "Authorization: Bearer <token>", *actual);
            return Err(Box::new(
                response.header(header::WWW_AUTHENTICATE, "Bearer"),
            ));
        }
        Bearer::Malformed => {
            return Err(invalid_token(
                "token.present",
                "Authorization: Bearer <token>",
                "a malformed Authorization header",
            ));
        }
    };
    let Some(token) = store.tokens.get(*text) else {
        return Err(invalid_token(
            "token.known",
            "a token that this emulator has issued since its last reset",
            "another token",
        ));
    };
    if store.clock.now_ms() >= token.expires_at_ms {
        return Err(invalid_token(
            "token.expired",
            "a token that has not expired",
            "an expired one",
        ));
    }
    let Some(client) = store.clients.get(&token.client_id) else {
        return Err(invalid_token(
            "token.client",
            "a token of a registered client",
            "one of a removed client",
        ));
    };
    if token.revoked {
        return Err(invalid_token(
            "token.revoked",
            "a token that is not revoked",
            "a revoked one",
        ));
    }
    if !client.has_permission(ONBOARDING_PERMISSION) {
        let response = ApiResponse::problem(
            StatusCode::FORBIDDEN,
            "forbidden",
            "Forbidden",
            "The API client lacks the permission \"ReuseID Onboarding API\".",
        );
        return Err(Box::new(response.rejected(
            "client.permission",
            "a client with the permission \"ReuseID Onboarding API\"",
            "a client without it",
        )));
    }
    Ok(token.account_id.clone())
}

fn invalid_token(
    rule: &'static str,
    expected: &'static str,
    actual: &'static str,
) -> Box<ApiResponse> {
    let response = ApiResponse::problem(
        StatusCode::UNAUTHORIZED,
        "invalid_token",
        "Invalid authentication token.",
        "The authentication token is malformed, unknown, expired or revoked.",
    );
    Box::new(
        response
            .rejected(rule, expected, actual)
            .header(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""),
    )
}
