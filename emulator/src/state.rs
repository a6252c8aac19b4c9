//! What may follow what in a session: the state machine, and the only place that knows it.
//!
//! A session moves when the vendor's side begins it, when the end user does something in the app, when
//! identity proofing comes to a result, or when a lifetime is over. The vendor describes the order in the
//! reference page's texts ("About the onboarding flow", "About the step-up flow"); the names of the
//! proofing results are those of the Assure API. How a state shows as `data.status` is another question:
//! see [`StatusTable`](crate::StatusTable).

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which of the two flows a session follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// A new user and a new device.
    Onboarding,
    /// A known user on a known device.
    StepUp,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Created; the end user has nothing to act on yet.
    Started,
    /// Onboarding: the activation code was handed out.
    CodeGiven,
    /// Onboarding: the code was confirmed and the device is registered.
    DeviceRegistered,
    /// Step-up: the device asks its user to authenticate.
    AuthenticationPending,
    /// Step-up: the user has authenticated.
    Authenticated,
    /// The app waits for the user to show document and face.
    ProofingPending,
    /// The recording was sent and is being judged.
    Processing,
    /// Finished: the identity is proven.
    Accepted,
    /// Finished: the proofing was rejected.
    Rejected,
    /// Finished: the proofing came to no result.
    Inconclusive,
    /// Finished: something went wrong, or the device was locked.
    Failed,
    /// A lifetime ended before the session did.
    Expired,
}

impl State {
    /// Every state, in the order in which a session meets them.
    pub const ALL: [State; 12] = [
        State::Started,
        State::CodeGiven,
        State::DeviceRegistered,
        State::AuthenticationPending,
        State::Authenticated,
        State::ProofingPending,
        State::Processing,
        State::Accepted,
        State::Rejected,
        State::Inconclusive,
        State::Failed,
        State::Expired,
    ];

    /// Whether nothing can follow any more.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            State::Accepted
                | State::Rejected
                | State::Inconclusive
                | State::Failed
                | State::Expired
        )
    }

    /// The name used by the control API, for example `proofing_pending`.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Started => "started",
            State::CodeGiven => "code_given",
            State::DeviceRegistered => "device_registered",
            State::AuthenticationPending => "authentication_pending",
            State::Authenticated => "authenticated",
            State::ProofingPending => "proofing_pending",
            State::Processing => "processing",
            State::Accepted => "accepted",
            State::Rejected => "rejected",
            State::Inconclusive => "inconclusive",
            State::Failed => "failed",
            State::Expired => "expired",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How identity proofing ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Proofing {
    /// The identity is proven; its attributes are written to the user.
    Accepted,
    /// Document or face were not accepted.
    Rejected,
    /// Neither accepted nor rejected.
    Inconclusive,
    /// The process broke down.
    Failed,
}

impl Proofing {
    /// Every result.
    pub const ALL: [Proofing; 4] = [
        Proofing::Accepted,
        Proofing::Rejected,
        Proofing::Inconclusive,
        Proofing::Failed,
    ];
}

/// Whether a code or a PIN was right, and if not, whether it was one time too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// It was right.
    Passed,
    /// It was wrong and may be tried again.
    Wrong,
    /// It was wrong and the device is locked now.
    Locked,
}

/// Something that happens to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// The vendor's side sets the session up.
    Begin,
    /// The end user enters an activation code in the app.
    Activate(Check),
    /// The end user authenticates on the device.
    Authenticate(Check),
    /// The end user sends the recording of document and face.
    Submit,
    /// Identity proofing comes to a result.
    Finish(Proofing),
    /// A lifetime is over.
    Expire,
}

/// What the end user (or the proofing service) can do with a session now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Enter the activation code.
    Activate,
    /// Authenticate on the device.
    Authenticate,
    /// Send the recording.
    Submit,
    /// End identity proofing with a result.
    Finish,
}

