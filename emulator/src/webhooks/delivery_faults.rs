//! What goes wrong with deliveries on command.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What goes wrong with the deliveries of a webhook. Nothing by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DeliveryFaults {
    /// Delay before the first attempt, in milliseconds, at most a minute.
    #[schema(minimum = 0, maximum = 60_000)]
    pub delay_ms: u64,
    /// Probability that an event is never sent, 0 to 1.
    #[schema(minimum = 0, maximum = 1)]
    pub drop: f64,
    /// Probability that an event is delivered twice, 0 to 1.
    #[schema(minimum = 0, maximum = 1)]
    pub duplicate: f64,
    /// Probability that an event waits for the next one and is sent after it, for at most 2 s; 0 to 1.
    #[schema(minimum = 0, maximum = 1)]
    pub reorder: f64,
}

impl DeliveryFaults {
    pub(super) fn validate(&self) -> Result<(), (&'static str, &'static str)> {
        if self.delay_ms > 60_000 {
            return Err(("delayMs", "it is at most 60,000 ms"));
        }
        for (field, probability) in [
            ("drop", self.drop),
            ("duplicate", self.duplicate),
            ("reorder", self.reorder),
        ] {
            if !(0.0..=1.0).contains(&probability) {
                return Err((field, "it is a probability from 0 to 1"));
            }
        }
        Ok(())
    }
}
