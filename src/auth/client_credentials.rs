//! The OAuth 2.0 client credentials grant (RFC 6749, section 4.4) through the `oauth2` crate, sent over the
//! client's own transport.
//!
//! `oauth2` accepts only status 200 with `application/json`, so every successful response is normalized
//! before it is passed to it. An error keeps only the status, the OAuth error code and `Retry-After` of a
//! response.

use std::{fmt, time::SystemTime};

use bytes::Bytes;
use http::{Method, StatusCode, header::AUTHORIZATION};
use oauth2::{
    AuthType, ClientId, ClientSecret, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse,
    RequestTokenError, Scope, StandardRevocableToken, TokenUrl,
    basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse},
};

use super::{
    access_token::AccessToken,
    token_response::TokenResponse,
    token_source::{TokenFuture, TokenSource},
};
use crate::{
    error::{InvalidInput, TokenError},
    model::exact_numbers::quote_inexact_numbers,
    text::{one_line, without_byte_order_mark},
    transport::{HttpSender, TransportError, content_coding, retry_after},
};

/// The only scope, for all of the vendor's APIs.
const SCOPE: &str = "signicat-api";
/// Longest OAuth error code kept, in bytes.
const MAX_CODE: usize = 64;

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
    TokenResponse,
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
    sender: HttpSender,
}

impl ClientCredentials {
    pub(crate) fn new(
        id: String,
        secret: String,
        token_url: &str,
        authentication: ClientAuthentication,
        sender: HttpSender,
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
        Ok(Self { oauth, sender })
    }
}

impl TokenSource for ClientCredentials {
    fn fetch(&self) -> TokenFuture<'_> {
        Box::pin(async move {
            let send = move |request: HttpRequest| send(self.sender.clone(), request);
            let response = self
                .oauth
                .exchange_client_credentials()
                .add_scope(Scope::new(SCOPE.to_owned()))
                .request_async(&send)
                .await
                .map_err(into_token_error)?;
            if response.token().trim().is_empty() {
                return Err(invalid("access_token is empty"));
            }
            AccessToken::bearer(response.token(), response.lifetime())
                .map_err(|_| invalid("access_token cannot be sent as a header"))
        })
    }
}

fn invalid(reason: &'static str) -> TokenError {
    TokenError::InvalidResponse { reason }
}

/// The error of the closure that `oauth2` calls. `oauth2` returns it unchanged.
#[derive(Debug)]
struct SendError(TokenError);

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for SendError {}

async fn send(sender: HttpSender, request: HttpRequest) -> Result<HttpResponse, SendError> {
    let (parts, body) = request.into_parts();
    let url = parts.uri.to_string().parse();
    let url = url.map_err(|_| SendError(TokenError::Connect))?;
    let mut converted = reqwest::Request::new(Method::POST, url);
    *converted.headers_mut() = parts.headers;
    if let Some(value) = converted.headers_mut().get_mut(AUTHORIZATION) {
        value.set_sensitive(true);
    }
    *converted.body_mut() = Some(body.into());
    let response = sender.exchange(converted).await.map_err(|error| {
        SendError(match error {
            TransportError::Connect => TokenError::Connect,
            TransportError::TooLarge => invalid("the body is too large"),
            _ => TokenError::Interrupted,
        })
    })?;
    normalize(&response).map_err(SendError)
}

/// Turns any successful response into the only one that `oauth2` accepts: status 200, default media type.
fn normalize(response: &http::Response<Bytes>) -> Result<HttpResponse, TokenError> {
    let body = without_byte_order_mark(response.body());
    let status = response.status();
    if !status.is_success() {
        let error = serde_json::from_slice::<BasicErrorResponse>(body);
        let code = error.map(|error| one_line(error.error().as_ref(), MAX_CODE));
        return Err(TokenError::Rejected {
            status,
            code: code.unwrap_or_default().into(),
            retry_after: retry_after::from_headers(response.headers(), SystemTime::now()),
        });
    }
    if content_coding::unrequested(response.headers()).is_some() {
        return Err(invalid(
            "the body has a Content-Encoding that the client did not request",
        ));
    }
    if body.is_empty() {
        return Err(invalid("the body is empty"));
    }
    // A lifetime beyond the range of an f64 would make the parser reject the response.
    let body = quote_inexact_numbers(body.to_vec().into());
    let mut normalized = HttpResponse::new(body.into());
    *normalized.status_mut() = StatusCode::OK;
    Ok(normalized)
}

