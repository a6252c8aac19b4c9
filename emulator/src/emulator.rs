//! The emulator as a value: built from settings, served over a socket or in process, gone when dropped.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    extract::{RawPathParams, Request, State as AxumState},
    routing::{MethodFilter, on},
};
use http::StatusCode;
use tokio::{sync::watch, time::Instant};

use crate::{
    ApiClient, Handle, Lifetimes, SettingsError, StatusTable, Stores, control,
    exchange::{exchange, no_operation},
    handle::MAX_REFUSAL,
    operation::{Document, DocumentError, Operation, TOKEN_PATH},
    server::{Refusing, Server},
    settings::Settings,
    world::World,
};

static DOCUMENT: LazyLock<Result<Document, DocumentError>> =
    LazyLock::new(|| Document::parse(signicat_reuseid_api::OPENAPI));

/// What router, server and handles share.
pub(crate) struct Shared {
    pub document: &'static Document,
    pub refusing: watch::Sender<Refusing>,
    /// The last request to refuse connections that the server acted on.
    pub in_force: watch::Sender<u64>,
    world: Mutex<World>,
    origin: String,
    issuer: String,
}

impl Shared {
    pub fn world(&self) -> MutexGuard<'_, World> {
        // A panic while it was held is a bug, but what it guards is usable in every state.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the server to refuse connections; the number to give to [`refused`](Self::refused).
    pub fn refuse(&self, duration: Duration) -> u64 {
        let mut asked = 0;
        self.refusing.send_modify(|refusing| {
            refusing.until = Instant::now().checked_add(duration.min(MAX_REFUSAL));
            refusing.asked += 1;
            asked = refusing.asked;
        });
        asked
    }

    /// Comes back when connections are refused. In process nobody listens, and there is nothing to wait for.
    pub async fn refused(&self, asked: u64) {
        if self.refusing.receiver_count() > 0 {
            let mut in_force = self.in_force.subscribe();
            let _ = in_force.wait_for(|acted_on| *acted_on >= asked).await;
        }
    }

    pub fn issuer(&self) -> &str {
        &self.issuer
    }
}

/// The vendor's side of ReuseID.
///
/// It serves until it is dropped.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use signicat_reuseid_emulator::{Emulator, Proofing};
///
/// let emulator = Emulator::start().await?;
/// println!("{} {}", emulator.base_url(), emulator.token_url());
///
/// // What the end user would do, once a session was started through the API:
/// let user = emulator.handle();
/// # let id = "94099e7e-b391-45fb-9404-b54682f16d03";
/// if let Some(code) = user.activation_code(id) {
///     user.activate_device(id, &code)?;
///     user.finish_proofing(id, Proofing::Accepted)?;
/// }
/// # Ok(()) }
/// ```
pub struct Emulator {
    shared: Arc<Shared>,
    server: Option<Server>,
}

impl Emulator {
    /// Starts one with default settings on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When it cannot listen.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// One with default settings and without a socket, for tests under paused time.
    pub fn in_process() -> Self {
        match Self::builder().in_process() {
            Ok(emulator) => emulator,
            Err(error) => unreachable!("default settings are valid: {error}"),
        }
    }

    /// Settings to choose.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Where the operations are, for example `http://127.0.0.1:40123/reuseid`.
    ///
    /// In process it is a name that leads nowhere (`http://localhost/reuseid`); requests have to be handed
    /// to [`router`](Self::router).
    pub fn base_url(&self) -> String {
        format!("{}{}", self.shared.origin, self.shared.document.base_path)
    }

    /// Where tokens are fetched, for example `http://127.0.0.1:40123/auth/open/connect/token`.
    pub fn token_url(&self) -> String {
        format!("{}{TOKEN_PATH}", self.shared.origin)
    }

    /// Where the control API is, for example `http://127.0.0.1:40123/_emulator`.
    pub fn control_url(&self) -> String {
        format!("{}{}", self.shared.origin, control::PREFIX)
    }

    /// The address that it listens on; `None` in process.
    pub fn address(&self) -> Option<SocketAddr> {
        self.server.as_ref().map(Server::address)
    }

    /// The id of the first client that the settings name.
    pub fn client_id(&self) -> String {
        self.first_client().client_id
    }

    /// Its secret.
    pub fn client_secret(&self) -> String {
        self.first_client().client_secret
    }

    fn first_client(&self) -> ApiClient {
        self.shared
            .world()
            .settings
            .clients
            .first()
            .cloned()
            .unwrap_or_default()
    }

    /// Everything that the emulator serves, for use without a socket.
    pub fn router(&self) -> Router {
        router(&self.shared)
    }

    /// The powers of the control API, in process.
    pub fn handle(&self) -> Handle {
        Handle::new(self.shared.clone())
    }
}

impl std::fmt::Debug for Emulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Emulator")
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}

/// Settings of an [`Emulator`].
#[derive(Clone, Debug, Default)]
pub struct Builder {
    settings: Settings,
}

