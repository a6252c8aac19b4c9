//! Sends a delivery over HTTP/1.1 and reads the status.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Uri, header};
use http_body_util::Full;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::time::timeout;

/// The vendor waits this long for a response.
const TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub(super) struct HttpPost {
    client: Client<HttpConnector, Full<Bytes>>,
}

impl HttpPost {
    pub(super) fn new() -> Self {
        Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
        }
    }

    /// The status; `None` without a response in time. Redirects are not followed.
    pub(super) async fn send(
        &self,
        uri: &Uri,
        signature: (HeaderName, HeaderValue),
        body: Bytes,
    ) -> Option<u16> {
        let (name, value) = signature;
        let request = Request::post(uri)
            .header(header::CONTENT_TYPE, "application/json")
            .header(name, value)
            .body(Full::new(body))
            .ok()?;
        let response = timeout(TIMEOUT, self.client.request(request))
            .await
            .ok()?
            .ok()?;
        Some(response.status().as_u16())
    }
}