/// The states that `happening` leads through, last one to stay in; `None` when it is not possible.
///
/// An empty slice means that the session stays where it is.
pub fn follow(flow: Flow, state: State, happening: Move) -> Option<&'static [State]> {
    use State::*;
    let path: &'static [State] = match (flow, state, happening) {
        (Flow::Onboarding, Started, Move::Begin) => &[CodeGiven],
        (Flow::StepUp, Started, Move::Begin) => &[AuthenticationPending],

        // "Once the end-user has confirmed the activation code", proofing starts by itself.
        (Flow::Onboarding, CodeGiven, Move::Activate(Check::Passed)) => {
            &[DeviceRegistered, ProofingPending]
        }
        (Flow::Onboarding, CodeGiven, Move::Activate(Check::Wrong)) => &[],
        (Flow::Onboarding, CodeGiven, Move::Activate(Check::Locked)) => &[Failed],

        (Flow::StepUp, AuthenticationPending, Move::Authenticate(Check::Passed)) => {
            &[Authenticated, ProofingPending]
        }
        (Flow::StepUp, AuthenticationPending, Move::Authenticate(Check::Wrong)) => &[],
        (Flow::StepUp, AuthenticationPending, Move::Authenticate(Check::Locked)) => &[Failed],

        (_, ProofingPending, Move::Submit) => &[Processing],
        (_, ProofingPending, Move::Finish(result)) => match result {
            Proofing::Accepted => &[Processing, Accepted],
            Proofing::Rejected => &[Processing, Rejected],
            Proofing::Inconclusive => &[Processing, Inconclusive],
            Proofing::Failed => &[Processing, Failed],
        },
        (_, Processing, Move::Finish(result)) => match result {
            Proofing::Accepted => &[Accepted],
            Proofing::Rejected => &[Rejected],
            Proofing::Inconclusive => &[Inconclusive],
            Proofing::Failed => &[Failed],
        },

        (_, state, Move::Expire) if !state.is_final() => &[Expired],
        _ => return None,
    };
    Some(path)
}

/// What can be done with a session in `state`, derived from [`follow`].
pub fn possible(flow: Flow, state: State) -> Vec<Action> {
    [
        (Action::Activate, Move::Activate(Check::Passed)),
        (Action::Authenticate, Move::Authenticate(Check::Passed)),
        (Action::Submit, Move::Submit),
        (Action::Finish, Move::Finish(Proofing::Accepted)),
    ]
    .into_iter()
    .filter(|(_, happening)| follow(flow, state, *happening).is_some())
    .map(|(action, _)| action)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOVES: [Move; 13] = [
        Move::Begin,
        Move::Activate(Check::Passed),
        Move::Activate(Check::Wrong),
        Move::Activate(Check::Locked),
        Move::Authenticate(Check::Passed),
        Move::Authenticate(Check::Wrong),
        Move::Authenticate(Check::Locked),
        Move::Submit,
        Move::Finish(Proofing::Accepted),
        Move::Finish(Proofing::Rejected),
        Move::Finish(Proofing::Inconclusive),
        Move::Finish(Proofing::Failed),
        Move::Expire,
    ];

    #[test]
    fn nothing_follows_a_final_state() {
        for flow in [Flow::Onboarding, Flow::StepUp] {
            for state in State::ALL.into_iter().filter(|state| state.is_final()) {
                for happening in MOVES {
                    assert_eq!(
                        follow(flow, state, happening),
                        None,
                        "{state} {happening:?}"
                    );
                }
                assert!(possible(flow, state).is_empty());
            }
        }
    }

    #[test]
    fn every_running_state_can_expire_and_every_final_state_can_be_reached() {
        for flow in [Flow::Onboarding, Flow::StepUp] {
            let mut reached = vec![State::Started];
            let mut next = 0;
            while let Some(&state) = reached.get(next) {
                next += 1;
                if !state.is_final() {
                    assert_eq!(
                        follow(flow, state, Move::Expire),
                        Some(&[State::Expired][..])
                    );
                }
                for happening in MOVES {
                    for &state in follow(flow, state, happening).unwrap_or_default() {
                        if !reached.contains(&state) {
                            reached.push(state);
                        }
                    }
                }
            }
            let foreign = match flow {
                Flow::Onboarding => [State::AuthenticationPending, State::Authenticated],
                Flow::StepUp => [State::CodeGiven, State::DeviceRegistered],
            };
            for state in State::ALL {
                assert_eq!(
                    reached.contains(&state),
                    !foreign.contains(&state),
                    "{flow:?} {state}"
                );
            }
        }
    }

    #[test]
    fn a_step_up_authenticates_before_anything_is_proven() {
        let state = *follow(Flow::StepUp, State::Started, Move::Begin)
            .unwrap()
            .last()
            .unwrap();
        assert_eq!(possible(Flow::StepUp, state), [Action::Authenticate]);
        assert_eq!(
            follow(Flow::StepUp, state, Move::Finish(Proofing::Accepted)),
            None
        );
    }

    #[test]
    fn names_are_those_that_serde_writes() {
        for state in State::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
    }
}
