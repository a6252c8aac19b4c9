//! Sets of JSON types.

use std::fmt;

use serde_json::Value;

use super::document::Object;
use super::effect::Effect;

/// A set of JSON types; `null` is kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Types(u8);

const NAMES: [(&str, Types); 6] = [
    ("string", Types(1)),
    // Every integer is a number.
    ("integer", Types(2)),
    ("number", Types(2 | 4)),
    ("boolean", Types(8)),
    ("array", Types(16)),
    ("object", Types(32)),
];

impl Types {
    pub(super) const ANY: Self = Self(63);
    pub(super) const OBJECT: Self = Self(32);
    pub(super) const ARRAY: Self = Self(16);
    const STRING: Self = Self(1);
    const SCALAR: Self = Self(1 | 2 | 4 | 8);

    pub(super) fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    fn named(name: &Value) -> Option<Self> {
        let name = name.as_str()?;
        NAMES
            .iter()
            .find(|(known, _)| name == *known)
            .map(|(_, types)| *types)
    }

    /// The types that `type` names, and whether null is among them.
    pub(super) fn read(object: &Object) -> (Self, bool) {
        match object.get("type") {
            Some(Value::Array(names)) => {
                let null = names.iter().any(|name| name.as_str() == Some("null"));
                let types = names
                    .iter()
                    .filter_map(Self::named)
                    .fold(0, |all, types| all | types.0);
                (if types == 0 { Self::ANY } else { Self(types) }, null)
            }
            name => (name.and_then(Self::named).unwrap_or(Self::ANY), false),
        }
    }

    /// The types of these values, null left out.
    pub(super) fn of_values(values: &[&Value]) -> Self {
        let one = |value: &&Value| match value {
            Value::Null => 0,
            Value::Bool(_) => 8,
            Value::Number(number) if number.is_f64() => 4,
            Value::Number(_) => 2,
            Value::String(_) => 1,
            Value::Array(_) => 16,
            Value::Object(_) => 32,
        };
        Self(values.iter().map(one).fold(0, |all, types| all | types))
    }

    /// How many types these are, integers and numbers being one.
    pub(super) fn count(self) -> u32 {
        (self.0 & !6).count_ones() + u32::from(self.0 & 6 != 0)
    }

    /// From this set to the other.
    pub(super) fn effect(self, new: Self) -> Effect {
        match (self.contains(new), new.contains(self)) {
            (true, true) => Effect::Same,
            (true, false) => Effect::Narrower,
            (false, true) => Effect::Wider,
            (false, false) => Effect::Other,
        }
    }

    /// What these types accept where values are written as text: a string also takes any number, and in
    /// XML any element.
    pub(super) fn as_text(self, in_xml: bool) -> Self {
        match (self.contains(Self::STRING), in_xml) {
            (false, _) => self,
            (true, true) => Self::ANY,
            (true, false) => Self(self.0 | Self::SCALAR.0),
        }
    }
}

impl fmt::Display for Types {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ANY {
            return formatter.write_str("any type");
        }
        let number = self.contains(Self(6));
        let names: Vec<_> = NAMES
            .iter()
            .filter(|(name, types)| self.contains(*types) && !(*name == "integer" && number))
            .map(|(name, _)| *name)
            .collect();
        formatter.write_str(if names.is_empty() { "nothing" } else { "" })?;
        formatter.write_str(&names.join(" or "))
    }
}
