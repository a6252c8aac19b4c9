//! API clients: who may fetch tokens, for which account, with which permissions.
//!
//! Account ids and client ids have the shapes that the vendor's pages show (`a-sdge-...` and
//! `sandbox-round-apple-123`). Ids that look like production credentials are rejected.

use std::{fmt, time::Duration};

/// The permission that the four operations need, as the Dashboard names it.
pub const ONBOARDING_PERMISSION: &str = "ReuseID Onboarding API";

/// The id of the default client.
pub const DEFAULT_CLIENT_ID: &str = "sandbox-quiet-harbour-101";
/// The secret of the default client.
pub const DEFAULT_CLIENT_SECRET: &str = "emulator-only-secret";
/// The account of the default client.
pub const DEFAULT_ACCOUNT: &str = "a-sdge-emulator00000000000001";

/// An API client of an account.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiClient {
    /// For example `sandbox-round-apple-123`.
    pub client_id: String,
    /// Not shown by `Debug`, the control API or the log.
    pub client_secret: String,
    /// The account that its sessions and users belong to.
    pub account_id: String,
    /// Its permissions; the four operations need [`ONBOARDING_PERMISSION`].
    pub permissions: Vec<String>,
    /// Lifetime of its tokens, 1 to 3600 s; the emulator's setting when `None`.
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

    /// Removes all permissions.
    #[must_use]
    pub fn without_permissions(mut self) -> Self {
        self.permissions.clear();
        self
    }

    /// Sets the lifetime of its tokens, 1 to 3600 s.
    #[must_use]
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.token_lifetime = Some(lifetime);
        self
    }

    pub(crate) fn has_permission(&self, permission: &str) -> bool {
        self.permissions.iter().any(|it| it == permission)
    }

    /// Why this client cannot be registered.
    pub(crate) fn validate(&self) -> Result<(), &'static str> {
        let printable = |text: &str, max: usize| {
            !text.is_empty() && text.len() <= max && text.chars().all(|it| it.is_ascii_graphic())
        };
        let permissions_fit = self.permissions.len() <= 32
            && self.permissions.iter().all(|it| it.chars().count() <= 128);
        if looks_like_production(&self.client_id) || looks_like_production(&self.account_id) {
            Err("this looks like a production credential; use a sandbox one or any other")
        } else if !printable(&self.client_id, 128) || !printable(&self.account_id, 128) {
            Err("client and account ids are 1 to 128 printable ASCII characters without spaces")
        } else if !printable(&self.client_secret, 256) {
            Err("a secret is 1 to 256 printable ASCII characters without spaces")
        } else if !permissions_fit {
            Err("at most 32 permissions of at most 128 characters each")
        } else if !self.token_lifetime.is_none_or(is_token_lifetime) {
            Err("the token lifetime is 1 to 3600 s")
        } else {
            Ok(())
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

/// The vendor allows token lifetimes of 1 to 3600 s.
pub(crate) fn is_token_lifetime(lifetime: Duration) -> bool {
    (Duration::from_secs(1)..=Duration::from_secs(3600)).contains(&lifetime)
}

/// The vendor's pages show sandbox accounts as `a-sdge-...`, production accounts as `a-spge-...`, and sandbox
/// client ids that start with `sandbox-` or `dev-`. `prod-` and the others are guesses.
pub(crate) fn looks_like_production(id: &str) -> bool {
    let id = id.to_ascii_lowercase();
    ["prod-", "production-", "live-", "a-spge-"]
        .iter()
        .any(|prefix| id.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_production_credentials() {
        assert!(looks_like_production("prod-round-apple-123"));
        assert!(looks_like_production("a-spge-IL9J9flqic18sh4TsUAo"));
        assert!(!looks_like_production("sandbox-round-apple-123"));
        assert!(!looks_like_production("a-sdge-Abcdefghijk123456789"));
        assert!(
            ApiClient::new("prod-round-apple-123", "s", "a-sdge-1")
                .validate()
                .is_err()
        );
        assert_eq!(ApiClient::default().validate(), Ok(()));
    }

    #[test]
    fn debug_omits_the_secret() {
        assert!(!format!("{:?}", ApiClient::default()).contains(DEFAULT_CLIENT_SECRET));
    }
}
