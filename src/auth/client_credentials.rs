//! The OAuth 2.0 client credentials grant (RFC 6749, section 4.4) through the `oauth2` crate, sent over the
//! client's own transport.
//!
//! The crate's stock answer fails on a textual or missing `expires_in` and on a missing `token_type`, so the
//! answer has a lenient type here. Nothing of an answer is kept in an error but the status and the code.

use std::time::Duration;

use http::Method;
use oauth2::{
    AuthType, ClientId, ClientSecret, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse,
    RequestTokenError, Scope, StandardRevocableToken, TokenUrl,
    basic::{
        BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
        BasicTokenType,
    },
};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    auth::token_cache::{AccessToken, TokenFuture, TokenSource},
    error::{InvalidInput, TokenError},
    text::one_line,
    transport::{HttpSender, TransportError},
};

/// The only scope, for all of the vendor's APIs.
const SCOPE: &str = "signicat-api";
/// Assumed where the answer does not say: shorter than the vendor's default of 600 s, because a token that
/// is renewed too soon costs a request and one that is used too long costs a refusal.
const LIFE_UNSAID: Duration = Duration::from_secs(60);

/// How the client id and secret are sent to the token endpoint (RFC 6749, section 2.3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// `client_secret_basic`: in the `Authorization` header. The default.
    #[default]
    Basic,
    /// `client_secret_post`: in the form.
    Post,
}

type OauthClient<HasTokenUrl> = oauth2::Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    HasTokenUrl,
>;

pub(crate) struct ClientCredentials {
    oauth: OauthClient<EndpointSet>,
    wire: HttpSender,
}

impl ClientCredentials {
    pub(crate) fn new(
        id: String,
        secret: String,
        token_url: &str,
        authentication: ClientAuthentication,
        wire: HttpSender,
    ) -> Result<Self, InvalidInput> {
        let token_url =
            TokenUrl::new(token_url.to_owned()).map_err(|_| InvalidInput::Url("token_url"))?;
        let authentication = match authentication {
            ClientAuthentication::Basic => AuthType::BasicAuth,
            ClientAuthentication::Post => AuthType::RequestBody,
        };
        let oauth = OauthClient::<EndpointNotSet>::new(ClientId::new(id))
            .set_client_secret(ClientSecret::new(secret))
            .set_auth_type(authentication)
            .set_token_uri(token_url);
        Ok(Self { oauth, wire })
    }
}

impl TokenSource for ClientCredentials {
    fn fetch(&self) -> TokenFuture<'_> {
        Box::pin(async move {
            let wire = &self.wire;
            let send = move |request: HttpRequest| send(wire.clone(), request);
            let answer = self
                .oauth
                .exchange_client_credentials()
                .add_scope(Scope::new(SCOPE.to_owned()))
                .request_async(&send)
                .await
                .map_err(failure)?;
            let life = match answer.expires_in {
                ExpiresIn::Seconds(seconds) => seconds,
                ExpiresIn::Unsaid => LIFE_UNSAID,
            };
            AccessToken::bearer(answer.access_token.secret(), life).map_err(|_| {
                TokenError::InvalidResponse {
                    reason: "the access token cannot be sent as a header",
                }
            })
        })
    }
}

/// What the closure that oauth2 calls can fail with.
#[derive(Debug)]
enum SendError {
    Transport(TransportError),
    /// Read here, for oauth2 forgets the status of an error.
    Refused {
        status: http::StatusCode,
        code: Box<str>,
    },
}

impl std::fmt::Display for SendError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Transport(error) => error.fmt(f),
            Self::Refused { status, .. } => write!(f, "HTTP {}", status.as_u16()),
        }
    }
}

impl std::error::Error for SendError {}

async fn send(wire: HttpSender, request: HttpRequest) -> Result<HttpResponse, SendError> {
    let (parts, body) = request.into_parts();
    let url = parts.uri.to_string().parse();
    let url = url.map_err(|_| SendError::Transport(TransportError::Connect))?;
    let mut converted = reqwest::Request::new(Method::POST, url);
    *converted.headers_mut() = parts.headers;
    if let Some(value) = converted.headers_mut().get_mut(http::header::AUTHORIZATION) {
        value.set_sensitive(true);
    }
    *converted.body_mut() = Some(body.into());
    let answer = wire
        .exchange(converted)
        .await
        .map_err(SendError::Transport)?;
    let status = answer.status();
    if !status.is_success() {
        let refusal = serde_json::from_slice::<BasicErrorResponse>(answer.body());
        let code = refusal.map(|refusal| one_line(refusal.error().as_ref(), 64));
        return Err(SendError::Refused {
            status,
            code: code.unwrap_or_default().into(),
        });
    }
    Ok(answer.map(|body| body.to_vec()))
}

