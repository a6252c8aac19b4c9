//! The emulator's data: settings, clock, clients, tokens, faults, and one [`Account`] for each account.
//!
//! Every collection is bounded, so that the memory of a long-lived instance is bounded.

mod account;
mod bounded;

use std::collections::{BTreeMap, HashSet};

use tokio::sync::broadcast;

pub(crate) use account::Account;
use bounded::push_bounded;

use crate::{
    api_client::ApiClient,
    change::Change,
    clock::Clock,
    fault::{ActiveFault, Fault, FaultPlan},
    operation::Operation,
    request_log::RequestRecord,
    session::{Session, SessionView, User},
    settings::Settings,
    token::Token,
    webhooks::Webhooks,
};

/// The most API clients that can be registered.
pub const MAX_CLIENTS: usize = 1_024;
/// The most faults that can be set at a time.
pub const MAX_FAULTS: usize = 1_024;

/// The account of requests that do not identify an account. No client can have it.
const ANONYMOUS: &str = "";

pub(crate) struct Store {
    pub settings: Settings,
    pub clock: Clock,
    pub seed: u64,
    pub clients: BTreeMap<String, ApiClient>,
    /// Issued tokens, expired and revoked ones included.
    pub tokens: BTreeMap<String, Token>,
    pub faults: Vec<ActiveFault>,
    pub changes: broadcast::Sender<Change>,
    pub webhooks: Webhooks,
    accounts: BTreeMap<String, Account>,
    next_fault: u64,
    next_request: u64,
}

impl Store {
    pub fn new(settings: Settings) -> Self {
        let (changes, _) = broadcast::channel(1_024);
        let mut store = Self {
            clock: Clock::frozen_at(0),
            seed: 0,
            clients: BTreeMap::new(),
            tokens: BTreeMap::new(),
            faults: Vec::new(),
            changes,
            webhooks: Webhooks::new(settings.seed, settings.allow_remote_webhooks),
            accounts: BTreeMap::new(),
            next_fault: 1,
            next_request: 1,
            settings,
        };
        store.apply_settings();
        store
    }

    fn apply_settings(&mut self) {
        self.clock = self
            .settings
            .frozen_at_ms
            .map_or_else(Clock::running, Clock::frozen_at);
        self.seed = self.settings.seed;
        self.clients = self
            .settings
            .clients
            .iter()
            .map(|client| (client.client_id.clone(), client.clone()))
            .collect();
    }

    /// Deletes all data; clients, seed and clock are those of the settings again.
    pub fn reset(&mut self) {
        self.delete_accounts();
        self.faults.clear();
        self.webhooks.remove_if(|_| true);
        self.next_fault = 1;
        self.next_request = 1;
        self.apply_settings();
        self.publish(Change::Reset { account_id: None });
    }

    /// Deletes the data, tokens and faults of one account; its clients stay.
    pub fn reset_account(&mut self, id: &str) {
        self.delete_account(id);
        self.faults
            .retain(|active| active.fault.account_id.as_deref() != Some(id));
        self.webhooks.remove_if(|account| account == Some(id));
        self.publish(Change::Reset {
            account_id: Some(id.to_owned()),
        });
    }

    /// Restarts all random streams from a seed. Deletes sessions, users and tokens, since ids may repeat;
    /// clients, faults and clock stay.
    pub fn set_seed(&mut self, seed: u64) {
        self.seed = seed;
        self.delete_accounts();
        self.publish(Change::Reset { account_id: None });
    }

    fn delete_accounts(&mut self) {
        self.tokens.clear();
        drop_in_background(std::mem::take(&mut self.accounts).into_values().collect());
    }

    fn delete_account(&mut self, id: &str) {
        if let Some(account) = self.accounts.remove(id) {
            for token in &account.tokens {
                self.tokens.remove(token);
            }
            drop_in_background(vec![account]);
        }
    }

    /// The account with this id, created if needed.
    ///
    /// Accounts of removed clients are kept up to [`MAX_CLIENTS`] accounts; then one of them is deleted.
    pub fn account(&mut self, id: &str) -> &mut Account {
        if self.accounts.len() > MAX_CLIENTS && !self.accounts.contains_key(id) {
            let owned: HashSet<_> = self.clients.values().map(|it| &it.account_id).collect();
            let orphan = self
                .accounts
                .keys()
                .find(|it| *it != ANONYMOUS && !owned.contains(it))
                .cloned();
            if let Some(orphan) = orphan {
                self.delete_account(&orphan);
            }
        }
        let seed = self.seed;
        self.accounts
            .entry(id.to_owned())
            .or_insert_with(|| Account::new(seed, id))
    }

    pub fn accounts(&self) -> impl Iterator<Item = (&String, &Account)> {
        self.accounts.iter()
    }

    pub fn status_of(&self, session: &Session) -> &str {
        self.settings.statuses.text(session.state)
    }

    pub fn view(&self, session: &Session) -> SessionView {
        session.view(self.status_of(session))
    }

    pub fn add_session(&mut self, session: Session) {
        let id = session.transaction_id.clone();
        let max = self.settings.store_limits.sessions;
        let account = self.account(&session.account_id);
        account.sessions.insert(id.clone(), session, max);
        self.publish_session(&id);
    }

    pub fn add_user(&mut self, user: User) {
        let max = self.settings.store_limits.sessions;
        let account = self.account(&user.account_id);
        account.users.insert(user.user_id.clone(), user, max);
    }

    pub fn add_token(&mut self, text: String, token: Token) {
        let max = self.settings.store_limits.tokens;
        let account = self.account(&token.account_id);
        if let Some(evicted) = push_bounded(&mut account.tokens, text.clone(), max) {
            self.tokens.remove(&evicted);
        }
        self.tokens.insert(text, token);
    }

