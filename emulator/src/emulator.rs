//! The emulator: settings, start, addresses. It stops when it is dropped.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use tokio::net::TcpListener;

use crate::{
    api_client::ApiClient,
    control,
    document::DOCUMENT,
    handle::Handle,
    operation::TOKEN_PATH,
    router::router,
    server::Server,
    service::EmulatorService,
    session::StatusTable,
    settings::{Lifetimes, Settings, SettingsError, StoreLimits},
    shared::Shared,
};

/// An emulator of Signicat ReuseID; serves until it is dropped.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use signicat_reuseid_emulator::{Emulator, Proofing};
///
/// let emulator = Emulator::start().await?;
/// println!("{} {}", emulator.base_url(), emulator.token_url());
///
/// // The end user, after a session was started through the API:
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
    /// Starts an emulator with default settings on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When it cannot listen.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// An emulator with default settings and without a socket, for tests under paused time.
    pub fn in_process() -> Self {
        match Self::builder().in_process() {
            Ok(emulator) => emulator,
            Err(error) => unreachable!("default settings are valid: {error}"),
        }
    }

    /// A builder for an emulator with other settings.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Base URL of the operations, for example `http://127.0.0.1:40123/reuseid`.
    ///
    /// In process it is `http://localhost/reuseid`, where nothing listens: pass requests to
    /// [`service`](Self::service).
    pub fn base_url(&self) -> String {
        format!("{}{}", self.shared.origin, DOCUMENT.base_path)
    }

    /// URL of the token endpoint, for example `http://127.0.0.1:40123/auth/open/connect/token`.
    pub fn token_url(&self) -> String {
        format!("{}{TOKEN_PATH}", self.shared.origin)
    }

    /// Base URL of the control API, for example `http://127.0.0.1:40123/_emulator`.
    pub fn control_url(&self) -> String {
        format!("{}{}", self.shared.origin, control::PREFIX)
    }

    /// The listening address; `None` in process.
    pub fn address(&self) -> Option<SocketAddr> {
        self.server.as_ref().map(Server::address)
    }

    /// Id of the first client of the settings.
    pub fn client_id(&self) -> String {
        self.first_client().client_id
    }

    /// Secret of the first client of the settings.
    pub fn client_secret(&self) -> String {
        self.first_client().client_secret
    }

    fn first_client(&self) -> ApiClient {
        self.shared
            .store()
            .settings
            .clients
            .first()
            .cloned()
            .unwrap_or_default()
    }

    /// The emulator as a tower service, for use without a socket.
    pub fn service(&self) -> EmulatorService {
        EmulatorService::new(self.shared.clone(), router(&self.shared, None))
    }

    /// Acts as the end user and controls the emulator.
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
    /// The seed of all ids, codes and fault probabilities; 1 by default.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// The port to listen on; 0, the default, picks a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.settings.listen.set_port(port);
        self
    }

    /// The address to listen on; 127.0.0.1 and a free port by default. Everyone who can
    /// reach an address other than loopback controls the emulator.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.settings.listen = address;
        self
    }

    /// Starts with a frozen clock, in milliseconds since the Unix epoch.
    #[must_use]
    pub fn frozen_at_ms(mut self, at_ms: u64) -> Self {
        self.settings.frozen_at_ms = Some(at_ms);
        self
    }

    /// Lifetimes of tokens, activation codes and sessions.
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
    pub fn store_limits(mut self, limits: StoreLimits) -> Self {
        self.settings.store_limits = limits;
        self
    }

    /// Adds an API client to the default one.
    #[must_use]
    pub fn client(mut self, client: ApiClient) -> Self {
        self.settings.clients.push(client);
        self
    }

    /// Replaces the API clients, including the default one.
    #[must_use]
    pub fn only_clients(mut self, clients: impl IntoIterator<Item = ApiClient>) -> Self {
        self.settings.clients = clients.into_iter().collect();
        self
    }

    /// Whether unknown fields, impossible values, `null` for optional fields, and the legacy spellings `input`
    /// and `eidProviderOptions` are rejected. By default they are accepted and noted in the request log.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.settings.strict = strict;
        self
    }

    /// Allows a name in the `Host` header of requests, without a port. Loopback names and the listening
    /// address are always allowed.
    #[must_use]
    pub fn allowed_host(mut self, name: impl Into<String>) -> Self {
        self.settings.allowed_hosts.push(name.into());
        self
    }

    /// The `data.status` of each state.
    #[must_use]
    pub fn statuses(mut self, statuses: StatusTable) -> Self {
        self.settings.statuses = statuses;
        self
    }

    /// Whether webhooks may have addresses other than loopback, `false` by default. If so, whoever controls the
    /// emulator can make it send requests into its network.
    #[must_use]
    pub fn allow_remote_webhooks(mut self, allowed: bool) -> Self {
        self.settings.allow_remote_webhooks = allowed;
        self
    }

    /// An emulator without a socket.
    ///
    /// # Errors
    /// When a setting is out of bounds.
    pub fn in_process(self) -> Result<Emulator, SettingsError> {
        self.settings.validate()?;
        let shared = Arc::new(Shared::new(self.settings, "http://localhost".to_owned()));
        Ok(Emulator {
            shared,
            server: None,
        })
    }

    /// Listens and serves in the background. Requires a tokio runtime.
    ///
    /// # Errors
    /// When it cannot listen, or (`InvalidInput`) when a setting is out of bounds.
    pub async fn start(self) -> io::Result<Emulator> {
        self.settings
            .validate()
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let listener = TcpListener::bind(self.settings.listen).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::new(self.settings, format!("http://{address}")));
        let server = Server::start(listener, router(&shared, Some(address)), shared.clone())?;
        Ok(Emulator {
            shared,
            server: Some(server),
        })
    }
}
