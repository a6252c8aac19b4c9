//! Settings of the emulator, with defaults and bounds.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use crate::{
    api_client::{ApiClient, is_token_lifetime},
    session::StatusTable,
};

/// Lifetimes of tokens, codes and sessions. The vendor documents only that of tokens; the others are guesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// Access tokens: 1 to 3600 s, 600 s by default.
    pub token: Duration,
    /// Activation codes: at most 366 days, 600 s by default.
    pub code: Duration,
    /// Sessions: at most 366 days, 3600 s by default.
    pub session: Duration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            token: Duration::from_secs(600),
            code: Duration::from_secs(600),
            session: Duration::from_secs(3600),
        }
    }
}

/// The most sessions, and users, that an account keeps.
pub const MAX_SESSIONS_PER_ACCOUNT: usize = 10_000;
/// The most tokens of an account that are valid at a time.
pub const MAX_TOKENS_PER_ACCOUNT: usize = 1_000;
/// The most requests that an account's log keeps.
pub const MAX_REQUESTS_PER_ACCOUNT: usize = 2_000;

/// How much an account keeps. A full store evicts its oldest entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreLimits {
    /// Sessions, and as many users: 1 to [`MAX_SESSIONS_PER_ACCOUNT`], which is the default.
    pub sessions: usize,
    /// Tokens, 1 to [`MAX_TOKENS_PER_ACCOUNT`], which is the default.
    pub tokens: usize,
    /// Requests in the log: 1 to [`MAX_REQUESTS_PER_ACCOUNT`], which is the default.
    pub requests: usize,
}

impl Default for StoreLimits {
    fn default() -> Self {
        Self {
            sessions: MAX_SESSIONS_PER_ACCOUNT,
            tokens: MAX_TOKENS_PER_ACCOUNT,
            requests: MAX_REQUESTS_PER_ACCOUNT,
        }
    }
}

/// A setting that is out of bounds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {reason}")]
pub struct SettingsError {
    setting: String,
    reason: &'static str,
}

#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub seed: u64,
    pub listen: SocketAddr,
    pub frozen_at_ms: Option<u64>,
    pub lifetimes: Lifetimes,
    pub store_limits: StoreLimits,
    pub clients: Vec<ApiClient>,
    pub strict: bool,
    pub allowed_hosts: Vec<String>,
    pub statuses: StatusTable,
    pub allow_remote_webhooks: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            frozen_at_ms: None,
            lifetimes: Lifetimes::default(),
            store_limits: StoreLimits::default(),
            clients: vec![ApiClient::default()],
            strict: false,
            allowed_hosts: Vec::new(),
            statuses: StatusTable::default(),
            allow_remote_webhooks: false,
        }
    }
}

impl Settings {
    pub fn validate(&self) -> Result<(), SettingsError> {
        let invalid = |setting: &str, reason| {
            Err(SettingsError {
                setting: setting.to_owned(),
                reason,
            })
        };
        if !is_token_lifetime(self.lifetimes.token) {
            return invalid("token lifetime", "1 to 3600 s");
        }
        let max = Duration::from_secs(366 * 86_400);
        for (name, lifetime) in [
            ("code lifetime", self.lifetimes.code),
            ("session lifetime", self.lifetimes.session),
        ] {
            if lifetime.is_zero() || lifetime > max {
                return invalid(name, "more than zero and at most 366 days");
            }
        }
        let limits = &self.store_limits;
        for (name, limit, max) in [
            ("stored sessions", limits.sessions, MAX_SESSIONS_PER_ACCOUNT),
            ("stored tokens", limits.tokens, MAX_TOKENS_PER_ACCOUNT),
            ("logged requests", limits.requests, MAX_REQUESTS_PER_ACCOUNT),
        ] {
            if !(1..=max).contains(&limit) {
                return invalid(name, "at least 1 and at most the default");
            }
        }
        for client in &self.clients {
            if let Err(reason) = client.validate() {
                return invalid(&format!("client `{}`", client.client_id), reason);
            }
        }
        if self.clients.is_empty() {
            return invalid("clients", "at least one");
        }
        for host in &self.allowed_hosts {
            let is_address = host.starts_with('[') && host.ends_with(']');
            if url::Host::parse(host).is_err() || (host.contains(':') && !is_address) {
                return invalid(
                    "allowed host",
                    "a host name or address without scheme and port",
                );
            }
        }
        Ok(())
    }
}