    /// Revokes the tokens that `which` selects.
    pub fn revoke_tokens(&mut self, which: impl Fn(&Token) -> bool) {
        for token in self.tokens.values_mut() {
            token.revoked |= which(token);
        }
    }

    /// Removes a client and revokes its tokens; `false` when there is none.
    pub fn remove_client(&mut self, client_id: &str) -> bool {
        self.revoke_tokens(|token| token.client_id == client_id);
        self.clients.remove(client_id).is_some()
    }

    /// Expires every session that is due. Otherwise that happens when a session is read.
    pub fn expire_due_sessions(&mut self) {
        let now = self.clock.now_ms();
        let mut expired: Vec<_> = self
            .accounts
            .values_mut()
            .flat_map(|account| account.sessions.values_mut())
            .filter_map(|session| {
                session
                    .expire_if_due(now)
                    .then(|| session.transaction_id.clone())
            })
            .collect();
        expired.sort_unstable();
        for id in expired {
            self.publish_session(&id);
        }
    }

    /// The session with this id in any account; expired first if it is due.
    pub fn session(&mut self, id: &str) -> Option<&mut Session> {
        let account = self
            .accounts
            .iter()
            .find(|(_, account)| account.sessions.get(id).is_some())
            .map(|(account, _)| account.clone())?;
        self.session_of(&account, id)?;
        self.accounts.get_mut(&account)?.sessions.get_mut(id)
    }

    /// The account's session and its `data.status`; expired first if it is due.
    pub fn session_of(&mut self, account_id: &str, id: &str) -> Option<(&Session, &str)> {
        let now = self.clock.now_ms();
        let sessions = &mut self.accounts.get_mut(account_id)?.sessions;
        if sessions.get_mut(id)?.expire_if_due(now) {
            self.publish_session(id);
        }
        let session = self.accounts.get(account_id)?.sessions.get(id)?;
        Some((session, self.status_of(session)))
    }

    pub fn user(&mut self, account_id: &str, id: &str) -> Option<&mut User> {
        self.accounts.get_mut(account_id)?.users.get_mut(id)
    }

    /// Adds a fault and returns its id; `None` when there are [`MAX_FAULTS`].
    pub fn add_fault(&mut self, fault: Fault) -> Option<u64> {
        if self.faults.len() >= MAX_FAULTS {
            return None;
        }
        let id = self.next_fault;
        self.next_fault += 1;
        self.faults.push(ActiveFault::new(id, fault));
        Some(id)
    }

    /// The faults that apply to a call. Counts them and removes those that are used up.
    pub fn plan_faults(&mut self, operation: Operation, account: Option<&str>) -> FaultPlan {
        let mut plan = FaultPlan::default();
        if self.faults.is_empty() {
            return plan;
        }
        let mut faults = std::mem::take(&mut self.faults);
        let random = &mut self.account(account.unwrap_or(ANONYMOUS)).fault_random;
        faults.retain_mut(|active| {
            if active.applies(operation, account, random) {
                plan.add(&active.fault.fault, random);
            }
            !active.is_used_up()
        });
        self.faults = faults;
        plan
    }

    pub fn new_trace_id(&mut self, account: Option<&str>) -> String {
        self.account(account.unwrap_or(ANONYMOUS)).random.trace_id()
    }

    /// Numbers the record and logs it.
    pub fn log(&mut self, mut record: RequestRecord) {
        record.number = self.next_request;
        self.next_request += 1;
        if self.changes.receiver_count() > 0 {
            self.publish(Change::Request(record.clone()));
        }
        let max = self.settings.store_limits.requests;
        let account = self.account(record.account_id.as_deref().unwrap_or(ANONYMOUS));
        if record.operation == Operation::Token.as_str() {
            account.token_requests += 1;
        }
        push_bounded(&mut account.log, record, max);
    }

    /// Reports the session's state to the stream of changes, and the states that it entered since the last
    /// call to the webhooks.
    pub fn publish_session(&mut self, id: &str) {
        self.announce_session(id);
        if self.changes.receiver_count() == 0 {
            return;
        }
        let mut accounts = self.accounts.values();
        if let Some(session) = accounts.find_map(|account| account.sessions.get(id)) {
            self.publish(Change::Session {
                account_id: session.account_id.clone(),
                transaction_id: session.transaction_id.clone(),
                flow: session.flow,
                state: session.state,
                status: self.status_of(session).to_owned(),
                next_actions: session.next_actions(),
            });
        }
    }

    fn announce_session(&mut self, id: &str) {
        let mut accounts = self.accounts.values_mut();
        let Some(session) = accounts.find_map(|account| account.sessions.get_mut(id)) else {
            return;
        };
        let before = std::mem::replace(&mut session.announced, session.history.len());
        if self.webhooks.is_empty() {
            return;
        }
        let view = session.view(self.settings.statuses.text(session.state));
        let now_ms = self.clock.now_ms();
        for entry in view.history.iter().skip(before) {
            self.webhooks.announce(&view, entry.state, now_ms);
        }
    }

    pub fn publish(&self, change: Change) {
        // The error means that there is no receiver.
        let _ = self.changes.send(change);
    }
}

/// Drops large accounts on another thread: a reset must not wait for it.
fn drop_in_background(accounts: Vec<Account>) {
    const SMALL: usize = 200;
    let size = |it: &Account| it.sessions.len() + it.log.len();
    if accounts.iter().map(size).sum::<usize>() > SMALL {
        // Without a thread the closure is dropped here, and the accounts with it.
        let _ = std::thread::Builder::new().spawn(move || drop(accounts));
    }
}
