//! What happens to sessions: the vendor's side starts them, the end user moves them on.

use serde_json::Value;

use crate::{
    Device, Flow, Identity, Proofing, Refusal, SessionView, State, User,
    clock::millis,
    record::cut,
    session::{Passed, Session},
    state::{Check, Move},
    world::World,
};

/// The vendor locks a client out after three failures by default (`amountFailuresAllowed`).
pub const TRIES_ALLOWED: u8 = 3;
/// Digits in the vendor's sample of an activation code.
const CODE_LENGTH: usize = 10;
/// The provider that is used when none is given, says the vendor's reference page.
const DEFAULT_PROVIDER: &str = "signicatvideoid";
/// A larger `externalRef` is accepted but not kept.
const MAX_KEPT_REFERENCE: usize = 1_024;

/// The document does not bound the provider's name; of a longer one so many bytes are kept.
const MAX_KEPT_PROVIDER: usize = 64;

/// Why a step-up cannot begin.
pub(crate) enum NoStepUp {
    UnknownUser,
    UnknownDevice,
    DeviceLocked,
}

impl World {
    pub fn start_onboarding(
        &mut self,
        account_id: &str,
        provider: Option<String>,
        external_ref: Option<Value>,
    ) -> Session {
        let mut session = self.new_session(account_id, Flow::Onboarding, provider);
        let chance = &mut self.account(account_id).chance;
        session.user_id = chance.uuid();
        session.activation_code = Some(chance.digits(CODE_LENGTH));
        session.external_ref = external_ref.filter(|it| it.to_string().len() <= MAX_KEPT_REFERENCE);
        session.go(Move::Begin, session.started_ms);
        self.keep_user(User {
            user_id: session.user_id.clone(),
            account_id: account_id.to_owned(),
            devices: Vec::new(),
            identity: None,
            proofings_accepted: 0,
        });
        self.keep_session(session.clone());
        session
    }

    pub fn start_step_up(
        &mut self,
        account_id: &str,
        user_id: &str,
        device_id: &str,
        provider: Option<String>,
    ) -> Result<Session, NoStepUp> {
        let user = self
            .user(account_id, user_id)
            .ok_or(NoStepUp::UnknownUser)?;
        let device = user
            .devices
            .iter()
            .find(|device| device.device_id == device_id)
            .ok_or(NoStepUp::UnknownDevice)?;
        if device.locked {
            return Err(NoStepUp::DeviceLocked);
        }
        let mut session = self.new_session(account_id, Flow::StepUp, provider);
        session.user_id = user_id.to_owned();
        session.device_id = Some(device_id.to_owned());
        session.go(Move::Begin, session.started_ms);
        self.keep_session(session.clone());
        Ok(session)
    }

    fn new_session(&mut self, account_id: &str, flow: Flow, provider: Option<String>) -> Session {
        let now = self.clock.now_ms();
        let lifetimes = self.settings.lifetimes;
        let code_expires_ms = match flow {
            Flow::Onboarding => now.saturating_add(millis(lifetimes.code)),
            Flow::StepUp => u64::MAX,
        };
        let chance = &mut self.account(account_id).chance;
        Session {
            transaction_id: chance.uuid(),
            account_id: account_id.to_owned(),
            flow,
            state: State::Started,
            user_id: String::new(),
            device_id: None,
            dossier_id: chance.uuid(),
            process_id: chance.uuid(),
            activation_code: None,
            wrong_codes: 0,
            provider: cut(
                provider.as_deref().unwrap_or(DEFAULT_PROVIDER),
                MAX_KEPT_PROVIDER,
            ),
            external_ref: None,
            started_ms: now,
            code_expires_ms,
            expires_ms: now.saturating_add(millis(lifetimes.session)),
            history: vec![Passed {
                state: State::Started,
                at_ms: now,
            }],
        }
    }

