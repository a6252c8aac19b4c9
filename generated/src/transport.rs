//! Connects the generated operations to whatever sends their requests.
//!
//! Each generated operation builds a `reqwest::Request` and passes it to the [`Transport`] of its
//! [`Client`](crate::Client). [`Direct`] sends it as it is; a client that adds tokens, limits or recording
//! implements its own. This module also removes the `api-version` header that progenitor adds to every
//! request, because the vendor's document does not mention it.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use progenitor_client::{ClientHooks, ClientInfo as _, OperationInfo};

/// The future that [`Transport::execute`] returns.
pub type ResponseFuture<'a> =
    Pin<Box<dyn Future<Output = reqwest::Result<reqwest::Response>> + Send + 'a>>;

/// Sends the request of one operation.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends `request` and returns the response; its body may be unread.
    ///
    /// `client` is the `reqwest::Client` that the [`Client`](crate::Client) was created with. `operation_id`
    /// is the document's id of the operation, for example `get_onboarding`.
    ///
    /// # Errors
    /// The generated code accepts no other error than `reqwest::Error`, which cannot be constructed outside
    /// reqwest. A transport that fails for another reason returns a response with an error status (at best
    /// one that the service never sends) and keeps the reason for its caller.
    fn execute<'a>(
        &'a self,
        client: &'a reqwest::Client,
        operation_id: &'static str,
        request: reqwest::Request,
    ) -> ResponseFuture<'a>;
}

/// The transport as a [`Client`](crate::Client) holds it.
pub type SharedTransport = Arc<dyn Transport>;

/// Sends each request through the client's own `reqwest::Client`, unchanged.
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
    /// Creates a client that sends through `http`, with the headers, timeouts, TLS and proxy settings of it.
    ///
    /// `base_url` has no slash at its end, for example `https://api.signicat.com/reuseid`.
    pub fn direct(base_url: &str, http: reqwest::Client) -> Self {
        Self::new_with_client(base_url, http, Arc::new(Direct))
    }
}

/// Header in which progenitor sends the document's `info.version`.
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
