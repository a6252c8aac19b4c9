//! Answers that never end, or are far too large, or come a byte at a time: what they cost in memory and time,
//! and whether the error says what happened.
//!
//! Memory is counted on this thread alone, where client and runtime are; the service has threads of its own.

use std::time::{Duration, Instant};

use signicat_reuseid::{Client, Error, Flow, TokenError, TransactionId, Unreadable};
use tokio::{
    io::AsyncWriteExt as _,
    net::TcpStream,
    runtime::{Builder, Runtime},
    time::sleep,
};

use crate::scripted_server::{ScriptedServer, read_message};

const GIB: usize = 1 << 30;
const TOKEN: &str = r#"{"access_token":"a-token","expires_in":600}"#;

/// What comes after what is written first.
#[derive(Clone, Copy, Debug)]
pub enum Then {
    /// This, until so many bytes are written.
    Repeat(&'static str, usize),
    /// A byte of this now and then, for ever.
    Trickle(&'static str),
}

#[derive(Clone, Copy, Debug)]
pub struct Bomb {
    pub name: &'static str,
    /// The head, or its begin.
    pub first: &'static str,
    pub then: Then,
    /// The token endpoint answers so, in place of the operation.
    pub of_token: bool,
    /// The kind of error that says what happened.
    pub expected: fn(&Error) -> bool,
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const LARGE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n";
const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const CHUNK: &str = "21\r\n{\"data\":{\"status\":\"PendingPending\r\n";
const REFUSED_LARGE: &str = "HTTP/1.1 422 No\r\nContent-Length: 1073741824\r\n\r\n";
const BUSY_CHUNKED: &str = "HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n";
const SLOW: &str = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
const SLOW_REFUSED: &str = "HTTP/1.1 422 No\r\nContent-Length: 1000\r\n\r\n";
const NESTED: &str = "HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n";
const WHOLE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n{\"data\":{\"unknown\":[";
const WHOLE_ERROR: &str = "HTTP/1.1 422 No\r\nContent-Length: 65536\r\n\r\n[";

fn too_large(error: &Error) -> bool {
    matches!(error, Error::TooLarge(_))
}
fn truncated(error: &Error) -> bool {
    matches!(error, Error::Unreadable(_, Unreadable::Truncated))
}
fn refused(error: &Error) -> bool {
    matches!(error, Error::Api(_))
        && matches!(
            error.status().map(|status| status.as_u16()),
            Some(422 | 503)
        )
}
fn timeout(error: &Error) -> bool {
    matches!(error, Error::Timeout(_))
}
fn no_token(error: &Error) -> bool {
    matches!(
        error,
        Error::Token(
            _,
            TokenError::InvalidResponse { .. } | TokenError::Interrupted
        )
    )
}
fn token_timeout(error: &Error) -> bool {
    matches!(error, Error::Token(_, TokenError::Timeout))
}
fn token_refused(error: &Error) -> bool {
    matches!(error, Error::Token(_, TokenError::Rejected { .. }))
}

macro_rules! bombs {
    ($($name:literal, $first:expr, $then:expr, $of_token:literal, $expected:ident;)+) => {
        pub const BOMBS: [Bomb; [$($name),+].len()] = [$(Bomb {
            name: $name, first: $first, then: $then, of_token: $of_token, expected: $expected,
        }),+];
    };
}

bombs! {
    "1 GiB", LARGE, Then::Repeat("{\"data\":", GIB), false, too_large;
    "1 GiB in chunks", CHUNKED, Then::Repeat(CHUNK, GIB), false, too_large;
    "1 GiB of a chunk's extension", CHUNKED, Then::Repeat("1;xxxxxxxxxxxxxxxx", GIB), false, truncated;
    "1 GiB of an error", REFUSED_LARGE, Then::Repeat("{\"data\":", GIB), false, refused;
    "1 GiB of an error in chunks", BUSY_CHUNKED, Then::Repeat(CHUNK, GIB), false, refused;
    "1 MiB of brackets", NESTED, Then::Repeat("[", 1 << 20), false, too_large;
    "1 MiB of numbers", WHOLE, Then::Repeat("0,", 1 << 20), false, too_large;
    "1 MiB of objects", WHOLE, Then::Repeat("{\"a\":0},", 1 << 20), false, too_large;
    "an error's 64 KiB of numbers", WHOLE_ERROR, Then::Repeat("0,", (1 << 16) - 1), false, refused;
    "endless headers", OK, Then::Repeat("X-Header: value\r\n", GIB), false, too_large;
    "one endless header", "HTTP/1.1 200 OK\r\nX-Header: ", Then::Repeat("x", GIB), false, too_large;
    "an endless status line", "HTTP/1.1 200 ", Then::Repeat("x", GIB), false, too_large;
    "endless interim answers", "", Then::Repeat("HTTP/1.1 103 Early\r\n\r\n", usize::MAX), false, timeout;
    "a slow head", "HTTP/1.1 200 OK\r\n", Then::Trickle("X-Header: value\r\n"), false, timeout;
    "a slow body", SLOW, Then::Trickle("{\"data\":"), false, truncated;
    "a slow body in chunks", CHUNKED, Then::Trickle("1\r\nx\r\n"), false, truncated;
    "a slow error", SLOW_REFUSED, Then::Trickle("{\"data\":"), false, refused;
    "a token of 1 GiB", LARGE, Then::Repeat("{\"data\":", GIB), true, no_token;
    "a token of 1 GiB in chunks", CHUNKED, Then::Repeat(CHUNK, GIB), true, no_token;
    "a token's error of 1 GiB", REFUSED_LARGE, Then::Repeat("{\"data\":", GIB), true, token_refused;
    "a token's endless headers", OK, Then::Repeat("X-Header: value\r\n", GIB), true, no_token;
    "a token's slow head", "HTTP/1.1 200 OK\r\n", Then::Trickle("X-Header: value\r\n"), true, token_timeout;
    "a token's slow body", SLOW, Then::Trickle("{\"data\":"), true, token_timeout;
}

async fn play(mut stream: TcpStream, bomb: Bomb, pause: Duration) {
    let Ok(request) = read_message(&mut stream).await else {
        return;
    };
    if request.starts_with(b"POST /token") != bomb.of_token {
        let length = TOKEN.len();
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{TOKEN}");
        let _ = stream.write_all(answer.as_bytes()).await;
        // The pooled connection may carry the operation, too.
        return Box::pin(play(stream, bomb, pause)).await;
    }
    let _ = stream.write_all(bomb.first.as_bytes()).await;
    match bomb.then {
        Then::Repeat(text, most) => {
            let piece = text.repeat((1 << 16) / text.len());
            let mut left = most;
            while left > 0 {
                let piece = &piece.as_bytes()[..piece.len().min(left)];
                if stream.write_all(piece).await.is_err() {
                    return;
                }
                left -= piece.len();
            }
            // What is whole must not be cut by the end of its connection.
            sleep(Duration::from_secs(5)).await;
        }
        Then::Trickle(text) => {
            for byte in text.bytes().cycle() {
                sleep(pause).await;
                if stream.write_all(&[byte]).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// What one bomb did.
#[derive(Debug)]
pub struct Damage {
    pub peak_kib: f64,
    pub over_time: Duration,
    /// An error of another kind than the one that says what happened.
    pub untyped: Option<String>,
}

/// Sets one off under a client whose attempts may take `limit`; what is slow comes a byte each `pause`.
pub fn set_off(bomb: Bomb, limit: Duration, pause: Duration) -> Damage {
    let apart = Runtime::new().unwrap();
    let server = apart.block_on(ScriptedServer::start(move |stream| {
        play(stream, bomb, pause)
    }));
    let origin = format!("http://{}", server.address);
    let client = Client::builder()
        .client_credentials("an-id", "a-secret")
        .base_url(format!("{origin}/api"))
        .token_url(format!("{origin}/token"))
        .attempt_timeout(limit)
        .max_attempts(1)
        .build()
        .unwrap();
    let session = client.resume(Flow::Onboarding, TransactionId::new("t-1").unwrap());
    let here = Builder::new_current_thread().enable_all().build().unwrap();
    let (mut end, mut took) = (None, Duration::ZERO);
    let memory = allocation_counter::measure(|| {
        let begin = Instant::now();
        end = Some(here.block_on(session.get()));
        took = begin.elapsed();
    });
    let untyped = match end.unwrap() {
        Ok(_) => Some("no error".to_owned()),
        Err(error) => Some(error.to_string()).filter(|_| !(bomb.expected)(&error)),
    };
    drop(server);
    apart.shutdown_background();
    Damage {
        peak_kib: memory.bytes_max as f64 / 1024.0,
        over_time: took.saturating_sub(limit),
        untyped,
    }
}
