//! What the store keeps for one account.

use std::collections::VecDeque;

use super::bounded::BoundedMap;
use crate::{
    random::Random,
    request_log::RequestRecord,
    session::{Session, User},
};

/// Accounts cannot see each other's data, and each can be reset alone.
pub(crate) struct Account {
    /// Draws ids and codes.
    pub random: Random,
    /// Draws fault probabilities and delays.
    pub fault_random: Random,
    pub sessions: BoundedMap<Session>,
    pub users: BoundedMap<User>,
    pub log: VecDeque<RequestRecord>,
    pub token_requests: usize,
    /// Issued tokens, oldest first.
    pub tokens: VecDeque<String>,
}

impl Account {
    pub fn new(seed: u64, id: &str) -> Self {
        Self {
            random: Random::new(seed, id),
            fault_random: Random::new(seed, &format!("faults of {id}")),
            sessions: BoundedMap::default(),
            users: BoundedMap::default(),
            log: VecDeque::new(),
            token_requests: 0,
            tokens: VecDeque::new(),
        }
    }
}
