//! A start meets a fault at a given byte, and what the client says of it is held against what the service
//! really did.
//!
//! Two things are counted: sessions beyond the calls made, and outcomes that are not the very one that a
//! client can know at that byte. Always answering "unknown" would be wrong, too.

mod breaking;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use signicat_reuseid::{Client, DeviceId, Error, Outcome, UserId};
use signicat_reuseid_emulator::{Emulator, Fault, FaultKind, Handle, Operation};

use crate::scripted_server::{End, head_length};
pub use breaking::At;
use breaking::Line;

/// A hang ends with the attempt's timeout; long enough for a busy machine to do the rest.
const HANG: Duration = Duration::from_secs(1);

/// What the service answers to the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Started,
    /// 200, and a body that breaks off inside its JSON.
    Unreadable,
    /// The service did its work, a gateway answers this.
    AfterCommit(u16),
    /// The service did nothing.
    BeforeCommit(u16),
}

#[derive(Clone, Copy, Debug)]
pub struct Trial {
    pub answer: Answer,
    pub at: At,
    pub how: End,
    /// On a connection that carried an answer before.
    pub pooled: bool,
    pub step_up: bool,
}

#[derive(Default, Debug)]
pub struct Tally {
    pub calls: usize,
    pub extra_sessions: usize,
    pub wrong_outcomes: Vec<String>,
}

/// A client, a line that breaks, and the service behind it.
struct Place {
    emulator: Emulator,
    handle: Handle,
    line: Line,
    fresh: Client,
    pooling: Client,
    user: UserId,
    device: DeviceId,
}

impl Place {
    async fn new() -> Self {
        let emulator = Emulator::start().await.unwrap();
        let handle = emulator.handle();
        let line = Line::to(emulator.address().unwrap()).await;
        let (inside, outside) = (emulator.address().unwrap(), line.address());
        let base = emulator.base_url();
        let builder = || {
            Client::builder()
                .client_credentials(emulator.client_id(), emulator.client_secret())
                .base_url(base.replace(&inside.to_string(), &outside.to_string()))
                .token_url(emulator.token_url())
                .attempt_timeout(HANG)
        };
        let fresh = builder().configure_http(|http| http.pool_max_idle_per_host(0));
        let (fresh, pooling) = (fresh.build().unwrap(), builder().build().unwrap());
        let session = pooling.onboarding().start().await.unwrap();
        let code = session.activation_code().unwrap();
        let device = handle.activate_device(session.id().as_str(), code).unwrap();
        let user = session.started().unwrap().user_id().unwrap().clone();
        // Both have their token now.
        fresh.onboarding().start().await.unwrap();
        let device = DeviceId::new(device).unwrap();
        Self {
            emulator,
            handle,
            line,
            fresh,
            pooling,
            user,
            device,
        }
    }

    async fn start(&self, client: &Client, step_up: bool) -> Result<String, Error> {
        let id = if step_up {
            let start = client.step_up(self.user.clone(), self.device.clone());
            start.start().await?.id().clone()
        } else {
            client.onboarding().start().await?.id().clone()
        };
        Ok(id.as_str().to_owned())
    }

    async fn run(&self, trial: Trial, tally: &Mutex<Tally>) {
        let client = if trial.pooled {
            &self.pooling
        } else {
            &self.fresh
        };
        if trial.pooled {
            self.start(client, trial.step_up).await.unwrap();
        }
        let operation = match trial.step_up {
            true => Operation::StartStepUp,
            false => Operation::StartOnboarding,
        };
        if let Some(fault) = trial.answer.fault() {
            // Once: a start that is wrongly sent again finds the service well and creates a session.
            self.handle
                .set_fault(Fault::new(fault).on(operation).once())
                .unwrap();
        }
        let before = self.handle.session_count();
        self.line.break_next(trial.at, trial.how);
        let end = self.start(client, trial.step_up).await;
        let created = self.handle.session_count() - before;
        self.handle.clear_faults();

        // Reset before its first byte, a connection may look like one that was never made: then the client
        // may begin anew, and nothing is in the way of that.
        let answer = self.line.last_answer();
        let anew = Trial {
            at: At::Answer(answer.len()),
            ..trial
        };
        let expected = match self.line.was_asked() {
            true if (trial.at, trial.how) == (At::Request(0), End::Reset) => anew.expected(&answer),
            _ => trial.expected(&answer),
        };
        let known = match &end {
            Ok(id) => self.handle.session(id).is_some(),
            Err(_) => true,
        };
        let said = end.map(drop).map_err(|error| error.outcome());
        let mut tally = tally.lock().unwrap();
        tally.calls += 1;
        tally.extra_sessions += created.saturating_sub(1);
        if said != expected.said || created != expected.created || !known {
            tally.wrong_outcomes.push(format!(
                "{trial:?}: said {said:?} of {created} sessions, expected {expected:?}"
            ));
        }
    }
}

