//! API clients: who may fetch tokens, for which account, with which permissions.
//!
//! Account ids and client ids have the shapes that the vendor's pages show (`a-sdge-...` and
//! `sandbox-round-apple-123`). What looks like a production credential is refused before it is compared
//! with anything, so that nobody gets used to pasting one into a test server.

use std::{fmt, time::Duration};

/// The permission that the four operations need, as the Dashboard names it.
pub const ONBOARDING_PERMISSION: &str = "ReuseID Onboarding API";

/// The id of the client that every emulator knows.
pub const DEFAULT_CLIENT_ID: &str = "sandbox-quiet-harbour-101";
/// Its secret. It opens nothing but an emulator.
pub const DEFAULT_CLIENT_SECRET: &str = "emulator-only-secret";
/// Its account.
pub const DEFAULT_ACCOUNT: &str = "a-sdge-emulator00000000000001";

/// An API client of an account.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiClient {
    /// For example `sandbox-round-apple-123`.
    pub client_id: String,
    /// Never shown by `Debug`, by the control API, or in a log.
    pub client_secret: String,
    /// The account that its sessions and users belong to.
    pub account_id: String,
    /// What it may use; the four operations need [`ONBOARDING_PERMISSION`].
    pub permissions: Vec<String>,
    /// Lifetime of its tokens, 1 to 3600 s; `None` takes the emulator's.
    pub token_lifetime: Option<Duration>,
}

impl ApiClient {
    /// A client with the permission for the four operations.
    pub fn new(
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
        account_id: impl Into<String>,
    ) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            account_id: account_id.into(),
            permissions: vec![ONBOARDING_PERMISSION.to_owned()],
            token_lifetime: None,
        }
    }

    /// The same client without any permission.
    #[must_use]
    pub fn without_permissions(mut self) -> Self {
        self.permissions.clear();
        self
    }

    /// The same client with another lifetime of its tokens, 1 to 3600 s.
    #[must_use]
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.token_lifetime = Some(lifetime);
        self
    }

    pub(crate) fn may(&self, permission: &str) -> bool {
        self.permissions.iter().any(|held| held == permission)
    }

    /// Why this client cannot be registered.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let plain = |text: &str, most: usize| {
            !text.is_empty() && text.len() <= most && text.chars().all(|it| it.is_ascii_graphic())
        };
        if looks_like_production(&self.client_id) || looks_like_production(&self.account_id) {
            Some("this looks like a production credential; an emulator must not be given one")
        } else if !plain(&self.client_id, 128) || !plain(&self.account_id, 128) {
            Some("client and account ids are 1 to 128 printable ASCII characters without spaces")
        } else if !plain(&self.client_secret, 256) {
            Some("a secret is 1 to 256 printable ASCII characters without spaces")
        } else if self.permissions.len() > 32
            || self.permissions.iter().any(|it| it.chars().count() > 128)
        {
            Some("at most 32 permissions of at most 128 characters each")
        } else if self
            .token_lifetime
            .is_some_and(|it| !lifetime_is_allowed(it))
        {
            Some("a token lives 1 to 3600 s")
        } else {
            None
        }
    }
}

impl Default for ApiClient {
    fn default() -> Self {
        Self::new(DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, DEFAULT_ACCOUNT)
    }
}

impl fmt::Debug for ApiClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiClient")
            .field("client_id", &self.client_id)
            .field("account_id", &self.account_id)
            .field("permissions", &self.permissions)
            .field("token_lifetime", &self.token_lifetime)
            .finish_non_exhaustive()
    }
}

/// The vendor lets a token live 1 to 3600 s.
pub(crate) fn lifetime_is_allowed(lifetime: Duration) -> bool {
    (Duration::from_secs(1)..=Duration::from_secs(3600)).contains(&lifetime)
}

/// Sandbox accounts are seen as `a-sdge-...` and production ones as `a-spge-...`; sandbox client ids begin
/// with `sandbox-` or `dev-`, and `prod-` is the guess for the others.
pub(crate) fn looks_like_production(id: &str) -> bool {
    let id = id.to_ascii_lowercase();
    ["prod-", "production-", "live-", "a-spge-"]
        .iter()
        .any(|start| id.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_credentials_are_known_by_their_looks() {
        assert!(looks_like_production("prod-round-apple-123"));
        assert!(looks_like_production("a-spge-IL9J9flqic18sh4TsUAo"));
        assert!(!looks_like_production("sandbox-round-apple-123"));
        assert!(!looks_like_production("a-sdge-Abcdefghijk123456789"));
        assert!(
            ApiClient::new("prod-round-apple-123", "s", "a-sdge-1")
                .fault()
                .is_some()
        );
        assert_eq!(ApiClient::default().fault(), None);
    }

    #[test]
    fn debug_does_not_show_the_secret() {
        assert!(!format!("{:?}", ApiClient::default()).contains(DEFAULT_CLIENT_SECRET));
    }
}
