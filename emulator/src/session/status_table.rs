//! Maps states to `data.status`.
//!
//! The vendor documents only `Pending`. The others are guesses: `Completed` and `Failed` are MobileID's, the
//! rest are results of the Assure API. `Builder::statuses` sets another table.

use super::state::State;

/// The `data.status` of each [`State`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusTable([String; State::ALL.len()]);

impl StatusTable {
    /// Replaces the text of one state.
    #[must_use]
    pub fn with(mut self, state: State, text: impl Into<String>) -> Self {
        for (slot, candidate) in self.0.iter_mut().zip(State::ALL) {
            if candidate == state {
                *slot = text.into();
                break;
            }
        }
        self
    }

    /// The text of `state`.
    pub fn text(&self, state: State) -> &str {
        State::ALL
            .iter()
            .zip(&self.0)
            .find(|(candidate, _)| **candidate == state)
            .map_or("", |(_, text)| text)
    }
}

impl Default for StatusTable {
    fn default() -> Self {
        Self(State::ALL.map(|state| {
            match state {
                State::Accepted => "Completed",
                State::Rejected => "Rejected",
                State::Inconclusive => "Inconclusive",
                State::Failed => "Failed",
                State::Expired => "Expired",
                _ => "Pending",
            }
            .to_owned()
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_running_state_is_pending() {
        let table = StatusTable::default();
        for state in State::ALL {
            assert_eq!(table.text(state) == "Pending", !state.is_final(), "{state}");
        }
    }

    #[test]
    fn with_replaces_one_state() {
        let table = StatusTable::default().with(State::Processing, "Processing");
        assert_eq!(table.text(State::Processing), "Processing");
        assert_eq!(table.text(State::ProofingPending), "Pending");
    }
}