#[derive(Debug)]
struct Expected {
    said: Result<(), Outcome>,
    created: usize,
}

impl Answer {
    fn fault(self) -> Option<FaultKind> {
        let status = |status, after_commit| FaultKind::Status {
            status,
            retry_after: None,
            after_commit,
        };
        match self {
            Self::Started => None,
            Self::Unreadable => Some(FaultKind::InvalidJson {}),
            Self::AfterCommit(code) => Some(status(code, true)),
            Self::BeforeCommit(code) => Some(status(code, false)),
        }
    }
}

impl Trial {
    /// What a client can know, written down once more and from the other end: from what the line did.
    fn expected(self, answer: &[u8]) -> Expected {
        let At::Answer(bytes) = self.at else {
            // Something may have been written, and no answer says what became of it.
            return Expected {
                said: Err(Outcome::Unknown),
                created: 0,
            };
        };
        let created = usize::from(!matches!(self.answer, Answer::BeforeCommit(_)));
        let head_arrived = bytes >= head_length(answer).unwrap();
        let said = match self.answer {
            _ if !head_arrived => Err(Outcome::Unknown),
            Answer::Started if bytes >= answer.len() => Ok(()),
            Answer::Started | Answer::Unreadable => Err(Outcome::ProcessedUnreadable),
            Answer::AfterCommit(_) | Answer::BeforeCommit(500..) => Err(Outcome::Unknown),
            Answer::BeforeCommit(_) => Err(Outcome::Rejected),
        };
        Expected { said, created }
    }
}

/// Every `stride`-th byte of a start and of its answer, both ends included.
pub async fn every_byte(
    answer: Answer,
    how: End,
    stride: usize,
    pooled: bool,
    step_up: bool,
) -> Vec<Trial> {
    let place = Place::new().await;
    if let Some(fault) = answer.fault() {
        place.handle.set_fault(Fault::new(fault)).unwrap();
    }
    let _ = place.start(&place.fresh, step_up).await;
    let whole = place.line.last_answer();
    let head = head_length(&whole).unwrap();
    let (request, total) = (place.line.request_length(), whole.len());
    // A connection that ends before a byte of the second request is a stale one, which is another matter.
    let sent = (usize::from(pooled)..=request).map(At::Request);
    let positions = sent.chain((0..=total).map(At::Answer));
    let edges = [
        At::Request(request),
        At::Answer(head - 1),
        At::Answer(head),
        At::Answer(total),
    ];
    let chosen = positions
        .enumerate()
        .filter(|(n, at)| n % stride == 0 || edges.contains(at));
    chosen
        .map(|(_, at)| Trial {
            answer,
            at,
            how,
            pooled,
            step_up,
        })
        .collect()
}

/// Runs `trials`, so many at a time, each worker with a service of its own.
pub async fn run(trials: Vec<Trial>, workers: usize) -> Tally {
    let queue = Arc::new(Mutex::new(VecDeque::from(trials)));
    let tally = Arc::new(Mutex::new(Tally::default()));
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..workers {
        let (queue, tally) = (Arc::clone(&queue), Arc::clone(&tally));
        running.spawn(async move {
            let place = Place::new().await;
            loop {
                let trial = queue.lock().unwrap().pop_front();
                let Some(trial) = trial else { break };
                place.run(trial, &tally).await;
            }
        });
    }
    running.join_all().await;
    Arc::into_inner(tally).unwrap().into_inner().unwrap()
}

/// A start on a connection that the other side closed meanwhile, and one that nobody listens for: the
/// HTTP library may take another connection where nothing was written, and the client where it had none.
pub async fn stale_and_refused(tally: &mut Tally) {
    let place = Place::new().await;
    for how in [End::Close, End::Reset].repeat(50) {
        place.line.break_next(At::Answer(usize::MAX), how);
        let before = place.handle.session_count();
        let end = place.start(&place.pooling, false).await;
        let created = place.handle.session_count() - before;
        tally.calls += 1;
        tally.extra_sessions += created.saturating_sub(1);
        let said = end.map(drop).map_err(|error| error.outcome());
        if !matches!((said, created), (Ok(()), 1) | (Err(Outcome::Unknown), 0)) {
            let wrong = format!("stale, {how:?}: {said:?}, {created} sessions");
            tally.wrong_outcomes.push(wrong);
        }
    }
    let Place {
        emulator,
        handle,
        line,
        fresh,
        ..
    } = place;
    let gone = line.address();
    let before = handle.session_count();
    drop(line);
    while tokio::net::TcpStream::connect(gone).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let error = fresh.onboarding().start().await.unwrap_err();
    tally.calls += 1;
    if error.outcome() != Outcome::NotSent
        || error.attempts() != 3
        || handle.session_count() != before
    {
        tally.wrong_outcomes.push(format!("refused: {error}"));
    }
    drop(emulator);
}
