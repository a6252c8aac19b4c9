//! The token endpoint and the check of bearer tokens.
//!
//! Client credentials only, by basic authentication or in the form, one scope. Errors of the endpoint are
//! those of RFC 6749 5.2; errors of the check are the vendor's error object with the code `invalid_token`
//! that its page shows, and `WWW-Authenticate` as RFC 6750 asks.

use std::{borrow::Cow, sync::Arc};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use http::{HeaderMap, StatusCode, header};
use serde_json::json;

use crate::{
    answer::Answer,
    api_client::{ApiClient, ONBOARDING_PERMISSION, looks_like_production},
    clock::millis,
    record::Refused,
    token::{Claims, sign, verify},
    world::World,
};

/// The one scope of the vendor's APIs.
pub const SCOPE: &str = "signicat-api";

/// A token request, as far as it could be read.
#[derive(Default)]
pub(crate) struct TokenRequest {
    basic: Option<(String, String)>,
    form: Vec<(String, String)>,
    is_form: bool,
    malformed_basic: bool,
}

impl TokenRequest {
    pub fn read(headers: &HeaderMap, body: &[u8]) -> Self {
        let text = |name| headers.get(name).and_then(|it| it.to_str().ok());
        let is_form = text(header::CONTENT_TYPE).is_some_and(|it| {
            let essence = it.split(';').next().unwrap_or_default().trim();
            essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
        });
        let authorization = headers.contains_key(header::AUTHORIZATION);
        let basic = text(header::AUTHORIZATION).and_then(basic_credentials);
        Self {
            malformed_basic: authorization && basic.is_none(),
            basic,
            form: url::form_urlencoded::parse(body).into_owned().collect(),
            is_form,
        }
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.form
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    fn repeated(&self) -> bool {
        ["grant_type", "scope", "client_id", "client_secret"]
            .iter()
            .any(|name| self.form.iter().filter(|(key, _)| key == name).count() > 1)
    }

    fn credentials(&self) -> Option<(&str, &str)> {
        match &self.basic {
            Some((id, secret)) => Some((id, secret)),
            None => Some((self.field("client_id")?, self.field("client_secret")?)),
        }
    }

    /// The account of the client that is named, right secret or not: faults are scoped by it.
    pub fn account(&self, world: &World) -> Option<String> {
        let (id, _) = self.credentials()?;
        world
            .clients
            .get(id)
            .map(|client| client.account_id.clone())
    }
}

/// RFC 6749 2.3.1: id and secret are form-encoded before they are joined.
fn basic_credentials(value: &str) -> Option<(String, String)> {
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    let decode = |text: &str| {
        // A lone value, so that nothing in it can be taken for a separator.
        let text = text.replace('&', "%26").replace('=', "%3D");
        url::form_urlencoded::parse(text.as_bytes())
            .next()
            .map_or_else(String::new, |(key, _): (Cow<'_, str>, _)| key.into_owned())
    };
    Some((decode(id), decode(secret)))
}

/// Answers a token request.
pub(crate) fn issue(world: &mut World, request: &TokenRequest, issuer: &str) -> Answer {
    let client = match check(world, request) {
        Ok(client) => client.clone(),
        Err(answer) => return *answer,
    };
    let lifetime = client
        .token_lifetime
        .unwrap_or(world.settings.lifetimes.token);
    let now = world.clock.now_ms() / 1_000;
    let account = world.account(&client.account_id);
    let claims = Claims {
        iss: issuer.to_owned(),
        client_id: client.client_id,
        account_id: client.account_id,
        scope: SCOPE.to_owned(),
        iat: now,
        exp: now.saturating_add(lifetime.as_secs()),
        jti: account.chance.uuid(),
    };
    let token = sign(&claims, &world.signing_key);
    let answer = Answer::ok(&json!({
        "access_token": token,
        "expires_in": lifetime.as_secs(),
        "token_type": "Bearer",
        "scope": SCOPE,
    }));
    world.keep_token(token, claims);
    answer
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::PRAGMA, "no-cache")
}

fn check<'a>(world: &'a World, request: &TokenRequest) -> Result<&'a ApiClient, Box<Answer>> {
    let no = |error, detail, rule, expected, came| {
        Err(Box::new(oauth_error(
            StatusCode::BAD_REQUEST,
            error,
            detail,
            Refused::new(rule, expected, came),
        )))
    };
    if !request.is_form {
        return no(
            "invalid_request",
            "The body must be application/x-www-form-urlencoded.",
            "token.form",
            "Content-Type: application/x-www-form-urlencoded",
            "another or none",
        );
    }
    if request.repeated() {
        return no(
            "invalid_request",
            "A parameter is given more than once.",
            "token.form",
            "each parameter once",
            "one of them twice",
        );
    }
    if request.basic.is_some() && request.field("client_secret").is_some() {
        return no(
            "invalid_request",
            "Authenticate the client by one method only.",
            "token.client",
            "basic authentication or client_secret in the form",
            "both",
        );
    }
    let unknown = |detail, came| {
        let answer = oauth_error(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            detail,
            Refused::new("token.client", "a registered client with its secret", came),
        );
        // RFC 6749 5.2 asks for it where the client came with `Authorization`; it does no harm elsewhere.
        Err(Box::new(answer.header(
            header::WWW_AUTHENTICATE,
            "Basic realm=\"emulator\"",
        )))
    };
    if request.malformed_basic {
        return unknown(
            "The Authorization header is not basic authentication.",
            "a malformed header",
        );
    }
    let Some((id, secret)) = request.credentials() else {
        return unknown(
            "Client authentication is missing.",
            "no client authentication",
        );
    };
    if looks_like_production(id) {
        return unknown(
            "This is an emulator, and the client id looks like a production one. Nothing of it was kept. \
             Rotate the secret if the emulator is not your own machine.",
            "a client id that looks like a production one",
        );
    }
    let client = match world.clients.get(id) {
        Some(client) if client.client_secret == secret => client,
        Some(_) => {
            return unknown(
                "The client is unknown or its secret is wrong.",
                "a wrong secret",
            );
        }
        None => {
            return unknown(
                "The client is unknown or its secret is wrong.",
                "an unknown client",
            );
        }
    };
    match request.field("grant_type") {
        Some("client_credentials") => {}
        None => {
            return no(
                "invalid_request",
                "grant_type is missing.",
                "token.grant",
                "grant_type=client_credentials",
                "none",
            );
        }
        Some(_) => {
            return no(
                "unsupported_grant_type",
                "Only client_credentials is supported.",
                "token.grant",
                "grant_type=client_credentials",
                "another",
            );
        }
    }
    match request.field("scope") {
        Some(SCOPE) => Ok(client),
        other => no(
            "invalid_scope",
            "The scope must be signicat-api.",
            "token.scope",
            "scope=signicat-api",
            if other.is_some() { "another" } else { "none" },
        ),
    }
}

