//! The session state machine.
//!
//! An event is the start by the API, an action of the end user in the app, a proofing result, or the end
//! of a lifetime. The order follows the vendor's reference page ("About the onboarding flow", "About the
//! step-up flow"); the names of the proofing results are those of the Assure API.

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

/// The state of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum State {
    /// Created.
    Started,
    /// Onboarding: the activation code was issued.
    CodeIssued,
    /// Onboarding: the code was confirmed and the device is registered.
    DeviceRegistered,
    /// Step-up: the end user must authenticate on the device.
    AuthenticationPending,
    /// Step-up: the end user has authenticated.
    Authenticated,
    /// The app waits for the recording of document and face.
    ProofingPending,
    /// The recording is being checked.
    Processing,
    /// Finished: the identity is verified.
    Accepted,
    /// Finished: the proofing was rejected.
    Rejected,
    /// Finished: the proofing has no clear result.
    Inconclusive,
    /// Finished: a technical failure, or the device was locked.
    Failed,
    /// Finished: the code or the session expired.
    Expired,
}

impl State {
    /// Every state, in the order of a session.
    pub const ALL: [State; 12] = [
        State::Started,
        State::CodeIssued,
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

    /// Whether the session has finished.
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

    /// The name in the control API, for example `proofing_pending`.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Started => "started",
            State::CodeIssued => "code_issued",
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

/// The result of identity proofing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Proofing {
    /// The identity is verified; its attributes are stored with the user.
    Accepted,
    /// Document or face were not accepted.
    Rejected,
    /// Neither accepted nor rejected.
    Inconclusive,
    /// A technical failure.
    Failed,
}

/// The check of a code or a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Correct.
    Passed,
    /// Wrong; another attempt is possible.
    Wrong,
    /// Wrong, and the device is locked.
    Locked,
}

/// An event that may change the state of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The API call starts the session.
    Start,
    /// The end user enters an activation code in the app.
    Activate(Check),
    /// The end user authenticates on the device.
    Authenticate(Check),
    /// The end user sends the recording of document and face.
    Submit,
    /// Identity proofing has a result.
    Finish(Proofing),
    /// A lifetime ended.
    Expire,
}

/// An action of the end user or the proofing service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Enter the activation code.
    Activate,
    /// Authenticate on the device.
    Authenticate,
    /// Send the recording.
    Submit,
    /// Finish identity proofing with a result.
    Finish,
}

impl Action {
    /// The name in the control API, for example `activate`.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Activate => "activate",
            Action::Authenticate => "authenticate",
            Action::Submit => "submit",
            Action::Finish => "finish",
        }
    }
}

/// The states that the session passes through, ending in the last one; `None` when the event is not possible.
///
/// An empty slice leaves the state as it is.
pub fn transition(flow: Flow, state: State, event: Event) -> Option<&'static [State]> {
    use State::*;
    let path: &'static [State] = match (flow, state, event) {
        (Flow::Onboarding, Started, Event::Start) => &[CodeIssued],
        (Flow::StepUp, Started, Event::Start) => &[AuthenticationPending],

        // "Once the end-user has confirmed the activation code", proofing starts by itself.
        (Flow::Onboarding, CodeIssued, Event::Activate(Check::Passed)) => {
            &[DeviceRegistered, ProofingPending]
        }
        (Flow::Onboarding, CodeIssued, Event::Activate(Check::Wrong)) => &[],
        (Flow::Onboarding, CodeIssued, Event::Activate(Check::Locked)) => &[Failed],

        (Flow::StepUp, AuthenticationPending, Event::Authenticate(Check::Passed)) => {
            &[Authenticated, ProofingPending]
        }
        (Flow::StepUp, AuthenticationPending, Event::Authenticate(Check::Wrong)) => &[],
        (Flow::StepUp, AuthenticationPending, Event::Authenticate(Check::Locked)) => &[Failed],

        (_, ProofingPending, Event::Submit) => &[Processing],
        (_, ProofingPending, Event::Finish(result)) => match result {
            Proofing::Accepted => &[Processing, Accepted],
            Proofing::Rejected => &[Processing, Rejected],
            Proofing::Inconclusive => &[Processing, Inconclusive],
            Proofing::Failed => &[Processing, Failed],
        },
        (_, Processing, Event::Finish(result)) => match result {
            Proofing::Accepted => &[Accepted],
            Proofing::Rejected => &[Rejected],
            Proofing::Inconclusive => &[Inconclusive],
            Proofing::Failed => &[Failed],
        },

        (_, state, Event::Expire) if !state.is_final() => &[Expired],
        _ => return None,
    };
    Some(path)
}

/// The actions that [`transition`] allows in `state`.
pub fn next_actions(flow: Flow, state: State) -> Vec<Action> {
    [
        (Action::Activate, Event::Activate(Check::Passed)),
        (Action::Authenticate, Event::Authenticate(Check::Passed)),
        (Action::Submit, Event::Submit),
        (Action::Finish, Event::Finish(Proofing::Accepted)),
    ]
    .into_iter()
    .filter(|(_, event)| transition(flow, state, *event).is_some())
    .map(|(action, _)| action)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: [Event; 13] = [
        Event::Start,
        Event::Activate(Check::Passed),
        Event::Activate(Check::Wrong),
        Event::Activate(Check::Locked),
        Event::Authenticate(Check::Passed),
        Event::Authenticate(Check::Wrong),
        Event::Authenticate(Check::Locked),
        Event::Submit,
        Event::Finish(Proofing::Accepted),
        Event::Finish(Proofing::Rejected),
        Event::Finish(Proofing::Inconclusive),
        Event::Finish(Proofing::Failed),
        Event::Expire,
    ];

    #[test]
    fn final_states_allow_no_event() {
        for flow in [Flow::Onboarding, Flow::StepUp] {
            for state in State::ALL.into_iter().filter(|state| state.is_final()) {
                for event in EVENTS {
                    assert_eq!(transition(flow, state, event), None, "{state} {event:?}");
                }
                assert!(next_actions(flow, state).is_empty());
            }
        }
    }

    #[test]
    fn running_states_can_expire_and_final_states_are_reachable() {
        for flow in [Flow::Onboarding, Flow::StepUp] {
            let mut reached = vec![State::Started];
            let mut next = 0;
            while let Some(&state) = reached.get(next) {
                next += 1;
                if !state.is_final() {
                    assert_eq!(
                        transition(flow, state, Event::Expire),
                        Some(&[State::Expired][..])
                    );
                }
                for event in EVENTS {
                    for &state in transition(flow, state, event).unwrap_or_default() {
                        if !reached.contains(&state) {
                            reached.push(state);
                        }
                    }
                }
            }
            let foreign = match flow {
                Flow::Onboarding => [State::AuthenticationPending, State::Authenticated],
                Flow::StepUp => [State::CodeIssued, State::DeviceRegistered],
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
    fn step_up_requires_authentication_before_proofing() {
        let state = *transition(Flow::StepUp, State::Started, Event::Start)
            .unwrap()
            .last()
            .unwrap();
        assert_eq!(next_actions(Flow::StepUp, state), [Action::Authenticate]);
        assert_eq!(
            transition(Flow::StepUp, state, Event::Finish(Proofing::Accepted)),
            None
        );
    }

    #[test]
    fn as_str_matches_serde() {
        for state in State::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
    }
}
