//! Sends what the generated [`Client`] builds through its [`Transport`](crate::Transport).
//!
//! Removes the `api-version` header that progenitor adds to every request: the vendor's document does not
//! mention it.

use std::sync::Arc;

use progenitor_client::{ClientHooks, ClientInfo as _, OperationInfo};

use crate::{
    bindings::Client,
    transport::{Direct, SharedTransport},
};

impl Client {
    /// Creates a client that sends through `http`, with the headers, timeouts, TLS and proxy settings of it.
    ///
    /// `base_url` has no slash at its end, for example `https://api.signicat.com/reuseid`.
    pub fn direct(base_url: &str, http: reqwest::Client) -> Self {
        Self::new_with_client(base_url, http, Arc::new(Direct))
    }
}

/// Header in which progenitor sends the document's `info.version`.
const API_VERSION: &str = "api-version";

impl ClientHooks<SharedTransport> for Client {
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
