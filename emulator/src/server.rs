//! The socket: accepts, serves HTTP/1.1, and breaks connections where a fault asks for it.
//!
//! axum's own `serve` has no way to drop one connection with a reset or to stop listening for a while, so
//! the accept loop is here. Everything stops when the [`Server`] is dropped.

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, response::Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::Instant,
};
use tower::ServiceExt as _;

use crate::{emulator::Shared, exchange::connection_fault, spoil::ConnectionFault};

/// Until when connections are refused, and how often that was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Refusing {
    pub until: Option<Instant>,
    pub asked: u64,
}

/// A listening emulator.
pub(crate) struct Server {
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl Server {
    pub fn start(listener: TcpListener, router: Router, shared: Arc<Shared>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let refusing = shared.refusing.subscribe();
        let accepting = tokio::spawn(accept(listener, address, router, refusing, shared));
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
    mut refusing: watch::Receiver<Refusing>,
    shared: Arc<Shared>,
) {
    // Aborted with this task.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let _ = stream.set_nodelay(true);
                    connections.spawn(serve(stream, router.clone(), refusing.clone()));
                }
                // Out of file descriptors, most likely: the connections that end will mend it.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            Some(_) = connections.join_next() => {}
            Ok(()) = refusing.changed() => {
                drop(listener);
                match refuse(address, &mut refusing, &shared.in_force).await {
                    Ok(open) => listener = open,
                    // Another process took the port meanwhile: there is nothing left to serve on.
                    Err(_) => return,
                }
            }
        }
    }
}

/// Holds the port without listening, so that the system refuses connections and nobody else gets it.
async fn refuse(
    address: SocketAddr,
    refusing: &mut watch::Receiver<Refusing>,
    in_force: &watch::Sender<u64>,
) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    loop {
        let Refusing { until, asked } = *refusing.borrow_and_update();
        in_force.send_replace(asked);
        let over = async {
            if let Some(until) = until {
                tokio::time::sleep_until(until).await;
            }
        };
        tokio::select! {
            () = over => return socket.listen(1_024),
            changed = refusing.changed() => {
                if changed.is_err() {
                    return socket.listen(1_024);
                }
            }
        }
    }
}

async fn serve(stream: TcpStream, router: Router, mut refusing: watch::Receiver<Refusing>) {
    refusing.mark_unchanged();
    let broken = std::sync::Arc::new(std::sync::OnceLock::new());
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
                match connection_fault(&response) {
                    None => Ok(response),
                    Some(fault) => {
                        let _ = broken.set(fault);
                        // An error makes hyper drop the connection without a word.
                        Err(io::Error::other("a fault that was asked for"))
                    }
                }
            }
        }
    });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    loop {
        tokio::select! {
            _ = &mut connection => break,
            changed = refusing.changed() => {
                // Whoever is refused must come back on a new connection.
                Pin::new(&mut connection).graceful_shutdown();
                if changed.is_err() {
                    let _ = (&mut connection).await;
                    break;
                }
            }
        }
    }
    if broken.get() == Some(&ConnectionFault::Reset) {
        let stream = connection.into_parts().io.into_inner();
        // Without lingering the system answers with RST instead of FIN.
        let _ = stream.set_zero_linger();
    }
}

fn unreachable_infallible(never: Infallible) -> Response {
    match never {}
}
