//! Connects the generated operations to whatever sends their requests.
//!
//! Each generated operation builds a `reqwest::Request` and passes it to the [`Transport`] of its
//! [`Client`](crate::Client). [`Direct`] sends it as it is; a client that adds tokens, limits or recording
//! implements its own.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

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
