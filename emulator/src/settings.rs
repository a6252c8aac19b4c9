//! The emulator's settings and their bounds.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use crate::{ApiClient, StatusTable, api_client::lifetime_is_allowed};

/// How long things live. The vendor documents only the token's; the others are guesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// Of an access token: 1 to 3600 s, 600 s by default.
    pub token: Duration,
    /// Of an activation code: 600 s by default.
    pub code: Duration,
    /// Of a session: 3600 s by default.
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

/// Sessions (and as many users) that an account keeps.
pub const MAX_SESSIONS_PER_ACCOUNT: usize = 10_000;
/// Tokens of an account that are valid at a time; one more ends the oldest.
pub const MAX_TOKENS_PER_ACCOUNT: usize = 1_000;
/// Requests that an account's log keeps.
pub const MAX_REQUESTS_PER_ACCOUNT: usize = 2_000;

/// How much an account keeps; where a store is full its oldest entry goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stores {
    /// Sessions, and as many users: 1 to [`MAX_SESSIONS_PER_ACCOUNT`], which is the default.
    pub sessions: usize,
    /// Tokens, 1 to [`MAX_TOKENS_PER_ACCOUNT`], which is the default.
    pub tokens: usize,
    /// Requests in the log: 1 to [`MAX_REQUESTS_PER_ACCOUNT`], which is the default.
    pub requests: usize,
}

impl Default for Stores {
    fn default() -> Self {
        Self {
            sessions: MAX_SESSIONS_PER_ACCOUNT,
            tokens: MAX_TOKENS_PER_ACCOUNT,
            requests: MAX_REQUESTS_PER_ACCOUNT,
        }
    }
}

/// A setting that makes no sense.
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
    pub stores: Stores,
    pub clients: Vec<ApiClient>,
    pub older_bodies: bool,
    pub statuses: StatusTable,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            frozen_at_ms: None,
            lifetimes: Lifetimes::default(),
            stores: Stores::default(),
            clients: vec![ApiClient::default()],
            older_bodies: true,
            statuses: StatusTable::default(),
        }
    }
}

impl Settings {
    pub fn check(&self) -> Result<(), SettingsError> {
        let wrong = |setting: &str, reason| {
            Err(SettingsError {
                setting: setting.to_owned(),
                reason,
            })
        };
        let most = Duration::from_secs(366 * 86_400);
        if !lifetime_is_allowed(self.lifetimes.token) {
            return wrong("token lifetime", "1 to 3600 s");
        }
        for (name, lifetime) in [
            ("code lifetime", self.lifetimes.code),
            ("session lifetime", self.lifetimes.session),
        ] {
            if lifetime.is_zero() || lifetime > most {
                return wrong(name, "more than nothing and at most 366 days");
            }
        }
        let stores = &self.stores;
        for (name, store, most) in [
            ("sessions kept", stores.sessions, MAX_SESSIONS_PER_ACCOUNT),
            ("tokens kept", stores.tokens, MAX_TOKENS_PER_ACCOUNT),
            ("requests kept", stores.requests, MAX_REQUESTS_PER_ACCOUNT),
        ] {
            if !(1..=most).contains(&store) {
                return wrong(name, "at least 1 and at most the default");
            }
        }
        for client in &self.clients {
            if let Some(reason) = client.fault() {
                return wrong(&format!("client `{}`", client.client_id), reason);
            }
        }
        if self.clients.is_empty() {
            return wrong("clients", "at least one");
        }
        Ok(())
    }
}
