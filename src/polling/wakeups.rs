//! Wakes waits by any id of their session: transaction, user, device, dossier or process.
//!
//! A wait registers a [`Listener`] and adds each id to it once a response contains it. Dropping the listener
//! removes its ids and frees its slot for reuse, so the registry grows only with the number of live waits.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// Maximum number of ids of one session. Five kinds are known; a session that gets a new process keeps its old ids.
const MAX_IDS: usize = 16;

/// All waits of a client that can be woken.
#[derive(Default)]
pub(crate) struct Wakeups {
    registry: Mutex<Registry>,
}

#[derive(Default)]
struct Registry {
    /// Indexed by the number of the listener.
    waits: Vec<Signal>,
    /// Numbers that are not in use.
    free: Vec<usize>,
    by_id: BTreeSet<(Arc<str>, usize)>,
}

#[derive(Default)]
struct Signal {
    woken: bool,
    waker: Option<Waker>,
}

impl Wakeups {
    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Registers a wait that has no ids yet.
    pub(crate) fn listen(self: &Arc<Self>) -> Listener {
        let mut registry = self.registry();
        let number = registry.free.pop().unwrap_or(registry.waits.len());
        if number == registry.waits.len() {
            registry.waits.push(Signal::default());
        }
        drop(registry);
        Listener {
            wakeups: Arc::clone(self),
            number,
            ids: Box::default(),
        }
    }

    /// Wakes every wait that has one of these ids and returns the number of these waits.
    pub(crate) fn wake<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> usize {
        let mut wakers = Vec::new();
        let mut registry = self.registry();
        let Registry { waits, by_id, .. } = &mut *registry;
        let mut numbers = BTreeSet::new();
        for id in ids {
            let id: Arc<str> = id.into();
            let entries = by_id.range((Arc::clone(&id), 0)..=(id, usize::MAX));
            numbers.extend(entries.map(|(_, number)| *number));
        }
        for number in &numbers {
            if let Some(signal) = waits.get_mut(*number) {
                signal.woken = true;
                wakers.extend(signal.waker.take());
            }
        }
        drop(registry);
        // Outside the lock: a waker may run code of the caller's executor.
        wakers.into_iter().for_each(Waker::wake);
        numbers.len()
    }
}

impl fmt::Debug for Wakeups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wakeups")
            .field("ids", &self.registry().by_id.len())
            .finish_non_exhaustive()
    }
}

/// One wait's entry in the registry.
pub(crate) struct Listener {
    wakeups: Arc<Wakeups>,
    number: usize,
    ids: Box<[Arc<str>]>,
}

impl Listener {
    /// Adds an id by which the wait is woken; no effect if the wait has it already, or has 16 ids.
    pub(crate) fn add_id(&mut self, id: &Arc<str>) {
        if self.ids.len() >= MAX_IDS || self.ids.contains(id) {
            return;
        }
        let known = self.ids.iter().chain([id]).cloned();
        self.ids = known.collect();
        let entry = (Arc::clone(id), self.number);
        self.wakeups.registry().by_id.insert(entry);
    }

    /// Ready if the wait has been woken since the last [`reset`](Self::reset).
    pub(crate) fn poll_woken(&self, context: &mut Context<'_>) -> Poll<()> {
        let mut registry = self.wakeups.registry();
        let Some(signal) = registry.waits.get_mut(self.number) else {
            return Poll::Pending;
        };
        if signal.woken {
            return Poll::Ready(());
        }
        if !signal
            .waker
            .as_ref()
            .is_some_and(|waker| waker.will_wake(context.waker()))
        {
            signal.waker = Some(context.waker().clone());
        }
        Poll::Pending
    }

    /// Clears earlier wake-ups: the request that is about to be sent covers them.
    pub(crate) fn reset(&self) {
        if let Some(signal) = self.wakeups.registry().waits.get_mut(self.number) {
            *signal = Signal::default();
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut registry = self.wakeups.registry();
        let signal = registry.waits.get_mut(self.number).map(std::mem::take);
        for id in std::mem::take(&mut self.ids) {
            registry.by_id.remove(&(id, self.number));
        }
        registry.free.push(self.number);
        drop(registry);
        // Outside the lock, like the wakers above.
        drop(signal);
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    fn is_woken(listener: &Listener) -> bool {
        let mut context = Context::from_waker(Waker::noop());
        listener.poll_woken(&mut context).is_ready()
    }

    #[test]
    fn wakes_by_each_known_id_and_reports_the_number() {
        let wakeups = Arc::<Wakeups>::default();
        let mut listeners = [wakeups.listen(), wakeups.listen(), wakeups.listen()];
        for (n, listener) in listeners.iter_mut().enumerate() {
            listener.add_id(&format!("transaction-{n}").into());
            listener.add_id(&"user-1".into());
        }
        assert_eq!(wakeups.wake(["transaction"]), 0, "a prefix is not the id");
        assert_eq!(wakeups.wake(["transaction-1"]), 1);
        assert!(!is_woken(&listeners[0]));
        assert!(is_woken(&listeners[1]));
        assert_eq!(wakeups.wake(["user-1"]), 3);
        assert_eq!(wakeups.wake(["transaction-0", "user-1"]), 3, "each once");
        for listener in &listeners {
            assert!(is_woken(listener));
        }
    }

    #[test]
    fn a_wake_up_is_kept_until_reset_whether_polled_or_not() {
        let wakeups = Arc::<Wakeups>::default();
        let mut listener = wakeups.listen();
        listener.add_id(&"t".into());
        wakeups.wake(["t"]);
        wakeups.wake(["t"]);
        assert!(is_woken(&listener));
        assert!(is_woken(&listener));
        listener.reset();
        assert!(!is_woken(&listener));
    }

    #[tokio::test]
    async fn wakes_a_pending_task() {
        let wakeups = Arc::<Wakeups>::default();
        let mut listener = wakeups.listen();
        listener.add_id(&"t".into());
        let task = tokio::spawn(poll_fn(move |context| listener.poll_woken(context)));
        tokio::task::yield_now().await;
        assert_eq!(wakeups.wake(["t"]), 1);
        task.await.unwrap();
    }

    #[test]
    fn a_dropped_listener_leaves_nothing_behind() {
        let wakeups = Arc::<Wakeups>::default();
        let mut kept = wakeups.listen();
        kept.add_id(&"shared".into());
        for n in 0..10_000 {
            let mut listener = wakeups.listen();
            listener.add_id(&"shared".into());
            listener.add_id(&n.to_string().into());
        }
        assert_eq!(wakeups.wake(["shared"]), 1);
        let registry = wakeups.registry();
        assert_eq!((registry.waits.len(), registry.by_id.len()), (2, 1));
        assert_eq!(registry.free.len(), 1);
    }

    #[test]
    fn ids_of_one_wait_are_bounded_and_counted_once() {
        let wakeups = Arc::<Wakeups>::default();
        let mut listener = wakeups.listen();
        for n in 0..100 {
            listener.add_id(&n.to_string().into());
            listener.add_id(&n.to_string().into());
        }
        assert_eq!(wakeups.registry().by_id.len(), MAX_IDS);
        assert_eq!(wakeups.wake(["0"]), 1);
        assert_eq!(wakeups.wake(["99"]), 0);
    }
}
