//! The end user's moves and everything else that the control API can do, in process.

use std::{sync::Arc, time::Duration};

use tokio::sync::broadcast;

use crate::{
    ActiveFault, ApiClient, Change, Fault, Proofing, Refusal, RequestRecord, SessionView,
    SettingsError, User,
    clock::{LATEST_MS, millis},
    emulator::Shared,
    world::{MAX_CLIENTS, World},
};

/// The longest time for which connections can be refused.
pub const MAX_REFUSAL: Duration = Duration::from_secs(60);

/// Powers over an emulator; cheap to clone.
///
/// [`for_account`](Self::for_account) narrows what it lists and throws away to one account, so that many
/// tests can share an instance.
#[derive(Clone)]
pub struct Handle {
    shared: Arc<Shared>,
    account: Option<String>,
}

/// Why something could not be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ControlError {
    /// A value makes no sense.
    #[error("{field}: {reason}")]
    Invalid {
        /// Which one.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A bounded store is full.
    #[error("there are too many {0} already")]
    Full(&'static str),
}

impl From<SettingsError> for ControlError {
    fn from(error: SettingsError) -> Self {
        ControlError::Invalid {
            field: "settings".into(),
            reason: error.to_string(),
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

    /// The same powers, with lists, faults, revocation and reset narrowed to one account.
    #[must_use]
    pub fn for_account(&self, account_id: impl Into<String>) -> Self {
        Self {
            shared: self.shared.clone(),
            account: Some(account_id.into()),
        }
    }

    fn is_mine(&self, account: &str) -> bool {
        self.account.as_deref().is_none_or(|mine| mine == account)
    }

    // ---- the end user's moves

    /// The end user enters an activation code in the app. Returns the device's id.
    ///
    /// # Errors
    /// When the session is unknown or stands elsewhere, or the code is wrong; the third wrong one locks
    /// the device and ends the session as failed.
    pub fn activate_device(&self, transaction_id: &str, code: &str) -> Result<String, Refusal> {
        self.shared.world().activate(transaction_id, code)
    }

    /// The end user authenticates on the device.
    ///
    /// # Errors
    /// When the session is unknown or stands elsewhere, or the device is locked.
    pub fn authenticate(&self, transaction_id: &str) -> Result<(), Refusal> {
        self.shared.world().authenticate(transaction_id, true)
    }

    /// The end user authenticates with a wrong PIN; always an error, of which the third in a row locks the
    /// device.
    ///
    /// # Errors
    /// [`Refusal::Wrong`] or [`Refusal::DeviceLocked`], or when the session is unknown or stands elsewhere.
    pub fn authenticate_with_wrong_pin(&self, transaction_id: &str) -> Result<(), Refusal> {
        self.shared.world().authenticate(transaction_id, false)
    }

    /// The end user sends the recording of document and face. May be left out.
    ///
    /// # Errors
    /// When the session is unknown or stands elsewhere.
    pub fn submit_proofing(&self, transaction_id: &str) -> Result<(), Refusal> {
        self.shared.world().submit(transaction_id)
    }

    /// Identity proofing comes to a result.
    ///
    /// # Errors
    /// When the session is unknown or stands elsewhere.
    pub fn finish_proofing(&self, transaction_id: &str, result: Proofing) -> Result<(), Refusal> {
        self.shared.world().finish(transaction_id, result)
    }

    /// The code that the end user has to enter; `None` for a step-up and an unknown session.
    pub fn activation_code(&self, transaction_id: &str) -> Option<String> {
        self.shared
            .world()
            .session(transaction_id)?
            .activation_code
            .clone()
    }

    // ---- what there is

    /// One session with its history and what is possible now.
    pub fn session(&self, transaction_id: &str) -> Option<SessionView> {
        self.shared.world().shown(transaction_id)
    }

    /// Sessions, oldest first within each account.
    pub fn sessions(&self) -> Vec<SessionView> {
        let mut world = self.shared.world();
        world.sweep();
        world
            .accounts()
            .filter(|(id, _)| self.is_mine(id))
            .flat_map(|(_, account)| account.sessions.iter())
            .map(|session| world.view(session))
            .collect()
    }

    /// Users, oldest first within each account.
    pub fn users(&self) -> Vec<User> {
        let world = self.shared.world();
        world
            .accounts()
            .filter(|(id, _)| self.is_mine(id))
            .flat_map(|(_, account)| account.users.iter().cloned())
            .collect()
    }

    /// How many sessions there are.
    pub fn session_count(&self) -> usize {
        self.count(|account| account.sessions.len())
    }

    /// How many users there are.
    pub fn user_count(&self) -> usize {
        self.count(|account| account.users.len())
    }

    /// How many token requests came, refused and broken ones included.
    pub fn token_request_count(&self) -> usize {
        self.count(|account| account.token_requests)
    }

    fn count(&self, what: impl Fn(&crate::account::Account) -> usize) -> usize {
        let world = self.shared.world();
        world
            .accounts()
            .filter(|(id, _)| self.is_mine(id))
            .map(|(_, it)| what(it))
            .sum()
    }

    /// The latest requests, oldest first, at most 2,000 for each account.
    pub fn requests(&self) -> Vec<RequestRecord> {
        let world = self.shared.world();
        let mut all: Vec<_> = world
            .accounts()
            .filter(|(id, _)| self.is_mine(id))
            .flat_map(|(_, account)| account.log.iter().cloned())
            .collect();
        all.sort_unstable_by_key(|record| record.number);
        all
    }

    /// What changes from now on. Slow listeners miss some of it and are told so.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.shared.world().changes.subscribe()
    }

    /// Whether a change is about this handle's account, or about none.
    pub fn includes(&self, change: &Change) -> bool {
        change.account().is_none_or(|account| self.is_mine(account))
    }

    /// Expires what is due now instead of when it is next looked at, so that listeners hear of it.
    pub fn expire_due_sessions(&self) {
        self.shared.world().sweep();
    }

    // ---- clients and tokens

    /// Registers an API client, or replaces the one of the same id; when that was another account's, its
    /// tokens end.
    ///
    /// # Errors
    /// When it is malformed, looks like a production one, or there are 1,024 already.
    pub fn register_client(&self, client: ApiClient) -> Result<(), ControlError> {
        if let Some(reason) = client.fault() {
            return Err(ControlError::Invalid {
                field: "client".into(),
                reason: reason.into(),
            });
        }
        let mut world = self.shared.world();
        if !world.clients.contains_key(&client.client_id) && world.clients.len() >= MAX_CLIENTS {
            return Err(ControlError::Full("clients"));
        }
        let moved = world
            .clients
            .get(&client.client_id)
            .is_some_and(|known| known.account_id != client.account_id);
        if moved {
            world.remove_client(&client.client_id);
        }
        world.clients.insert(client.client_id.clone(), client);
        Ok(())
    }

    /// Removes an API client; its tokens end. `false` when there was none.
    pub fn remove_client(&self, client_id: &str) -> bool {
        self.shared.world().remove_client(client_id)
    }

    /// The registered clients.
    pub fn clients(&self) -> Vec<ApiClient> {
        let world = self.shared.world();
        world
            .clients
            .values()
            .filter(|it| self.is_mine(&it.account_id))
            .cloned()
            .collect()
    }

    /// Revokes every token that was given out so far.
    pub fn revoke_tokens(&self) {
        let mut world = self.shared.world();
        let mine: Vec<_> = world
            .accounts()
            .map(|(id, _)| id.clone())
            .filter(|id| self.is_mine(id))
            .collect();
        for id in mine {
            world.revoke_tokens(&id);
        }
    }

    // ---- faults

    /// Sets a fault and returns the number by which it can be removed.
    ///
    /// # Errors
    /// When it makes no sense, or there are 1,024 already.
    pub fn set_fault(&self, fault: impl Into<Fault>) -> Result<u64, ControlError> {
        let mut fault = fault.into();
        if let Some((field, reason)) = fault.problem() {
            return Err(ControlError::Invalid {
                field: field.into(),
                reason: reason.into(),
            });
        }
        if fault.account_id.is_none() {
            fault.account_id = self.account.clone();
        }
        self.shared
            .world()
            .set_fault(fault)
            .ok_or(ControlError::Full("faults"))
    }

    /// The faults that are set.
    pub fn faults(&self) -> Vec<ActiveFault> {
        let world = self.shared.world();
        let mine =
            |fault: &&ActiveFault| self.account.is_none() || fault.set.account_id == self.account;
        world.faults.iter().filter(mine).cloned().collect()
    }

    /// Removes one fault; `false` when there was none.
    pub fn remove_fault(&self, id: u64) -> bool {
        let mut world = self.shared.world();
        let before = world.faults.len();
        world.faults.retain(|fault| fault.id != id);
        world.faults.len() < before
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        let mut world = self.shared.world();
        match &self.account {
            None => world.faults.clear(),
            mine => world.faults.retain(|fault| fault.set.account_id != *mine),
        }
    }

    /// Refuses connections to the whole instance for a while, at most 60 s, and closes those that are
    /// open once their answer is out. In force when the server's task has had its turn; nothing to see in
    /// process. [`FaultKind::RefuseConnections`](crate::FaultKind) does the same from a call on.
    pub fn refuse_connections(&self, duration: Duration) {
        self.shared.refuse(duration);
    }

    pub(crate) async fn refuse_connections_now(&self, duration: Duration) {
        let asked = self.shared.refuse(duration);
        self.shared.refused(asked).await;
    }

    // ---- clock, seed, reset

    /// What the clock says, in milliseconds since the Unix epoch, and whether it stands still.
    pub fn clock(&self) -> (u64, bool) {
        let world = self.shared.world();
        (world.clock.now_ms(), world.clock.is_frozen())
    }

    /// Stops the clock.
    pub fn freeze_clock(&self) {
        self.turn_clock(|world| world.clock.freeze(true));
    }

    /// Lets the clock go on.
    pub fn unfreeze_clock(&self) {
        self.turn_clock(|world| world.clock.freeze(false));
    }

    /// Sets the clock, in milliseconds since the Unix epoch, at most the end of the year 9999.
    pub fn set_clock_ms(&self, at_ms: u64) {
        self.turn_clock(|world| world.clock.set(at_ms.min(LATEST_MS)));
    }

    /// Moves the clock forward; what is due expires.
    pub fn advance_clock(&self, by: Duration) {
        self.turn_clock(|world| world.clock.advance(Duration::from_millis(millis(by))));
    }

    fn turn_clock(&self, turn: impl FnOnce(&mut World)) {
        let mut world = self.shared.world();
        turn(&mut world);
        let change = Change::Clock {
            now_ms: world.clock.now_ms(),
            frozen: world.clock.is_frozen(),
        };
        world.tell(change);
        world.sweep();
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.shared.world().seed
    }

    /// Begins anew from a seed: sessions, users, tokens and log go; clients, faults and clock stay.
    pub fn set_seed(&self, seed: u64) {
        self.shared.world().sow(seed);
    }

    /// Throws sessions, users, tokens, faults and log away and starts the ids anew. Without an account,
    /// clients, seed and clock are those of the start again, too.
    pub fn reset(&self) {
        let mut world = self.shared.world();
        match &self.account {
            None => world.reset(),
            Some(account) => world.reset_account(account),
        }
    }
}

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Handle")
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}
