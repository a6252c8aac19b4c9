//! Both flows from beginning to end against the emulator, over TLS; whatever passed on the way that is
//! secret or personal becomes a canary afterwards.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use signicat_reuseid::{
    AccessToken, Backoff, Client, ClientAuthentication, FileTokenStore, Flow, InvalidInput,
    MemoryTokenStore, PollPolicy, Provider, RetryBudget, RetryEvent, RetryPolicy, TokenError,
    TokenFuture, TokenSource, TokenStore as _, wait_all,
};
use signicat_reuseid_emulator::{
    ApiClient, Emulator, Fault, FaultKind, Handle, Operation, Proofing,
};

use super::{
    detector::Detector,
    service::{self, Tls},
    shown::{Shown, show},
};

const MINUTE: Duration = Duration::from_secs(60);
const ID: &str = "canary-client/one+7";
const SECRET: &str = "canary~secret/%+&=Zq9";
const EXTERNAL_REF: &str = "canary ref <19640229> Ola";

pub async fn run(tls: &Tls, detector: &mut Detector, shown: &mut Shown) {
    for (canary, value) in [
        ("client id", ID),
        ("client secret", SECRET),
        ("external reference", EXTERNAL_REF),
    ] {
        detector.add(canary, value);
    }
    let known = ApiClient::new(ID, SECRET, "an-account");
    let emulator = Emulator::builder().client(known).start().await.unwrap();
    let handle = emulator.handle();
    let (tunnel, passed) = service::tunnel(tls, emulator.address().unwrap()).await;
    let behind = |url: String| url.replace("http://127.0.0.1", "https://localhost");
    let port = |url: String| {
        let (from, to) = (emulator.address().unwrap().port(), tunnel.address.port());
        behind(url).replace(&from.to_string(), &to.to_string())
    };
    let retries = Arc::<Mutex<Vec<RetryEvent>>>::default();
    for authentication in [ClientAuthentication::Basic, ClientAuthentication::Post] {
        let builder = Client::builder()
            .client_credentials(ID, SECRET)
            .client_authentication(authentication)
            .base_url(port(emulator.base_url()))
            .token_url(port(emulator.token_url()))
            .root_certificate(tls.certificate.clone())
            .on_retry({
                let retries = retries.clone();
                move |event| retries.lock().unwrap().push(event.clone())
            });
        show!(shown, ClientAuthentication: &authentication, ClientBuilder: &builder);
        let client = builder.build().unwrap();
        flows(&client, &handle, shown).await;
        if authentication == ClientAuthentication::Basic {
            second_tries(&client, &handle).await;
        }
    }
    let in_process = Client::builder()
        .client_credentials(ID, SECRET)
        .base_url(emulator.base_url())
        .token_url(emulator.token_url())
        .service(emulator.service());
    flows(&in_process.build().unwrap(), &handle, shown).await;
    show!(shown, RetryEvent: &retries.lock().unwrap()[0]);
    own_tokens(shown).await;
    harvest(&passed.lock().unwrap(), detector);
    for session in handle.sessions() {
        detector.add("transaction id", &session.transaction_id);
        detector.add("user id", &session.user_id);
    }
}

async fn flows(client: &Client, handle: &Handle, shown: &mut Shown) {
    let start = client
        .onboarding()
        .external_ref(EXTERNAL_REF)
        .provider(Provider::SignicatVideoId)
        .document_types([138]);
    show!(shown, Client: client, StartOnboarding: &start, Provider: &Provider::ReadId);
    let session = start.start().await.unwrap();
    let (wait, updates) = (session.wait(), session.updates());
    show!(shown, Session: &session, Wait: &wait, Updates: &updates);
    shown.debug("TransactionId", session.id());
    show!(shown, State: session.started().unwrap());
    let id = session.id().as_str().to_owned();
    let code = session.activation_code().unwrap().to_owned();

    let late = session.wait().timeout(Duration::ZERO).await.unwrap_err();
    shown.error(&late);
    let signicat_reuseid::Error::Wait(late) = &late else {
        panic!("{late}");
    };
    show!(shown, WaitError: &**late);
    panics_of_the_caller(client, &session).await;

    handle.activate_device(&id, &code).unwrap();
    handle.finish_proofing(&id, Proofing::Accepted).unwrap();
    let done = wait_all([session.wait()]).await.remove(0).unwrap();
    let mut updates = session.updates();
    while let Some(change) = updates.next().await {
        show!(shown, State: &change.unwrap(), Updates: &updates);
    }
    let (user, device) = (done.user_id().unwrap(), done.device_id().unwrap());
    show!(
        shown,
        State: &done, Status: done.status(), Flow: &done.flow(),
        UserId: user, DeviceId: device,
        DossierId: done.dossier_id().unwrap(), ProcessId: done.process_id().unwrap(),
    );

    let start = client.step_up(user.clone(), device.clone());
    show!(shown, StartStepUp: &start);
    let session = start.start().await.unwrap();
    show!(shown, Session: &session);
    let id = session.id().as_str();
    handle.authenticate(id).unwrap();
    handle.finish_proofing(id, Proofing::Rejected).unwrap();
    shown.error(&session.wait().await.unwrap_err());
}

