//! Every error that the client can return is brought about by the emulator, over real connections: every
//! variant of `Error`, of `TokenError`, and of `Unreadable`.
//!
//! `Error::InvalidInput` needs no fault; one example of it makes the list complete.

mod support;

use std::{collections::BTreeSet, time::Duration};

use signicat_reuseid::{
    Client, ClientBuilder, Error, TokenError, TokenFuture, TokenSource, Unreadable,
};
use signicat_reuseid_emulator::{Delay, Emulator, Fault, FaultKind, Handle, Operation, Proofing};
use support::{Scripted, answer, started};

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
            .max_attempts(1)
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
        let reason = no_token(self.builder()).await;
        self.handle.clear_faults();
        reason
    }

    /// Closes the port when a call of `operation` was answered.
    fn refuse_after(&self, operation: Operation) {
        let closed = FaultKind::RefuseConnections { for_ms: 60_000 };
        self.handle
            .set_fault(Fault::new(closed).on(operation))
            .unwrap();
    }
}

/// Why a start has no token.
async fn no_token(builder: ClientBuilder) -> TokenError {
    match builder.build().unwrap().onboarding().start().await {
        Err(Error::Token(_, reason)) => reason,
        other => panic!("{other:?}"),
    }
}

struct NoTokens;

impl TokenSource for NoTokens {
    fn fetch(&self) -> TokenFuture<'_> {
        Box::pin(async { Err(TokenError::permanent("no token")) })
    }
}

/// What has to be reached.
fn all(kinds: &[&'static str]) -> BTreeSet<&'static str> {
    kinds.iter().copied().collect()
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

fn value(field: &str, value: serde_json::Value) -> FaultKind {
    FaultKind::FieldValue {
        field: field.into(),
        value,
    }
}

fn late() -> FaultKind {
    FaultKind::Latency {
        delay: Delay::Fixed { ms: 600_000 },
    }
}

#[tokio::test]
async fn every_error_of_the_client_is_reached() {
    let bench = Bench::new().await;
    let mut reached = BTreeSet::new();
    let mut reach = |expected: &'static str, error: Error| {
        assert_eq!(error.kind(), expected, "{error}");
        reached.insert(error.kind());
    };

    let nowhere = bench.builder().base_url("nowhere").build();
    reach("invalid_input", nowhere.unwrap_err());
    for after_commit in [false, true] {
        let reset = FaultKind::Reset { after_commit };
        reach("interrupted", bench.get_with(reset).await);
        let empty = FaultKind::EmptyReply { after_commit };
        reach("interrupted", bench.get_with(empty).await);
    }
    reach("api", bench.get_with(status(429)).await);
    reach("api", bench.get_with(status(503)).await);
    reach("redirect", bench.get_with(status(302)).await);
    let large = FaultKind::OversizeBody { bytes: 32 << 20 };
    reach("too_large", bench.get_with(large).await);
    let broken = FaultKind::InvalidJson {};
    reach("unreadable", bench.get_with(broken).await);

    let hasty = bench.builder().attempt_timeout(Duration::from_millis(300));
    let session = hasty.build().unwrap().onboarding().start().await.unwrap();
    bench.handle.set_fault(Fault::new(late())).unwrap();
    reach("timeout", session.get().await.unwrap_err());
    bench.handle.clear_faults();

    let session = bench.client().onboarding().start().await.unwrap();
    let code = session.activation_code().unwrap().to_owned();
    let id = session.id().as_str().to_owned();
    let brief = session.wait().timeout(Duration::from_millis(300));
    reach("wait", brief.await.unwrap_err());
    bench.handle.activate_device(&id, &code).unwrap();
    bench
        .handle
        .finish_proofing(&id, Proofing::Rejected)
        .unwrap();
    reach("session_failed", session.wait().await.unwrap_err());

    let refused = Fault::new(status(401)).on(Operation::Token);
    bench.handle.set_fault(refused).unwrap();
    reach(
        "token",
        bench.client().onboarding().start().await.unwrap_err(),
    );
    bench.handle.clear_faults();

    // Last, for nothing answers afterwards: the start is answered, the get finds the port closed.
    bench.refuse_after(Operation::StartOnboarding);
    let session = bench.client().onboarding().start().await.unwrap();
    reach("connect", session.get().await.unwrap_err());

    assert_eq!(reached, all(Error::KINDS));
}

#[tokio::test]
async fn every_reason_for_having_no_token_is_told_apart_and_nothing_is_started() {
    let bench = Bench::new().await;
    let mut reached = BTreeSet::new();
    let mut reach = |expected: &str, reason: TokenError| {
        assert_eq!(reason.kind(), expected, "{reason}");
        reached.insert(reason.kind());
    };

    let refused = bench.token_with(status(503)).await;
    assert_eq!(refused.status().map(|status| status.as_u16()), Some(503));
    reach("rejected", refused);
    for broken in [FaultKind::InvalidJson {}, null("access_token")] {
        reach("invalid_response", bench.token_with(broken).await);
    }
    let reset = FaultKind::Reset { after_commit: true };
    reach("interrupted", bench.token_with(reset).await);
    let over = value("expires_in", 0.into());
    reach("expired", bench.token_with(over).await);

    bench.handle.set_fault(Fault::new(late())).unwrap();
    let hasty = bench.builder().attempt_timeout(Duration::from_millis(300));
    reach("timeout", no_token(hasty).await);
    bench.handle.clear_faults();

    // The caller's own source is no part of the service; that it fails is up to the caller.
    let own = bench.builder().token_source(NoTokens);
    reach("source", no_token(own).await);

    bench.refuse_after(Operation::Token);
    let client = bench.client();
    client.onboarding().start().await.unwrap_err();
    reach("connect", no_token(bench.builder()).await);

    assert_eq!(reached, all(TokenError::KINDS));
    assert_eq!(bench.handle.session_count(), 0);
}

#[tokio::test]
async fn every_way_in_which_an_answer_cannot_be_read_is_told_apart() {
    let bench = Bench::new().await;
    let faults = [
        ("json", FaultKind::InvalidJson {}),
        ("truncated", FaultKind::TruncatedBody { keep_bytes: 20 }),
        ("status", status(204)),
        ("missing", null("transactionId")),
        ("id", value("transactionId", "../tokens".into())),
    ];
    let mut reached = BTreeSet::new();
    for (expected, fault) in faults {
        let fault = Fault::new(fault).on(Operation::StartOnboarding).once();
        bench.handle.set_fault(fault).unwrap();
        let error = bench.client().onboarding().start().await.unwrap_err();
        let Error::Unreadable(_, reason) = &error else {
            panic!("{error}");
        };
        assert_eq!(reason.kind(), expected, "{error}");
        reached.insert(reason.kind());
    }
    // The emulator never encodes a body.
    let gzip = [("content-encoding", "gzip")];
    let (client, _) = Scripted::new(move |_| Ok(answer(200, &gzip, &started()))).client();
    let error = client.onboarding().start().await.unwrap_err();
    let Error::Unreadable(_, reason) = &error else {
        panic!("{error}");
    };
    assert!(error.to_string().contains("gzip"), "{error}");
    reached.insert(reason.kind());
    assert_eq!(reached, all(Unreadable::KINDS));
}
