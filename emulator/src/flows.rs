//! Starts sessions for the API, and applies the end user's actions to them.

use serde_json::Value;

use crate::{
    clock::millis,
    request_log::truncate,
    session::{
        ActionError, Check, Device, Event, Flow, HistoryEntry, Identity, Proofing, Session,
        SessionView, State, User, transition,
    },
    store::Store,
};

/// Wrong codes or PINs that lock a device; the vendor's default for `amountFailuresAllowed`.
pub const MAX_WRONG_ATTEMPTS: u8 = 3;
/// Digits of an activation code, as in the vendor's sample.
const CODE_LENGTH: usize = 10;
/// The provider when the request names none, from the vendor's reference page.
const DEFAULT_PROVIDER: &str = "signicatvideoid";
/// Largest `externalRef` that is stored, in bytes of JSON; a larger one is accepted and not stored.
const MAX_STORED_REFERENCE: usize = 1_024;
/// Most bytes stored of the provider's name, whose length the document does not limit.
const MAX_STORED_PROVIDER: usize = 64;

/// Why a step-up cannot start.
pub(crate) enum StepUpError {
    UnknownUser,
    UnknownDevice,
    DeviceLocked,
}

impl Store {
    pub fn start_onboarding(
        &mut self,
        account_id: &str,
        provider: Option<&str>,
        external_ref: Option<Value>,
    ) -> Session {
        let mut session = self.new_session(account_id, Flow::Onboarding, provider);
        let random = &mut self.account(account_id).random;
        session.user_id = random.uuid();
        session.activation_code = Some(random.digits(CODE_LENGTH));
        session.external_ref =
            external_ref.filter(|it| it.to_string().len() <= MAX_STORED_REFERENCE);
        session.apply(Event::Start, session.started_at_ms);
        self.add_user(User {
            user_id: session.user_id.clone(),
            account_id: account_id.to_owned(),
            devices: Vec::new(),
            identity: None,
            accepted_proofings: 0,
        });
        self.add_session(session.clone());
        session
    }

    pub fn start_step_up(
        &mut self,
        account_id: &str,
        user_id: &str,
        device_id: &str,
        provider: Option<&str>,
    ) -> Result<Session, StepUpError> {
        let user = self
            .user(account_id, user_id)
            .ok_or(StepUpError::UnknownUser)?;
        let device = user
            .devices
            .iter()
            .find(|device| device.device_id == device_id)
            .ok_or(StepUpError::UnknownDevice)?;
        if device.locked {
            return Err(StepUpError::DeviceLocked);
        }
        let mut session = self.new_session(account_id, Flow::StepUp, provider);
        session.user_id = user_id.to_owned();
        session.device_id = Some(device_id.to_owned());
        session.apply(Event::Start, session.started_at_ms);
        self.add_session(session.clone());
        Ok(session)
    }

    fn new_session(&mut self, account_id: &str, flow: Flow, provider: Option<&str>) -> Session {
        let now = self.clock.now_ms();
        let lifetimes = self.settings.lifetimes;
        let code_expires_at_ms = match flow {
            Flow::Onboarding => now.saturating_add(millis(lifetimes.code)),
            Flow::StepUp => u64::MAX,
        };
        let random = &mut self.account(account_id).random;
        Session {
            transaction_id: random.uuid(),
            account_id: account_id.to_owned(),
            flow,
            state: State::Started,
            user_id: String::new(),
            device_id: None,
            dossier_id: random.uuid(),
            process_id: random.uuid(),
            activation_code: None,
            wrong_codes: 0,
            provider: truncate(provider.unwrap_or(DEFAULT_PROVIDER), MAX_STORED_PROVIDER)
                .to_owned(),
            external_ref: None,
            started_at_ms: now,
            code_expires_at_ms,
            expires_at_ms: now.saturating_add(millis(lifetimes.session)),
            history: vec![HistoryEntry::new(State::Started, now)],
            announced: 0,
        }
    }

