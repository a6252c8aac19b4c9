//! A fault with its scope, and one constructor for each kind.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    delay::Delay,
    kind::{FaultKind, InvalidField},
    retry_after::RetryAfter,
};
use crate::{clock::millis, operation::Operation};

/// The largest `nth` and `times`.
const MAX_CALLS: u32 = 1_000_000;

/// A fault and the calls that it applies to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// What goes wrong.
    pub fault: FaultKind,
    /// Only this operation; all of them when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
    /// Only this account; all of them when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 128)]
    pub account_id: Option<String>,
    /// The first matching call that it applies to, counted from 1.
    #[serde(default = "first")]
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub nth: u32,
    /// How many calls it applies to; all of them when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub times: Option<u32>,
    /// Probability for each call, 0 to 1.
    #[serde(default = "always")]
    #[schema(minimum = 0, maximum = 1)]
    pub probability: f64,
}

fn first() -> u32 {
    1
}

fn always() -> f64 {
    1.0
}

impl From<FaultKind> for Fault {
    fn from(kind: FaultKind) -> Self {
        Self::new(kind)
    }
}

/// One constructor for each [`FaultKind`], for example
/// `Fault::status(503).retry_after(Duration::from_secs(3)).on(Operation::GetOnboarding).once()`.
impl Fault {
    /// The response is delayed.
    pub fn latency(delay: Duration) -> Self {
        Self::delay(Delay::Fixed { ms: millis(delay) })
    }

    /// The response is delayed by a random time.
    pub fn delay(delay: Delay) -> Self {
        Self::new(FaultKind::Latency { delay })
    }

    /// The response has this status, 200 to 599; from 300 on the call does not take effect unless
    /// [`after_commit`](Self::after_commit) is called.
    pub fn status(status: u16) -> Self {
        Self::new(FaultKind::Status {
            status,
            retry_after: None,
            after_commit: false,
        })
    }

    /// 422 with the vendor's error object, which names these fields and reasons in `invalidParams`.
    pub fn invalid_params<N, R>(fields: impl IntoIterator<Item = (N, R)>) -> Self
    where
        N: Into<String>,
        R: Into<String>,
    {
        let params = fields.into_iter().map(|(name, reason)| InvalidField {
            name: name.into(),
            reason: reason.into(),
        });
        Self::new(FaultKind::InvalidParams {
            params: params.collect(),
        })
    }

    /// The response is sent, and connections are refused from then on, for at most 60 s.
    pub fn refuse_connections(duration: Duration) -> Self {
        Self::new(FaultKind::RefuseConnections {
            for_ms: millis(duration),
        })
    }

    /// The connection is reset before the request is processed.
    pub fn reset() -> Self {
        Self::new(FaultKind::Reset {
            after_commit: false,
        })
    }

    /// The connection is closed without a response before the request is processed.
    pub fn empty_reply() -> Self {
        Self::new(FaultKind::EmptyReply {
            after_commit: false,
        })
    }

    /// The connection ends after so many bytes of the body.
    pub fn truncated_body(keep_bytes: u32) -> Self {
        Self::new(FaultKind::TruncatedBody { keep_bytes })
    }

    /// The body arrives one byte at a time, each after this pause.
    pub fn slow_body(pause: Duration) -> Self {
        Self::new(FaultKind::SlowBody {
            pause_ms: millis(pause),
        })
    }

    /// The response has this `Content-Type`.
    pub fn media_type(value: impl Into<String>) -> Self {
        let value = value.into();
        Self::new(FaultKind::MediaType { value })
    }

    /// The body is not JSON.
    pub fn invalid_json() -> Self {
        Self::new(FaultKind::InvalidJson {})
    }

    /// The response has this `data.status`.
    pub fn status_value(value: impl Into<String>) -> Self {
        let value = value.into();
        Self::new(FaultKind::StatusValue { value })
    }

    /// The response has fields that the document does not name.
    pub fn extra_fields() -> Self {
        Self::new(FaultKind::ExtraFields {})
    }

    /// A field of the response is `null`.
    pub fn null_field(field: impl Into<String>) -> Self {
        let field = field.into();
        Self::new(FaultKind::NullField { field })
    }

    /// A field of the response has this value.
    pub fn field_value(field: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::new(FaultKind::FieldValue {
            field: field.into(),
            value: value.into(),
        })
    }

    /// The body has about so many bytes.
    pub fn oversize_body(bytes: u64) -> Self {
        Self::new(FaultKind::OversizeBody { bytes })
    }

    /// Adds a `Retry-After` header to a [`status`](Self::status) fault; no effect on others.
    #[must_use]
    pub fn retry_after(mut self, after: impl Into<RetryAfter>) -> Self {
        if let FaultKind::Status { retry_after, .. } = &mut self.fault {
            *retry_after = Some(after.into());
        }
        self
    }

    /// The call takes effect before a [`status`](Self::status), [`reset`](Self::reset) or
    /// [`empty_reply`](Self::empty_reply) fault replaces its response; no effect on other faults.
    #[must_use]
    pub fn after_commit(mut self) -> Self {
        if let FaultKind::Status { after_commit, .. }
        | FaultKind::Reset { after_commit }
        | FaultKind::EmptyReply { after_commit } = &mut self.fault
        {
            *after_commit = true;
        }
        self
    }

    /// A fault that applies to every call.
    pub fn new(kind: FaultKind) -> Self {
        Self {
            fault: kind,
            operation: None,
            account_id: None,
            nth: first(),
            times: None,
            probability: always(),
        }
    }

    /// Applies only to calls of this operation.
    #[must_use]
    pub fn on(mut self, operation: Operation) -> Self {
        self.operation = Some(operation);
        self
    }

    /// Applies only to calls of this account.
    #[must_use]
    pub fn for_account(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = Some(account_id.into());
        self
    }

    /// Applies from the `nth` matching call on, counted from 1.
    #[must_use]
    pub fn nth(mut self, nth: u32) -> Self {
        self.nth = nth;
        self
    }

    /// Applies to at most so many calls.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Applies to one call: the next that matches, or the [`nth`](Self::nth).
    #[must_use]
    pub fn once(self) -> Self {
        self.times(1)
    }

    /// Applies to each call with this probability, 0 to 1, which follows from the seed.
    #[must_use]
    pub fn probability(mut self, probability: f64) -> Self {
        self.probability = probability;
        self
    }

    /// The field that is out of bounds and its bounds.
    pub(crate) fn validate(&self) -> Result<(), (&'static str, &'static str)> {
        let calls = 1..=MAX_CALLS;
        if !calls.contains(&self.nth) {
            return Err(("nth", "1 to 1000000"));
        }
        if self.times.is_some_and(|times| !calls.contains(&times)) {
            return Err(("times", "1 to 1000000"));
        }
        if !(0.0..=1.0).contains(&self.probability) {
            return Err(("probability", "0 to 1"));
        }
        let account = self.account_id.as_deref().unwrap_or_default();
        if account.chars().count() > 128 {
            return Err(("accountId", "at most 128 characters"));
        }
        self.fault.validate()
    }
}
