//! What a caller holds of a session: a handle that lives on as a bare id, and the state last seen.

use std::{fmt, marker::PhantomData};

use serde_json::{Map, Value};
use signicat_reuseid_api::types;

use crate::{
    call_options::CallOptions,
    client::Client,
    error::{Error, Unreadable},
    ids::{DeviceId, DossierId, ProcessId, TransactionId, UserId},
    status::{Status, StatusTable},
    wait::{Updates, Wait},
};

/// Which flow a session belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Flow {
    /// Device registration, then identity proofing.
    Onboarding,
    /// Authentication, then identity proofing.
    StepUp,
}

impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Onboarding => "onboarding",
            Self::StepUp => "step-up",
        })
    }
}

/// A session as the service described it once.
#[derive(Clone)]
pub struct State {
    pub(crate) flow: Flow,
    pub(crate) status: Status,
    pub(crate) transaction_id: TransactionId,
    pub(crate) user_id: Option<UserId>,
    pub(crate) device_id: Option<DeviceId>,
    pub(crate) dossier_id: Option<DossierId>,
    pub(crate) process_id: Option<ProcessId>,
    pub(crate) unknown_fields: Map<String, Value>,
}

impl State {
    /// The flow.
    pub fn flow(&self) -> Flow {
        self.flow
    }

    /// The status, sorted by what it means.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// The session's id.
    pub fn transaction_id(&self) -> &TransactionId {
        &self.transaction_id
    }

    /// The user, as soon as the service names them.
    pub fn user_id(&self) -> Option<&UserId> {
        self.user_id.as_ref()
    }

    /// The user's device, once it is registered.
    pub fn device_id(&self) -> Option<&DeviceId> {
        self.device_id.as_ref()
    }

    /// The Assure dossier.
    pub fn dossier_id(&self) -> Option<&DossierId> {
        self.dossier_id.as_ref()
    }

    /// The Assure identity proofing process.
    pub fn process_id(&self) -> Option<&ProcessId> {
        self.process_id.as_ref()
    }

    /// Members of `data` that the document does not know.
    pub fn unknown_fields(&self) -> &Map<String, Value> {
        &self.unknown_fields
    }
}

/// Prints the flow and the status; ids and unknown fields are personal data.
impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("flow", &self.flow)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

fn id<T: TryFrom<String>>(
    name: &'static str,
    text: Option<String>,
) -> Result<Option<T>, Unreadable> {
    text.map(|text| T::try_from(text).map_err(|_| Unreadable::Id(name)))
        .transpose()
}

const MISSING_DATA: Unreadable = Unreadable::Missing("data");

/// Reads the `data` of an answer; the generated types differ per operation and are alike in these fields.
macro_rules! state {
    ($flow:expr, $data:ident, $statuses:expr, $asked:expr, device: $device:expr) => {
        State {
            flow: $flow,
            status: $statuses.read($data.status.as_deref()),
            transaction_id: id("data.transactionId", $data.transaction_id)?
                .or_else(|| $asked.cloned())
                .ok_or(Unreadable::Missing("data.transactionId"))?,
            user_id: id("data.userId", $data.user_id)?,
            device_id: id("data.deviceId", $device)?,
            dossier_id: id("data.dossierId", $data.dossier_id)?,
            process_id: id("data.processId", $data.process_id)?,
            unknown_fields: $data.extra,
        }
    };
}

pub(crate) fn onboarding_started(
    answer: types::StartOnboardingResponse,
    statuses: &StatusTable,
) -> Result<(State, Option<ActivationCode>), Unreadable> {
    let data = answer.data.ok_or(MISSING_DATA)?;
    let code = data.activation_code.map(|code| ActivationCode(code.into()));
    Ok((
        state!(Flow::Onboarding, data, statuses, None::<&TransactionId>, device: None),
        code,
    ))
}

