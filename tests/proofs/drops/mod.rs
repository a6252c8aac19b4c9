//! Every asynchronous function is dropped at its n-th poll, for every n until it completes; then nothing may
//! be left of it, and the next calls must work.

pub mod functions;

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use functions::{FUNCTIONS, Function, Scene};
use http_body_util::Full;
use signicat_reuseid::{Client, ClientBuilder, DeviceId, Flow, PollPolicy};
use signicat_reuseid_emulator::Emulator;
use tokio::{
    runtime::Handle as Runtime,
    task::yield_now,
    time::{Instant, sleep, timeout},
};
use tower_service::Service;

/// Longer than every time limit of a call, and than a token lives.
const LONG: Duration = Duration::from_secs(700);

/// For the next calls over real sockets.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Default, Debug)]
pub struct Tally {
    pub drops: usize,
    pub failures: Vec<String>,
}

/// Polls `call` at most so often and drops it; whether it completed.
async fn polled(call: impl Future<Output = ()>, times: usize) -> bool {
    let mut call = Box::pin(call);
    let mut polls = 0;
    poll_fn(|context| {
        if polls == times {
            return Poll::Ready(false);
        }
        polls += 1;
        match call.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(true),
            Poll::Pending if polls == times => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// A service that takes its time, so that there is a poll on each side of its work.
#[derive(Clone)]
struct Slow<S> {
    service: S,
    /// Held as long as the client, or anything that it left behind, is there.
    _held: Arc<()>,
}

type Request = http::Request<Full<Bytes>>;

impl<S> Service<Request> for Slow<S>
where
    S: Service<Request, Response: Send, Error: Send, Future: Send + 'static>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let work = self.service.call(request);
        Box::pin(async move {
            yield_now().await;
            yield_now().await;
            let answer = work.await;
            yield_now().await;
            answer
        })
    }
}

fn builder(emulator: &Emulator) -> ClientBuilder {
    Client::builder()
        .client_credentials(emulator.client_id(), emulator.client_secret())
        .base_url(emulator.base_url())
        .token_url(emulator.token_url())
}

/// A session to look at, and a user with a device to step up.
async fn scene(emulator: &Emulator, client: Client) -> Scene {
    let handle = emulator.handle();
    let session = client.onboarding().start().await.unwrap();
    let code = session.activation_code().unwrap();
    let device = handle.activate_device(session.id().as_str(), code).unwrap();
    let user = session.started().unwrap().user_id().unwrap().clone();
    let device = DeviceId::new(device).unwrap();
    let step_up = client.step_up(user.clone(), device.clone()).start().await;
    let step_up = step_up.unwrap().id().clone();
    let onboarding = session.id().clone();
    Scene {
        client,
        handle,
        onboarding,
        step_up,
        user,
        device,
    }
}

/// In process, under paused time. Every drop is followed by more time than a token lives, so that one client
/// is cold again.
pub async fn in_process(tally: &mut Tally) {
    // Or the sessions would end in the middle, and with them every wait.
    let year = Duration::from_secs(365 * 86_400);
    let emulator = Emulator::builder().session_lifetime(year);
    let emulator = emulator.in_process().unwrap();
    let set_up = builder(&emulator).service(emulator.service());
    let set_up = scene(&emulator, set_up.build().unwrap()).await;
    for function in FUNCTIONS {
        for warm in [false, true] {
            let held = Arc::new(());
            let service = Slow {
                service: emulator.service(),
                _held: Arc::clone(&held),
            };
            let client = builder(&emulator).service(service).build().unwrap();
            for polls in 0.. {
                let scene = Scene {
                    client: client.clone(),
                    ..set_up.clone()
                };
                let drop = Drop {
                    function,
                    warm,
                    polls,
                };
                let settle = async || sleep(Duration::from_secs(2)).await;
                let completed = drop.run(scene, tally, LONG, settle).await;
                sleep(LONG).await;
                // What is stuck would stay so, and each next call wait for its time limit.
                if completed || !tally.failures.is_empty() {
                    break;
                }
            }
            drop(client);
            if Arc::strong_count(&held) != 1 {
                let name = function.name;
                tally
                    .failures
                    .push(format!("{name}: something holds the client"));
            }
        }
    }
}

/// Over real sockets, without a pool, so that no task has a reason to stay. The emulator has to run on another
/// runtime: what is alive on this one is counted.
pub async fn over_sockets(emulator: &Emulator, rounds: usize, tally: &mut Tally) {
    let client = || {
        let unpooled = |http: reqwest::ClientBuilder| http.pool_max_idle_per_host(0);
        // No queue for the polls of one wait after another, where time is real.
        let quick = builder(emulator).poll_policy(PollPolicy::new().polls_per_second(1_000));
        quick.configure_http(unpooled).build().unwrap()
    };
    let warm_client = client();
    let set_up = scene(emulator, warm_client.clone()).await;
    let functions = FUNCTIONS
        .into_iter()
        .filter(|function| !function.takes_long);
    for function in functions.flat_map(|function| std::iter::repeat_n(function, rounds)) {
        for warm in [false, true] {
            for polls in 0.. {
                let client = if warm { warm_client.clone() } else { client() };
                let scene = Scene {
                    client,
                    ..set_up.clone()
                };
                let drop = Drop {
                    function,
                    warm,
                    polls,
                };
                let completed = drop.run(scene, tally, PATIENCE, settled).await;
                if completed || !tally.failures.is_empty() {
                    break;
                }
            }
        }
    }
}

/// Until no task is left, for two seconds at most.
async fn settled() {
    let begin = Instant::now();
    while alive() > 0 && begin.elapsed() < Duration::from_secs(2) {
        sleep(Duration::from_millis(1)).await;
    }
}

fn alive() -> usize {
    Runtime::current().metrics().num_alive_tasks()
}

#[derive(Clone, Copy)]
struct Drop {
    function: Function,
    warm: bool,
    polls: usize,
}

impl Drop {
    async fn run(
        self,
        scene: Scene,
        tally: &mut Tally,
        patience: Duration,
        settle: impl AsyncFn(),
    ) -> bool {
        let session = scene
            .client
            .resume(Flow::Onboarding, scene.onboarding.clone());
        if self.warm {
            session.get().await.unwrap();
        }
        let completed = polled((self.function.call)(scene.clone()), self.polls).await;
        tally.drops += 1;
        scene.handle.clear_faults();
        // A token's fetch goes on without its caller, for a moment. Nothing else does.
        settle().await;
        self.none_left(tally);
        let next = async {
            session.get().await?;
            session.wait().until(|_| true).await?;
            scene.client.onboarding().start().await
        };
        match timeout(patience, next).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => self.fail(tally, &format!("the next call: {error}")),
            Err(_) => self.fail(tally, "the next call hangs"),
        }
        drop((session, scene));
        settle().await;
        self.none_left(tally);
        completed
    }

    fn none_left(self, tally: &mut Tally) {
        if alive() > 0 {
            self.fail(tally, &format!("{} tasks are left", alive()));
        }
    }

    fn fail(self, tally: &mut Tally, why: &str) {
        let (name, warm) = (self.function.name, if self.warm { "warm" } else { "cold" });
        tally.failures.push(format!(
            "{name}, {warm}, dropped at poll {}: {why}",
            self.polls
        ));
    }
}