    /// The end user enters an activation code in the app. Returns the new device's id.
    pub fn activate(&mut self, id: &str, code: &str) -> Result<String, ActionError> {
        let session = self.session_for(id, Event::Activate(Check::Passed))?;
        if session.activation_code.as_deref() != Some(code) {
            session.wrong_codes = session.wrong_codes.saturating_add(1);
            let wrong = session.wrong_codes;
            return Err(self.wrong_attempt(id, wrong, Event::Activate));
        }
        let (account_id, user_id) = (session.account_id.clone(), session.user_id.clone());
        let device_id = self.account(&account_id).random.uuid();
        if let Some(user) = self.user(&account_id, &user_id) {
            user.devices.push(Device {
                device_id: device_id.clone(),
                locked: false,
                wrong_attempts: 0,
            });
        }
        if let Some(session) = self.session(id) {
            session.device_id = Some(device_id.clone());
        }
        self.apply(id, Event::Activate(Check::Passed))?;
        Ok(device_id)
    }

    /// The end user authenticates on the device, with the correct PIN or a wrong one.
    pub fn authenticate(&mut self, id: &str, correct: bool) -> Result<(), ActionError> {
        let session = self.session_for(id, Event::Authenticate(Check::Passed))?;
        let (account_id, user_id) = (session.account_id.clone(), session.user_id.clone());
        let device_id = session.device_id.clone();
        let device = self.user(&account_id, &user_id).and_then(|user| {
            user.devices
                .iter_mut()
                .find(|device| Some(&device.device_id) == device_id.as_ref())
        });
        // The user may have been evicted; then there is no device to lock.
        let (mut wrong_attempts, mut was_locked) = (u8::from(!correct), false);
        if let Some(device) = device {
            device.wrong_attempts = if correct {
                0
            } else {
                device.wrong_attempts.saturating_add(1)
            };
            was_locked = device.locked;
            wrong_attempts = device.wrong_attempts;
            device.locked |= wrong_attempts >= MAX_WRONG_ATTEMPTS;
        }
        if was_locked {
            self.apply(id, Event::Authenticate(Check::Locked))?;
            return Err(ActionError::DeviceLocked);
        }
        if correct {
            self.apply(id, Event::Authenticate(Check::Passed))
        } else {
            Err(self.wrong_attempt(id, wrong_attempts, Event::Authenticate))
        }
    }

    /// The end user sends the recording of document and face.
    pub fn submit(&mut self, id: &str) -> Result<(), ActionError> {
        self.apply(id, Event::Submit)
    }

    /// Identity proofing finishes; an accepted one stores an identity with the user.
    pub fn finish(&mut self, id: &str, result: Proofing) -> Result<(), ActionError> {
        self.apply(id, Event::Finish(result))?;
        if result != Proofing::Accepted {
            return Ok(());
        }
        let Some(session) = self.session(id) else {
            return Ok(());
        };
        let (account_id, user_id) = (session.account_id.clone(), session.user_id.clone());
        let identity = Identity::generate(&mut self.account(&account_id).random);
        if let Some(user) = self.user(&account_id, &user_id) {
            // The same person has the same documents in a step-up.
            user.identity.get_or_insert(identity);
            user.accepted_proofings = user.accepted_proofings.saturating_add(1);
        }
        Ok(())
    }

    pub fn session_view(&mut self, id: &str) -> Option<SessionView> {
        let session = self.session(id)?.clone();
        Some(self.view(&session))
    }

    /// The session, if `event` is possible now.
    fn session_for(&mut self, id: &str, event: Event) -> Result<&mut Session, ActionError> {
        let session = self.session(id).ok_or(ActionError::UnknownTransaction)?;
        if transition(session.flow, session.state, event).is_none() {
            return Err(invalid_state(session));
        }
        Ok(session)
    }

    fn apply(&mut self, id: &str, event: Event) -> Result<(), ActionError> {
        let now = self.clock.now_ms();
        let session = self.session(id).ok_or(ActionError::UnknownTransaction)?;
        if !session.apply(event, now) {
            return Err(invalid_state(session));
        }
        self.publish_session(id);
        Ok(())
    }

    fn wrong_attempt(&mut self, id: &str, wrong: u8, event: fn(Check) -> Event) -> ActionError {
        let attempts_left = MAX_WRONG_ATTEMPTS.saturating_sub(wrong);
        let (check, error) = match attempts_left {
            0 => (Check::Locked, ActionError::DeviceLocked),
            _ => (Check::Wrong, ActionError::WrongCredential { attempts_left }),
        };
        match self.apply(id, event(check)) {
            Ok(()) => error,
            Err(other) => other,
        }
    }
}

fn invalid_state(session: &Session) -> ActionError {
    ActionError::InvalidState {
        state: session.state,
        next_actions: session.next_actions(),
    }
}
