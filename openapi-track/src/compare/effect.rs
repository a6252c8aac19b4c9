//! Derives a wire verdict from what a change does to the set of valid values and from who writes those
//! values.
//!
//! A client fails when the service no longer accepts what it sends, or when it receives a value outside
//! the set that the old document describes. Every verdict follows from [`verdict`]; no kind of change has
//! a level of its own.

use super::verdict::Wire;

/// What a change does to the set of valid values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Effect {
    /// The set is the same.
    Same,
    /// Values were added.
    Wider,
    /// Values were removed.
    Narrower,
    /// Values were added and others removed.
    Other,
    /// The set is the same and its values mean something else, or the two sets cannot be compared.
    Uncertain,
}

/// Who writes the value, as the client sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Direction {
    /// The client sends it.
    Sent,
    /// The client receives it.
    Received,
}

/// What lowers the verdict of a change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Exemptions {
    /// The value does not occur in this direction: read-only when sent, write-only when received.
    pub(super) absent: bool,
    /// The old document marked it as deprecated.
    pub(super) deprecated: bool,
}

impl Effect {
    /// The effect seen through a `not`, or with the two documents exchanged.
    pub(super) fn reversed(self) -> Self {
        match self {
            Self::Wider => Self::Narrower,
            Self::Narrower => Self::Wider,
            other => other,
        }
    }
}

impl Direction {
    /// The other direction: inside a `not`.
    pub(super) fn reversed(self) -> Self {
        match self {
            Self::Sent => Self::Received,
            Self::Received => Self::Sent,
        }
    }
}

/// The verdict on a change.
pub(super) fn verdict(effect: Effect, direction: Direction, exemptions: Exemptions) -> Wire {
    match (effect, direction) {
        _ if exemptions.absent => Wire::Safe,
        (Effect::Same, _)
        | (Effect::Wider, Direction::Sent)
        | (Effect::Narrower, Direction::Received) => Wire::Safe,
        (Effect::Uncertain, _) => Wire::Warning,
        _ if exemptions.deprecated => Wire::Warning,
        _ => Wire::Breaking,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_when_sent_values_are_removed_or_received_values_added() {
        use Direction::{Received, Sent};
        for (effect, direction, expected) in [
            (Effect::Same, Sent, Wire::Safe),
            (Effect::Same, Received, Wire::Safe),
            (Effect::Wider, Sent, Wire::Safe),
            (Effect::Wider, Received, Wire::Breaking),
            (Effect::Narrower, Sent, Wire::Breaking),
            (Effect::Narrower, Received, Wire::Safe),
            (Effect::Other, Sent, Wire::Breaking),
            (Effect::Other, Received, Wire::Breaking),
            (Effect::Uncertain, Sent, Wire::Warning),
            (Effect::Uncertain, Received, Wire::Warning),
        ] {
            let plain = verdict(effect, direction, Exemptions::default());
            assert_eq!(plain, expected, "{effect:?} {direction:?}");
        }
    }

    #[test]
    fn exempts_absent_values_and_warns_of_deprecated_ones() {
        let absent = Exemptions {
            absent: true,
            ..Exemptions::default()
        };
        let deprecated = Exemptions {
            deprecated: true,
            ..Exemptions::default()
        };
        let of = |effect, exemptions| verdict(effect, Direction::Sent, exemptions);
        assert_eq!(of(Effect::Other, absent), Wire::Safe);
        assert_eq!(of(Effect::Narrower, deprecated), Wire::Warning);
    }
}
