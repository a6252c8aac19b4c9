//! Passes PostgreSQL's notifications on to workers and watches of this process. They are hints only: everything
//! that listens also reads the tables every second.
//!
//! One connection per process, opened for the first subscriber and closed after the last. Notifications are
//! lost while it is down, so all subscribers are notified when it is up again.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{broadcast, mpsc};
use tokio_postgres::{GenericClient, types::Type};

use crate::{database::Database, error::FleetError, record::RecordId};

/// How many notifications are kept for a slow subscriber.
const CAPACITY: usize = 1024;
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const MAX_PAUSE: Duration = Duration::from_secs(5);
/// How often an idle connection checks whether it still has subscribers.
const IDLE: Duration = Duration::from_secs(1);

/// The content of a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// Sessions may be due, or notifications may have been lost.
    Due,
    /// This session's row changed.
    Changed(RecordId),
}

#[derive(Clone)]
pub(crate) struct Notifications {
    inner: Arc<Inner>,
}

struct Inner {
    database: Database,
    channel: String,
    enabled: bool,
    notices: broadcast::Sender<Notice>,
    running: Mutex<bool>,
}

impl Notifications {
    pub(crate) fn new(database: Database, channel: String, enabled: bool) -> Self {
        let notices = broadcast::Sender::new(CAPACITY);
        Self {
            inner: Arc::new(Inner {
                database,
                channel,
                enabled,
                notices,
                running: Mutex::new(false),
            }),
        }
    }

    /// Receives the notifications from now on.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Notice> {
        let receiver = self.inner.notices.subscribe();
        let mut running = self
            .inner
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if self.inner.enabled && !*running {
            *running = true;
            tokio::spawn(Arc::clone(&self.inner).run());
        }
        receiver
    }

    /// Notifies all processes, once the transaction of `client` is committed.
    pub(crate) async fn notify(
        &self,
        client: &impl GenericClient,
        notice: Notice,
    ) -> Result<(), FleetError> {
        if self.inner.enabled {
            let payload = match notice {
                Notice::Due => String::new(),
                Notice::Changed(id) => id.to_string(),
            };
            client
                .execute_typed(
                    "select pg_notify($1, $2)",
                    &[(&self.inner.channel, Type::TEXT), (&payload, Type::TEXT)],
                )
                .await?;
        }
        Ok(())
    }
}

/// Marks the task as finished when it is dropped, also by the shutdown of its runtime.
struct Running(Arc<Inner>);

impl Drop for Running {
    fn drop(&mut self) {
        *self
            .0
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = false;
    }
}

impl Inner {
    async fn run(self: Arc<Self>) {
        let running = Running(Arc::clone(&self));
        let mut pause = FIRST_PAUSE;
        loop {
            let (sender, mut notified) = mpsc::channel(CAPACITY);
            match self.database.listen(&self.channel, sender).await {
                Ok(connection) => {
                    pause = FIRST_PAUSE;
                    // Rows that were committed before LISTEN are found by reading the tables.
                    let _ = self.notices.send(Notice::Due);
                    self.forward(&mut notified).await;
                    drop(connection);
                }
                Err(_) => tracing::debug!(
                    "LISTEN failed and is retried; sessions are found by polling the table"
                ),
            }
            {
                // Under the lock, so that there is no new subscriber between the check and the end of the
                // task.
                let mut running = running
                    .0
                    .running
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                if self.notices.receiver_count() == 0 {
                    *running = false;
                    drop(running);
                    break;
                }
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(MAX_PAUSE);
        }
    }

    /// Forwards notifications until the connection ends or there are no subscribers.
    async fn forward(&self, notified: &mut mpsc::Receiver<Box<str>>) {
        loop {
            match tokio::time::timeout(IDLE, notified.recv()).await {
                Ok(Some(payload)) => {
                    let notice = payload
                        .parse()
                        .map_or(Notice::Due, |id| Notice::Changed(RecordId(id)));
                    let _ = self.notices.send(notice);
                }
                Ok(None) => return,
                Err(_) if self.notices.receiver_count() == 0 => return,
                Err(_) => {}
            }
        }
    }
}