/// A get that meets a fault and a revoked token, so that the client speaks of what it does about them.
async fn second_tries(client: &Client, handle: &Handle) {
    let session = client.onboarding().start().await.unwrap();
    let busy = FaultKind::Status {
        status: 500,
        retry_after: None,
        after_commit: false,
    };
    let busy = Fault::new(busy).on(Operation::GetOnboarding).once();
    handle.set_fault(busy).unwrap();
    session.get().await.unwrap();
    handle.revoke_tokens();
    session.get().await.unwrap();
}

/// What a caller's own code throws is theirs; what this crate does about it must not add to it.
async fn panics_of_the_caller(client: &Client, session: &signicat_reuseid::Session) {
    let until = session
        .wait()
        .until(|_| panic!("a condition of the caller's"));
    let waiting = tokio::spawn(async move { wait_all([until]).await });
    assert!(waiting.await.is_err());
    let again = client.resume(Flow::Onboarding, session.id().clone());
    again.get().await.unwrap();
}

/// A token source that panics first, and then fails.
struct Own(std::sync::atomic::AtomicBool);

impl TokenSource for Own {
    fn fetch(&self) -> TokenFuture<'_> {
        Box::pin(async {
            assert!(
                self.0.swap(true, std::sync::atomic::Ordering::Relaxed),
                "a token source of the caller's"
            );
            Err(TokenError::retryable(SECRET))
        })
    }
}

async fn own_tokens(shown: &mut Shown) {
    let token = AccessToken::bearer(SECRET, Duration::from_secs(60)).unwrap();
    show!(shown, AccessToken: &token);
    let unfit = AccessToken::bearer(&format!("{SECRET}\n"), Duration::ZERO).unwrap_err();
    show!(shown, InvalidInput: &unfit);
    let client = Client::builder()
        .token_source(Own(false.into()))
        .max_attempts(1);
    let client = client.base_url("https://127.0.0.1:9").build().unwrap();
    for _ in 0..2 {
        shown.error(&client.onboarding().start().await.unwrap_err());
    }
    let wrong: [(&str, signicat_reuseid::ClientBuilder); 7] = [
        (
            "line break",
            Client::builder().client_credentials(ID, format!("{SECRET}\n")),
        ),
        ("no time", Client::builder().attempt_timeout(Duration::ZERO)),
        ("no credentials", Client::builder()),
        (
            "user in URL",
            Client::builder().base_url(format!("https://u:{SECRET}@x/")),
        ),
        (
            "plain",
            Client::builder().token_url(format!("http://x/{SECRET}")),
        ),
        ("root", Client::builder().root_certificate(SECRET)),
        (
            "agent",
            Client::builder().configure_http(|it| it.user_agent("canary\n")),
        ),
    ];
    for (what, builder) in wrong {
        let error = builder.build().unwrap_err();
        println!("{what}: {error}");
        shown.error(&error);
    }
    let first = Client::builder()
        .client_credentials(ID, SECRET)
        .build()
        .unwrap();
    let first = first
        .onboarding()
        .document_types([1])
        .default_document_type(2)
        .start()
        .await;
    shown.error(&first.unwrap_err());
    for rare in [
        InvalidInput::Header("the access token"),
        InvalidInput::NoTls,
        InvalidInput::ExternalRef,
        InvalidInput::NoRuntime,
        InvalidInput::Unsupported("provider"),
        InvalidInput::NotAccepted {
            name: "provider",
            accepted: &["readid"],
        },
    ] {
        shown.error(&rare.into());
    }
    let policy = RetryPolicy::default();
    let (backoff, budget) = (Backoff::new(MINUTE, MINUTE), RetryBudget::default());
    show!(shown, RetryPolicy: &policy, Backoff: &backoff, RetryBudget: &budget);
    show!(shown, PollPolicy: &PollPolicy::default(), PollDelays: &PollPolicy::default().delays());
    let token = AccessToken::bearer(SECRET, MINUTE).unwrap();
    let memory = MemoryTokenStore::new();
    memory.save(&token).await.unwrap();
    let stored = memory.load().await.unwrap().unwrap();
    show!(shown, MemoryTokenStore: &memory, StoredToken: &stored);
    show!(shown, FileTokenStore: &FileTokenStore::new("token"));
    let id = signicat_reuseid::UserId::new(EXTERNAL_REF).unwrap_err();
    show!(shown, InvalidId: &id, InvalidFlow: &EXTERNAL_REF.parse::<Flow>().unwrap_err());
    shown.error(&signicat_reuseid::Error::from(id));
}

/// Everything secret or personal that the emulator was sent or answered.
fn harvest(passed: &str, detector: &mut Detector) {
    let mut begun_by = |begin: &str, canary: &str| {
        for value in passed.split(begin).skip(1) {
            let value = value.split(['"', '\r']).next().unwrap_or_default();
            detector.add(canary, value);
        }
    };
    for scheme in ["authorization: Bearer ", "authorization: Basic "] {
        begun_by(scheme, scheme);
    }
    for member in [
        "access_token",
        "activationCode",
        "transactionId",
        "userId",
        "deviceId",
        "dossierId",
        "processId",
    ] {
        begun_by(&format!("\"{member}\":\""), member);
    }
}
