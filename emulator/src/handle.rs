//! The end user's actions and everything else that the control API offers, in process.

use std::{sync::Arc, time::Duration};

use tokio::sync::broadcast;

use crate::{
    api_client::ApiClient,
    change::Change,
    clock::{MAX_CLOCK_MS, millis},
    fault::{ActiveFault, Fault},
    request_log::RequestRecord,
    session::{ActionError, Proofing, SessionView, User},
    shared::Shared,
    store::{Account, MAX_CLIENTS, Store},
    webhooks::{DeliveryFaults, DeliveryRecord, Webhook, WebhookError, WebhookView},
};

/// Controls an emulator; cheap to clone.
///
/// [`for_account`](Self::for_account) limits lists, faults, revocation and reset to one account, so that many
/// tests can share an instance.
#[derive(Clone)]
pub struct Handle {
    shared: Arc<Shared>,
    account: Option<String>,
}

/// Why a value was rejected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ControlError {
    /// A value is out of bounds.
    #[error("{field}: {reason}")]
    Invalid {
        /// The field, for example `fault.status`.
        field: String,
        /// Its bounds.
        reason: String,
    },
    /// The limit is reached.
    #[error("too many {0}")]
    Full(&'static str),
}

impl ControlError {
    fn invalid(field: &str, reason: &str) -> Self {
        ControlError::Invalid {
            field: field.to_owned(),
            reason: reason.to_owned(),
        }
    }
}

