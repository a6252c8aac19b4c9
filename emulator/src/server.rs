//! Listens on a socket, serves HTTP/1.1, and breaks or refuses connections when a fault asks for it.
//!
//! `axum::serve` can neither reset one connection nor stop listening for a while. Everything stops when the
//! [`Server`] is dropped.

use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use axum::{Router, body::Body, response::Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
};
use tower::ServiceExt as _;

use crate::{
    connection_fault::ConnectionFault,
    shared::{Refusal, Shared},
};

/// A listening server.
pub(crate) struct Server {
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl Server {
    pub fn start(listener: TcpListener, router: Router, shared: Arc<Shared>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let refusals = shared.refusals();
        let accepting = tokio::spawn(accept(listener, address, router, refusals, shared));
        Ok(Self { address, accepting })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(
    mut listener: TcpListener,
    address: SocketAddr,
    router: Router,
    mut refusals: watch::Receiver<Refusal>,
    shared: Arc<Shared>,
) {
    // Aborted with this task.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let _ = stream.set_nodelay(true);
                    connections.spawn(serve(stream, router.clone(), refusals.clone()));
                }
                // Usually out of file descriptors, until connections end.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            Some(_) = connections.join_next() => {}
            Ok(()) = refusals.changed() => {
                drop(listener);
                match refuse(address, &mut refusals, &shared).await {
                    Ok(open) => listener = open,
                    // Another process has taken the port.
                    Err(_) => return,
                }
            }
        }
    }
}

/// Binds the port without listening, so that the system refuses connections and no other process gets it.
async fn refuse(
    address: SocketAddr,
    refusals: &mut watch::Receiver<Refusal>,
    shared: &Shared,
) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    loop {
        let Refusal { until, number } = *refusals.borrow_and_update();
        shared.confirm_refusal(number);
        let end = async {
            if let Some(until) = until {
                tokio::time::sleep_until(until).await;
            }
        };
        tokio::select! {
            () = end => return socket.listen(1_024),
            changed = refusals.changed() => {
                if changed.is_err() {
                    return socket.listen(1_024);
                }
            }
        }
    }
}

async fn serve(stream: TcpStream, router: Router, mut refusals: watch::Receiver<Refusal>) {
    refusals.mark_unchanged();
    let broken = Arc::new(OnceLock::new());
    let service = service_fn({
        let broken = broken.clone();
        move |request: hyper::Request<Incoming>| {
            let router = router.clone();
            let broken = broken.clone();
            async move {
                let response: Response = match router.oneshot(request.map(Body::new)).await {
                    Ok(response) => response,
                    Err(never) => unreachable_infallible(never),
                };
                match ConnectionFault::of(&response) {
                    None => Ok(response),
                    Some(fault) => {
                        let _ = broken.set(fault);
                        // An error makes hyper close the connection without a response.
                        Err(io::Error::from(fault))
                    }
                }
            }
        }
    });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    loop {
        tokio::select! {
            _ = &mut connection => break,
            changed = refusals.changed() => {
                // The next request must come on a new connection.
                std::pin::Pin::new(&mut connection).graceful_shutdown();
                if changed.is_err() {
                    let _ = (&mut connection).await;
                    break;
                }
            }
        }
    }
    if broken.get() == Some(&ConnectionFault::Reset) {
        let stream = connection.into_parts().io.into_inner();
        // Without lingering the system sends RST instead of FIN.
        let _ = stream.set_zero_linger();
    }
}

fn unreachable_infallible(never: Infallible) -> Response {
    match never {}
}
