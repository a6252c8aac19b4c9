//! How a state shows as `data.status`: one table.
//!
//! Only `Pending` was ever seen in the vendor's pages. The others are guesses: `Completed` and `Failed`
//! after MobileID, the rest after the results of the Assure API. Change a line here, or give the builder
//! another table, and the whole emulator speaks it.

use crate::State;

/// The text that [`State`]s show as in `data.status`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusTable([String; State::ALL.len()]);

impl StatusTable {
    /// The same table with another text for one state.
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

    /// The text for `state`.
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
    fn running_sessions_show_as_the_one_status_that_was_seen() {
        let table = StatusTable::default();
        for state in State::ALL {
            assert_eq!(table.text(state) == "Pending", !state.is_final(), "{state}");
        }
    }

    #[test]
    fn one_line_can_be_replaced() {
        let table = StatusTable::default().with(State::Processing, "Processing");
        assert_eq!(table.text(State::Processing), "Processing");
        assert_eq!(table.text(State::ProofingPending), "Pending");
    }
}
