//! Everything that the emulator remembers: settings, clock, clients, faults, and the accounts.
//!
//! How many clients, faults and accounts there can be is bounded here, and what an account can hold in its
//! [`Stores`](crate::Stores), so that a long-lived instance keeps its size.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use tokio::sync::broadcast;

use crate::{
    ActiveFault, ApiClient, Change, Fault, Operation, RequestRecord, User,
    account::{Account, push},
    chance::digest,
    clock::Clock,
    fault::Plan,
    session::{Session, SessionView},
    settings::Settings,
    token::Claims,
};

/// API clients that can be registered.
pub const MAX_CLIENTS: usize = 1_024;
/// Faults that can be set at a time.
pub const MAX_FAULTS: usize = 1_024;

/// The log and the dice of requests that told no account stand under this name, which no account can have.
const NOBODY: &str = "";

pub(crate) struct World {
    pub settings: Settings,
    pub clock: Clock,
    pub seed: u64,
    pub signing_key: [u8; 32],
    pub clients: BTreeMap<String, ApiClient>,
    /// Tokens that were given out and not revoked, expired or not. Hashing one costs more than comparing it.
    pub tokens: BTreeMap<String, Arc<Claims>>,
    pub faults: Vec<ActiveFault>,
    pub changes: broadcast::Sender<Change>,
    accounts: BTreeMap<String, Account>,
    next_fault: u64,
    next_request: u64,
}

impl World {
    pub fn new(settings: Settings) -> Self {
        let (changes, _) = broadcast::channel(1_024);
        let mut world = Self {
            clock: Clock::frozen_at(0),
            seed: settings.seed,
            signing_key: [0; 32],
            clients: BTreeMap::new(),
            tokens: BTreeMap::new(),
            faults: Vec::new(),
            changes,
            accounts: BTreeMap::new(),
            next_fault: 1,
            next_request: 1,
            settings,
        };
        world.begin();
        world
    }

    fn begin(&mut self) {
        self.clock = self
            .settings
            .frozen_at_ms
            .map_or_else(Clock::running, Clock::frozen_at);
        self.seed = self.settings.seed;
        self.signing_key = digest(self.seed, "token signing key");
        self.clients = self
            .settings
            .clients
            .iter()
            .map(|client| (client.client_id.clone(), client.clone()))
            .collect();
    }

    /// Back to the start: sessions, users, faults, log, clients, seed and clock.
    pub fn reset(&mut self) {
        self.forget();
        self.faults.clear();
        self.next_fault = 1;
        self.next_request = 1;
        self.begin();
        self.tell(Change::Reset { account_id: None });
    }

    /// Throws away what one account has; its clients stay, its tokens end.
    pub fn reset_account(&mut self, id: &str) {
        self.forget_account(id);
        self.faults
            .retain(|fault| fault.set.account_id.as_deref() != Some(id));
        self.tell(Change::Reset {
            account_id: Some(id.to_owned()),
        });
    }

    /// Begins anew from a seed; clients, faults and clock stay. Sessions and users go, for their ids may
    /// come again.
    pub fn sow(&mut self, seed: u64) {
        self.seed = seed;
        self.signing_key = digest(seed, "token signing key");
        self.forget();
        self.tell(Change::Reset { account_id: None });
    }

    fn forget(&mut self) {
        self.tokens.clear();
        discard(std::mem::take(&mut self.accounts).into_values().collect());
    }

    fn forget_account(&mut self, id: &str) {
        self.revoke_tokens(id);
        discard(self.accounts.remove(id).into_iter().collect());
    }

