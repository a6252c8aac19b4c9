//! Accepts the vendor's events for the sessions of all processes: the event, and the due time of its
//! sessions, are committed before the response is 200.

use std::time::{Duration, SystemTime};

use signicat_reuseid::events::{AcceptFuture, Acceptance, Event, EventSink, SinkUnavailable};

use crate::{error::FleetError, fleet::Fleet, notifications::Notice, session_table::database_time};

/// How far the clocks of the database and of the vendor may be apart.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(5 * 60);
/// How long the id of an event without an expiry is stored, and the longest time for any event.
const MEMORY_WITHOUT_END: Duration = Duration::from_secs(24 * 60 * 60);
const MAX_MEMORY: Duration = Duration::from_secs(7 * 24 * 60 * 60);

impl Fleet {
    /// Accepts a verified event: makes the open sessions with its ids due now, to be read by any process.
    ///
    /// Pass the fleet to an `EventReceiver` as its sink, or call this for events from a message bus. Only the
    /// read changes a session, so events may be lost, repeated or reordered.
    ///
    /// # Errors
    /// [`FleetError::Database`]: the event is not stored and must be delivered again.
    pub async fn accept_event(&self, event: &Event) -> Result<Acceptance, FleetError> {
        let shared = &self.shared;
        let mut client = shared.database.get().await?;
        let now = database_time(&**client).await?;
        if event.is_expired(now, CLOCK_TOLERANCE) {
            return Ok(Acceptance::Expired);
        }
        if event.is_from_future(now, CLOCK_TOLERANCE) {
            return Ok(Acceptance::FromFuture);
        }
        let transaction = client.transaction().await?;
        if !shared
            .events
            .insert(&*transaction, event.id(), memory_end(event, now))
            .await?
        {
            return Ok(Acceptance::Duplicate);
        }
        shared.settings.reached("event inserted");
        let subjects: Vec<&str> = event
            .subjects()
            .iter()
            .map(|subject| subject.as_str())
            .collect();
        let due = shared.events.hint(&*transaction, &subjects).await?;
        shared.settings.reached("hint written");
        if due > 0 {
            shared
                .notifications
                .notify(&*transaction, Notice::Due)
                .await?;
        }
        shared.settings.reached("before hint commits");
        transaction.commit().await?;
        shared.settings.reached("hint committed");
        Ok(match usize::try_from(due).unwrap_or(usize::MAX) {
            0 => Acceptance::NoListener,
            woken => Acceptance::Accepted { woken },
        })
    }
}

impl EventSink for Fleet {
    fn accept<'a>(&'a self, event: &'a Event) -> AcceptFuture<'a> {
        Box::pin(async move {
            self.accept_event(event).await.map_err(|error| {
                tracing::warn!(%error, "an event could not be stored");
                SinkUnavailable::default()
            })
        })
    }
}

fn memory_end(event: &Event, now: SystemTime) -> SystemTime {
    let after = |pause| now.checked_add(pause).unwrap_or(now);
    let end = event
        .expires_at()
        .and_then(|end| end.checked_add(CLOCK_TOLERANCE));
    end.unwrap_or(after(MEMORY_WITHOUT_END))
        .min(after(MAX_MEMORY))
}
