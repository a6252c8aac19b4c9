//! Builds the HTTP client that carries both API and token requests.

use std::time::Duration;

use super::endpoint::Endpoint;
use crate::{error::InvalidInput, retry::idle_connections::POOL_MAX_IDLE, transport::tls};

/// Below the idle timeouts of usual load balancers (20 to 60 s), so that pooled connections are rarely
/// stale.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// Most headers of a response. The HTTP library's own limit, 100, is exceeded behind chains of gateways.
const MAX_HEADERS: usize = 256;

pub(super) type ConfigureHttp =
    Box<dyn FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

pub(super) fn build(
    endpoints: &[&Endpoint],
    root_certificates: &[Vec<u8>],
    connect_timeout: Duration,
    configure: Option<ConfigureHttp>,
) -> Result<reqwest::Client, InvalidInput> {
    let mut http = tls::configure(reqwest::Client::builder(), root_certificates)?
        .user_agent(concat!("signicat-reuseid-rust/", env!("CARGO_PKG_VERSION")))
        .http1_max_headers(MAX_HEADERS)
        .pool_idle_timeout(POOL_IDLE_TIMEOUT)
        .pool_max_idle_per_host(POOL_MAX_IDLE)
        .tcp_keepalive(POOL_IDLE_TIMEOUT);
    if let Some(configure) = configure {
        http = configure(http);
    }
    // These rules come last, so that no setting weakens them. Retries are this crate's own concern, and
    // without any of its own reqwest does not copy each request for them.
    http = http
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never().max_retries_per_request(0))
        .connect_timeout(connect_timeout);
    // One HTTP client carries all requests, so a loopback address among them excludes a proxy for all.
    if endpoints.iter().any(|endpoint| endpoint.is_loopback()) {
        http = http.no_proxy();
    }
    http.build().map_err(|_| InvalidInput::HttpClient)
}
