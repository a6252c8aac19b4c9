//! Every public asynchronous function of the client, each as one future. `cargo xtask async-functions` fails
//! if one is missing here.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    time::Duration,
};

use futures_core::Stream as _;
use signicat_reuseid::{
    CallOptions, Client, DeviceId, Flow, TransactionId, Updates, UserId,
    events::{EventHub, EventReceiver, WebhookVerifier},
    wait_all,
};
use signicat_reuseid_emulator::{Fault, FaultKind, Handle, Operation};

/// What a function is called with.
#[derive(Clone)]
pub struct Scene {
    pub client: Client,
    pub handle: Handle,
    pub onboarding: TransactionId,
    pub step_up: TransactionId,
    pub user: UserId,
    pub device: DeviceId,
}

#[derive(Clone, Copy)]
pub struct Function {
    pub name: &'static str,
    /// Longer than a test with real time may take.
    pub takes_long: bool,
    pub call: fn(Scene) -> Pin<Box<dyn Future<Output = ()> + Send>>,
}

const MINUTE: Duration = Duration::from_secs(60);

const QUICK: bool = false;
const LONG: bool = true;

macro_rules! functions {
    ($($takes_long:ident $name:literal, |$scene:ident| $body:expr;)+) => {
        pub const FUNCTIONS: [Function; [$($name),+].len()] = [$(
            Function {
                name: $name,
                takes_long: $takes_long,
                call: |$scene| Box::pin(async move { let _ = $body; }),
            }
        ),+];
    };
}

functions! {
    QUICK "StartOnboarding::start", |scene| scene.client.onboarding().external_ref(7).start().await;
    QUICK "StartStepUp::start", |scene| scene.client.step_up(scene.user, scene.device).start().await;
    QUICK "Session::get", |scene| scene.client.resume(Flow::Onboarding, scene.onboarding).get().await;
    QUICK "Session::get of a step-up", |scene| scene.client.resume(Flow::StepUp, scene.step_up).get().await;
    QUICK "Session::get_with", |scene| {
        let options = CallOptions::new().timeout(MINUTE).max_attempts(2);
        scene.client.resume(Flow::Onboarding, scene.onboarding).get_with(options).await
    };
    LONG "Session::get after a 503", |scene| {
        let fault = FaultKind::Status { status: 503, retry_after: None, after_commit: false };
        let fault = Fault::new(fault).on(Operation::GetOnboarding).times(2);
        scene.handle.set_fault(fault).unwrap();
        scene.client.resume(Flow::Onboarding, scene.onboarding).get().await
    };
    LONG "Session::get with a revoked token", |scene| {
        scene.handle.revoke_tokens();
        scene.client.resume(Flow::Onboarding, scene.onboarding).get().await
    };
    QUICK "Wait", |scene| scene.client.resume(Flow::Onboarding, scene.onboarding).wait().until(|_| true).await;
    LONG "Wait to its deadline", |scene| {
        scene.client.resume(Flow::Onboarding, scene.onboarding).wait().timeout(MINUTE).await
    };
    QUICK "Updates::next", |scene| scene.client.resume(Flow::StepUp, scene.step_up).updates().next().await;
    LONG "Updates::next twice", |scene| {
        let wait = scene.client.resume(Flow::StepUp, scene.step_up).wait();
        let mut updates = wait.timeout(MINUTE).updates();
        (updates.next().await, updates.next().await)
    };
    QUICK "Updates::next dropped by itself", |scene| {
        let mut updates = scene.client.resume(Flow::StepUp, scene.step_up).updates();
        interrupted(&mut updates).await
    };
    QUICK "Updates::try_next", |scene| scene.client.resume(Flow::StepUp, scene.step_up).updates().try_next().await;
    QUICK "Updates as a stream", |scene| {
        let mut updates = scene.client.resume(Flow::Onboarding, scene.onboarding).updates();
        poll_fn(|context| Pin::new(&mut updates).poll_next(context)).await
    };
    QUICK "wait_all", |scene| {
        let session = scene.client.resume(Flow::Onboarding, scene.onboarding);
        wait_all((0..3).map(|_| session.wait().until(|_| true))).await
    };
    QUICK "EventReceiver::receive", |scene| {
        let request = http::Request::post("/").body(bytes::Bytes::from_static(b"{}")).unwrap();
        receiver(&scene.client).receive(request).await
    };
    QUICK "EventReceiver::receive_body", |scene| {
        let body = http_body_util::Full::new(bytes::Bytes::from_static(b"{}"));
        receiver(&scene.client).receive_body(http::Request::post("/").body(body).unwrap()).await
    };
    QUICK "EventReceiver::shutdown", |scene| receiver(&scene.client).shutdown().await;
    LONG "wait_all to its deadline", |scene| {
        let session = scene.client.resume(Flow::Onboarding, scene.onboarding);
        wait_all((0..3).map(|_| session.wait().timeout(MINUTE))).await
    };
}

/// A receiver with a secret and a handler.
fn receiver(client: &Client) -> EventReceiver {
    let verifier = WebhookVerifier::builder().secret("current", "secret");
    EventReceiver::builder(EventHub::new(client))
        .verifier(verifier.build().unwrap())
        .handler(|_| async {})
        .build()
}

/// Asks for the next update, goes away after each poll and asks again: nothing may be lost by that.
async fn interrupted(updates: &mut Updates) {
    let state = poll_fn(|context| {
        let next = std::pin::pin!(updates.next());
        next.poll(context)
    });
    state.await.unwrap().unwrap();
}