fn oauth_error(status: StatusCode, error: &str, description: &str, refused: Refused) -> Answer {
    let mut answer =
        Answer::ok(&json!({ "error": error, "error_description": description })).refused(refused);
    answer.status = status;
    answer
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::PRAGMA, "no-cache")
}

/// What a call brought to show who it is. Read once, at its beginning: faults want to know whose it is.
pub(crate) enum Bearer<'a> {
    /// Nothing that could be a bearer token; what came instead.
    Missing(&'static str),
    /// A token that was not signed here, or not with this seed.
    Foreign,
    /// A token that was signed here, valid otherwise or not.
    Signed(&'a str, Arc<Claims>),
}

impl<'a> Bearer<'a> {
    pub fn read(world: &World, headers: &'a HeaderMap) -> Self {
        let Some(value) = headers.get(header::AUTHORIZATION) else {
            return Bearer::Missing("no Authorization header");
        };
        match value.to_str().ok().and_then(|value| value.split_once(' ')) {
            None => Bearer::Missing("a malformed Authorization header"),
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                let token = token.trim();
                // What was given out was signed here; checking the signature again is most of the work.
                let claims = world
                    .tokens
                    .get(token)
                    .cloned()
                    .or_else(|| verify(token, &world.signing_key).map(Arc::new));
                claims.map_or(Bearer::Foreign, |claims| Bearer::Signed(token, claims))
            }
            Some(_) => Bearer::Missing("another scheme"),
        }
    }

    /// The account that it was signed for: faults are scoped by it.
    pub fn account(&self) -> Option<&str> {
        match self {
            Bearer::Signed(_, claims) => Some(&claims.account_id),
            _ => None,
        }
    }
}

/// The account that may go on, or the answer to give.
pub(crate) fn authorize<'a>(world: &World, bearer: &'a Bearer<'_>) -> Result<&'a str, Box<Answer>> {
    let unauthorized = |rule, expected, came| {
        let answer = Answer::problem(
            StatusCode::UNAUTHORIZED,
            "invalid_token",
            "Invalid authentication token.",
            "The authentication token is missing, malformed, expired or revoked.",
        );
        Box::new(
            answer
                .refused(Refused::new(rule, expected, came))
                .header(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""),
        )
    };
    let (token, claims) = match bearer {
        Bearer::Signed(token, claims) => (*token, claims),
        Bearer::Missing(came) => {
            return Err(unauthorized(
                "token.present",
                "Authorization: Bearer <token>",
                *came,
            ));
        }
        Bearer::Foreign => {
            let expected = "a token of this emulator and seed";
            return Err(unauthorized("token.signature", expected, "something else"));
        }
    };
    if world.clock.now_ms() >= millis(std::time::Duration::from_secs(claims.exp)) {
        return Err(unauthorized(
            "token.expired",
            "a token that has not expired",
            "an expired one",
        ));
    }
    let client = world.clients.get(&claims.client_id).ok_or_else(|| {
        unauthorized(
            "token.client",
            "a token of a registered client",
            "one of a removed client",
        )
    })?;
    if !world.tokens.contains_key(token) {
        return Err(unauthorized(
            "token.revoked",
            "a token that was not revoked",
            "a revoked one",
        ));
    }
    if !client.may(ONBOARDING_PERMISSION) {
        let answer = Answer::problem(
            StatusCode::FORBIDDEN,
            "forbidden",
            "Forbidden",
            "The API client lacks the permission \"ReuseID Onboarding API\".",
        );
        return Err(Box::new(answer.refused(Refused::new(
            "client.permission",
            "a client with the permission \"ReuseID Onboarding API\"",
            "a client without it",
        ))));
    }
    Ok(&claims.account_id)
}