fn failure(error: RequestTokenError<SendError, BasicErrorResponse>) -> TokenError {
    match error {
        RequestTokenError::Request(SendError::Transport(TransportError::Connect)) => {
            TokenError::Connect
        }
        RequestTokenError::Request(SendError::Transport(TransportError::TooLarge)) => {
            TokenError::InvalidResponse {
                reason: "the body is too large",
            }
        }
        RequestTokenError::Request(SendError::Transport(_)) => TokenError::Interrupted,
        RequestTokenError::Request(SendError::Refused { status, code }) => TokenError::Rejected {
            status,
            code,
            retry_after: None,
        },
        // A success other than 200 is one of these to oauth2.
        RequestTokenError::ServerResponse(_)
        | RequestTokenError::Parse(..)
        | RequestTokenError::Other(_) => TokenError::InvalidResponse {
            reason: "not a JSON token response",
        },
    }
}

/// The token answer, read leniently.
#[derive(Debug, Deserialize, Serialize)]
struct TokenAnswer {
    access_token: oauth2::AccessToken,
    #[serde(default, deserialize_with = "lenient", skip_serializing)]
    expires_in: ExpiresIn,
    /// Always used as a bearer token, whatever stands here or not.
    #[serde(skip, default = "bearer")]
    token_type: BasicTokenType,
}

fn bearer() -> BasicTokenType {
    BasicTokenType::Bearer
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum ExpiresIn {
    Seconds(Duration),
    #[default]
    Unsaid,
}

/// A number or a text of one; what is negative is over, what is beyond counting is cut later on.
fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ExpiresIn, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Raw {
        Number(f64),
        Text(String),
        Other(serde::de::IgnoredAny),
    }
    let seconds = match Raw::deserialize(deserializer)? {
        Raw::Number(seconds) => seconds,
        Raw::Text(text) => match text.trim().parse() {
            Ok(seconds) => seconds,
            Err(_) => return Ok(ExpiresIn::Unsaid),
        },
        Raw::Other(_) => return Ok(ExpiresIn::Unsaid),
    };
    if seconds.is_nan() {
        return Ok(ExpiresIn::Unsaid);
    }
    let seconds = Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX);
    Ok(ExpiresIn::Seconds(seconds))
}

impl oauth2::TokenResponse for TokenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &oauth2::AccessToken {
        &self.access_token
    }
    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }
    fn expires_in(&self) -> Option<Duration> {
        match self.expires_in {
            ExpiresIn::Seconds(seconds) => Some(seconds),
            ExpiresIn::Unsaid => None,
        }
    }
    fn refresh_token(&self) -> Option<&oauth2::RefreshToken> {
        None
    }
    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bytes::Bytes;

    use super::*;
    use crate::transport::{HttpTransport, TransportFuture};

    fn life(json: &str) -> ExpiresIn {
        serde_json::from_str::<TokenAnswer>(json)
            .unwrap()
            .expires_in
    }

    #[test]
    fn degenerate_answers_are_read() {
        let seconds = |n| ExpiresIn::Seconds(Duration::from_secs(n));
        assert_eq!(
            life(r#"{"access_token":"t","expires_in":600,"token_type":"Bearer"}"#),
            seconds(600)
        );
        assert_eq!(
            life(r#"{"access_token":"t","expires_in":"600"}"#),
            seconds(600)
        );
        assert_eq!(life(r#"{"access_token":"t","expires_in":0}"#), seconds(0));
        assert_eq!(life(r#"{"access_token":"t","expires_in":-5}"#), seconds(0));
        assert_eq!(
            life(r#"{"access_token":"t","expires_in":1e300}"#),
            ExpiresIn::Seconds(Duration::MAX)
        );
        for unsaid in ["{}", "null", "\"soon\"", "[]", "true"] {
            assert_eq!(
                life(&format!(r#"{{"access_token":"t","expires_in":{unsaid}}}"#)),
                ExpiresIn::Unsaid
            );
        }
        assert_eq!(life(r#"{"access_token":"t"}"#), ExpiresIn::Unsaid);
    }

    /// A token endpoint that answers with this status and body.
    struct Answers(u16, &'static str);

    impl HttpTransport for Answers {
        fn send(&self, _: http::Request<Bytes>) -> TransportFuture<'_> {
            let answer = http::Response::builder().status(self.0);
            let answer = answer.body(Bytes::from_static(self.1.as_bytes()));
            Box::pin(async { Ok(answer.unwrap()) })
        }
    }

    #[tokio::test]
    async fn a_refusal_keeps_its_status_and_its_code() {
        for (status, body, code) in [
            (400, r#"{"error":"invalid_scope"}"#, "invalid_scope"),
            (400, r#"{"error":"invalid_client"}"#, "invalid_client"),
            (403, r#"{"error":"access_denied"}"#, "access_denied"),
            (
                503,
                r#"{"error":"temporarily_unavailable"}"#,
                "temporarily_unavailable",
            ),
            (502, "<html>", ""),
            (401, "", ""),
        ] {
            let wire = HttpSender::Custom(Arc::new(Answers(status, body)));
            let (id, secret) = ("id".to_owned(), "secret".to_owned());
            let how = ClientAuthentication::Basic;
            let source = ClientCredentials::new(id, secret, "https://localhost/", how, wire);
            let refused = source.unwrap().fetch().await.unwrap_err();
            assert_eq!(refused.status().map(|status| status.as_u16()), Some(status));
            assert_eq!(refused.code().unwrap_or_default(), code);
        }
    }
}
