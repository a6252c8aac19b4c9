//! Sends to a tower service in the same process, such as the emulator's.
//!
//! Without a socket, tokio's paused time works, so a test that waits an hour takes milliseconds.

use std::{error::Error, io};

use bytes::Bytes;
use http_body_util::Full;
use tower_service::Service;

use super::{
    body::LimitedBody,
    http_sender::BodyError,
    http_transport::{HttpTransport, TransportError, TransportFuture},
};

pub(crate) struct InProcess<S>(pub(crate) S);

impl<S, B> HttpTransport for InProcess<S>
where
    S: Service<http::Request<Full<Bytes>>, Response = http::Response<B>> + Clone + Send + Sync,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    S::Future: Send,
    B: http_body::Body<Data: Send, Error: Send> + Send,
{
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        let mut service = self.0.clone();
        Box::pin(async move {
            // A service that is not ready has not received the request.
            std::future::poll_fn(|context| service.poll_ready(context))
                .await
                .map_err(|_| TransportError::Connect)?;
            let response = service.call(request.map(Full::new)).await;
            let (mut head, body) = response
                .map_err(|error| transport_error(&*error.into()))?
                .into_parts();
            let body = LimitedBody::read(body, head.status).await;
            if let Some(error) = body.error {
                head.extensions.insert(BodyError(error));
            }
            Ok(http::Response::from_parts(head, body.bytes))
        })
    }
}

/// `ConnectionRefused` means that nothing was sent. Sources are not examined: they may come from something that
/// the service called while it processed the request.
fn transport_error(error: &(dyn Error + Send + Sync + 'static)) -> TransportError {
    let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    if kind == Some(io::ErrorKind::ConnectionRefused) {
        TransportError::Connect
    } else {
        TransportError::Interrupted
    }
}
