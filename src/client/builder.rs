//! The settings of a client, checked when it is built.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::HeaderMap;
use http_body_util::Full;
use tower_service::Service;

#[cfg(feature = "client-credentials")]
use crate::auth::{ClientAuthentication, client_credentials::ClientCredentials};
use crate::{
    auth::{TokenSource, TokenStore, token_cache::TokenCache},
    client::{
        endpoint::{Allowed, Endpoint},
        handle::Client,
        http_client::{self, ConfigureHttp},
    },
    error::{Error, InvalidInput},
    execute::{
        Core,
        timeouts::{MAX_TIMEOUT, Timeouts},
    },
    model::{Phase, status_table::StatusTable},
    polling::{PollPolicy, Polling},
    retry::{
        RetryEvent, RetryPolicy, budget::BudgetState, event::RetryHook,
        idle_connections::IdleConnections,
    },
    transport::{HttpSender, HttpTransport, in_process::InProcess, recording::HeaderHook, tls},
};

/// The vendor's token endpoint, as its own .NET SDK spells it.
const TOKEN_URL: &str = "https://api.signicat.com/auth/open/connect/token";
/// AWS's figure: above 3 s, so that one lost SYN packet is survived.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(3_100);

/// A text setting with the name that its errors give it: the builder method's, or the environment
/// variable's.
type Named = (&'static str, String);

enum Credentials {
    #[cfg(feature = "client-credentials")]
    Client {
        id: Named,
        secret: Named,
    },
    Source(Box<dyn TokenSource>),
}

/// Builds a [`Client`]; see [`Client::builder`].
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    credentials: Option<Credentials>,
    token_store: Option<Arc<dyn TokenStore>>,
    #[cfg(feature = "client-credentials")]
    authentication: ClientAuthentication,
    base_url: Option<Named>,
    token_url: Option<Named>,
    allow_plain_http: bool,
    connect_timeout: Duration,
    timeouts: Timeouts,
    retry: RetryPolicy,
    on_retry: Option<Arc<RetryHook>>,
    poll: PollPolicy,
    statuses: StatusTable,
    headers: Option<Arc<HeaderHook>>,
    root_certificates: Vec<Vec<u8>>,
    configure_http: Option<ConfigureHttp>,
    transport: Option<Arc<dyn HttpTransport>>,
}

impl Client {
    /// Returns a builder. [`client_credentials`](ClientBuilder::client_credentials) or
    /// [`token_source`](ClientBuilder::token_source) is required, everything else has a default.
    pub fn builder() -> ClientBuilder {
        ClientBuilder {
            credentials: None,
            token_store: None,
            #[cfg(feature = "client-credentials")]
            authentication: ClientAuthentication::default(),
            base_url: None,
            token_url: None,
            allow_plain_http: false,
            connect_timeout: CONNECT_TIMEOUT,
            timeouts: Timeouts::default(),
            retry: RetryPolicy::default(),
            on_retry: None,
            poll: PollPolicy::default(),
            statuses: StatusTable::default(),
            headers: None,
            root_certificates: Vec::new(),
            configure_http: None,
            transport: None,
        }
    }
}

impl ClientBuilder {
    /// Id and secret of an API client with the permission "ReuseID Onboarding API".
    #[cfg(feature = "client-credentials")]
    pub fn client_credentials(self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.named_client_credentials(("client_id", id.into()), ("client_secret", secret.into()))
    }

    #[cfg(feature = "client-credentials")]
    pub(super) fn named_client_credentials(mut self, id: Named, secret: Named) -> Self {
        self.credentials = Some(Credentials::Client { id, secret });
        self
    }

    /// How id and secret are sent to the token endpoint; [`ClientAuthentication::Basic`] by default.
    #[cfg(feature = "client-credentials")]
    pub fn client_authentication(mut self, authentication: ClientAuthentication) -> Self {
        self.authentication = authentication;
        self
    }

    /// Gets access tokens from `source`, instead of with client credentials. They are cached in the same way.
    pub fn token_source(mut self, source: impl TokenSource + 'static) -> Self {
        self.credentials = Some(Credentials::Source(Box::new(source)));
        self
    }

    /// Shares the access token with other clients and processes through a store. Without one, each client
    /// has its own token, which all its clones share.
    pub fn token_store(mut self, store: impl TokenStore + 'static) -> Self {
        self.token_store = Some(Arc::new(store));
        self
    }