fn into_token_error(error: RequestTokenError<SendError, BasicErrorResponse>) -> TokenError {
    match error {
        RequestTokenError::Request(SendError(error)) => error,
        RequestTokenError::Parse(error, _) if error.inner().is_data() => {
            invalid("access_token is missing or not a string")
        }
        RequestTokenError::Parse(..) => invalid("the body is not valid JSON"),
        RequestTokenError::ServerResponse(_) | RequestTokenError::Other(_) => {
            invalid("the body is not a token response")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use http::header::{CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};

    use super::*;
    use crate::transport::{HttpTransport, TransportFuture};

    type Response = http::Response<Bytes>;

    fn response(status: u16, body: &'static str) -> Response {
        let mut response = Response::new(Bytes::from_static(body.as_bytes()));
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        response
    }

    /// A token endpoint with this response.
    struct Endpoint(Response);

    impl HttpTransport for Endpoint {
        fn send(&self, _: http::Request<Bytes>) -> TransportFuture<'_> {
            Box::pin(async { Ok(self.0.clone()) })
        }
    }

    async fn fetch(response: Response) -> Result<AccessToken, TokenError> {
        let sender = HttpSender::Custom(Arc::new(Endpoint(response)));
        let source = ClientCredentials::new(
            "id".to_owned(),
            "secret".to_owned(),
            "https://localhost/token?tenant=1",
            ClientAuthentication::Basic,
            sender,
        );
        source.unwrap().fetch().await
    }

    const TOKEN: &str = r#"{"access_token":"t","token_type":"Bearer","expires_in":600}"#;

    #[tokio::test]
    async fn accepts_successful_responses_of_any_status_and_media_type() {
        for status in [200, 201, 202, 203] {
            assert!(fetch(response(status, TOKEN)).await.is_ok(), "{status}");
        }
        for media_type in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "text/plain",
            "text/json",
            "application/vnd.oauth+json",
            "application/octet-stream",
            "",
        ] {
            let mut response = response(200, TOKEN);
            let value = media_type.parse().unwrap();
            response.headers_mut().insert(CONTENT_TYPE, value);
            let token = fetch(response).await;
            assert_eq!(token.unwrap().secret(), "t", "{media_type}");
        }
        let with_bom =
            "\u{feff}{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"expires_in\":600}";
        assert_eq!(fetch(response(200, with_bom)).await.unwrap().secret(), "t");
    }

    #[tokio::test]
    async fn reports_why_a_successful_response_is_invalid() {
        for (body, reason) in [
            ("", "the body is empty"),
            ("<html>", "the body is not valid JSON"),
            (r#"{"access_token":"canary""#, "the body is not valid JSON"),
            ("{}", "access_token is missing or not a string"),
            ("[]", "access_token is missing or not a string"),
            (
                r#"{"access_token":7}"#,
                "access_token is missing or not a string",
            ),
            (
                r#"{"access_token":null}"#,
                "access_token is missing or not a string",
            ),
            (r#"{"access_token":""}"#, "access_token is empty"),
            (r#"{"access_token":" \n"}"#, "access_token is empty"),
            (
                r#"{"access_token":"canary\nX: y"}"#,
                "access_token cannot be sent as a header",
            ),
        ] {
            let error = fetch(response(200, body)).await.unwrap_err();
            assert!(
                matches!(&error, TokenError::InvalidResponse { reason: found } if *found == reason),
                "{body}: {error}"
            );
            assert!(!format!("{error} {error:?}").contains("canary"));
        }
        let mut gzip = response(200, TOKEN);
        let coding = "gzip".parse().unwrap();
        gzip.headers_mut().insert(CONTENT_ENCODING, coding);
        let error = fetch(gzip).await.unwrap_err();
        assert!(error.to_string().contains("Content-Encoding"), "{error}");
    }

    #[tokio::test]
    async fn error_responses_keep_their_code_and_retry_after() {
        for (status, body, code) in [
            (400, r#"{"error":"invalid_scope"}"#, "invalid_scope"),
            (
                401,
                "\u{feff}{\"error\":\"invalid_client\"}",
                "invalid_client",
            ),
            (403, r#"{"error":"access_denied"}"#, "access_denied"),
            (
                503,
                r#"{"error":"temporarily_unavailable"}"#,
                "temporarily_unavailable",
            ),
            (302, "", ""),
            (502, "<html>", ""),
            (429, "", ""),
        ] {
            let mut response = response(status, body);
            let seconds = "7".parse().unwrap();
            response.headers_mut().insert(RETRY_AFTER, seconds);
            let error = fetch(response).await.unwrap_err();
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
            assert_eq!(error.code().unwrap_or_default(), code);
            let is_transient = matches!(status, 429 | 502 | 503);
            let expected = is_transient.then_some(Duration::from_secs(7));
            assert_eq!(error.retry_after(), expected, "{status}");
        }
    }
}
