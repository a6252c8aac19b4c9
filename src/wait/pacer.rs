//! One queue for all polls of a client: at most so many a second, first come first served.
//!
//! tokio's mutex hands itself on in the order of asking, and whoever goes away leaves the queue; holding it
//! through the gap after the last poll is all the scheduling there is. No task runs for it. The same place
//! knows how to wake a wait from outside, for a webhook receiver.

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    sync::{Arc, Mutex as StdMutex, PoisonError, Weak},
    time::Duration,
};

use tokio::{
    sync::{Mutex, Notify, futures::OwnedNotified},
    time::{Instant, sleep_until},
};

use crate::model::TransactionId;

pub(crate) struct Pacer {
    gap: Duration,
    next: Mutex<Option<Instant>>,
    /// By a hash of the id, which is smaller than the id; should two ids share one, a wake ends the pause
    /// of both.
    sleepers: StdMutex<HashMap<u64, Weak<Notify>>>,
    hasher: RandomState,
}

impl Pacer {
    /// At most `per_second` polls in any second; at least one.
    pub(crate) fn new(per_second: u32) -> Self {
        Self {
            gap: Duration::from_secs(1) / per_second.max(1),
            next: Mutex::default(),
            sleepers: StdMutex::default(),
            hasher: RandomState::new(),
        }
    }

    /// Waits for a turn to poll.
    pub(crate) async fn turn(&self) {
        let mut next = self.next.lock().await;
        if let Some(next) = *next {
            sleep_until(next).await;
        }
        *next = Some(Instant::now() + self.gap);
    }

    /// Resolves when [`wake`](Self::wake) is called for `id` from now on, polled or not yet; pending for ever
    /// otherwise.
    pub(crate) fn woken(&self, id: &TransactionId) -> OwnedNotified {
        let key = self.hasher.hash_one(id);
        let mut sleepers = self.sleepers.lock().unwrap_or_else(PoisonError::into_inner);
        // Now and then, the entries of waits that are gone: half of the table at most.
        if sleepers.len() == sleepers.capacity() {
            sleepers.retain(|_, sleeper| sleeper.strong_count() > 0);
        }
        let notify = match sleepers.get(&key).and_then(Weak::upgrade) {
            Some(notify) => notify,
            None => {
                let notify = Arc::new(Notify::new());
                sleepers.insert(key, Arc::downgrade(&notify));
                notify
            }
        };
        notify.notified_owned()
    }

    /// Ends the pauses of all waits on `id`; their next poll takes its turn.
    pub(crate) fn wake(&self, id: &TransactionId) {
        let key = self.hasher.hash_one(id);
        let sleepers = self.sleepers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(notify) = sleepers.get(&key).and_then(Weak::upgrade) {
            notify.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn no_second_sees_more_turns_than_its_bound_and_nobody_is_passed_over() {
        let pacer = Arc::new(Pacer::new(20));
        let turns = Arc::new(StdMutex::new(Vec::new()));
        let tasks: Vec<_> = (0..200)
            .map(|n| {
                let (pacer, turns) = (Arc::clone(&pacer), Arc::clone(&turns));
                tokio::spawn(async move {
                    pacer.turn().await;
                    turns.lock().unwrap().push((Instant::now(), n));
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let turns = turns.lock().unwrap();
        assert!(turns.iter().map(|(_, n)| *n).eq(0..200), "out of order");
        let most = turns
            .iter()
            .map(|(from, _)| {
                turns
                    .iter()
                    .filter(|(at, _)| at >= from && *at < *from + Duration::from_secs(1))
                    .count()
            })
            .max();
        assert_eq!(most, Some(20));
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_who_goes_away_leaves_the_queue() {
        let pacer = Arc::new(Pacer::new(1));
        pacer.turn().await;
        let queue: Vec<_> = (0..100)
            .map(|_| {
                let pacer = Arc::clone(&pacer);
                tokio::spawn(async move { pacer.turn().await })
            })
            .collect();
        tokio::task::yield_now().await;
        queue.iter().for_each(|waiting| waiting.abort());
        let begin = Instant::now();
        pacer.turn().await;
        assert!(begin.elapsed() <= Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_sleeper_is_woken_by_its_id() {
        let pacer = Pacer::new(20);
        let [one, other] = ["one", "other"].map(|id| TransactionId::new(id).unwrap());
        let woken = pacer.woken(&one);
        pacer.wake(&other);
        pacer.wake(&one);
        woken.await;
    }
}
