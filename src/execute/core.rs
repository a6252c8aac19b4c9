//! The state that all calls of a client share.

use std::sync::Arc;

use super::timeouts::Timeouts;
use crate::{
    auth::token_cache::TokenCache,
    model::status_table::StatusTable,
    polling::Polling,
    retry::{
        RetryPolicy, budget::BudgetState, event::RetryHook, idle_connections::IdleConnections,
    },
    transport::{HttpSender, recording::HeaderHook},
};

pub(crate) struct Core {
    /// Without a trailing slash.
    pub(crate) base_url: Box<str>,
    /// Host of the base URL, for telemetry.
    pub(crate) server: Box<str>,
    pub(crate) port: u16,
    /// Only builds the generated client's requests; `sender` sends them.
    pub(crate) http: reqwest::Client,
    pub(crate) sender: HttpSender,
    pub(crate) tokens: TokenCache,
    pub(crate) retry: RetryPolicy,
    pub(crate) on_retry: Option<Arc<RetryHook>>,
    pub(crate) budget: BudgetState,
    pub(crate) idle: IdleConnections,
    pub(crate) timeouts: Timeouts,
    pub(crate) headers: Option<Arc<HeaderHook>>,
    pub(crate) statuses: StatusTable,
    pub(crate) polling: Polling,
}
