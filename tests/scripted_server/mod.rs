//! The scripted TCP server: plays each connection as a proof says, for the faults that the emulator cannot
//! do: a break at a given byte, an endless head, one byte a second.
//!
//! It knows of HTTP only where a message ends. It runs on the runtime that starts it and ends when dropped.
#![allow(dead_code, reason = "each proof uses its part")]

use std::{future::Future, io, net::SocketAddr};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

pub struct ScriptedServer {
    pub address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl ScriptedServer {
    /// Plays `play` on each connection, each in a task of its own.
    pub async fn start<F, Fut>(play: F) -> Self
    where
        F: Fn(TcpStream) -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let accepting = tokio::spawn(async move {
            // Aborted with this task.
            let mut connections = JoinSet::new();
            loop {
                if let Ok((stream, _)) = listener.accept().await {
                    let _ = stream.set_nodelay(true);
                    connections.spawn(play(stream));
                }
                while connections.try_join_next().is_some() {}
            }
        });
        Self { address, accepting }
    }
}

impl Drop for ScriptedServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With RST.
    Reset,
    /// With FIN (the system makes it RST where something came that was not read).
    Close,
    /// Not at all: nothing more is written until the other side goes away.
    Hang,
}

pub async fn end(mut stream: TcpStream, how: End) {
    match how {
        End::Reset => {
            // Without lingering the system answers with RST instead of FIN.
            let _ = stream.set_zero_linger();
        }
        End::Close => {
            let _ = stream.shutdown().await;
        }
        End::Hang => {
            let mut sink = [0; 1024];
            while matches!(stream.read(&mut sink).await, Ok(1..)) {}
        }
    }
}

/// Where the head of a message ends, its empty line included.
pub fn head_length(message: &[u8]) -> Option<usize> {
    let end = message.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some(end + 4)
}

/// One message with the body that its `Content-Length` promises; an error where it ends before.
pub async fn read_message(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut message = Vec::new();
    let whole = loop {
        if let Some(head) = head_length(&message) {
            break head + content_length(&message[..head]);
        }
        if stream.read_buf(&mut message).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    };
    while message.len() < whole {
        if stream.read_buf(&mut message).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(message)
}

fn content_length(head: &[u8]) -> usize {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    head.lines()
        .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok())
        .unwrap_or(0)
}

/// Has `service` answer `request`, and returns the answer as it came.
pub async fn forward(service: SocketAddr, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(service).await?;
    stream.write_all(request).await?;
    read_message(&mut stream).await
}
