//! The `Retry-After` header of a status fault.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The form of a `Retry-After` header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfterForm {
    /// `Retry-After: 3`
    Seconds,
    /// `Retry-After: Fri, 31 Dec 1999 23:59:59 GMT`, by the emulator's clock like the header `Date`.
    Date,
}

/// A `Retry-After` header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RetryAfter {
    /// Seconds from now, at most 86,400.
    #[schema(minimum = 0, maximum = 86_400)]
    pub seconds: u32,
    /// As a number or as a date.
    pub form: RetryAfterForm,
}

impl From<Duration> for RetryAfter {
    /// Whole seconds, as a number; a fraction is dropped.
    fn from(duration: Duration) -> Self {
        Self {
            seconds: u32::try_from(duration.as_secs()).unwrap_or(u32::MAX),
            form: RetryAfterForm::Seconds,
        }
    }
}
