//! The client and its builder: settings in, one shared core out.

use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::HeaderMap;
use http_body_util::Full;
use reqwest::Url;
use tower_service::Service;

use crate::{
    auth::{
        ClientAuthentication, TokenSource, client_credentials::ClientCredentials,
        token_cache::TokenCache,
    },
    call::{Core, Timeouts},
    call_options::{CallOptions, MAX_TIMEOUT},
    error::{Error, Invalid},
    ids::{DeviceId, TransactionId, UserId},
    onboarding::StartOnboarding,
    operation::{Operation, default_base_url},
    retry::{
        budget::Budget,
        policy::RetryPolicy,
        stale::{IdleConnections, POOL_MAX_IDLE},
    },
    service::InProcess,
    session::{
        Flow, OnboardingSession, Session, State, StepUpSession, onboarding_seen, step_up_seen,
    },
    status::{Phase, StatusTable},
    step_up::StartStepUp,
    tls,
    transport::{HeaderHook, HttpTransport, Wire},
    wait::pacer::Pacer,
};

/// The vendor's token endpoint, as its own .NET SDK spells it.
const TOKEN_URL: &str = "https://api.signicat.com/auth/open/connect/token";
/// Connecting, name resolution and TLS included: AWS's figure, one lost SYN above 3 s.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(3_100);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
const OPERATION_TIMEOUT: Duration = Duration::from_secs(60);
/// Below the idle timeouts of usual load balancers (20 to 60 s), so that a pooled connection is not stale.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(15);
const POLLS_PER_SECOND: u32 = 20;

/// The way to ReuseID: cheap to clone, shared by all tasks of a program.
#[derive(Clone)]
pub struct Client {
    pub(crate) core: Arc<Core>,
}

impl Client {
    /// Settings, one by one. [`client_credentials`](ClientBuilder::client_credentials) or
    /// [`token_source`](ClientBuilder::token_source) is required, everything else has a default.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A client from `SIGNICAT_CLIENT_ID` and `SIGNICAT_CLIENT_SECRET`, and, where they are set,
    /// `SIGNICAT_BASE_URL` and `SIGNICAT_TOKEN_URL`.
    ///
    /// # Errors
    /// [`Error::Invalid`] where a variable is missing or makes no sense.
    pub fn from_env() -> Result<Self, Error> {
        let required =
            |name| std::env::var(name).map_err(|_| Error::Invalid(Invalid::Missing(name)));
        let mut builder = Self::builder().client_credentials(
            required("SIGNICAT_CLIENT_ID")?,
            required("SIGNICAT_CLIENT_SECRET")?,
        );
        if let Ok(url) = std::env::var("SIGNICAT_BASE_URL") {
            builder = builder.base_url(url);
        }
        if let Ok(url) = std::env::var("SIGNICAT_TOKEN_URL") {
            builder = builder.token_url(url);
        }
        builder.build()
    }

    /// Describes a new onboarding; [`start`](StartOnboarding::start) sends it.
    pub fn onboarding(&self) -> StartOnboarding {
        StartOnboarding::new(self.clone())
    }

    /// Describes a step-up of a user on one of their devices; [`start`](StartStepUp::start) sends it.
    pub fn step_up(&self, user: UserId, device: DeviceId) -> StartStepUp {
        StartStepUp::new(self.clone(), user, device)
    }

    /// An onboarding known by its id alone, from another process or another day. Nothing is sent yet.
    pub fn resume_onboarding(&self, id: TransactionId) -> OnboardingSession {
        self.resume(id)
    }

    /// A step-up known by its id alone. Nothing is sent yet.
    pub fn resume_step_up(&self, id: TransactionId) -> StepUpSession {
        self.resume(id)
    }

    /// Ends the present pause of every wait on this session, so that it polls at its next turn: for a
    /// receiver of the vendor's events.
    pub fn wake(&self, id: &TransactionId) {
        self.core.pacer.wake(id);
    }

    fn resume<K>(&self, id: TransactionId) -> Session<K> {
        Session {
            client: self.clone(),
            id,
            started: None,
            kind: std::marker::PhantomData,
        }
    }

    pub(crate) async fn get(
        &self,
        flow: Flow,
        id: &TransactionId,
        options: CallOptions,
    ) -> Result<State, Error> {
        let core = &*self.core;
        match flow {
            Flow::Onboarding => {
                let send = |api: signicat_reuseid_api::Client| async move {
                    api.get_onboarding()
                        .transaction_id(id.as_str())
                        .send()
                        .await
                };
                let read = |answer| onboarding_seen(answer, &core.statuses, id);
                core.call(Operation::GetOnboarding, options, send, read)
                    .await
            }
            Flow::StepUp => {
                let send = |api: signicat_reuseid_api::Client| async move {
                    api.get_step_up().transaction_id(id.as_str()).send().await
                };
                let read = |answer| step_up_seen(answer, &core.statuses, id);
                core.call(Operation::GetStepUp, options, send, read).await
            }
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.core.base_url)
            .finish_non_exhaustive()
    }
}

