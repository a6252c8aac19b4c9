//! Starts a session: stores the intent first, then sends the request, then stores the ids.
//!
//! After a crash at any point, the row's state tells how far the start got. A start is never sent twice.

use std::{future::Future, time::Duration};

use signicat_reuseid::{Error, Flow, Outcome, Session, StartOnboarding, StartStepUp};
use tokio::time::{Instant, sleep};
use tokio_postgres::GenericClient;

use crate::{
    error::FleetError,
    fleet::{Fleet, Shared},
    notifications::Notice,
    record::{RecordId, RecordState},
    session_table::Intent,
};

/// How long storing the ids of a started session is retried while the database is unavailable.
const STORE_TIMEOUT: Duration = Duration::from_secs(30);
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const MAX_PAUSE: Duration = Duration::from_secs(2);

/// A request that starts a session: [`StartOnboarding`] or [`StartStepUp`].
pub trait StartRequest: Send + 'static {
    /// The flow that it starts.
    fn flow(&self) -> Flow;

    /// Sends it.
    ///
    /// # Errors
    /// [`Error`], as for the client's own `start`.
    fn start(self) -> impl Future<Output = Result<Session, Error>> + Send;
}

impl StartRequest for StartOnboarding {
    fn flow(&self) -> Flow {
        Flow::Onboarding
    }

    fn start(self) -> impl Future<Output = Result<Session, Error>> + Send {
        StartOnboarding::start(self)
    }
}

impl StartRequest for StartStepUp {
    fn flow(&self) -> Flow {
        Flow::StepUp
    }

    fn start(self) -> impl Future<Output = Result<Session, Error>> + Send {
        StartStepUp::start(self)
    }
}

/// A started session: its row and the client's handle, which has the activation code.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Started {
    /// The row.
    pub id: RecordId,
    /// The session. Its activation code is stored nowhere: show it now.
    pub session: Session,
}

impl Fleet {
    /// Starts a session, which the workers of all processes then poll.
    ///
    /// `reference` is your own: sessions can be looked up by it, and after a start with an unknown outcome
    /// you can search the vendor's audit log for it, if you pass the same value to the request's
    /// `external_ref`. It need not be unique.
    ///
    /// Cancel safe: the start runs in a task of its own, so a dropped future loses nothing but the activation code.
    ///
    /// # Errors
    /// [`FleetError::Start`] if the service rejected it or its outcome is unknown, [`FleetError::NotStored`]
    /// if the session exists and only its ids could not be stored, [`FleetError::Database`] before anything
    /// was sent.
    pub async fn start(
        &self,
        reference: &str,
        request: impl StartRequest,
    ) -> Result<Started, FleetError> {
        let client = self.shared.database.get().await?;
        let id = self
            .store_intent(&**client, request.flow(), reference)
            .await?;
        drop(client);
        self.shared.settings.reached("intent committed");
        self.send(id, request).await
    }

    /// Stores the intent to start in the caller's transaction, together with the caller's own rows. Commit
    /// it, then call [`start_intended`](Self::start_intended) at once: an intent that is not started within
    /// the start lease is reported as unknown.
    ///
    /// # Errors
    /// [`FleetError::Database`].
    pub async fn intend(
        &self,
        transaction: &tokio_postgres::Transaction<'_>,
        flow: Flow,
        reference: &str,
    ) -> Result<RecordId, FleetError> {
        self.store_intent(transaction, flow, reference).await
    }

    /// Starts the session of a committed intent.
    ///
    /// # Errors
    /// As for [`start`](Self::start); [`FleetError::NotFound`], before anything is sent, if the intent is not
    /// committed or belongs to a session that was started already.
    pub async fn start_intended(
        &self,
        id: RecordId,
        request: impl StartRequest,
    ) -> Result<Started, FleetError> {
        let client = self.shared.database.get().await?;
        let taken = self
            .shared
            .sessions
            .take_intent(
                &**client,
                id,
                request.flow(),
                self.shared.settings.start_lease,
            )
            .await?;
        if !taken {
            return Err(FleetError::NotFound);
        }
        drop(client);
        self.send(id, request).await
    }

    async fn store_intent(
        &self,
        client: &impl GenericClient,
        flow: Flow,
        reference: &str,
    ) -> Result<RecordId, FleetError> {
        let settings = &self.shared.settings;
        let intent = Intent {
            flow,
            reference,
            timeout: settings.session_timeout,
            start_lease: settings.start_lease,
            has_events: settings.has_events,
        };
        self.shared.sessions.insert(client, &intent).await
    }

    async fn send(&self, id: RecordId, request: impl StartRequest) -> Result<Started, FleetError> {
        let shared = self.shared.clone();
        let task = tokio::spawn(async move { shared.send(id, request).await });
        // Otherwise the request's own code panicked.
        task.await
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
    }
}

impl Shared {
    async fn send(&self, id: RecordId, request: impl StartRequest) -> Result<Started, FleetError> {
        let started = request.start().await;
        self.settings.reached("start sent");
        match started {
            Ok(session) => match self.store_started(id, &session).await {
                Ok(()) => {
                    self.settings.reached("ids committed");
                    Ok(Started { id, session })
                }
                Err(error) => Err(FleetError::NotStored {
                    session: Box::new(session),
                    source: Box::new(error),
                }),
            },
            Err(error) => {
                let state = match error.outcome() {
                    Outcome::NotSent | Outcome::Rejected => RecordState::NotStarted,
                    _ => RecordState::Unknown,
                };
                // If this cannot be stored either, the row becomes `unknown` when its lease ends.
                if let Ok(client) = self.database.get().await {
                    let _ = self
                        .sessions
                        .give_up(&**client, id, state, error.trace_id())
                        .await;
                }
                Err(FleetError::Start(error))
            }
        }
    }

    /// Stores the ids, with retries while the database is unavailable.
    async fn store_started(&self, id: RecordId, session: &Session) -> Result<(), FleetError> {
        let deadline = Instant::now() + STORE_TIMEOUT;
        let mut pause = FIRST_PAUSE;
        loop {
            match self.try_store_started(id, session).await {
                Err(error) if error.is_retryable() && Instant::now() + pause < deadline => {
                    sleep(pause).await;
                    pause = (pause * 2).min(MAX_PAUSE);
                }
                result => return result,
            }
        }
    }

    async fn try_store_started(&self, id: RecordId, session: &Session) -> Result<(), FleetError> {
        let Some(state) = session.started() else {
            return Err(FleetError::Stored("the session has no state"));
        };
        let mut client = self.database.get().await?;
        let transaction = client.transaction().await?;
        self.sessions.started(&*transaction, id, state).await?;
        self.notifications
            .notify(&*transaction, Notice::Due)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}
