//! What one account has: its sessions, users, request log, tokens, and streams of ids and dice.
//!
//! Everything stands under its account, so that accounts cannot see each other and one can be thrown away
//! as a whole. Where a store is full its oldest entry goes.

use std::collections::{HashMap, VecDeque};

use crate::{RequestRecord, User, chance::Chance, session::Session};

pub(crate) struct Account {
    pub chance: Chance,
    pub dice: Chance,
    pub sessions: Store<Session>,
    pub users: Store<User>,
    pub log: VecDeque<RequestRecord>,
    pub token_requests: usize,
    /// Those that were given out and not revoked, oldest first.
    pub tokens: VecDeque<String>,
}

impl Account {
    pub fn new(seed: u64, id: &str) -> Self {
        Self {
            chance: Chance::of(seed, id),
            dice: Chance::of(seed, &format!("dice of {id}")),
            sessions: Store::default(),
            users: Store::default(),
            log: VecDeque::new(),
            token_requests: 0,
            tokens: VecDeque::new(),
        }
    }
}

/// Entries by id, oldest first.
pub(crate) struct Store<T> {
    entries: HashMap<String, T>,
    order: VecDeque<String>,
}

impl<T> Default for Store<T> {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            order: VecDeque::new(),
        }
    }
}

impl<T> Store<T> {
    /// Keeps one more; beyond `most` the oldest goes.
    pub fn keep(&mut self, id: String, entry: T, most: usize) {
        if let Some(oldest) = push(&mut self.order, id.clone(), most) {
            self.entries.remove(&oldest);
        }
        self.entries.insert(id, entry);
    }

    pub fn get(&self, id: &str) -> Option<&T> {
        self.entries.get(id)
    }

    pub fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        self.entries.get_mut(id)
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.order.iter().filter_map(|id| self.entries.get(id))
    }

    /// In no order.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.entries.values_mut()
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }
}

/// Puts `new` at the end of what holds at most `most`; what had to go.
pub(crate) fn push<T>(list: &mut VecDeque<T>, new: T, most: usize) -> Option<T> {
    list.push_back(new);
    (list.len() > most).then(|| list.pop_front()).flatten()
}
