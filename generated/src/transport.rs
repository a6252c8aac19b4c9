//! stub
use std::{future::Future, pin::Pin, sync::Arc};

/// What a transport's `execute` returns.
pub type ResponseFuture<'a> =
    Pin<Box<dyn Future<Output = reqwest::Result<reqwest::Response>> + Send + 'a>>;

/// Sends.
pub trait Transport: std::fmt::Debug + Send + Sync {
    /// Sends one request.
    fn execute<'a>(
        &'a self,
        client: &'a reqwest::Client,
        operation_id: &'static str,
        request: reqwest::Request,
    ) -> ResponseFuture<'a>;
}

/// Shared.
pub type SharedTransport = Arc<dyn Transport>;

impl progenitor_client::ClientHooks<SharedTransport> for crate::Client {
    async fn exec(
        &self,
        mut request: reqwest::Request,
        info: &progenitor_client::OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        use progenitor_client::ClientInfo as _;
        request.headers_mut().remove("api-version");
        self.inner()
            .execute(self.client(), info.operation_id, request)
            .await
    }
}
