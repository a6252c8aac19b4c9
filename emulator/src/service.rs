//! The emulator as a tower service, without a socket.

use std::{
    convert::Infallible,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{
    Router,
    body::{Body, Bytes},
    response::Response,
};
use http::Request;
use tower::{BoxError, Service, ServiceExt as _};

use crate::{connection_fault::ConnectionFault, shared::Shared};

/// The emulator as a [`tower::Service`], for tests without a socket, where tokio's paused time governs
/// everything.
///
/// Its error is what a socket would report: [`ConnectionReset`](io::ErrorKind::ConnectionReset),
/// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) for a connection closed without a response, and
/// [`ConnectionRefused`](io::ErrorKind::ConnectionRefused), after which nothing was processed.
#[derive(Clone)]
pub struct EmulatorService {
    shared: Arc<Shared>,
    router: Router,
}

impl EmulatorService {
    pub(crate) fn new(shared: Arc<Shared>, router: Router) -> Self {
        Self { shared, router }
    }
}

impl<B> Service<Request<B>> for EmulatorService
where
    B: axum::body::HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, io::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let Self { shared, router } = self.clone();
        Box::pin(async move {
            if shared.is_refusing() {
                return Err(io::Error::new(
                    io::ErrorKind::ConnectionRefused,
                    "connection refused by a fault",
                ));
            }
            let response = match router.oneshot(request.map(Body::new)).await {
                Ok(response) => response,
                Err(never) => unreachable_infallible(never),
            };
            match ConnectionFault::of(&response) {
                None => Ok(response),
                Some(fault) => Err(fault.into()),
            }
        })
    }
}

fn unreachable_infallible(never: Infallible) -> Response {
    match never {}
}

impl std::fmt::Debug for EmulatorService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EmulatorService").finish_non_exhaustive()
    }
}