    /// URL of the API; by default the server that the OpenAPI document names.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        self.named_base_url("base_url", url.into())
    }

    pub(super) fn named_base_url(mut self, name: &'static str, url: String) -> Self {
        self.base_url = Some((name, url));
        self
    }

    /// URL of the token endpoint; the vendor's by default.
    pub fn token_url(self, url: impl Into<String>) -> Self {
        self.named_token_url("token_url", url.into())
    }

    pub(super) fn named_token_url(mut self, name: &'static str, url: String) -> Self {
        self.token_url = Some((name, url));
        self
    }

    /// Allows plain `http` to hosts other than loopback: tokens and personal data are sent unencrypted. Off
    /// by default.
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.allow_plain_http = allow;
        self
    }

    /// Time limit to connect, name resolution and TLS included; 3.1 s by default, at most a day.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout.min(MAX_TIMEOUT);
        self
    }

    /// Time limit of one attempt, body included, and of one token request; 30 s by default, at most a day.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.attempt = timeout.min(MAX_TIMEOUT);
        self
    }

    /// Time limit of one operation with its token, attempts and delays; 60 s by default, at most a day.
    pub fn operation_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.operation = timeout.min(MAX_TIMEOUT);
        self
    }

    /// How failed calls are retried.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Attempts of one operation, the first included; 3 by default, from 1 (never retries) to 100. Changes
    /// the current [`RetryPolicy`]: a later call of [`retry_policy`](Self::retry_policy) replaces it.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.retry = self.retry.max_attempts(attempts);
        self
    }

    /// Calls `hook` before each retry, for metrics and logs. It must not block.
    pub fn on_retry(mut self, hook: impl Fn(&RetryEvent) + Send + Sync + 'static) -> Self {
        self.on_retry = Some(Arc::new(hook));
        self
    }

    /// How waits poll: delays and rate limits for all waits of the client together.
    pub fn poll_policy(mut self, policy: PollPolicy) -> Self {
        self.poll = policy;
        self
    }

    /// Adds a status to the client's table, or changes the meaning of a known one. ASCII case is ignored.
    pub fn map_status(mut self, word: &str, meaning: Phase) -> Self {
        self.statuses.insert(word, meaning);
        self
    }

    /// Adds headers to every attempt of an operation, for example a trace context. `hook` is called once per
    /// attempt; `Authorization` is set after it.
    pub fn request_headers(
        mut self,
        hook: impl Fn(&mut HeaderMap) + Send + Sync + 'static,
    ) -> Self {
        self.headers = Some(Arc::new(hook));
        self
    }

    /// Trusts one more root certificate (DER), beside the platform's.
    pub fn root_certificate(mut self, der: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(der.into());
        self
    }

    /// Changes settings of the HTTP client for which this builder has no method, such as a proxy, DNS, or a
    /// TLS backend. This crate's own settings for redirects, retries and the connect timeout, and the exclusion
    /// of proxies for loopback, take precedence.
    ///
    /// Do not set `connection_verbose` in production: it logs everything that is sent and received, tokens and
    /// personal data included.
    pub fn configure_http(
        mut self,
        configure: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.configure_http = Some(Box::new(configure));
        self
    }

    /// Sends to a service in the same process instead of the network: the emulator's in tests, or any other
    /// tower service. tokio's paused time works with it.
    ///
    /// An error of the service is treated as a broken connection; a [`std::io::Error`] of the kind
    /// `ConnectionRefused` is treated as a connection that could not be opened.
    pub fn service<S, B>(self, service: S) -> Self
    where
        S: Service<http::Request<Full<Bytes>>, Response = http::Response<B>>
            + Clone
            + Send
            + Sync
            + 'static,
        S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
        S::Future: Send,
        B: http_body::Body<Data: Send, Error: Send> + Send,
    {
        self.transport(InProcess(service))
    }

    /// Sends requests through your own [`HttpTransport`], if a tower [`service`](Self::service) does not fit.
    pub fn transport(mut self, transport: impl HttpTransport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] if a setting is missing or invalid.
    pub fn build(self) -> Result<Client, Error> {
        Ok(self.check()?)
    }

    fn check(self) -> Result<Client, InvalidInput> {
        for (name, timeout) in [
            ("connect_timeout", self.connect_timeout),
            ("attempt_timeout", self.timeouts.attempt),
            ("operation_timeout", self.timeouts.operation),
        ] {
            if timeout.is_zero() {
                return Err(InvalidInput::ZeroTimeout(name));
            }
        }
        let (base_url, token_url) =
            endpoints(self.base_url, self.token_url, self.allow_plain_http)?;
        let has_token_source = matches!(self.credentials, Some(Credentials::Source(_)));
        let needs_tls = base_url.is_https() || (token_url.is_https() && !has_token_source);
        if self.transport.is_none() && needs_tls && !tls::IS_AVAILABLE {
            return Err(InvalidInput::NoTls);
        }
        let http = http_client::build(
            &[&base_url, &token_url],
            &self.root_certificates,
            self.connect_timeout,
            self.configure_http,
        )?;
        let sender = match self.transport {
            Some(transport) => HttpSender::Custom(transport),
            None => HttpSender::Network(http.clone()),
        };
        let credentials = self
            .credentials
            .ok_or(InvalidInput::Missing("client_credentials or token_source"))?;
        #[cfg_attr(
            not(feature = "client-credentials"),
            allow(
                clippy::infallible_destructuring_match,
                reason = "one kind of credentials without the feature"
            )
        )]
        let source: Box<dyn TokenSource> = match credentials {
            Credentials::Source(source) => source,
            #[cfg(feature = "client-credentials")]
            Credentials::Client { id, secret } => Box::new(ClientCredentials::new(
                checked(id)?,
                checked(secret)?,
                token_url.as_str(),
                self.authentication,
                sender.clone(),
            )?),
        };
        Ok(Client {
            core: Arc::new(Core {
                server: base_url.host().into(),
                port: base_url.port(),
                base_url: base_url.as_str().trim_end_matches('/').into(),
                http,
                sender,
                tokens: TokenCache::new(source, self.token_store, self.timeouts.attempt),
                retry: self.retry,
                on_retry: self.on_retry,
                budget: BudgetState::new(self.retry.budget),
                idle: IdleConnections::default(),
                timeouts: self.timeouts,
                headers: self.headers,
                statuses: self.statuses,
                polling: Polling::new(self.poll),
            }),
        })
    }
}

