//! Services behind real TLS with a certificate of their own: the emulator, with all that passes written
//! down, and one that answers as it is told.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use rustls::{ServerConfig, pki_types::PrivateKeyDer};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_rustls::TlsAcceptor;

use crate::scripted_server::{ScriptedServer, read_message};

#[derive(Clone)]
pub struct Tls {
    pub certificate: Vec<u8>,
    acceptor: TlsAcceptor,
}

impl Tls {
    pub fn new() -> Self {
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        let made = rcgen::generate_simple_self_signed(names).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        Self {
            certificate: made.cert.der().to_vec(),
            acceptor: TlsAcceptor::from(Arc::new(config)),
        }
    }
}

/// All that passed in the clear between TLS and `service`.
pub type Passed = Arc<Mutex<String>>;

pub async fn tunnel(tls: &Tls, service: SocketAddr) -> (ScriptedServer, Passed) {
    let passed = Passed::default();
    let (acceptor, writing) = (tls.acceptor.clone(), passed.clone());
    let server = ScriptedServer::start(move |stream| {
        let (acceptor, passed) = (acceptor.clone(), writing.clone());
        async move {
            let Ok(mut outer) = acceptor.accept(stream).await else {
                return;
            };
            let mut inner = TcpStream::connect(service).await.unwrap();
            let (mut up, mut down) = ([0; 4096], [0; 4096]);
            loop {
                // Half a connection is none here: requests and answers take turns.
                let written = tokio::select! {
                    Ok(read @ 1..) = outer.read(&mut up) => {
                        passed.lock().unwrap().push_str(&String::from_utf8_lossy(&up[..read]));
                        inner.write_all(&up[..read]).await
                    }
                    Ok(read @ 1..) = inner.read(&mut down) => {
                        passed.lock().unwrap().push_str(&String::from_utf8_lossy(&down[..read]));
                        outer.write_all(&down[..read]).await
                    }
                    else => return,
                };
                if written.is_err() {
                    return;
                }
            }
        }
    })
    .await;
    (server, passed)
}

/// The responses of a [`canned`] server. It sends nothing for an empty one.
#[derive(Clone, Default)]
pub struct CannedResponses {
    pub token: Vec<u8>,
    pub operation: Vec<u8>,
    /// Keeps the connection open after an empty response.
    pub hang: bool,
}

pub async fn canned(tls: &Tls) -> (ScriptedServer, Arc<Mutex<CannedResponses>>) {
    let canned = Arc::<Mutex<CannedResponses>>::default();
    let (acceptor, reading) = (tls.acceptor.clone(), canned.clone());
    let server = ScriptedServer::start(move |stream| {
        let (acceptor, canned) = (acceptor.clone(), reading.clone());
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                return;
            };
            let Ok(request) = read_message(&mut stream).await else {
                return;
            };
            let canned = canned.lock().unwrap().clone();
            let of_token = request.starts_with(b"POST /token");
            let response = if of_token {
                &canned.token
            } else {
                &canned.operation
            };
            let _ = stream.write_all(response).await;
            let _ = stream.flush().await;
            if canned.hang && response.is_empty() {
                std::future::pending::<()>().await;
            }
            let _ = stream.shutdown().await;
        }
    })
    .await;
    (server, canned)
}

/// A response after which the connection closes.
pub fn response(head: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}").into()
}
