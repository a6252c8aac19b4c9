//! Runs the caller's handler for the events in a bounded queue; the response does not wait for it.
//!
//! A place in the queue is reserved before the sink stores the event: otherwise the sender would redeliver an
//! event that did not fit, and the sink would report it as a duplicate.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    runtime::{Handle, RuntimeFlavor},
    sync::{
        Mutex as AsyncMutex,
        mpsc::{self, OwnedPermit, error::TrySendError},
    },
    task::JoinHandle,
};

use super::{delivery_error::DeliveryError, event::Event, event_counts::Counters};

type Handler = dyn Fn(Event) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync;

pub(super) struct HandlerQueue {
    handler: Arc<Handler>,
    capacity: usize,
    concurrency: usize,
    counters: Arc<Counters>,
    state: Mutex<State>,
}

enum State {
    /// No event has arrived yet. Workers start with the first, because building a receiver needs no runtime.
    Idle,
    Running(mpsc::Sender<Event>, Vec<JoinHandle<()>>),
    Closed,
}

impl HandlerQueue {
    pub(super) fn new(
        handler: Arc<Handler>,
        capacity: usize,
        concurrency: usize,
        counters: Arc<Counters>,
    ) -> Self {
        Self {
            handler,
            capacity,
            concurrency,
            counters,
            state: Mutex::new(State::Idle),
        }
    }

    /// A place for one event.
    pub(super) fn reserve(&self) -> Result<OwnedPermit<Event>, DeliveryError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*state, State::Idle) {
            *state = self.start();
        }
        let State::Running(sender, _) = &*state else {
            return Err(DeliveryError::ShuttingDown);
        };
        sender
            .clone()
            .try_reserve_owned()
            .map_err(|error| match error {
                TrySendError::Full(_) => DeliveryError::QueueFull,
                TrySendError::Closed(_) => DeliveryError::ShuttingDown,
            })
    }

    fn start(&self) -> State {
        let (sender, receiver) = mpsc::channel(self.capacity);
        let receiver = Arc::new(AsyncMutex::new(receiver));
        let worker = |_| {
            tokio::spawn(work(
                receiver.clone(),
                self.handler.clone(),
                self.counters.clone(),
            ))
        };
        State::Running(sender, (0..self.concurrency).map(worker).collect())
    }

    /// Rejects new events, and returns when those in the queue are handled.
    pub(super) async fn drain(&self) {
        let state = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *state, State::Closed)
        };
        if let State::Running(sender, workers) = state {
            drop(sender);
            for worker in workers {
                // It cannot have panicked: the handler runs in a task of its own.
                let _ = worker.await;
            }
        }
    }
}

async fn work(
    events: Arc<AsyncMutex<mpsc::Receiver<Event>>>,
    handler: Arc<Handler>,
    counters: Arc<Counters>,
) {
    loop {
        let Some(event) = events.lock().await.recv().await else {
            return;
        };
        let handler = handler.clone();
        let runtime = Handle::current();
        let handled = match runtime.runtime_flavor() {
            // The only thread drives the sockets, too, and a paused clock stops while another thread works.
            RuntimeFlavor::CurrentThread => tokio::spawn(async move { handler(event).await }),
            // A handler that blocks its thread must not keep the runtime from reading sockets.
            _ => tokio::task::spawn_blocking(move || {
                Handle::current().block_on(async { handler(event).await });
            }),
        };
        if handled.await.is_err_and(|error| error.is_panic()) {
            counters.count_panic();
            tracing::error!("an event handler panicked");
        }
    }
}

impl fmt::Debug for HandlerQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandlerQueue")
            .field("capacity", &self.capacity)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}
