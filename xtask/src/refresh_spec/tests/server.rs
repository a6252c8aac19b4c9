//! A server on this machine that answers each request with the next of the bytes it was given.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    thread,
};

/// What a request is answered with.
pub enum Answer {
    /// These bytes, then the connection is closed.
    Bytes(Vec<u8>),
    /// Nothing: the connection stays open and silent until the client leaves.
    Silence,
}

pub struct Server {
    pub address: String,
    /// The head of each request as it came.
    pub requests: mpsc::Receiver<String>,
}

impl Server {
    pub fn start(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (sender, requests) = mpsc::channel();
        thread::spawn(move || {
            for answer in answers {
                let (mut connection, _) = listener.accept().unwrap();
                let head = head(&mut connection);
                let _ = sender.send(head);
                match answer {
                    // A client that has seen enough leaves in the middle.
                    Answer::Bytes(bytes) => drop(connection.write_all(&bytes)),
                    Answer::Silence => drop(connection.read(&mut [0])),
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

/// An answer with a status, headers and a body of the length that it names.
pub fn answer(status: &str, headers: &[&str], body: &[u8]) -> Answer {
    let mut head = format!(
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n",
        body.len()
    );
    for header in headers {
        head += &format!("{header}\r\n");
    }
    Answer::Bytes([head.as_bytes(), b"\r\n", body].concat())
}

/// A good answer as JSON.
pub fn json(body: impl AsRef<[u8]>) -> Answer {
    answer("200 OK", &["content-type: application/json"], body.as_ref())
}
