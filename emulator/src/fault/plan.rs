//! What all faults together do to one call.

use std::time::Duration;

use super::kind::FaultKind;
use crate::random::Random;

/// The most faults of one call that its log entry names.
const MAX_NAMES: usize = 16;

/// The faults that apply to one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct FaultPlan {
    /// Sum of all latencies.
    pub delay: Duration,
    /// For how long connections are refused from now on.
    pub refuse_for: Option<Duration>,
    /// All faults but latencies, in the order in which they were set.
    pub kinds: Vec<FaultKind>,
    names: Vec<&'static str>,
}

impl FaultPlan {
    pub fn add(&mut self, kind: &FaultKind, random: &mut Random) {
        self.names.push(kind.name());
        match kind {
            FaultKind::Latency { delay } => {
                self.delay = self.delay.saturating_add(delay.sample(random));
            }
            kind => self.kinds.push(kind.clone()),
        }
        if let FaultKind::RefuseConnections { for_ms } = kind {
            self.refuse_for = Some(Duration::from_millis(*for_ms));
        }
    }

    /// The names of the faults, for the log; `None` without faults.
    pub fn names(&self) -> Option<String> {
        let (first, rest) = self.names.split_at(self.names.len().min(MAX_NAMES));
        match (first, rest.len()) {
            ([], _) => None,
            (_, 0) => Some(first.join(", ")),
            (_, more) => Some(format!("{} and {more} more", first.join(", "))),
        }
    }
}
