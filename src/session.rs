//! A session: an onboarding or a step-up in progress.

use std::{fmt, sync::Arc};

use crate::{
    client::Client,
    error::Error,
    execute::CallOptions,
    model::{Flow, State, TransactionId, response::Started},
    operations::{StartOnboarding, StartStepUp, get_state},
};

/// A handle of an onboarding or a step-up. Store its [`flow`](Self::flow) and [`id`](Self::id) to
/// [`resume`](Client::resume) it in any process. Dropping it has no effect on the session.
#[derive(Clone)]
pub struct Session {
    pub(crate) client: Client,
    flow: Flow,
    id: TransactionId,
    pub(crate) started: Option<Arc<Started>>,
}

impl Client {
    /// Returns a handle for a session that was started earlier or by another process. Sends no request.
    ///
    /// ```no_run
    /// # async fn example(client: signicat_reuseid::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use signicat_reuseid::{Flow, TransactionId};
    ///
    /// let stored = r#"["onboarding", "94099e7e-b391-45fb-9404-b54682f16d03"]"#;
    /// let (flow, id): (Flow, TransactionId) = serde_json::from_str(stored)?;
    /// let state = client.resume(flow, id).get().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn resume(&self, flow: Flow, id: TransactionId) -> Session {
        Session {
            client: self.clone(),
            flow,
            id,
            started: None,
        }
    }
}

impl StartOnboarding {
    /// Creates the user and starts the session.
    ///
    /// The request is retried only if the previous attempt was certainly not processed, for example because
    /// no connection could be made.
    ///
    /// # Cancel safety
    /// **Not cancel safe.** If this future is dropped after the request was written, the session may exist
    /// and its id is lost. A caller that may be cancelled, such as an HTTP handler whose client disconnects
    /// or a branch of `select!`, should start the session and store its id in a spawned task, which continues
    /// to run when its `JoinHandle` is dropped:
    ///
    /// ```no_run
    /// # async fn example(client: signicat_reuseid::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// # async fn store(_: &signicat_reuseid::TransactionId) {}
    /// let task = tokio::spawn(async move {
    ///     let session = client.onboarding().external_ref("Empl10300469").start().await?;
    ///     store(session.id()).await;
    ///     Ok::<_, signicat_reuseid::Error>(session)
    /// });
    /// let session = task.await??;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`]; check its [`outcome`](Error::outcome) before you start again.
    pub async fn start(self) -> Result<Session, Error> {
        let (client, started) = self.send().await?;
        Ok(Session::started_by(client, started))
    }
}

impl StartStepUp {
    /// Starts the session. The request is retried only if the previous attempt was certainly not processed.
    ///
    /// # Cancel safety
    /// **Not cancel safe**, for the same reason and with the same remedy as
    /// [`StartOnboarding::start`].
    ///
    /// # Errors
    /// [`Error`]; check its [`outcome`](Error::outcome) before you start again.
    pub async fn start(self) -> Result<Session, Error> {
        let (client, started) = self.send().await?;
        Ok(Session::started_by(client, started))
    }
}

impl Session {
    fn started_by(client: Client, started: Started) -> Self {
        Self {
            client,
            flow: started.state.flow(),
            id: started.state.transaction_id().clone(),
            started: Some(Arc::new(started)),
        }
    }

    /// Whether the session is an onboarding or a step-up.
    #[must_use]
    pub fn flow(&self) -> Flow {
        self.flow
    }

    /// The session's id. With the flow, it is all that another process needs to resume the session.
    #[must_use]
    pub fn id(&self) -> &TransactionId {
        &self.id
    }

    /// The state that the response to the start contained; `None` if the session was resumed.
    #[must_use]
    pub fn started(&self) -> Option<&State> {
        self.started.as_ref().map(|started| &started.state)
    }

    /// The code that the end user confirms in the app to register the device. It is secret: show it to the
    /// end user only. `None` for a step-up, if the session was resumed, or if the service sent none.
    #[must_use]
    pub fn activation_code(&self) -> Option<&str> {
        Some(self.started.as_ref()?.activation_code.as_ref()?.as_str())
    }

    /// Reads the session's state once. It is cancel safe: dropping the future has no effect on the session.
    ///
    /// # Errors
    /// [`Error`], after the retries that the client's policy allows.
    pub async fn get(&self) -> Result<State, Error> {
        self.get_with(CallOptions::new()).await
    }

    /// Reads the session's state once, with settings for this call. It is cancel safe.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn get_with(&self, options: CallOptions) -> Result<State, Error> {
        get_state(&self.client, self.flow, &self.id, options).await
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("flow", &self.flow)
            .finish_non_exhaustive()
    }
}
