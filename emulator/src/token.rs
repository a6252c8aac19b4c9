//! Access tokens: opaque strings that the store maps to what they grant.

/// What an issued token grants.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub client_id: String,
    pub account_id: String,
    /// In milliseconds since the Unix epoch.
    pub expires_at_ms: u64,
    /// A revoked token is kept, so that its requests still count as the account's.
    pub revoked: bool,
}
