//! What the client's connections are, and what goes over each: no proxy to loopback, headers, none of them
//! given up for a well-formed error, and a get that outlives a stale one.

mod scripted_server;
mod support;

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use scripted_server::{End, ScriptedServer, end, read_message};
use signicat_reuseid::{CallOptions, Client, ClientBuilder, Error, Flow, TransactionId};
use support::{FixedToken, over_http, session_body};
use tokio::io::AsyncWriteExt as _;

fn pending() -> String {
    session_body("Pending").to_string()
}

fn answer(status: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

/// A server that answers request n (from 1, over all connections) as `script` says, or ends the connection;
/// what it saw, and how many connections there were.
struct Server {
    server: ScriptedServer,
    requests: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    async fn new(script: impl Fn(usize) -> Result<String, End> + Send + Sync + 'static) -> Self {
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let connections = Arc::<AtomicUsize>::default();
        let (script, seen, opened) = (Arc::new(script), requests.clone(), connections.clone());
        let server = ScriptedServer::start(move |mut stream| {
            opened.fetch_add(1, SeqCst);
            let (script, seen) = (script.clone(), seen.clone());
            async move {
                while let Ok(request) = read_message(&mut stream).await {
                    let request = String::from_utf8(request).unwrap().to_lowercase();
                    let n = {
                        let mut seen = seen.lock().unwrap();
                        seen.push(request);
                        seen.len()
                    };
                    match script(n) {
                        Ok(answer) => stream.write_all(answer.as_bytes()).await.unwrap(),
                        Err(how) => return end(stream, how).await,
                    }
                }
            }
        });
        Self {
            server: server.await,
            requests,
            connections,
        }
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .token_source(FixedToken)
            .base_url(format!("http://{}/reuseid", self.server.address))
    }

    fn counts(&self) -> (usize, usize) {
        let requests = self.requests.lock().unwrap().len();
        (requests, self.connections.load(SeqCst))
    }
}

fn session(client: &Client) -> signicat_reuseid::Session {
    client.resume(Flow::Onboarding, TransactionId::new("t-1").unwrap())
}

const ONCE: fn() -> CallOptions = || CallOptions::new().max_attempts(1);

#[tokio::test]
async fn loopback_is_never_reached_through_a_proxy() {
    let emulator = signicat_reuseid_emulator::Emulator::start().await.unwrap();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let client = over_http(&emulator)
        .configure_http(move |http| http.proxy(reqwest::Proxy::all(proxy).unwrap()))
        .build()
        .unwrap();
    client.onboarding().start().await.unwrap();
}

#[tokio::test]
async fn each_attempt_carries_the_clients_name_and_the_callers_headers_but_not_the_callers_token() {
    let server = Server::new(|n| {
        let down = n == 1;
        Ok(if down {
            answer("500 Down", "")
        } else {
            answer("200 OK", &pending())
        })
    })
    .await;
    let calls = Arc::<AtomicUsize>::default();
    let counted = calls.clone();
    let client = server
        .builder()
        .request_headers(move |headers| {
            let n = counted.fetch_add(1, SeqCst) + 1;
            headers.insert("traceparent", format!("attempt-{n}").parse().unwrap());
            headers.insert("authorization", "bearer of-the-hook".parse().unwrap());
        })
        .build()
        .unwrap();
    session(&client).get().await.unwrap();
    let requests = server.requests.lock().unwrap();
    assert_eq!(requests.len(), 2);
    for (n, request) in requests.iter().enumerate() {
        let n = n + 1;
        assert!(
            request.contains("user-agent: signicat-reuseid-rust/"),
            "{request}"
        );
        assert!(
            request.contains(&format!("traceparent: attempt-{n}\r\n")),
            "{request}"
        );
        assert!(
            request.contains("authorization: bearer a-token\r\n"),
            "{request}"
        );
        assert!(!request.contains("of-the-hook"), "{request}");
    }
}

#[tokio::test]
async fn a_well_formed_503_keeps_its_connection() {
    let server = Server::new(|_| Ok(answer("503 Down", "{}"))).await;
    let client = server.builder().build().unwrap();
    for _ in 0..20 {
        session(&client).get_with(ONCE()).await.unwrap_err();
    }
    assert_eq!(server.counts(), (20, 1));
}

/// The twin of the test before: what is not well-formed costs its connection.
#[tokio::test]
async fn a_broken_answer_does_not_keep_its_connection() {
    let server = Server::new(|_| Err(End::Close)).await;
    let client = server.builder().build().unwrap();
    for _ in 0..3 {
        let error = session(&client).get_with(ONCE()).await.unwrap_err();
        assert!(matches!(error, Error::Interrupted(_)), "{error}");
    }
    assert_eq!(server.counts(), (3, 3));
}

#[tokio::test]
async fn a_get_that_meets_a_connection_gone_stale_is_answered_and_a_start_is_not_sent_twice() {
    // The second request of the first connection is read and never answered.
    let server = Server::new(|n| match n {
        2 | 4 => Err(End::Reset),
        _ => Ok(answer("200 OK", &pending())),
    })
    .await;
    let client = server.builder().build().unwrap();
    session(&client).get_with(ONCE()).await.unwrap();
    session(&client).get_with(ONCE()).await.unwrap();
    assert_eq!(server.counts(), (3, 2));
    let error = client.onboarding().start().await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error}");
    assert_eq!(server.counts(), (4, 2));
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_carries_the_token_nowhere() {
    let elsewhere = Server::new(|_| Ok(answer("200 OK", &pending()))).await;
    let target = format!("http://{}/", elsewhere.server.address);
    let server = Server::new(move |_| {
        Ok(format!(
            "HTTP/1.1 307 Moved\r\nlocation: {target}\r\ncontent-length: 0\r\n\r\n"
        ))
    })
    .await;
    let follow = reqwest::redirect::Policy::limited(10);
    let client = server
        .builder()
        .configure_http(move |http| http.redirect(follow))
        .build()
        .unwrap();
    let error = session(&client).get().await.unwrap_err();
    assert!(matches!(error, Error::Redirect(_)), "{error}");
    assert_eq!((server.counts().0, elsewhere.counts().0), (1, 0));
}
