//! Connection faults in process are the same errors as over the network.

mod support;

use std::time::Duration;

use signicat_reuseid::{Error, Outcome, TransportError};
use signicat_reuseid_emulator::{Emulator, Fault, Operation};
use support::{in_process, over_http};

/// What a caller decides from an error of a start.
fn decision(error: &Error) -> (&'static str, Outcome, bool, Option<TransportError>) {
    let cause = std::error::Error::source(error).and_then(|it| it.downcast_ref().copied());
    (error.kind(), error.outcome(), error.is_retryable(), cause)
}

#[tokio::test]
async fn broken_connections_are_the_same_errors_in_process_and_over_http() {
    for (fault, sessions) in [
        (Fault::reset(), 0),
        (Fault::reset().after_commit(), 1),
        (Fault::empty_reply(), 0),
        (Fault::empty_reply().after_commit(), 1),
        (Fault::truncated_body(10), 1),
    ] {
        let (local, remote) = (Emulator::in_process(), Emulator::start().await.unwrap());
        let mut decisions = Vec::new();
        for (emulator, client) in [(&local, in_process(&local)), (&remote, over_http(&remote))] {
            let fault = fault.clone().on(Operation::StartOnboarding);
            emulator.handle().set_fault(fault).unwrap();
            let client = client.build().unwrap();
            let error = client.onboarding().start().await.unwrap_err();
            assert_eq!(emulator.handle().session_count(), sessions);
            decisions.push(decision(&error));
        }
        assert_eq!(decisions[0], decisions[1], "{fault:?}");
        assert_ne!(decisions[0].1, Outcome::NotSent);
    }
}

#[tokio::test(start_paused = true)]
async fn refused_connection_in_process_sends_nothing_and_is_retried_until_it_is_over() {
    let emulator = Emulator::in_process();
    let client = in_process(&emulator).build().unwrap();
    // The token is fetched before.
    client.onboarding().start().await.unwrap();

    emulator
        .handle()
        .refuse_connections(Duration::from_secs(60));
    let error = client.onboarding().start().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(error.is_connect() && error.is_retryable());
    assert_eq!(error.attempts(), 3);
    assert_eq!(emulator.handle().session_count(), 1);

    emulator
        .handle()
        .refuse_connections(Duration::from_millis(1));
    client.onboarding().start().await.unwrap();
    assert_eq!(emulator.handle().session_count(), 2);
}
