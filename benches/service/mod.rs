//! A service on loopback that gives every request the same answer, in a thread of its own, and counts.
//!
//! One thread for all connections: where the system happens to run it, the way there costs every client the
//! same.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

pub struct Service {
    pub address: SocketAddr,
    pub connections: Arc<AtomicUsize>,
    pub requests: Arc<AtomicUsize>,
}

/// `answer` is written as it is after the head of each request.
pub fn serve(answer: String) -> Service {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let service = Service {
        address: listener.local_addr().unwrap(),
        connections: Arc::default(),
        requests: Arc::default(),
    };
    let (connections, requests) = (service.connections.clone(), service.requests.clone());
    let answer: Arc<str> = answer.into();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .unwrap();
    thread::spawn(move || {
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((connection, _)) = listener.accept().await {
                connections.fetch_add(1, Relaxed);
                tokio::spawn(repeat(connection, answer.clone(), requests.clone()));
            }
        });
    });
    service
}

async fn repeat(mut connection: TcpStream, answer: Arc<str>, requests: Arc<AtomicUsize>) {
    connection.set_nodelay(true).unwrap();
    let mut buffer = [0; 4096];
    let mut filled = 0;
    while let Ok(read @ 1..) = connection.read(&mut buffer[filled..]).await {
        filled += read;
        if buffer[..filled].ends_with(b"\r\n\r\n") {
            filled = 0;
            requests.fetch_add(1, Relaxed);
            if connection.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
    }
}
