//! Every error that the client can return is brought about by the emulator, over real connections: every
//! variant of `Error`, of `TokenError`, and of `Unreadable`.
//!
//! What the settings alone make wrong (`Error::Invalid`) needs no fault; one example of it makes the list
//! whole.

use std::{collections::BTreeSet, time::Duration};

use signicat_reuseid::{Client, ClientBuilder, Error, TokenError, TokenFuture, TokenSource};
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
        Box::pin(async { Err(TokenError::Source) })
    }
}

/// The variants of an enum, from its source: what is added there must be reached here.
fn variants(name: &str) -> BTreeSet<String> {
    let source = include_str!("../src/error.rs");
    let (_, rest) = source.split_once(&format!("pub enum {name} {{\n")).unwrap();
    let (body, _) = rest.split_once("\n}\n").unwrap();
    body.lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(char::is_uppercase))
        .map(first_word)
        .collect()
}

/// The variant's name of what `Debug` wrote.
fn first_word(text: &str) -> String {
    text.chars().take_while(|it| it.is_alphanumeric()).collect()
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
        assert_eq!(first_word(&format!("{error:?}")), expected, "{error}");
        reached.insert(expected.to_owned());
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
    let broken = FaultKind::InvalidJson {};
    reach("Unreadable", bench.get_with(broken).await);

    let hasty = bench.builder().attempt_timeout(Duration::from_millis(300));
    let session = hasty.build().unwrap().onboarding().start().await.unwrap();
    bench.handle.set_fault(Fault::new(late())).unwrap();
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

    // Last, for nothing answers afterwards: the start is answered, the get finds the port closed.
    bench.refuse_after(Operation::StartOnboarding);
    let session = bench.client().onboarding().start().await.unwrap();
    reach("Connect", session.get().await.unwrap_err());

    assert_eq!(reached, variants("Error"));
}

#[tokio::test]
async fn every_reason_for_having_no_token_is_told_apart_and_nothing_is_started() {
    let bench = Bench::new().await;
    let mut reached = BTreeSet::new();
    let mut reach = |expected: &str, reason: TokenError| {
        assert_eq!(first_word(&format!("{reason:?}")), expected, "{reason}");
        reached.insert(expected.to_owned());
    };

    let refused = bench.token_with(status(503)).await;
    assert!(matches!(refused, TokenError::Rejected { status: 503, .. }));
    reach("Refused", refused);
    for broken in [FaultKind::InvalidJson {}, null("access_token")] {
        reach("Unreadable", bench.token_with(broken).await);
    }
    let reset = FaultKind::Reset { after_commit: true };
    reach("Interrupted", bench.token_with(reset).await);
    let over = value("expires_in", 0.into());
    reach("Expired", bench.token_with(over).await);

    bench.handle.set_fault(Fault::new(late())).unwrap();
    let hasty = bench.builder().attempt_timeout(Duration::from_millis(300));
    reach("Timeout", no_token(hasty).await);
    bench.handle.clear_faults();

    // The caller's own source is no part of the service; that it fails is up to the caller.
    let own = bench.builder().token_source(NoTokens);
    reach("Source", no_token(own).await);

    bench.refuse_after(Operation::Token);
    let client = bench.client();
    client.onboarding().start().await.unwrap_err();
    reach("Connect", no_token(bench.builder()).await);

    assert_eq!(reached, variants("TokenError"));
    assert_eq!(bench.handle.sessions(), 0);
}

#[tokio::test]
async fn every_way_in_which_an_answer_cannot_be_read_is_told_apart() {
    let bench = Bench::new().await;
    let faults = [
        ("Json", FaultKind::InvalidJson {}),
        ("Json", value("userId", 7.into())),
        ("Truncated", FaultKind::TruncatedBody { keep_bytes: 20 }),
        ("Status", status(202)),
        ("Missing", null("transactionId")),
        ("Id", value("userId", "../tokens".into())),
    ];
    let mut reached = BTreeSet::new();
    for (expected, fault) in faults {
        let fault = Fault::new(fault).on(Operation::StartOnboarding).once();
        bench.handle.set_fault(fault).unwrap();
        let error = bench.client().onboarding().start().await.unwrap_err();
        let Error::Unreadable(_, reason) = &error else {
            panic!("{error}");
        };
        assert_eq!(first_word(&format!("{reason:?}")), expected, "{error}");
        reached.insert(expected.to_owned());
    }
    assert_eq!(reached, variants("Unreadable"));
}