    /// The end user enters a code in the app. The device's id when it was right.
    pub fn activate(&mut self, id: &str, code: &str) -> Result<String, Refusal> {
        let session = self.possible(id, Move::Activate(Check::Passed))?;
        if session.activation_code.as_deref() != Some(code) {
            session.wrong_codes = session.wrong_codes.saturating_add(1);
            let wrong = session.wrong_codes;
            return Err(self.failed_try(id, wrong, Move::Activate));
        }
        let (account_id, user_id) = (session.account_id.clone(), session.user_id.clone());
        let device_id = self.account(&account_id).chance.uuid();
        if let Some(user) = self.user(&account_id, &user_id) {
            user.devices.push(Device {
                device_id: device_id.clone(),
                locked: false,
                wrong_tries: 0,
            });
        }
        if let Some(session) = self.session(id) {
            session.device_id = Some(device_id.clone());
        }
        self.go(id, Move::Activate(Check::Passed))?;
        Ok(device_id)
    }

    /// The end user authenticates on the device, with the right PIN or a wrong one.
    pub fn authenticate(&mut self, id: &str, right: bool) -> Result<(), Refusal> {
        let session = self.possible(id, Move::Authenticate(Check::Passed))?;
        let (account_id, user_id) = (session.account_id.clone(), session.user_id.clone());
        let device_id = session.device_id.clone();
        let device = self.user(&account_id, &user_id).and_then(|user| {
            user.devices
                .iter_mut()
                .find(|device| Some(&device.device_id) == device_id.as_ref())
        });
        // A user who was evicted meanwhile has no device that could be locked.
        let (mut wrong_tries, mut locked) = (u8::from(!right), false);
        if let Some(device) = device {
            device.wrong_tries = if right {
                0
            } else {
                device.wrong_tries.saturating_add(1)
            };
            locked = device.locked;
            wrong_tries = device.wrong_tries;
            device.locked |= wrong_tries >= TRIES_ALLOWED;
        }
        if locked {
            self.go(id, Move::Authenticate(Check::Locked))?;
            return Err(Refusal::DeviceLocked);
        }
        if right {
            self.go(id, Move::Authenticate(Check::Passed))
        } else {
            Err(self.failed_try(id, wrong_tries, Move::Authenticate))
        }
    }

    /// The end user sends the recording of document and face.
    pub fn submit(&mut self, id: &str) -> Result<(), Refusal> {
        self.go(id, Move::Submit)
    }

    /// Identity proofing comes to a result; an accepted one writes the identity to the user.
    pub fn finish(&mut self, id: &str, result: Proofing) -> Result<(), Refusal> {
        self.go(id, Move::Finish(result))?;
        if result != Proofing::Accepted {
            return Ok(());
        }
        let Some(session) = self.session(id) else {
            return Ok(());
        };
        let (account_id, user_id) = (session.account_id.clone(), session.user_id.clone());
        let identity = Identity::made_up(&mut self.account(&account_id).chance);
        if let Some(user) = self.user(&account_id, &user_id) {
            // The same person shows the same papers again.
            user.identity.get_or_insert(identity);
            user.proofings_accepted = user.proofings_accepted.saturating_add(1);
        }
        Ok(())
    }

    pub fn shown(&mut self, id: &str) -> Option<SessionView> {
        let session = self.session(id)?.clone();
        Some(self.view(&session))
    }

    /// The session, if `happening` is possible now.
    fn possible(&mut self, id: &str, happening: Move) -> Result<&mut Session, Refusal> {
        let session = self.session(id).ok_or(Refusal::UnknownTransaction)?;
        if crate::state::follow(session.flow, session.state, happening).is_none() {
            return Err(not_possible(session));
        }
        Ok(session)
    }

    fn go(&mut self, id: &str, happening: Move) -> Result<(), Refusal> {
        let now = self.clock.now_ms();
        let session = self.session(id).ok_or(Refusal::UnknownTransaction)?;
        if !session.go(happening, now) {
            return Err(not_possible(session));
        }
        self.tell_session(id);
        Ok(())
    }

    fn failed_try(&mut self, id: &str, wrong: u8, happening: fn(Check) -> Move) -> Refusal {
        let tries_left = TRIES_ALLOWED.saturating_sub(wrong);
        let (check, refusal) = match tries_left {
            0 => (Check::Locked, Refusal::DeviceLocked),
            _ => (Check::Wrong, Refusal::Wrong { tries_left }),
        };
        match self.go(id, happening(check)) {
            Ok(()) => refusal,
            Err(other) => other,
        }
    }
}

fn not_possible(session: &Session) -> Refusal {
    Refusal::NotPossible {
        state: session.state,
        possible: session.possible(),
    }
}
