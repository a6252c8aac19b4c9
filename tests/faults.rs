//! Every error that the client can return is brought about by the emulator, over real connections.
//!
//! What the settings alone make wrong (`Error::Invalid`) needs no fault; one example of it makes the list
//! whole.

use std::{collections::BTreeSet, time::Duration};

use signicat_reuseid::{Client, ClientBuilder, Error, TokenError, Unreadable};
use signicat_reuseid_emulator::{Delay, Emulator, Fault, FaultKind, Handle, Operation, Proofing};

struct Bench {
    emulator: Emulator,
    handle: Handle,
}

impl Bench {
    async fn new() -> Self {
        let emulator = Emulator::start().await.unwrap();
        Self {
            handle: emulator.handle(),
            emulator,
        }
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .client_credentials(self.emulator.client_id(), self.emulator.client_secret())
            .base_url(self.emulator.base_url())
            .token_url(self.emulator.token_url())
            .attempts(1)
    }

    fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// The error of one Get onboarding that meets `fault`.
    async fn get_with(&self, fault: FaultKind) -> Error {
        let session = self.client().onboarding().start().await.unwrap();
        let fault = Fault::new(fault).on(Operation::GetOnboarding);
        self.handle.set_fault(fault).unwrap();
        let error = session.get().await.unwrap_err();
        self.handle.clear_faults();
        error
    }

    /// Why a start had no token when its token request met `fault`.
    async fn token_with(&self, fault: FaultKind) -> TokenError {
        let fault = Fault::new(fault).on(Operation::Token);
        self.handle.set_fault(fault).unwrap();
        let error = self.client().onboarding().start().await.unwrap_err();
        self.handle.clear_faults();
        assert_eq!(self.handle.sessions(), 0);
        match error {
            Error::Token(_, reason) => reason,
            other => panic!("{other}"),
        }
    }
}

fn name(error: &Error) -> &'static str {
    match error {
        Error::Invalid(_) => "Invalid",
        Error::Token(..) => "Token",
        Error::Connect(_) => "Connect",
        Error::Timeout(_) => "Timeout",
        Error::Interrupted(_) => "Interrupted",
        Error::Api(_) => "Api",
        Error::Redirect(_) => "Redirect",
        Error::TooLarge(_) => "TooLarge",
        Error::Unreadable(..) => "Unreadable",
        Error::SessionFailed(_) => "SessionFailed",
        Error::WaitDeadline(_) => "WaitDeadline",
        other => panic!("an error that this test does not know: {other}"),
    }
}

fn status(status: u16) -> FaultKind {
    FaultKind::Status {
        status,
        retry_after: None,
        after_commit: false,
    }
}

fn null(field: &str) -> FaultKind {
    FaultKind::NullField {
        field: field.into(),
    }
}

#[tokio::test]
async fn every_error_of_the_client_is_reached() {
    let bench = Bench::new().await;
    let mut reached = BTreeSet::new();
    let mut reach = |expected: &'static str, error: Error| {
        assert_eq!(name(&error), expected, "{error}");
        reached.insert(expected);
    };

    let nowhere = bench.builder().base_url("nowhere").build();
    reach("Invalid", nowhere.unwrap_err());
    for after_commit in [false, true] {
        let reset = FaultKind::Reset { after_commit };
        reach("Interrupted", bench.get_with(reset).await);
        let empty = FaultKind::EmptyReply { after_commit };
        reach("Interrupted", bench.get_with(empty).await);
    }
    reach("Api", bench.get_with(status(429)).await);
    reach("Api", bench.get_with(status(503)).await);
    reach("Redirect", bench.get_with(status(302)).await);
    let large = FaultKind::OversizeBody { bytes: 32 << 20 };
    reach("TooLarge", bench.get_with(large).await);
    reach(
        "Unreadable",
        bench.get_with(FaultKind::InvalidJson {}).await,
    );
    let truncated = bench
        .get_with(FaultKind::TruncatedBody { keep_bytes: 20 })
        .await;
    assert!(
        matches!(truncated, Error::Unreadable(_, Unreadable::Truncated)),
        "{truncated}"
    );

    let hasty = bench.builder().attempt_timeout(Duration::from_millis(300));
    let session = hasty.build().unwrap().onboarding().start().await.unwrap();
    let late = FaultKind::Latency {
        delay: Delay::Fixed { ms: 600_000 },
    };
    bench.handle.set_fault(Fault::new(late)).unwrap();
    reach("Timeout", session.get().await.unwrap_err());
    bench.handle.clear_faults();

    let session = bench.client().onboarding().start().await.unwrap();
    let code = session.activation_code().unwrap().to_owned();
    let id = session.id().as_str().to_owned();
    let brief = session.wait().deadline(Duration::from_millis(300));
    reach("WaitDeadline", brief.await.unwrap_err());
    bench.handle.activate_device(&id, &code).unwrap();
    bench
        .handle
        .finish_proofing(&id, Proofing::Rejected)
        .unwrap();
    reach("SessionFailed", session.wait().await.unwrap_err());

    let refused = Fault::new(status(401)).on(Operation::Token);
    bench.handle.set_fault(refused).unwrap();
    reach(
        "Token",
        bench.client().onboarding().start().await.unwrap_err(),
    );
    bench.handle.clear_faults();

    // Last, for nothing answers afterwards.
    let session = bench.client().onboarding().start().await.unwrap();
    let address = bench.emulator.address().unwrap();
    bench.handle.refuse_connections(Duration::from_secs(60));
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    reach("Connect", session.get().await.unwrap_err());

    assert_eq!(reached.len(), 11, "{reached:?}");
}

#[tokio::test]
async fn each_reason_for_having_no_token_is_told_apart_and_nothing_is_started() {
    let bench = Bench::new().await;
    let refused = bench.token_with(status(503)).await;
    assert!(
        matches!(refused, TokenError::Refused { status: 503, .. }),
        "{refused:?}"
    );
    for broken in [FaultKind::InvalidJson {}, null("access_token")] {
        assert_eq!(bench.token_with(broken).await, TokenError::Unreadable);
    }
    let reset = FaultKind::Reset { after_commit: true };
    assert_eq!(bench.token_with(reset).await, TokenError::Interrupted);
}
