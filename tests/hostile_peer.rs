//! A peer that responds to a get, a start and a token request in every odd way. A snapshot says, for each
//! reply and each request, the kind of the error, its outcome, and what stays readable. Nothing panics, nothing
//! hangs, and the id of a session that was created is not lost if its bytes were there.

#[path = "hostile_peer/replies.rs"]
mod replies;
mod scripted_server;
mod support;

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex},
    time::Duration,
};

use replies::{Reply, replies};
use scripted_server::{ScriptedServer, end, read_message};
use signicat_reuseid::{Client, ClientBuilder, Error, Flow, TransactionId};
use support::FixedToken;
use tokio::{io::AsyncWriteExt as _, time::timeout};

const STARTED: &str =
    r#"{"data":{"status":"Pending","transactionId":"t-1","activationCode":"2005"}}"#;
const TOKEN: &str = r#"{"access_token":"t-1","expires_in":600,"token_type":"Bearer"}"#;

/// For one attempt; only replies that stay silent need it.
const ATTEMPT: Duration = Duration::from_millis(1_500);
/// For one call with its resends.
const CALL: Duration = Duration::from_secs(30);

/// A server that gives every request the same reply.
struct Peer {
    server: ScriptedServer,
}

impl Peer {
    async fn new(reply: Reply) -> Self {
        let reply = Arc::new(reply);
        let server = ScriptedServer::start(move |mut stream| {
            let reply = reply.clone();
            async move {
                if read_message(&mut stream).await.is_ok() {
                    let _ = stream.write_all(&reply.bytes).await;
                    end(stream, reply.end).await;
                }
            }
        });
        Self {
            server: server.await,
        }
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .base_url(format!("http://{}/api", self.server.address))
            .token_url(format!("http://{}/token", self.server.address))
            .attempt_timeout(ATTEMPT)
            .max_attempts(1)
    }
}

/// What a caller can learn of an error.
fn describe(error: &Error) -> String {
    let mut text = error.kind().to_owned();
    match error {
        Error::Token(_, reason) => text = format!("{text} {}", reason.kind()),
        Error::Unreadable(_, reason) => text = format!("{text} {}", reason.kind()),
        _ => {}
    }
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            write!(text, " {name}={value}").unwrap();
        }
    };
    add(
        "status",
        error.status().map(|status| status.as_u16().to_string()),
    );
    add("code", error.code().map(str::to_owned));
    add("id", error.transaction_id().map(ToString::to_string));
    add("activation", error.activation_code().map(str::to_owned));
    add(
        "trace",
        error
            .trace_id()
            .map(|trace| trace.chars().take(8).collect()),
    );
    add(
        "retry-after",
        error.retry_after().map(|after| format!("{after:?}")),
    );
    add("raw", error.raw_body().map(|body| body.len().to_string()));
    format!("{text}, {}", error.outcome())
}

/// The result of a get and of a start that meet `reply`.
async fn operations(reply: Reply) -> (String, String) {
    let name = reply.name.clone();
    let peer = Peer::new(reply).await;
    let client = peer.builder().token_source(FixedToken).build().unwrap();
    let session = client.resume(Flow::Onboarding, TransactionId::new("t-1").unwrap());
    let get = timeout(CALL, session.get()).await.expect(&name);
    let get = match get {
        Ok(state) => format!("ok {} {}", state.transaction_id(), state.status()),
        Err(error) => describe(&error),
    };
    let start = timeout(CALL, client.onboarding().start())
        .await
        .expect(&name);
    let start = match start {
        Ok(session) => {
            let code = session.activation_code().unwrap_or("-");
            format!("ok {} {code}", session.id())
        }
        Err(error) => describe(&error),
    };
    (get, start)
}

/// The result of a start whose token request meets `reply`.
async fn token(reply: Reply) -> String {
    let name = reply.name.clone();
    let peer = Peer::new(reply).await;
    let builder = peer.builder().client_credentials("an-id", "a-secret");
    let seen = Arc::new(Mutex::new(false));
    let noted = seen.clone();
    // Called once there is a token; the start itself then meets the same reply, which does not matter.
    let builder = builder.request_headers(move |_| *noted.lock().unwrap() = true);
    let start = builder.build().unwrap().onboarding().start();
    match timeout(CALL, start).await.expect(&name) {
        _ if *seen.lock().unwrap() => "ok".to_owned(),
        Ok(_) => panic!("{name}: a start without a token"),
        Err(error) => describe(&error),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_odd_reply_has_a_typed_result() {
    let (to_operations, to_token) = (replies(STARTED), replies(TOKEN));
    assert!(to_operations.len() >= 80 && to_token.len() == to_operations.len());
    let tasks: Vec<_> = to_operations
        .into_iter()
        .zip(to_token)
        .map(|(to_operation, to_token)| {
            let name = to_operation.name.clone();
            let has_id =
                String::from_utf8_lossy(&to_operation.bytes).contains(r#""transactionId":"t-1""#);
            let results = async move { (operations(to_operation).await, token(to_token).await) };
            (name, has_id, tokio::spawn(results))
        })
        .collect();
    let mut table = String::new();
    for (name, has_id, results) in tasks {
        let ((get, start), token) = results
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        writeln!(
            table,
            "{name}\n  get:   {get}\n  start: {start}\n  token: {token}"
        )
        .unwrap();
        // Of a session that exists, the id is known if the client could read it.
        let is_created = start.starts_with("ok") || start.contains("status=2");
        let is_known = start.starts_with("ok t-1") || start.contains("id=t-1");
        assert!(!(has_id && is_created) || is_known, "{name}: {start}");
    }
    insta::assert_snapshot!(table);
}
