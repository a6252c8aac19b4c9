//! What the tests share: a client on an emulator, and transports that need no socket.
#![allow(dead_code, reason = "each test file uses its part")]

use std::{
    convert::Infallible,
    future::{Ready, ready},
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body_util::Full;
use signicat_reuseid::{
    AccessToken, Client, ClientBuilder, HttpTransport, TokenFuture, TokenSource, TransportError,
    TransportFuture,
};
use signicat_reuseid_api::role::{OperationRoles, Output};
use signicat_reuseid_emulator::{Emulator, Operation, success_body};

/// A client over real HTTP.
pub fn over_http(emulator: &Emulator) -> ClientBuilder {
    client_at(through_proxy(emulator.base_url()), emulator)
}

fn client_at(base_url: String, emulator: &Emulator) -> ClientBuilder {
    Client::builder()
        .client_credentials(emulator.client_id(), emulator.client_secret())
        .base_url(base_url)
        .token_url(emulator.token_url())
}

/// The address to call in place of the emulator's: that of the proxy which `REUSEID_TEST_PROXY` starts, a
/// program that says where it is and ends with its standard input (`emulator/prism.sh`). Usually there is none.
fn through_proxy(emulator: String) -> String {
    let Some(program) = std::env::var_os("REUSEID_TEST_PROXY") else {
        return emulator;
    };
    let mut proxy = Command::new(program)
        .args(["between", &emulator])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut address = String::new();
    BufReader::new(proxy.stdout.take().unwrap())
        .read_line(&mut address)
        .unwrap();
    // Its standard input stays open until this process is over.
    std::mem::forget(proxy);
    address.trim().to_owned()
}

/// A client whose requests go straight into the emulator's router, so that paused time holds.
pub fn in_process(emulator: &Emulator) -> ClientBuilder {
    client_at(emulator.base_url(), emulator).service(emulator.service())
}

pub type Answer = Result<http::Response<Bytes>, TransportError>;

/// Answers the operations from a function of the attempt's number; tokens are always to be had.
pub struct Scripted {
    pub seen: Arc<Mutex<Vec<http::Request<Bytes>>>>,
    script: Box<dyn Fn(usize) -> Answer + Send + Sync>,
}

impl Scripted {
    pub fn new(script: impl Fn(usize) -> Answer + Send + Sync + 'static) -> Self {
        Self {
            seen: Arc::default(),
            script: Box::new(script),
        }
    }

    /// A client on this script, and the requests it sent, those for tokens left out.
    pub fn client(self) -> (Client, Arc<Mutex<Vec<http::Request<Bytes>>>>) {
        let seen = Arc::clone(&self.seen);
        let builder = Client::builder().client_credentials("an-id", "a-secret");
        (builder.transport(self).build().unwrap(), seen)
    }
}

impl HttpTransport for Scripted {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        let answer = if request.uri().path().ends_with("/token") {
            Ok(answer(
                200,
                &[],
                r#"{"access_token":"a-token","expires_in":600,"token_type":"Bearer"}"#,
            ))
        } else {
            let mut seen = self.seen.lock().unwrap();
            seen.push(request);
            (self.script)(seen.len())
        };
        Box::pin(async move { answer })
    }
}

/// A token that is always to be had, without a request.
pub struct FixedToken;

impl TokenSource for FixedToken {
    fn fetch(&self) -> TokenFuture<'_> {
        Box::pin(async { Ok(AccessToken::bearer("a-token", Duration::from_secs(600)).unwrap()) })
    }
}

/// A service in the same process that answers everything with 200 and this body, which comes as it likes.
#[derive(Clone)]
pub struct Streaming<B>(pub B);

impl<B: Clone> tower_service::Service<http::Request<Full<Bytes>>> for Streaming<B> {
    type Response = http::Response<B>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }
    fn call(&mut self, _: http::Request<Full<Bytes>>) -> Self::Future {
        let answer = http::Response::builder().header("X-TRACE-ID", "of-the-answer");
        ready(Ok(answer.body(self.0.clone()).unwrap()))
    }
}

pub fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> http::Response<Bytes> {
    let mut answer = http::Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    answer
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .unwrap()
}

/// A text with `{server}` and `{operation}` in place of the document's server and of the operation's path, as
/// template and with the id `t-1`: a snapshot shows what the client does, and the document alone says where.
pub fn without_paths(text: &str) -> String {
    let mut text = text.replace(signicat_reuseid_api::operations::DEFAULT_SERVER, "{server}");
    let mut operations: Vec<_> = signicat_reuseid_api::roles::ALL.iter().collect();
    // The longer first: a path may begin with another.
    operations.sort_by_key(|roles| std::cmp::Reverse(roles.operation.path.len()));
    for roles in operations {
        let template = roles.operation.path;
        let mut with_id = template.to_owned();
        for parameter in roles.parameters {
            with_id = with_id.replace(&format!("{{{}}}", parameter.name), "t-1");
        }
        for spelled in [template, &with_id] {
            text = text.replace(spelled, &format!("/{{{}}}", roles.name));
        }
    }
    text
}

/// The body of a get that sees this status.
pub fn session_body(status: &str) -> serde_json::Value {
    let values = [("status", status), ("transactionId", "t-1")];
    success_body(Operation::GetOnboarding, &values).unwrap()
}

/// The body of a start.
pub fn started() -> String {
    let values = [
        ("status", "Pending"),
        ("transactionId", "t-1"),
        ("userId", "u-1"),
        ("activationCode", "2005468691"),
    ];
    let body = success_body(Operation::StartOnboarding, &values);
    body.unwrap().to_string()
}

/// Adds a field that the document does not know beside the session's id.
pub fn add_field(
    body: &mut serde_json::Value,
    roles: &OperationRoles,
    name: &str,
    value: serde_json::Value,
) {
    let mut places = roles.response.iter();
    let (_, id) = places
        .find(|(output, _)| *output == Output::TransactionId)
        .unwrap();
    let (parent, _) = id.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value;
}