pub(crate) fn step_up_started(
    answer: types::StartStepUpResponse,
    statuses: &StatusTable,
) -> Result<State, Unreadable> {
    let data = answer.data.ok_or(MISSING_DATA)?;
    Ok(state!(Flow::StepUp, data, statuses, None::<&TransactionId>, device: data.device_id))
}

pub(crate) fn onboarding_seen(
    answer: types::GetOnboardingResponse,
    statuses: &StatusTable,
    asked: &TransactionId,
) -> Result<State, Unreadable> {
    let data = answer.data.ok_or(MISSING_DATA)?;
    Ok(state!(Flow::Onboarding, data, statuses, Some(asked), device: data.device_id))
}

pub(crate) fn step_up_seen(
    answer: types::GetStepUpResponse,
    statuses: &StatusTable,
    asked: &TransactionId,
) -> Result<State, Unreadable> {
    let data = answer.data.ok_or(MISSING_DATA)?;
    Ok(state!(Flow::StepUp, data, statuses, Some(asked), device: data.device_id))
}

#[derive(Clone)]
pub(crate) struct ActivationCode(Box<str>);

/// An onboarding or a step-up under way. It holds no connection: keep its id, and resume it anywhere.
#[derive(Clone)]
pub struct Session<K> {
    pub(crate) client: Client,
    pub(crate) id: TransactionId,
    pub(crate) started: Option<Box<Started>>,
    pub(crate) kind: PhantomData<fn() -> K>,
}

#[derive(Clone)]
pub(crate) struct Started {
    pub(crate) state: State,
    pub(crate) activation_code: Option<ActivationCode>,
}

/// Marks a [`Session`] as an onboarding.
#[derive(Clone, Copy, Debug)]
pub enum Onboarding {}

/// Marks a [`Session`] as a step-up.
#[derive(Clone, Copy, Debug)]
pub enum StepUp {}

mod sealed {
    pub trait Kind {
        const FLOW: super::Flow;
    }
    impl Kind for super::Onboarding {
        const FLOW: super::Flow = super::Flow::Onboarding;
    }
    impl Kind for super::StepUp {
        const FLOW: super::Flow = super::Flow::StepUp;
    }
}
pub(crate) use sealed::Kind;

/// [`Session`] of an onboarding.
pub type OnboardingSession = Session<Onboarding>;
/// [`Session`] of a step-up.
pub type StepUpSession = Session<StepUp>;

impl<K: Kind> Session<K> {
    /// The id: all that another process needs to resume the session.
    pub fn id(&self) -> &TransactionId {
        &self.id
    }

    /// What the start answered; `None` for a session that was resumed.
    pub fn started(&self) -> Option<&State> {
        self.started.as_ref().map(|started| &started.state)
    }

    /// Reads the session's state once.
    ///
    /// # Errors
    /// [`Error`], after the retries that a get is allowed.
    pub async fn get(&self) -> Result<State, Error> {
        self.get_with(CallOptions::new()).await
    }

    /// Reads the session's state once, with settings of its own.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn get_with(&self, options: CallOptions) -> Result<State, Error> {
        self.client.get(K::FLOW, &self.id, options).await
    }

    /// Waits until the session is over: `session.wait().await?`, or with [`Wait`]'s settings first.
    pub fn wait(&self) -> Wait {
        Wait::new(self.client.clone(), K::FLOW, self.id.clone())
    }

    /// The session's status changes as a stream, each as soon as it is seen.
    pub fn updates(&self) -> Updates {
        self.wait().updates()
    }
}

impl Session<Onboarding> {
    /// The code that the end user confirms in the app to register the device. Show it to them and to nobody
    /// else. `None` where the session was resumed or the service sent none.
    pub fn activation_code(&self) -> Option<&str> {
        Some(&self.started.as_ref()?.activation_code.as_ref()?.0)
    }
}

impl<K: Kind> fmt::Debug for Session<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("flow", &K::FLOW)
            .finish_non_exhaustive()
    }
}