type HttpSettings = Box<dyn FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send>;

enum Credentials {
    Client { id: String, secret: String },
    Source(Box<dyn TokenSource>),
}

/// Settings of a [`Client`].
#[must_use]
pub struct ClientBuilder {
    credentials: Option<Credentials>,
    authentication: ClientAuthentication,
    base_url: Option<String>,
    token_url: Option<String>,
    allow_plain_http: bool,
    connect_timeout: Duration,
    timeouts: Timeouts,
    retry: RetryPolicy,
    polls_per_second: u32,
    statuses: StatusTable,
    headers: Option<Arc<HeaderHook>>,
    root_certificates: Vec<Vec<u8>>,
    http_settings: Option<HttpSettings>,
    transport: Option<Arc<dyn HttpTransport>>,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            credentials: None,
            authentication: ClientAuthentication::default(),
            base_url: None,
            token_url: None,
            allow_plain_http: false,
            connect_timeout: CONNECT_TIMEOUT,
            timeouts: Timeouts {
                attempt: ATTEMPT_TIMEOUT,
                operation: OPERATION_TIMEOUT,
            },
            retry: RetryPolicy::default(),
            polls_per_second: POLLS_PER_SECOND,
            statuses: StatusTable::default(),
            headers: None,
            root_certificates: Vec::new(),
            http_settings: None,
            transport: None,
        }
    }
}

impl ClientBuilder {
    /// Id and secret of an API client with the permission "ReuseID Onboarding API".
    pub fn client_credentials(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.credentials = Some(Credentials::Client {
            id: id.into(),
            secret: secret.into(),
        });
        self
    }

    /// How id and secret are sent to the token endpoint; [`ClientAuthentication::Basic`] by default.
    pub fn client_authentication(mut self, authentication: ClientAuthentication) -> Self {
        self.authentication = authentication;
        self
    }

    /// Takes access tokens from elsewhere, in place of client credentials. They are cached all the same.
    pub fn token_source(mut self, source: impl TokenSource + 'static) -> Self {
        self.credentials = Some(Credentials::Source(Box::new(source)));
        self
    }

