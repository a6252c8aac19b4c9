//! The name of the PostgreSQL schema that holds the tables, checked so that it can be written into a statement.

use std::{fmt, str::FromStr};

use crate::error::FleetError;

/// Longest name in bytes: PostgreSQL truncates identifiers to 63.
const MAX_BYTES: usize = 63;

/// Name of a PostgreSQL schema: lower-case letters, digits and `_`, not starting with a digit, at most 63 bytes.
/// `public` by default.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SchemaName(Box<str>);

impl SchemaName {
    /// Checks a name.
    ///
    /// # Errors
    /// [`FleetError::InvalidSchemaName`] for any other form, so that a name never needs quoting.
    pub fn new(name: impl Into<Box<str>>) -> Result<Self, FleetError> {
        let name = name.into();
        let starts = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        let mut bytes = name.bytes();
        let valid = name.len() <= MAX_BYTES
            && bytes.next().is_some_and(starts)
            && bytes.all(|byte| starts(byte) || byte.is_ascii_digit());
        valid
            .then_some(Self(name))
            .ok_or(FleetError::InvalidSchemaName)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for SchemaName {
    fn default() -> Self {
        Self("public".into())
    }
}

impl fmt::Display for SchemaName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SchemaName {
    type Err = FleetError;

    fn from_str(name: &str) -> Result<Self, FleetError> {
        Self::new(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_only_names_that_need_no_quoting() {
        for name in ["public", "reuseid_2", "_x", &"a".repeat(63)] {
            assert_eq!(SchemaName::new(name).unwrap().as_str(), name);
        }
        for name in [
            "",
            "2x",
            "Public",
            "a-b",
            "a b",
            "a\"; drop",
            "ä",
            &"a".repeat(64),
        ] {
            assert!(SchemaName::new(name).is_err(), "{name:?}");
        }
    }
}
