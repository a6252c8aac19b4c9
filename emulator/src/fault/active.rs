//! An active fault and its counters.

use serde::Serialize;
use utoipa::ToSchema;

use super::scoped::Fault;
use crate::{operation::Operation, random::Random};

/// An active fault.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ActiveFault {
    /// Id for removing the fault.
    pub id: u64,
    /// Matching calls so far.
    pub matched: u64,
    /// Calls that it applied to so far.
    pub applied: u32,
    /// The fault as it was set.
    #[serde(flatten)]
    pub fault: Fault,
}

impl ActiveFault {
    pub(crate) fn new(id: u64, fault: Fault) -> Self {
        Self {
            id,
            matched: 0,
            applied: 0,
            fault,
        }
    }

    /// Counts a call and returns whether the fault applies to it.
    pub(crate) fn applies(
        &mut self,
        operation: Operation,
        account: Option<&str>,
        random: &mut Random,
    ) -> bool {
        let fault = &self.fault;
        let matches = fault.operation.is_none_or(|only| only == operation)
            && fault
                .account_id
                .as_deref()
                .is_none_or(|only| Some(only) == account);
        if !matches {
            return false;
        }
        self.matched = self.matched.saturating_add(1);
        let applies = self.matched >= u64::from(fault.nth)
            && !self.is_used_up()
            && (fault.probability >= 1.0 || random.fraction() < fault.probability);
        if applies {
            self.applied = self.applied.saturating_add(1);
        }
        applies
    }

    pub(crate) fn is_used_up(&self) -> bool {
        self.fault.times.is_some_and(|times| self.applied >= times)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(fault: Fault, calls: usize) -> Vec<bool> {
        let mut active = ActiveFault::new(1, fault);
        let mut random = Random::new(5, "faults");
        (0..calls)
            .map(|_| active.applies(Operation::Token, Some("a"), &mut random))
            .collect()
    }

    #[test]
    fn applies_from_the_nth_call_to_at_most_the_given_number() {
        let fault = Fault::invalid_json().nth(2).times(2);
        assert_eq!(applied(fault, 5), [false, true, true, false, false]);
    }

    #[test]
    fn applies_only_to_its_operation_and_account() {
        let other = Fault::invalid_json().on(Operation::GetStepUp);
        assert_eq!(applied(other, 2), [false, false]);
        let other = Fault::invalid_json().for_account("b");
        assert_eq!(applied(other, 2), [false, false]);
    }

    #[test]
    fn applies_with_its_probability_and_follows_the_seed() {
        let fault = Fault::invalid_json().probability(0.25);
        let calls = applied(fault.clone(), 4_000);
        let hits = calls.iter().filter(|hit| **hit).count();
        assert!((900..1_100).contains(&hits), "{hits}");
        assert_eq!(calls, applied(fault, 4_000));
    }
}
