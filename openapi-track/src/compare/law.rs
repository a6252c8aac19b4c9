//! The one law behind every wire verdict: can a client built from the old document fail against the
//! service that the new one describes?
//!
//! What a change does to the set of accepted values, and who writes those values, decides. A client
//! fails when what it sends is no longer accepted, or when what it receives is more than it was told.
//! No change has a level of its own.

use serde::Serialize;

/// How a change bears on a client that was built from the old document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// No such client can fail.
    Safe,
    /// Values stay acceptable but mean something else, or whether they stay acceptable cannot be decided.
    Warning,
    /// Such a client can fail.
    Breaking,
}

impl Wire {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Warning => "warning",
            Self::Breaking => "breaking",
        }
    }
}

/// What a change does to the set of accepted values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The same values are accepted.
    Same,
    /// More values are accepted.
    Wider,
    /// Fewer values are accepted.
    Narrower,
    /// Some values are gained and some lost.
    Other,
    /// The same values are accepted and mean something else, or the two sets cannot be told apart.
    Meaning,
}

impl Effect {
    /// The effect seen through a `not`, or with the two documents exchanged.
    pub fn turned(self) -> Self {
        match self {
            Self::Wider => Self::Narrower,
            Self::Narrower => Self::Wider,
            other => other,
        }
    }

    /// The effect of two changes to one value.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Same, effect) | (effect, Self::Same) => effect,
            (left, right) if left == right => left,
            (Self::Meaning, effect) | (effect, Self::Meaning) => effect,
            _ => Self::Other,
        }
    }
}

/// Who writes the value, seen from the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sense {
    /// The client sends it.
    Sent,
    /// The client receives it.
    Received,
}

impl Sense {
    /// The other side, for webhooks, callbacks and `not`.
    pub fn turned(self) -> Self {
        match self {
            Self::Sent => Self::Received,
            Self::Received => Self::Sent,
        }
    }
}

/// What takes the edge off a change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Guards {
    /// Nobody carries the value in this direction: read-only when sent, write-only when received.
    pub absent: bool,
    /// The old document announced the end of it.
    pub deprecated: bool,
}

/// The law.
pub fn judge(effect: Effect, sense: Sense, guards: Guards) -> Wire {
    if guards.absent {
        return Wire::Safe;
    }
    match (effect, sense) {
        (Effect::Same, _) | (Effect::Wider, Sense::Sent) | (Effect::Narrower, Sense::Received) => {
            Wire::Safe
        }
        (Effect::Meaning, _) => Wire::Warning,
        _ if guards.deprecated => Wire::Warning,
        _ => Wire::Breaking,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_losing_what_is_sent_or_gaining_what_is_received_breaks() {
        let plain = Guards::default();
        let of = |effect, sense| judge(effect, sense, plain);
        assert_eq!(of(Effect::Wider, Sense::Sent), Wire::Safe);
        assert_eq!(of(Effect::Narrower, Sense::Sent), Wire::Breaking);
        assert_eq!(of(Effect::Wider, Sense::Received), Wire::Breaking);
        assert_eq!(of(Effect::Narrower, Sense::Received), Wire::Safe);
        assert_eq!(of(Effect::Other, Sense::Sent), Wire::Breaking);
        assert_eq!(of(Effect::Other, Sense::Received), Wire::Breaking);
        assert_eq!(of(Effect::Same, Sense::Received), Wire::Safe);
        assert_eq!(of(Effect::Meaning, Sense::Sent), Wire::Warning);
    }

    #[test]
    fn what_nobody_carries_cannot_break_and_what_was_announced_only_warns() {
        let absent = Guards {
            absent: true,
            ..Guards::default()
        };
        let deprecated = Guards {
            deprecated: true,
            ..Guards::default()
        };
        assert_eq!(judge(Effect::Other, Sense::Sent, absent), Wire::Safe);
        assert_eq!(
            judge(Effect::Narrower, Sense::Sent, deprecated),
            Wire::Warning
        );
    }
}