/// The URLs of the API and of the token endpoint.
fn endpoints(
    base_url: Option<Named>,
    token_url: Option<Named>,
    plain_http: bool,
) -> Result<(Endpoint, Endpoint), InvalidInput> {
    let parse = |url: Option<Named>, default: Named, query| {
        let (name, url) = url.unwrap_or(default);
        Endpoint::parse(name, &url, Allowed { plain_http, query })
    };
    let default_base_url = signicat_reuseid_api::operations::DEFAULT_SERVER;
    Ok((
        parse(base_url, ("base_url", default_base_url.to_owned()), false)?,
        parse(token_url, ("token_url", TOKEN_URL.to_owned()), true)?,
    ))
}

/// An id or secret, refused if it is empty or was read with the line break at its end.
#[cfg(feature = "client-credentials")]
fn checked((name, value): Named) -> Result<String, InvalidInput> {
    if value.is_empty() {
        return Err(InvalidInput::Missing(name));
    }
    if value.trim() != value || value.chars().any(char::is_control) {
        return Err(InvalidInput::WhiteSpace(name));
    }
    Ok(value)
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("timeouts", &self.timeouts)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

#[cfg(all(
    test,
    feature = "client-credentials",
    not(any(
        feature = "rustls",
        feature = "rustls-no-provider",
        feature = "native-tls"
    ))
))]
mod without_tls {
    use super::*;

    #[test]
    fn build_names_the_features_if_https_needs_them() {
        let builder = || Client::builder().client_credentials("id", "secret");
        let error = builder().build().unwrap_err();
        assert!(matches!(error, Error::InvalidInput(InvalidInput::NoTls)));
        assert!(error.to_string().contains("native-tls"), "{error}");
        let loopback = "http://127.0.0.1:9/x";
        let plain = builder().base_url(loopback).token_url(loopback);
        plain.build().unwrap();
    }
}

#[cfg(all(
    test,
    feature = "client-credentials",
    any(
        feature = "rustls",
        feature = "rustls-no-provider",
        feature = "native-tls"
    )
))]
mod tests {
    use super::*;

    fn invalid(builder: ClientBuilder) -> InvalidInput {
        match builder.build() {
            Err(Error::InvalidInput(invalid)) => invalid,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn requires_credentials_and_never_prints_them() {
        assert!(matches!(
            invalid(Client::builder()),
            InvalidInput::Missing(_)
        ));
        let builder = Client::builder().client_credentials("canary-id", "canary-secret");
        assert!(!format!("{builder:?}").contains("canary"));
        assert!(!format!("{:?}", builder.build().unwrap()).contains("canary"));
    }

    #[test]
    fn rejects_credentials_that_are_empty_or_have_white_space_around_them() {
        let build =
            |id: &str, secret: &str| invalid(Client::builder().client_credentials(id, secret));
        assert_eq!(build("", "s"), InvalidInput::Missing("client_id"));
        assert_eq!(build("i", ""), InvalidInput::Missing("client_secret"));
        for text in ["x\n", " x", "x ", "x\r\n", "\tx", "x\u{0}y"] {
            assert_eq!(build(text, "s"), InvalidInput::WhiteSpace("client_id"));
            assert_eq!(build("i", text), InvalidInput::WhiteSpace("client_secret"));
        }
    }

    #[test]
    fn rejects_zero_timeouts() {
        let builder = || Client::builder().client_credentials("id", "secret");
        for (name, builder) in [
            ("connect_timeout", builder().connect_timeout(Duration::ZERO)),
            ("attempt_timeout", builder().attempt_timeout(Duration::ZERO)),
            (
                "operation_timeout",
                builder().operation_timeout(Duration::ZERO),
            ),
        ] {
            assert_eq!(invalid(builder), InvalidInput::ZeroTimeout(name));
        }
    }

    #[test]
    fn uses_the_parsed_url() {
        let client = Client::builder()
            .client_credentials("id", "secret")
            .base_url("HTTPS://API.example.com/reuseid/")
            .build()
            .unwrap();
        assert_eq!(&*client.core.base_url, "https://api.example.com/reuseid");
        assert_eq!(&*client.core.server, "api.example.com");
    }

    #[test]
    fn is_send_and_sync() {
        fn shared<T: Send + Sync>() {}
        shared::<ClientBuilder>();
        shared::<Client>();
    }
}
