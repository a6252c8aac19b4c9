//! A webhook: where events are delivered, and how they are signed.

use std::net::IpAddr;

use http::{Uri, uri::Scheme};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::signature::WebhookSignature;

/// Longest lifetime of an event: a day.
const MAX_LIFETIME_MS: u64 = 24 * 60 * 60 * 1_000;

/// A webhook to register.
///
/// `Debug` does not print the secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Webhook {
    /// Where events are sent: `http://` and a loopback address, unless the emulator was started to allow
    /// others.
    #[schema(max_length = 1024)]
    pub url: String,
    /// The secret that deliveries are signed with.
    #[schema(min_length = 1, max_length = 256)]
    pub secret: String,
    /// How they are signed.
    #[serde(default)]
    pub signature: WebhookSignature,
    /// Only events of this account; of all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 128)]
    pub account_id: Option<String>,
    /// Only events of these names; all when empty.
    #[serde(default)]
    #[schema(max_items = 32)]
    pub event_names: Vec<String>,
    /// From an event's creation to its `expiresAt`, when retries stop; 30,000 ms by default, as in the
    /// vendor's sample.
    #[serde(default = "default_lifetime")]
    #[schema(minimum = 1, maximum = 86_400_000)]
    pub event_lifetime_ms: u64,
}

fn default_lifetime() -> u64 {
    30_000
}

impl Webhook {
    /// A webhook for all events, signed by the default scheme.
    pub fn new(url: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            secret: secret.into(),
            signature: WebhookSignature::default(),
            account_id: None,
            event_names: Vec::new(),
            event_lifetime_ms: default_lifetime(),
        }
    }

    /// Sets how deliveries are signed.
    #[must_use]
    pub fn signature(mut self, signature: WebhookSignature) -> Self {
        self.signature = signature;
        self
    }

    /// Limits it to the events of an account.
    #[must_use]
    pub fn account_id(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = Some(account_id.into());
        self
    }

    /// Limits it to events of this name; can be repeated.
    #[must_use]
    pub fn event_name(mut self, name: impl Into<String>) -> Self {
        self.event_names.push(name.into());
        self
    }

    /// Sets the time from an event's creation to its `expiresAt`, 1 ms to 1 day.
    #[must_use]
    pub fn event_lifetime_ms(mut self, lifetime: u64) -> Self {
        self.event_lifetime_ms = lifetime;
        self
    }

    /// The field that cannot be used, and why.
    pub(super) fn validate(&self, allow_remote: bool) -> Result<(), (&'static str, &'static str)> {
        let uri = self
            .url
            .parse::<Uri>()
            .map_err(|_| ("url", "it is not a URL"))?;
        if self.url.len() > 1_024 || uri.scheme() != Some(&Scheme::HTTP) {
            return Err((
                "url",
                "it must start with http:// and have at most 1,024 characters",
            ));
        }
        if uri.authority().is_some_and(|it| it.as_str().contains('@')) {
            return Err(("url", "it must not contain a user or a password"));
        }
        if !allow_remote && !uri.host().is_some_and(is_loopback) {
            return Err((
                "url",
                "it must be a loopback address; start the emulator with --allow-remote-webhooks to use others",
            ));
        }
        let printable = self.secret.bytes().all(|byte| matches!(byte, b'!'..=b'~'));
        if !(1..=256).contains(&self.secret.len()) || !printable {
            return Err((
                "secret",
                "it is 1 to 256 printable ASCII characters without spaces",
            ));
        }
        if self.account_id.as_ref().is_some_and(|id| id.len() > 128) {
            return Err(("accountId", "it has at most 128 characters"));
        }
        if self.event_names.len() > 32 || self.event_names.iter().any(|name| name.len() > 128) {
            return Err((
                "eventNames",
                "at most 32 names of at most 128 characters each",
            ));
        }
        if !(1..=MAX_LIFETIME_MS).contains(&self.event_lifetime_ms) {
            return Err(("eventLifetimeMs", "it is 1 to 86,400,000 ms"));
        }
        self.signature.validate(&self.secret)
    }

    pub(super) fn wants(&self, account_id: &str, event_name: &str) -> bool {
        self.account_id
            .as_deref()
            .is_none_or(|own| own == account_id)
            && (self.event_names.is_empty() || self.event_names.iter().any(|it| it == event_name))
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>();
    address.map_or(host.eq_ignore_ascii_case("localhost"), |address| {
        address.is_loopback()
    })
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook")
            .field("url", &self.url)
            .field("signature", &self.signature)
            .field("account_id", &self.account_id)
            .field("event_names", &self.event_names)
            .field("event_lifetime_ms", &self.event_lifetime_ms)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_addresses_are_allowed_by_default() {
        for (url, loopback, remote) in [
            ("http://127.0.0.1:80/x", true, true),
            ("http://127.9.9.9/", true, true),
            ("http://localhost:1/", true, true),
            ("http://[::1]:8080/", true, true),
            ("http://10.0.0.1/", false, true),
            ("http://example.com/", false, true),
            ("http://localhost.example.com/", false, true),
            ("http://127.0.0.1.example.com/", false, true),
            ("http://0.0.0.0/", false, true),
            ("http://user@127.0.0.1/", false, false),
            ("https://127.0.0.1/", false, false),
            ("ftp://127.0.0.1/", false, false),
            ("127.0.0.1", false, false),
            ("/x", false, false),
            ("", false, false),
        ] {
            let webhook = Webhook::new(url, "a-secret");
            assert_eq!(webhook.validate(false).is_ok(), loopback, "{url}");
            assert_eq!(webhook.validate(true).is_ok(), remote, "{url}");
        }
    }

    #[test]
    fn the_secret_is_not_printed() {
        let printed = format!("{:?}", Webhook::new("http://localhost", "canary"));
        assert!(!printed.contains("canary"), "{printed}");
    }
}
