//! A service on loopback that gives every request the same answer, in threads of its own, and counts.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
};

pub struct Service {
    pub address: SocketAddr,
    pub connections: Arc<AtomicUsize>,
    pub requests: Arc<AtomicUsize>,
}

/// `answer` is written as it is after the head of each request.
pub fn serve(answer: String) -> Service {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let service = Service {
        address: listener.local_addr().unwrap(),
        connections: Arc::default(),
        requests: Arc::default(),
    };
    let (connections, requests) = (service.connections.clone(), service.requests.clone());
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            connections.fetch_add(1, Relaxed);
            let (answer, requests) = (answer.clone(), requests.clone());
            thread::spawn(move || repeat(connection, &answer, &requests));
        }
    });
    service
}

fn repeat(mut connection: TcpStream, answer: &str, requests: &AtomicUsize) {
    connection.set_nodelay(true).unwrap();
    let mut buffer = [0; 4096];
    let mut filled = 0;
    while let Ok(read @ 1..) = connection.read(&mut buffer[filled..]) {
        filled += read;
        if buffer[..filled].ends_with(b"\r\n\r\n") {
            filled = 0;
            requests.fetch_add(1, Relaxed);
            if connection.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }
}
