//! Sends a request over the network or through the caller's transport.

use std::{error::Error as _, future::Future, sync::Arc};

use bytes::Bytes;
use http::{HeaderValue, header::ACCEPT_ENCODING};

#[cfg(feature = "client-credentials")]
use super::body::LimitedBody;
use super::http_transport::{HttpTransport, TransportError};

/// Extension of a response whose head arrived and whose body did not: unlike the error alone, a success status
/// shows that the request was processed.
#[derive(Clone, Copy)]
pub(crate) struct BodyError(pub(crate) TransportError);

/// The network, or the caller's replacement for it.
#[derive(Clone)]
pub(crate) enum HttpSender {
    Network(reqwest::Client),
    Custom(Arc<dyn HttpTransport>),
}

impl HttpSender {
    /// Sends `request` and returns the response with its body unread. The request is passed on before the first
    /// poll, so that this future does not store it, too.
    pub(crate) fn send(
        &self,
        mut request: reqwest::Request,
    ) -> impl Future<Output = Result<reqwest::Response, TransportError>> + Send + '_ {
        enum Sending<N, C> {
            Network(N),
            Custom(C),
        }
        // Without this header a server may choose any coding (RFC 9110, section 12.5.3).
        let identity = HeaderValue::from_static("identity");
        request.headers_mut().insert(ACCEPT_ENCODING, identity);
        let sending = match self {
            Self::Network(client) => Sending::Network(client.execute(request)),
            Self::Custom(transport) => {
                Sending::Custom(into_http(request).map(|request| transport.send(request)))
            }
        };
        async move {
            match sending {
                Sending::Network(sending) => sending.await.map_err(|error| classify(&error)),
                Sending::Custom(sending) => Ok(sending?.await?.map(reqwest::Body::from).into()),
            }
        }
    }

    /// Sends a token request and returns the whole response within the limits.
    #[cfg(feature = "client-credentials")]
    pub(crate) async fn exchange(
        &self,
        request: reqwest::Request,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let response = self.send(request).await?;
        let (head, body) = http::Response::<reqwest::Body>::from(response).into_parts();
        let body = LimitedBody::read(body, head.status).await;
        match body.error.or(body_error(&head)) {
            Some(error) => Err(error),
            None => Ok(http::Response::from_parts(head, body.bytes)),
        }
    }
}

/// The error of the caller's transport while it read the body of a success response.
pub(super) fn body_error(head: &http::response::Parts) -> Option<TransportError> {
    let BodyError(error) = head.extensions.get()?;
    head.status.is_success().then_some(*error)
}

/// Keeps only the kind of reqwest's error: its text contains the URL.
fn classify(error: &reqwest::Error) -> TransportError {
    if error.is_connect() || error.is_builder() {
        TransportError::Connect
    } else if is_head_too_large(error) {
        TransportError::TooLarge
    } else {
        TransportError::Interrupted
    }
}

/// Whether the response's head exceeds the HTTP library's limits, for example 100 headers. It is
/// recognized by its text, because hyper compiles the predicate for servers only.
fn is_head_too_large(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        if error.to_string() == "message head is too large" {
            return true;
        }
        source = error.source();
    }
    false
}

fn into_http(request: reqwest::Request) -> Result<http::Request<Bytes>, TransportError> {
    let body = request
        .body()
        .and_then(|body| body.as_bytes())
        .map(Bytes::copy_from_slice);
    // The generated code and the token request send nothing but bytes.
    let mut converted = http::Request::new(body.unwrap_or_default());
    *converted.method_mut() = request.method().clone();
    *converted.uri_mut() = request
        .url()
        .as_str()
        .parse()
        .map_err(|_| TransportError::Connect)?;
    *converted.headers_mut() = request.headers().clone();
    Ok(converted)
}