impl Builder {
    /// The seed of every id and code; 1 by default.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// The port to listen on; 0, the default, takes a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.settings.listen.set_port(port);
        self
    }

    /// The address to listen on; 127.0.0.1 and a free port by default. Any other than a loopback address
    /// lets others play your end users.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.settings.listen = address;
        self
    }

    /// Begins with a frozen clock, in milliseconds since the Unix epoch.
    #[must_use]
    pub fn frozen_at_ms(mut self, at_ms: u64) -> Self {
        self.settings.frozen_at_ms = Some(at_ms);
        self
    }

    /// All lifetimes.
    #[must_use]
    pub fn lifetimes(mut self, lifetimes: Lifetimes) -> Self {
        self.settings.lifetimes = lifetimes;
        self
    }

    /// Lifetime of tokens, 1 to 3600 s; 600 s by default.
    #[must_use]
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.lifetimes.token = lifetime;
        self
    }

    /// Lifetime of activation codes, at most 366 days; 600 s by default.
    #[must_use]
    pub fn code_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.lifetimes.code = lifetime;
        self
    }

    /// Lifetime of sessions, at most 366 days; 3600 s by default.
    #[must_use]
    pub fn session_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.lifetimes.session = lifetime;
        self
    }

    /// How much each account keeps.
    #[must_use]
    pub fn stores(mut self, stores: Stores) -> Self {
        self.settings.stores = stores;
        self
    }

    /// One more API client beside the default one.
    #[must_use]
    pub fn client(mut self, client: ApiClient) -> Self {
        self.settings.clients.push(client);
        self
    }

    /// These API clients, the default one not among them.
    #[must_use]
    pub fn only_clients(mut self, clients: impl IntoIterator<Item = ApiClient>) -> Self {
        self.settings.clients = clients.into_iter().collect();
        self
    }

    /// Whether the wrapper `input` and `eidProviderOptions` are accepted; they are by default.
    #[must_use]
    pub fn older_bodies(mut self, accepted: bool) -> Self {
        self.settings.older_bodies = accepted;
        self
    }

    /// How states show as `data.status`.
    #[must_use]
    pub fn statuses(mut self, statuses: StatusTable) -> Self {
        self.settings.statuses = statuses;
        self
    }

    /// One without a socket.
    ///
    /// # Errors
    /// When a setting makes no sense.
    pub fn in_process(self) -> Result<Emulator, SettingsError> {
        self.settings.check()?;
        let shared = shared(self.settings, "http://localhost".to_owned());
        Ok(Emulator {
            shared,
            server: None,
        })
    }

    /// Listens and serves in the background. Needs a tokio runtime.
    ///
    /// # Errors
    /// When it cannot listen, or (`InvalidInput`) when a setting makes no sense.
    pub async fn start(self) -> io::Result<Emulator> {
        self.settings
            .check()
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let listener = tokio::net::TcpListener::bind(self.settings.listen).await?;
        let address = listener.local_addr()?;
        let shared = shared(self.settings, format!("http://{address}"));
        let server = Server::start(listener, router(&shared), shared.clone())?;
        Ok(Emulator {
            shared,
            server: Some(server),
        })
    }
}

fn shared(settings: Settings, origin: String) -> Arc<Shared> {
    let document = match &*DOCUMENT {
        Ok(document) => document,
        Err(error) => unreachable!("the document that this crate was tested with: {error}"),
    };
    Arc::new(Shared {
        document,
        refusing: watch::Sender::new(Refusing::default()),
        in_force: watch::Sender::new(0),
        world: Mutex::new(World::new(settings)),
        // The same tokens on every port: transcripts must not depend on it.
        issuer: "https://emulator.invalid/auth/open".to_owned(),
        origin,
    })
}

fn router(shared: &Arc<Shared>) -> Router {
    let mut router = Router::new();
    for route in &shared.document.routes {
        let path = format!("{}{}", shared.document.base_path, route.template);
        // The document's methods are those of OpenAPI, which axum knows.
        let filter = MethodFilter::try_from(route.method.clone()).unwrap_or(MethodFilter::GET);
        router = router.route(&path, operation(route.operation, filter));
    }
    router
        .route(TOKEN_PATH, operation(Operation::Token, MethodFilter::POST))
        .fallback(
            |AxumState(shared): AxumState<Arc<Shared>>, request: Request| async move {
                no_operation(&shared, &request, StatusCode::NOT_FOUND)
            },
        )
        .method_not_allowed_fallback(
            |AxumState(shared): AxumState<Arc<Shared>>, request: Request| async move {
                no_operation(&shared, &request, StatusCode::METHOD_NOT_ALLOWED)
            },
        )
        .with_state(shared.clone())
        .merge(control::router(Handle::new(shared.clone())))
}

fn operation(
    operation: Operation,
    filter: MethodFilter,
) -> axum::routing::MethodRouter<Arc<Shared>> {
    on(
        filter,
        move |AxumState(shared): AxumState<Arc<Shared>>,
              params: Result<RawPathParams, axum::extract::rejection::RawPathParamsRejection>,
              request: Request| async move {
            // What is not UTF-8 is nobody's id.
            let id = params
                .ok()
                .and_then(|params| params.iter().next().map(|(_, value)| value.to_owned()))
                .unwrap_or_default();
            exchange(shared, operation, id, request).await
        },
    )
}
