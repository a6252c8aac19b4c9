//! Reading a session once, with settings of its own where the client's will not do.

use std::{
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
    time::Duration,
};

use crate::{
    call::CallOptions,
    client::Client,
    error::Error,
    ids::TransactionId,
    session::{Flow, State},
};

/// A read of a session's state: set what differs from the client's settings, then `.await` it.
///
/// ```no_run
/// # async fn example(session: signicat_reuseid::OnboardingSession) -> Result<(), signicat_reuseid::Error> {
/// use std::time::Duration;
///
/// let state = session.get().await?;
/// let or_never = session.get().attempts(1).timeout(Duration::from_secs(2)).await?;
/// # Ok(())
/// # }
/// ```
///
/// A read changes nothing, so it is retried after every fault that may pass.
#[must_use = "nothing is sent until it is awaited"]
pub struct Get<'a> {
    client: &'a Client,
    flow: Flow,
    id: &'a TransactionId,
    options: CallOptions,
}

impl<'a> Get<'a> {
    pub(crate) fn new(client: &'a Client, flow: Flow, id: &'a TransactionId) -> Self {
        Self {
            client,
            flow,
            id,
            options: CallOptions::default(),
        }
    }

    /// Time for this call with its token, attempts and pauses, instead of the client's; a day at most.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.timeout(timeout);
        self
    }

    /// Attempts of this call in all, instead of the client's; 1 never retries, 0 counts as 1.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.options = self.options.attempts(attempts);
        self
    }
}

impl<'a> IntoFuture for Get<'a> {
    type Output = Result<State, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.client.get(self.flow, self.id, self.options))
    }
}

impl fmt::Debug for Get<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Get")
            .field("flow", &self.flow)
            .finish_non_exhaustive()
    }
}
