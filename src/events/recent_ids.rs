//! Remembers the ids of events that were accepted, for a time, at most so many.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::SystemTime,
};

/// A bounded memory whose entries expire.
pub(super) struct RecentIds {
    capacity: usize,
    ends: HashMap<Arc<str>, SystemTime>,
    order: BTreeSet<(SystemTime, Arc<str>)>,
}

impl RecentIds {
    /// A memory of at most `capacity` ids, at least one.
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            capacity: capacity.max(1),
            ends: HashMap::new(),
            order: BTreeSet::new(),
        }
    }

    /// Remembers an id until `end`; `false` when it is remembered already. A full memory forgets the id that
    /// would expire first.
    pub(super) fn insert(&mut self, id: &str, now: SystemTime, end: SystemTime) -> bool {
        self.forget_expired(now);
        if self.ends.contains_key(id) {
            return false;
        }
        if self.ends.len() >= self.capacity {
            self.forget_first();
        }
        let id: Arc<str> = id.into();
        self.ends.insert(id.clone(), end);
        self.order.insert((end, id));
        true
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    fn forget_expired(&mut self, now: SystemTime) {
        while self.order.first().is_some_and(|(end, _)| *end < now) {
            self.forget_first();
        }
    }

    fn forget_first(&mut self) {
        if let Some((_, id)) = self.order.pop_first() {
            self.ends.remove(&id);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn remembers_an_id_until_its_end() {
        let mut ids = RecentIds::new(10);
        assert!(ids.insert("a", at(0), at(10)));
        assert!(!ids.insert("a", at(10), at(20)));
        assert!(ids.insert("a", at(11), at(20)));
        assert!(!ids.insert("a", at(12), at(20)));
    }

    #[test]
    fn never_holds_more_than_its_capacity_and_forgets_the_first_to_expire() {
        let mut ids = RecentIds::new(3);
        for (id, end) in [("a", 30), ("b", 10), ("c", 20), ("d", 40)] {
            assert!(ids.insert(id, at(0), at(end)));
        }
        assert_eq!(ids.len(), 3);
        for id in ["a", "c", "d"] {
            assert!(!ids.insert(id, at(0), at(50)), "{id}");
        }
        assert!(ids.insert("b", at(0), at(50)));
        assert_eq!((ids.len(), ids.order.len()), (3, 3));
    }
}
