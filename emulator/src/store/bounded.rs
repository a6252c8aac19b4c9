//! Collections that evict their oldest entry when they are full.

use std::collections::{HashMap, VecDeque};

/// Entries by id, in the order of their insertion.
pub(crate) struct BoundedMap<T> {
    entries: HashMap<String, T>,
    order: VecDeque<String>,
}

impl<T> Default for BoundedMap<T> {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            order: VecDeque::new(),
        }
    }
}

impl<T> BoundedMap<T> {
    /// Inserts an entry under a new id; beyond `max` entries the oldest is evicted.
    pub fn insert(&mut self, id: String, entry: T, max: usize) {
        if let Some(oldest) = push_bounded(&mut self.order, id.clone(), max) {
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

    /// Oldest first.
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

/// Appends `item`; returns the oldest one when there are more than `max`.
pub(crate) fn push_bounded<T>(list: &mut VecDeque<T>, item: T, max: usize) -> Option<T> {
    list.push_back(item);
    (list.len() > max).then(|| list.pop_front()).flatten()
}