impl Handle {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            account: None,
        }
    }

    /// A handle for one account.
    #[must_use]
    pub fn for_account(&self, account_id: impl Into<String>) -> Self {
        Self {
            shared: self.shared.clone(),
            account: Some(account_id.into()),
        }
    }

    fn covers(&self, account: &str) -> bool {
        self.account.as_deref().is_none_or(|own| own == account)
    }

    fn collect<T>(&self, list: impl Fn(&Account) -> Vec<T>) -> Vec<T> {
        let store = self.shared.store();
        let accounts = store.accounts().filter(|(id, _)| self.covers(id));
        accounts.flat_map(|(_, account)| list(account)).collect()
    }

    fn count(&self, size: impl Fn(&Account) -> usize) -> usize {
        let store = self.shared.store();
        let accounts = store.accounts().filter(|(id, _)| self.covers(id));
        accounts.map(|(_, account)| size(account)).sum()
    }

    // ---- actions of the end user

    /// The end user enters an activation code in the app. Returns the device's id.
    ///
    /// # Errors
    /// When the session is unknown or in another state, or the code is wrong; the third wrong one locks the
    /// device and fails the session.
    pub fn activate_device(&self, transaction_id: &str, code: &str) -> Result<String, ActionError> {
        self.shared.store().activate(transaction_id, code)
    }

    /// The end user authenticates on the device.
    ///
    /// # Errors
    /// When the session is unknown or in another state, or the device is locked.
    pub fn authenticate(&self, transaction_id: &str) -> Result<(), ActionError> {
        self.shared.store().authenticate(transaction_id, true)
    }

    /// The end user authenticates with a wrong PIN. The third wrong one in a row locks the device.
    ///
    /// # Errors
    /// Always: [`ActionError::WrongCredential`] or [`ActionError::DeviceLocked`], or when the session is
    /// unknown or in another state.
    pub fn authenticate_with_wrong_pin(&self, transaction_id: &str) -> Result<(), ActionError> {
        self.shared.store().authenticate(transaction_id, false)
    }

    /// The end user sends the recording of document and face. This step is optional.
    ///
    /// # Errors
    /// When the session is unknown or in another state.
    pub fn submit_proofing(&self, transaction_id: &str) -> Result<(), ActionError> {
        self.shared.store().submit(transaction_id)
    }

    /// Identity proofing finishes with a result.
    ///
    /// # Errors
    /// When the session is unknown or in another state.
    pub fn finish_proofing(
        &self,
        transaction_id: &str,
        result: Proofing,
    ) -> Result<(), ActionError> {
        self.shared.store().finish(transaction_id, result)
    }

    /// The code that the end user has to enter; `None` for a step-up or an unknown session.
    pub fn activation_code(&self, transaction_id: &str) -> Option<String> {
        let mut store = self.shared.store();
        store.session(transaction_id)?.activation_code.clone()
    }

    // ---- data

    /// One session with its history and the possible actions.
    pub fn session(&self, transaction_id: &str) -> Option<SessionView> {
        self.shared.store().session_view(transaction_id)
    }

    /// All sessions, oldest first within each account.
    pub fn sessions(&self) -> Vec<SessionView> {
        let mut store = self.shared.store();
        store.expire_due_sessions();
        store
            .accounts()
            .filter(|(id, _)| self.covers(id))
            .flat_map(|(_, account)| account.sessions.iter())
            .map(|session| store.view(session))
            .collect()
    }

    /// All users, oldest first within each account.
    pub fn users(&self) -> Vec<User> {
        self.collect(|account| account.users.iter().cloned().collect())
    }

    /// Number of sessions.
    pub fn session_count(&self) -> usize {
        self.count(|account| account.sessions.len())
    }

    /// Number of users.
    pub fn user_count(&self) -> usize {
        self.count(|account| account.users.len())
    }

    /// Number of token requests, rejected and failed ones included.
    pub fn token_request_count(&self) -> usize {
        self.count(|account| account.token_requests)
    }

    /// The latest requests, oldest first, at most 2,000 of each account.
    pub fn requests(&self) -> Vec<RequestRecord> {
        let mut all = self.collect(|account| account.log.iter().cloned().collect());
        all.sort_unstable_by_key(|record| record.number);
        all
    }

    /// Changes from now on. A slow receiver misses some and gets their number.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.shared.store().changes.subscribe()
    }

    /// Whether a change concerns this handle's account.
    pub fn includes(&self, change: &Change) -> bool {
        change.account().is_none_or(|account| self.covers(account))
    }

    /// Expires sessions that are due now instead of when they are next read, so that listeners are notified.
    pub fn expire_due_sessions(&self) {
        self.shared.store().expire_due_sessions();
    }

    // ---- clients and tokens

    /// Registers an API client, or replaces the one with the same id. If that was in another account, its
    /// tokens are revoked.
    ///
    /// # Errors
    /// When it is invalid, looks like a production client, or there are 1,024 already.
    pub fn register_client(&self, client: ApiClient) -> Result<(), ControlError> {
        client
            .validate()
            .map_err(|reason| ControlError::invalid("client", reason))?;
        let mut store = self.shared.store();
        match store.clients.get(&client.client_id) {
            None if store.clients.len() >= MAX_CLIENTS => {
                return Err(ControlError::Full("clients"));
            }
            Some(known) if known.account_id != client.account_id => {
                store.remove_client(&client.client_id);
            }
            _ => {}
        }
        store.clients.insert(client.client_id.clone(), client);
        Ok(())
    }

    /// Removes an API client and revokes its tokens; `false` when there is none.
    pub fn remove_client(&self, client_id: &str) -> bool {
        self.shared.store().remove_client(client_id)
    }

    /// The registered clients.
    pub fn clients(&self) -> Vec<ApiClient> {
        let store = self.shared.store();
        let clients = store.clients.values();
        clients
            .filter(|it| self.covers(&it.account_id))
            .cloned()
            .collect()
    }

    /// Revokes every token issued so far.
    pub fn revoke_tokens(&self) {
        let mut store = self.shared.store();
        store.revoke_tokens(|token| self.covers(&token.account_id));
    }

    // ---- faults

    /// Sets a fault and returns the id by which it can be removed.
    ///
    /// # Errors
    /// When a value is out of bounds, or there are 1,024 faults already.
    pub fn set_fault(&self, fault: impl Into<Fault>) -> Result<u64, ControlError> {
        let mut fault = fault.into();
        fault
            .validate()
            .map_err(|(field, reason)| ControlError::invalid(field, reason))?;
        if fault.account_id.is_none() {
            fault.account_id = self.account.clone();
        }
        let mut store = self.shared.store();
        store.add_fault(fault).ok_or(ControlError::Full("faults"))
    }

    /// The faults that are set.
    pub fn faults(&self) -> Vec<ActiveFault> {
        let store = self.shared.store();
        let faults = store.faults.iter();
        faults.filter(|it| self.owns(it)).cloned().collect()
    }

    /// Removes one fault; `false` when there is none with this id.
    pub fn remove_fault(&self, id: u64) -> bool {
        let mut store = self.shared.store();
        let before = store.faults.len();
        store.faults.retain(|fault| fault.id != id);
        store.faults.len() < before
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.shared.store().faults.retain(|it| !self.owns(it));
    }

    fn owns(&self, active: &ActiveFault) -> bool {
        self.account.is_none() || active.fault.account_id == self.account
    }

    // ---- webhooks

    /// Registers a webhook for the events of sessions, and returns the id by which it is addressed. Requires
    /// a tokio runtime, where its events are sent.
    ///
    /// # Errors
    /// When a value is out of bounds, the URL is not allowed, or there are 64 already.
    pub fn add_webhook(&self, mut webhook: Webhook) -> Result<u64, ControlError> {
        if webhook.account_id.is_none() {
            webhook.account_id = self.account.clone();
        }
        self.shared
            .store()
            .webhooks
            .add(webhook)
            .map_err(webhook_error)
    }

    /// Removes a webhook and its pending deliveries; `false` when there is none with this id.
    pub fn remove_webhook(&self, id: u64) -> bool {
        self.shared.store().webhooks.remove(id)
    }

    /// The registered webhooks.
    pub fn webhooks(&self) -> Vec<WebhookView> {
        let mut webhooks = self.shared.store().webhooks.list();
        webhooks.retain(|it| self.account.is_none() || it.account_id == self.account);
        webhooks
    }

    /// Sets the faults of a webhook's deliveries from now on; `false` when there is none with this id.
    ///
    /// # Errors
    /// When a value is out of bounds.
    pub fn set_delivery_faults(
        &self,
        id: u64,
        faults: DeliveryFaults,
    ) -> Result<bool, ControlError> {
        let store = self.shared.store();
        store.webhooks.set_faults(id, faults).map_err(webhook_error)
    }

    /// The latest attempts to deliver to a webhook, oldest first, at most 1,000.
    pub fn deliveries(&self, id: u64) -> Option<Vec<DeliveryRecord>> {
        self.shared.store().webhooks.deliveries(id)
    }

    /// Resends the same bytes of an event; `false` when the webhook or the event is unknown.
    pub fn replay_event(&self, id: u64, event_id: &str) -> bool {
        self.shared.store().webhooks.replay(id, event_id)
    }

    /// Refuses connections to the whole instance for at most 60 s, and closes open ones after their current
    /// response. Takes effect when the server's task has run next.
    /// [`Fault::refuse_connections`] does the same after a call.
    pub fn refuse_connections(&self, duration: Duration) {
        self.shared.refuse(duration);
    }

    pub(crate) async fn refuse_connections_now(&self, duration: Duration) {
        let number = self.shared.refuse(duration);
        self.shared.refused(number).await;
    }

    // ---- clock, seed, reset

    /// The clock's reading, in milliseconds since the Unix epoch, and whether it is frozen.
    pub fn clock(&self) -> (u64, bool) {
        let store = self.shared.store();
        (store.clock.now_ms(), store.clock.is_frozen())
    }

    /// Freezes the clock.
    pub fn freeze_clock(&self) {
        self.change_clock(|store| store.clock.set_frozen(true));
    }

    /// Resumes the clock.
    pub fn unfreeze_clock(&self) {
        self.change_clock(|store| store.clock.set_frozen(false));
    }

    /// Sets the clock, in milliseconds since the Unix epoch, at most the end of the year 9999.
    pub fn set_clock_ms(&self, at_ms: u64) {
        self.change_clock(|store| store.clock.set(at_ms.min(MAX_CLOCK_MS)));
    }

    /// Moves the clock forward and expires what is due.
    pub fn advance_clock(&self, by: Duration) {
        self.change_clock(|store| store.clock.advance(Duration::from_millis(millis(by))));
    }

    fn change_clock(&self, change: impl FnOnce(&mut Store)) {
        let mut store = self.shared.store();
        change(&mut store);
        let change = Change::Clock {
            now_ms: store.clock.now_ms(),
            frozen: store.clock.is_frozen(),
        };
        store.publish(change);
        store.expire_due_sessions();
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.shared.store().seed
    }

    /// Restarts all ids from a seed. Deletes sessions, users, tokens and log; clients, faults and clock stay.
    pub fn set_seed(&self, seed: u64) {
        self.shared.store().set_seed(seed);
    }

    /// Deletes sessions, users, tokens, faults, webhooks and log, and restarts the ids. Without an account, clients,
    /// seed and clock are those of the settings again.
    pub fn reset(&self) {
        let mut store = self.shared.store();
        match &self.account {
            None => store.reset(),
            Some(account) => store.reset_account(account),
        }
    }
}

fn webhook_error(error: WebhookError) -> ControlError {
    match error {
        WebhookError::Invalid(field, reason) => ControlError::invalid(field, reason),
        WebhookError::Full => ControlError::Full("webhooks"),
        WebhookError::NoRuntime => ControlError::invalid("webhook", "it requires a tokio runtime"),
    }
}

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Handle")
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}
