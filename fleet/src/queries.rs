//! Looks up and watches sessions, in any process.

use std::time::Duration;

use futures_core::Stream;
use futures_util::stream;
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Instant, timeout_at},
};

use crate::{
    error::FleetError,
    fleet::Fleet,
    notifications::Notice,
    record::{RecordId, RecordState, SessionRecord},
    settings::bounded,
};

/// Rows that one list returns at most.
const MAX_ROWS: u32 = 1_000;
/// How often a watch reads without a notification.
const WATCH_INTERVAL: Duration = Duration::from_secs(1);

impl Fleet {
    /// A session by its row's number; `None` if there is none.
    ///
    /// # Errors
    /// [`FleetError::Database`].
    pub async fn session(&self, id: RecordId) -> Result<Option<SessionRecord>, FleetError> {
        let client = self.shared.database.get().await?;
        self.shared.sessions.by_id(&**client, id).await
    }

    /// The sessions of a reference, newest first, at most 1,000.
    ///
    /// # Errors
    /// [`FleetError::Database`].
    pub async fn sessions_by_reference(
        &self,
        reference: &str,
    ) -> Result<Vec<SessionRecord>, FleetError> {
        let client = self.shared.database.get().await?;
        self.shared
            .sessions
            .by_reference(&**client, reference, MAX_ROWS.into())
            .await
    }

    /// Sessions in a state, oldest first: up to `limit` (at most 1,000) whose number is above `after`. Start with
    /// `RecordId(0)`, and continue with the last number.
    ///
    /// # Errors
    /// [`FleetError::Database`].
    pub async fn sessions_by_state(
        &self,
        state: RecordState,
        after: RecordId,
        limit: u32,
    ) -> Result<Vec<SessionRecord>, FleetError> {
        let client = self.shared.database.get().await?;
        self.shared
            .sessions
            .by_state(&**client, state, after, limit.min(MAX_ROWS).into())
            .await
    }

    /// Resumes the polls of a session whose deadline passed, for `timeout` from now.
    ///
    /// # Errors
    /// [`FleetError::NotFound`]; [`FleetError::State`] if its result is not
    /// [`SessionResult::Deadline`](crate::SessionResult::Deadline).
    pub async fn reopen(
        &self,
        id: RecordId,
        timeout: Duration,
    ) -> Result<SessionRecord, FleetError> {
        let client = self.shared.database.get().await?;
        if let Some(record) = self
            .shared
            .sessions
            .reopen(&**client, id, bounded(timeout))
            .await?
        {
            self.shared
                .notifications
                .notify(&**client, Notice::Due)
                .await?;
            return Ok(record);
        }
        match self.shared.sessions.by_id(&**client, id).await? {
            Some(record) => Err(FleetError::State(Box::new(record))),
            None => Err(FleetError::NotFound),
        }
    }

    /// Follows a session from any process: its row now, then each change, up to and including the last. Ends at
    /// once with [`FleetError::NotFound`] if there is no such session.
    ///
    /// A change is seen at once with LISTEN/NOTIFY, within a second without. Several changes within that time may be
    /// seen as one. Dropping the stream has no effect on the session.
    pub fn watch(
        &self,
        id: RecordId,
    ) -> impl Stream<Item = Result<SessionRecord, FleetError>> + Send + use<> {
        let fleet = self.clone();
        stream::unfold(
            Some(Watch {
                fleet,
                id,
                notices: None,
                last: None,
            }),
            |watch| async {
                let mut watch = watch?;
                match watch.next().await {
                    Ok(record) => {
                        let over = matches!(
                            record.state(),
                            RecordState::Finished | RecordState::NotStarted | RecordState::Unknown
                        );
                        watch.last = Some(record.clone());
                        Some((Ok(record), (!over).then_some(watch)))
                    }
                    Err(error) => Some((Err(error), None)),
                }
            },
        )
    }
}

struct Watch {
    fleet: Fleet,
    id: RecordId,
    notices: Option<Receiver<Notice>>,
    last: Option<SessionRecord>,
}

impl Watch {
    /// Returns the row as soon as it differs from the last one.
    async fn next(&mut self) -> Result<SessionRecord, FleetError> {
        loop {
            // Subscribed before reading, so that no change is missed between the two.
            let mut notices = match self.notices.take() {
                Some(notices) => notices,
                None => self.fleet.shared.notifications.subscribe(),
            };
            match self.fleet.session(self.id).await {
                Ok(None) => return Err(FleetError::NotFound),
                Ok(Some(record)) if !self.is_last(&record) => {
                    self.notices = Some(notices);
                    return Ok(record);
                }
                Ok(Some(_)) => {}
                // Transient errors, such as a restart of the database, do not end a watch.
                Err(error) if error.is_retryable() => {}
                Err(error) => return Err(error),
            }
            changed(&mut notices, self.id).await;
            self.notices = Some(notices);
        }
    }

    fn is_last(&self, record: &SessionRecord) -> bool {
        // A read of the session that changes only its counters is not a change.
        self.last.as_ref().is_some_and(|last| {
            (
                last.state(),
                last.status(),
                last.result(),
                last.transaction_id(),
            ) == (
                record.state(),
                record.status(),
                record.result(),
                record.transaction_id(),
            )
        })
    }
}

/// Resolves when the row may have changed, or after a second.
async fn changed(notices: &mut Receiver<Notice>, id: RecordId) {
    let deadline = Instant::now() + WATCH_INTERVAL;
    loop {
        match timeout_at(deadline, notices.recv()).await {
            Ok(Ok(Notice::Changed(changed))) if changed == id => return,
            Ok(Ok(_)) => {}
            Ok(Err(RecvError::Lagged(_))) | Err(_) => return,
            Ok(Err(RecvError::Closed)) => return tokio::time::sleep_until(deadline).await,
        }
    }
}
