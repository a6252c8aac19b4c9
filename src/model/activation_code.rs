//! The code that registers a device.

use std::fmt;

/// An activation code; `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ActivationCode(Box<str>);

impl ActivationCode {
    /// `None` for an empty text.
    pub(crate) fn new(code: String) -> Option<Self> {
        (!code.is_empty()).then(|| Self(code.into()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ActivationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ActivationCode(..)")
    }
}
