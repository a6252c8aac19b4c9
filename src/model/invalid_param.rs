//! One entry of an error response's `invalidParams`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A request parameter that the service rejected. `Debug` prints neither name nor reason, which may
/// contain personal data.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InvalidParam {
    pub(crate) name: String,
    pub(crate) reason: String,
}

impl InvalidParam {
    /// The parameter, for example `videoIdProviderOptions.docType`; at most 1024 bytes.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Why it was rejected, in the service's words; at most 1024 bytes.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Debug for InvalidParam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InvalidParam(..)")
    }
}
