//! A tower service in the network's place: the emulator's router or any other, in the same process.
//!
//! Without a socket, tokio's paused time holds, so an hour of waiting is a test of milliseconds.

use bytes::Bytes;
use http_body_util::Full;
use tower_service::Service;

use crate::transport::{HttpTransport, NoBody, TransportError, TransportFuture, limit, read};

pub(crate) struct InProcess<S>(pub(crate) S);

impl<S, B> HttpTransport for InProcess<S>
where
    S: Service<http::Request<Full<Bytes>>, Response = http::Response<B>> + Clone + Send + Sync,
    S::Future: Send,
    B: http_body::Body<Data: Send, Error: Send> + Send,
{
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        let mut service = self.0.clone();
        Box::pin(async move {
            // A service that is not ready took nothing in.
            std::future::poll_fn(|context| service.poll_ready(context))
                .await
                .map_err(|_| TransportError::Connect)?;
            let answer = service.call(request.map(Full::new)).await;
            let (mut head, body) = answer
                .map_err(|_| TransportError::Interrupted)?
                .into_parts();
            let body = read(body, limit(head.status), !head.status.is_success()).await;
            let body = body.unwrap_or_else(|error| {
                head.extensions.insert(NoBody(error));
                Bytes::new()
            });
            Ok(http::Response::from_parts(head, body))
        })
    }
}
