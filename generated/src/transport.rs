//! The seam between the generated operations and whatever sends their requests.
//!
//! Every generated operation builds a `reqwest::Request` and hands it to the [`Transport`] that its
//! [`Client`](crate::Client) carries. [`Direct`] just sends it; a client with policies of its own (tokens,
//! limits, recording) brings another. The seam also drops the `api-version` header that the generator adds
//! to every request: the vendor's document does not know it.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use progenitor_client::{ClientHooks, ClientInfo as _, OperationInfo};

/// The future of one exchange.
pub type ResponseFuture<'a> =
    Pin<Box<dyn Future<Output = reqwest::Result<reqwest::Response>> + Send + 'a>>;

/// Sends one request of one operation.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends `request` and returns the answer's head with its body unread or read, as the transport likes.
    ///
    /// `operation_id` is the document's, for example `get_onboarding`.
    ///
    /// # Errors
    /// `reqwest::Error` is all that the generated code can pass on. A transport that knows more keeps it
    /// on its own side and returns an answer in the error's place.
    fn execute<'a>(
        &'a self,
        client: &'a reqwest::Client,
        operation_id: &'static str,
        request: reqwest::Request,
    ) -> ResponseFuture<'a>;
}

/// What a [`Client`](crate::Client) holds.
pub type SharedTransport = Arc<dyn Transport>;

/// Sends each request as it is through the client's own `reqwest::Client`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Direct;

impl Transport for Direct {
    fn execute<'a>(
        &'a self,
        client: &'a reqwest::Client,
        _operation_id: &'static str,
        request: reqwest::Request,
    ) -> ResponseFuture<'a> {
        Box::pin(client.execute(request))
    }
}

impl crate::Client {
    /// A client that sends through `http` as it is: its headers, timeouts, TLS and proxy settings hold.
    ///
    /// `base_url` has no slash at its end, for example `https://api.signicat.com/reuseid`.
    pub fn direct(base_url: &str, http: reqwest::Client) -> Self {
        Self::new_with_client(base_url, http, Arc::new(Direct))
    }
}

/// The generator names the API's version in this header; the document does not, so it is not sent.
const API_VERSION: &str = "api-version";

impl ClientHooks<SharedTransport> for crate::Client {
    async fn exec(
        &self,
        mut request: reqwest::Request,
        info: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        request.headers_mut().remove(API_VERSION);
        self.inner()
            .execute(self.client(), info.operation_id, request)
            .await
    }
}