    /// The account of this id, new if it was not there.
    ///
    /// Each has a client or had one. Where clients come and go their accounts must not pile up: beyond as
    /// many as there can be clients, one that has none any more is forgotten.
    pub fn account(&mut self, id: &str) -> &mut Account {
        if self.accounts.len() > MAX_CLIENTS && !self.accounts.contains_key(id) {
            let owned: HashSet<_> = self.clients.values().map(|it| &it.account_id).collect();
            let orphan = self
                .accounts
                .keys()
                .find(|it| *it != NOBODY && !owned.contains(it))
                .cloned();
            if let Some(orphan) = orphan {
                self.forget_account(&orphan);
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

    pub fn keep_session(&mut self, session: Session) {
        let id = session.transaction_id.clone();
        let most = self.settings.stores.sessions;
        let account = self.account(&session.account_id);
        account.sessions.keep(id.clone(), session, most);
        self.tell_session(&id);
    }

    pub fn keep_user(&mut self, user: User) {
        let most = self.settings.stores.sessions;
        let account = self.account(&user.account_id);
        account.users.keep(user.user_id.clone(), user, most);
    }

    pub fn keep_token(&mut self, token: String, claims: Claims) {
        let most = self.settings.stores.tokens;
        let account = self.account(&claims.account_id);
        if let Some(evicted) = push(&mut account.tokens, token.clone(), most) {
            self.tokens.remove(&evicted);
        }
        self.tokens.insert(token, Arc::new(claims));
    }

    /// Revokes every token that the account was given so far.
    pub fn revoke_tokens(&mut self, account_id: &str) {
        if let Some(account) = self.accounts.get_mut(account_id) {
            for token in account.tokens.drain(..) {
                self.tokens.remove(&token);
            }
        }
    }

    /// Removes a client and its tokens; `false` when there was none.
    pub fn remove_client(&mut self, client_id: &str) -> bool {
        let Some(client) = self.clients.remove(client_id) else {
            return false;
        };
        if let Some(account) = self.accounts.get_mut(&client.account_id) {
            account.tokens.retain(|token| {
                let others = self
                    .tokens
                    .get(token)
                    .is_some_and(|claims| claims.client_id != client_id);
                if !others {
                    self.tokens.remove(token);
                }
                others
            });
        }
        true
    }

    /// Expires what is due. Lifetimes are looked at when a session is, so this is for those who list.
    pub fn sweep(&mut self) {
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
            self.tell_session(&id);
        }
    }

    /// The session, expired first if that is due.
    pub fn session(&mut self, id: &str) -> Option<&mut Session> {
        let now = self.clock.now_ms();
        if self.any_session(id)?.expire_if_due(now) {
            self.tell_session(id);
        }
        self.any_session(id)
    }

    fn any_session(&mut self, id: &str) -> Option<&mut Session> {
        let mut accounts = self.accounts.values_mut();
        accounts.find_map(|account| account.sessions.get_mut(id))
    }

    /// The account's session and how it shows, expired first if that is due.
    pub fn session_of(&mut self, account_id: &str, id: &str) -> Option<(&Session, &str)> {
        let now = self.clock.now_ms();
        let sessions = &mut self.accounts.get_mut(account_id)?.sessions;
        if sessions.get_mut(id)?.expire_if_due(now) {
            self.tell_session(id);
        }
        let session = self.accounts.get(account_id)?.sessions.get(id)?;
        Some((session, self.status_of(session)))
    }

    pub fn user(&mut self, account_id: &str, id: &str) -> Option<&mut User> {
        self.accounts.get_mut(account_id)?.users.get_mut(id)
    }

    pub fn set_fault(&mut self, fault: Fault) -> Option<u64> {
        if self.faults.len() >= MAX_FAULTS {
            return None;
        }
        let id = self.next_fault;
        self.next_fault += 1;
        self.faults.push(ActiveFault {
            id,
            seen: 0,
            met: 0,
            set: fault,
        });
        Some(id)
    }

    /// What the faults do to the present call. Those used up are removed.
    pub fn plan(&mut self, operation: Operation, account: Option<&str>) -> Plan {
        let mut plan = Plan::default();
        if self.faults.is_empty() {
            return plan;
        }
        let mut faults = std::mem::take(&mut self.faults);
        let dice = &mut self.account(account.unwrap_or(NOBODY)).dice;
        faults.retain_mut(|fault| {
            if fault.meets(operation, account, dice) {
                plan.add(&fault.set.fault, dice);
            }
            !fault.is_used_up()
        });
        self.faults = faults;
        plan
    }

    pub fn trace_id(&mut self, account: Option<&str>) -> String {
        self.account(account.unwrap_or(NOBODY)).chance.trace_id()
    }

    /// Numbers the record and keeps it.
    pub fn record(&mut self, mut record: RequestRecord) {
        record.number = self.next_request;
        self.next_request += 1;
        if self.changes.receiver_count() > 0 {
            self.tell(Change::Request(record.clone()));
        }
        let most = self.settings.stores.requests;
        let account = self.account(record.account_id.as_deref().unwrap_or(NOBODY));
        if record.operation == Operation::Token.as_str() {
            account.token_requests += 1;
        }
        push(&mut account.log, record, most);
    }

    pub fn tell_session(&self, id: &str) {
        if self.changes.receiver_count() == 0 {
            return;
        }
        let mut accounts = self.accounts.values();
        if let Some(session) = accounts.find_map(|account| account.sessions.get(id)) {
            self.tell(Change::Session {
                account_id: session.account_id.clone(),
                transaction_id: session.transaction_id.clone(),
                flow: session.flow,
                state: session.state,
                status: self.status_of(session).to_owned(),
                possible: session.possible(),
            });
        }
    }

    pub fn tell(&self, change: Change) {
        // Nobody listening is no error.
        let _ = self.changes.send(change);
    }
}

/// Frees what accounts held. That takes a while where they were full, and nobody should have to wait for it.
fn discard(accounts: Vec<Account>) {
    const QUICK: usize = 200;
    if accounts
        .iter()
        .map(|it| it.sessions.len() + it.log.len())
        .sum::<usize>()
        > QUICK
    {
        // Where there is no thread to be had, they are freed here.
        let _ = std::thread::Builder::new().spawn(move || drop(accounts));
    }
}