    /// Where the API is; the document's server by default.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Where tokens are; the vendor's endpoint by default.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// Allows plain `http` to hosts other than loopback: tokens and personal data go in the clear.
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.allow_plain_http = allow;
        self
    }

    /// Time to connect, name resolution and TLS included; 3.1 s by default, a day at most.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout.min(MAX_TIMEOUT);
        self
    }

    /// Time for one attempt, body included; 30 s by default, a day at most. Also bounds a token request.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.attempt = timeout.min(MAX_TIMEOUT);
        self
    }

    /// Time for one operation with its token, attempts and pauses; 60 s by default, a day at most.
    pub fn operation_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.operation = timeout.min(MAX_TIMEOUT);
        self
    }

    /// Attempts of one operation in all; 3 by default, 1 never retries, 0 counts as 1.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.retry.attempts = attempts.max(1);
        self
    }

    /// Says that this service answers 429 and 503 before it processes anything, so that a start may be
    /// repeated after them. The vendor says nothing of the kind, so this is off by default.
    pub fn throttled_before_processing(mut self, vouched: bool) -> Self {
        self.retry.throttled_before_processing = vouched;
        self
    }

    /// Bound of polls per second for all waits of this client together; 20 by default, at least 1.
    pub fn polls_per_second(mut self, polls: u32) -> Self {
        self.polls_per_second = polls.max(1);
        self
    }

    /// Adds a word to the table of statuses, or gives a known one another meaning. ASCII case is ignored.
    pub fn status(mut self, word: &str, meaning: Phase) -> Self {
        self.statuses.add(word, meaning);
        self
    }

    /// Adds headers to every attempt of an operation, for example a trace context. The hook is called once
    /// an attempt; `Authorization` is set after it.
    pub fn headers(mut self, add: impl Fn(&mut HeaderMap) + Send + Sync + 'static) -> Self {
        self.headers = Some(Arc::new(add));
        self
    }

    /// Trusts one more root certificate (DER), beside the platform's.
    pub fn root_certificate(mut self, der: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(der.into());
        self
    }

    /// Settings of the HTTP client that this builder has no word for: a proxy, DNS, a TLS backend. They are
    /// applied before this client's own rules on redirects and timeouts, which stand.
    ///
    /// `connection_verbose` writes all that passes, tokens and personal data included, into the log.
    pub fn http_settings(
        mut self,
        settings: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + 'static,
    ) -> Self {
        self.http_settings = Some(Box::new(settings));
        self
    }

    /// Sends to a service in the same process instead of the network: the emulator's router, in tests, or
    /// any other tower service. tokio's paused time holds then.
    pub fn service<S, B>(self, service: S) -> Self
    where
        S: Service<http::Request<Full<Bytes>>, Response = http::Response<B>>
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send,
        B: http_body::Body<Data: Send, Error: Send> + Send,
    {
        self.transport(InProcess(service))
    }

    /// Sends through something else than the network, where [`service`](Self::service) does not fit.
    pub fn transport(mut self, transport: impl HttpTransport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// The client.
    ///
    /// # Errors
    /// [`Error::Invalid`] where a setting is missing or makes no sense. Nothing is sent.
    pub fn build(self) -> Result<Client, Error> {
        self.checked().map_err(Error::Invalid)
    }

    fn checked(self) -> Result<Client, Invalid> {
        let base_url = self.base_url.as_deref().unwrap_or(default_base_url());
        let base = endpoint("base_url", base_url, self.allow_plain_http)?;
        let token_url = self.token_url.as_deref().unwrap_or(TOKEN_URL);
        let token = endpoint("token_url", token_url, self.allow_plain_http)?;

        let mut http = tls::configured(reqwest::Client::builder(), &self.root_certificates)?
            .user_agent(concat!("signicat-reuseid-rust/", env!("CARGO_PKG_VERSION")))
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .pool_max_idle_per_host(POOL_MAX_IDLE)
            .tcp_keepalive(POOL_IDLE_TIMEOUT);
        if let Some(settings) = self.http_settings {
            http = settings(http);
        }
        // These rules come last, so that no setting weakens them. Retries are this client's own affair, and
        // without any of its own the HTTP library does not copy each request for them.
        http = http
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never().max_retries_per_request(0))
            .connect_timeout(self.connect_timeout);
        // One HTTP client carries both, so a loopback address of either rules a proxy out for the other, too.
        if is_loopback(&base) || is_loopback(&token) {
            http = http.no_proxy();
        }
        let http = http.build().map_err(|_| Invalid::HttpClient)?;
        let wire = match self.transport {
            Some(transport) => Wire::Custom(transport),
            None => Wire::Network(http.clone()),
        };

        let source = match self
            .credentials
            .ok_or(Invalid::Missing("client_credentials"))?
        {
            Credentials::Source(source) => source,
            Credentials::Client { id, secret } => {
                let wire = wire.clone();
                Box::new(ClientCredentials::new(
                    id,
                    secret,
                    token_url,
                    self.authentication,
                    wire,
                )?)
            }
        };
        Ok(Client {
            core: Arc::new(Core {
                server: base.host_str().unwrap_or_default().into(),
                port: base.port_or_known_default().unwrap_or_default(),
                base_url: base_url.trim_end_matches('/').into(),
                http,
                wire,
                tokens: TokenCache::new(source, self.timeouts.attempt),
                retry: self.retry,
                budget: Budget::new(),
                idle: IdleConnections::default(),
                timeouts: self.timeouts,
                headers: self.headers,
                statuses: self.statuses,
                pacer: Pacer::new(self.polls_per_second),
            }),
        })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientBuilder(..)")
    }
}

fn endpoint(name: &'static str, text: &str, allow_plain_http: bool) -> Result<Url, Invalid> {
    let url: Url = text.parse().map_err(|_| Invalid::Url(name))?;
    let usable = url.has_host()
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    match url.scheme() {
        "https" if usable => Ok(url),
        "http" if usable && (allow_plain_http || is_loopback(&url)) => Ok(url),
        "http" if usable => Err(Invalid::PlainHttp(name)),
        _ => Err(Invalid::Url(name)),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_base(url: &str) -> Result<Client, Error> {
        Client::builder()
            .client_credentials("id", "secret")
            .base_url(url)
            .build()
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        assert!(matches!(
            with_base("http://api.example.com"),
            Err(Error::Invalid(Invalid::PlainHttp("base_url")))
        ));
        assert!(matches!(
            with_base("http://localhost.example.com"),
            Err(Error::Invalid(_))
        ));
        for url in [
            "http://127.0.0.1:1",
            "http://localhost:1/x",
            "http://[::1]:1",
            "https://api.example.com",
        ] {
            with_base(url).unwrap_or_else(|error| panic!("{url}: {error}"));
        }
    }

    #[test]
    fn what_is_no_base_url_is_refused() {
        for url in [
            "",
            "api.example.com",
            "ftp://x",
            "https://",
            "https://u:p@x/",
            "https://:p@x/",
            "https://x/?a=b",
            "https://x/#a",
        ] {
            assert!(
                matches!(
                    with_base(url),
                    Err(Error::Invalid(Invalid::Url("base_url")))
                ),
                "{url:?}"
            );
        }
    }

    #[test]
    fn credentials_are_required_and_never_printed() {
        assert!(matches!(
            Client::builder().build(),
            Err(Error::Invalid(Invalid::Missing(_)))
        ));
        let builder = Client::builder().client_credentials("canary-id", "canary-secret");
        assert!(!format!("{builder:?}").contains("canary"));
        assert!(!format!("{:?}", builder.build().unwrap()).contains("canary"));
    }
}
