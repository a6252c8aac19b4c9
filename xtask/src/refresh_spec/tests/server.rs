//! An HTTP server on a loopback port that sends the given responses in order.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    thread,
};

pub enum Response {
    /// Sends these bytes and closes the connection.
    Bytes(Vec<u8>),
    /// Sends nothing until the client closes the connection.
    None,
}

pub struct Server {
    pub address: String,
    /// The head of each request.
    pub requests: mpsc::Receiver<String>,
}

impl Server {
    pub fn start(responses: Vec<Response>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (sender, requests) = mpsc::channel();
        thread::spawn(move || {
            for response in responses {
                let (mut connection, _) = listener.accept().unwrap();
                let head = head(&mut connection);
                let _ = sender.send(head);
                match response {
                    // The client may close the connection before the end.
                    Response::Bytes(bytes) => drop(connection.write_all(&bytes)),
                    Response::None => drop(connection.read(&mut [0])),
                }
            }
        });
        Self { address, requests }
    }
}

fn head(connection: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && connection.read(&mut byte).unwrap_or(0) == 1 {
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap()
}

/// A response with a `Content-Length`.
pub fn response(status: &str, headers: &[&str], body: &[u8]) -> Response {
    let mut head = format!(
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n",
        body.len()
    );
    for header in headers {
        head += &format!("{header}\r\n");
    }
    Response::Bytes([head.as_bytes(), b"\r\n", body].concat())
}

/// A response of status 200 with JSON.
pub fn json(body: impl AsRef<[u8]>) -> Response {
    response("200 OK", &["content-type: application/json"], body.as_ref())
}
