//! What the store keeps for one account.

use std::collections::VecDeque;

use super::bounded::BoundedMap;
use crate::{
    random::Random,
    request_log::RequestRecord,
    session::{Session, User},
};

/// The data of one account, invisible to other accounts. Each account can be reset separately.
pub(crate) struct Account {
    /// Generates ids and codes.
    pub random: Random,
    /// Decides about faults and their delays.
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
