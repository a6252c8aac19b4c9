//! Faults on demand: what can go wrong, for whom, and when.
//!
//! A fault matches calls by operation and account; of the matching calls it meets those from the `nth` on,
//! at most `times` of them, each with a `probability` that is rolled from the seed. Several faults may meet
//! one call: delays add up, and what breaks the answer is applied in the order in which the faults were set.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{Operation, chance::Chance, handle::MAX_REFUSAL};

/// The longest delay, and the longest pause between two bytes: 10 minutes.
pub const MAX_DELAY_MS: u64 = 600_000;
/// The largest body that [`FaultKind::OversizeBody`] makes: 64 MiB.
pub const MAX_OVERSIZE: u64 = 64 * 1024 * 1024;

/// The largest value that [`FaultKind::FieldValue`] puts in, as JSON.
const MAX_FIELD_VALUE: usize = 1_024;
/// The most faults of one call that its line in the log names.
const MAX_NAMES: usize = 16;
/// The most that calls are counted to.
const MAX_CALLS: u32 = 1_000_000;

/// How long an answer is held back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "distribution", rename_all = "snake_case", deny_unknown_fields)]
pub enum Delay {
    /// Always the same.
    Fixed {
        /// Milliseconds.
        #[schema(minimum = 0, maximum = 600_000)]
        ms: u64,
    },
    /// Anything between two bounds.
    #[serde(rename_all = "camelCase")]
    Uniform {
        /// Least, in milliseconds.
        #[schema(minimum = 0, maximum = 600_000)]
        min_ms: u64,
        /// Most, in milliseconds; the least when smaller than that.
        #[schema(minimum = 0, maximum = 600_000)]
        max_ms: u64,
    },
    /// Mostly short with a long tail, as networks are.
    #[serde(rename_all = "camelCase")]
    LogNormal {
        /// Half of the delays are shorter, in milliseconds.
        #[schema(minimum = 0, maximum = 600_000)]
        median_ms: u64,
        /// Standard deviation of the logarithm, 0 to 10; 0.5 is tame, 2 is wild.
        #[schema(minimum = 0, maximum = 10)]
        sigma: f64,
    },
}

impl Delay {
    fn draw(&self, dice: &mut Chance) -> Duration {
        let ms = match *self {
            Delay::Fixed { ms } => ms,
            Delay::Uniform { min_ms, max_ms } => dice.between(min_ms, max_ms),
            Delay::LogNormal { median_ms, sigma } => {
                // Box and Muller; 1 - fraction is never zero.
                let radius = (-2.0 * (1.0 - dice.fraction()).ln()).sqrt();
                let normal = radius * (std::f64::consts::TAU * dice.fraction()).cos();
                let seconds =
                    Duration::from_millis(median_ms).as_secs_f64() * (sigma * normal).exp();
                return Duration::try_from_secs_f64(seconds)
                    .unwrap_or(Duration::MAX)
                    .min(Duration::from_millis(MAX_DELAY_MS));
            }
        };
        Duration::from_millis(ms.min(MAX_DELAY_MS))
    }
}

/// How a `Retry-After` header says when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfterForm {
    /// `Retry-After: 3`
    Seconds,
    /// `Retry-After: Fri, 31 Dec 1999 23:59:59 GMT`, by the emulator's clock as in the header `Date`.
    Date,
}

/// A `Retry-After` header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RetryAfter {
    /// How many seconds from now, at most 86,400.
    #[schema(minimum = 0, maximum = 86_400)]
    pub seconds: u32,
    /// As a number or as a date.
    pub form: RetryAfterForm,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultKind {
    /// The answer is held back.
    Latency {
        /// For how long.
        delay: Delay,
    },
    /// A redirect (without a target) or an error, with the vendor's error object; or the answer itself under
    /// another success status.
    #[serde(rename_all = "camelCase")]
    Status {
        /// 200 to 599, for example 202, 429 or 503.
        #[schema(minimum = 200, maximum = 599)]
        status: u16,
        /// With a `Retry-After` header.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<RetryAfter>,
        /// Whether the call takes effect all the same; it always does under a success status.
        #[serde(default)]
        after_commit: bool,
    },
    /// The call is answered and its connection closed; from then on connections to the whole instance are
    /// refused for a while. In process, where there are no connections, it is answered and that is all.
    #[serde(rename_all = "camelCase")]
    RefuseConnections {
        /// For how long, in milliseconds.
        #[schema(minimum = 0, maximum = 60_000)]
        for_ms: u64,
    },
    /// The connection is reset in place of an answer.
    #[serde(rename_all = "camelCase")]
    Reset {
        /// `false`: before the request's body was read; `true`: after it was read and took effect.
        #[serde(default)]
        after_commit: bool,
    },
    /// The connection is closed in an orderly way without an answer.
    #[serde(rename_all = "camelCase")]
    EmptyReply {
        /// Whether the call takes effect all the same.
        #[serde(default)]
        after_commit: bool,
    },
    /// The connection ends inside the body, short of its `Content-Length`.
    #[serde(rename_all = "camelCase")]
    TruncatedBody {
        /// How many bytes of the body arrive, at most 64 MiB.
        #[schema(minimum = 0, maximum = 67_108_864)]
        keep_bytes: u32,
    },
    /// The body arrives one byte at a time.
    #[serde(rename_all = "camelCase")]
    SlowBody {
        /// Pause before each byte, in milliseconds; 1000 is one byte a second.
        #[schema(minimum = 1, maximum = 600_000)]
        pause_ms: u64,
    },
    /// The `Content-Type` says something else than JSON.
    MediaType {
        /// For example `text/html`; 1 to 128 printable ASCII characters.
        #[schema(min_length = 1, max_length = 128, pattern = "^[!-~]([ -~]*[!-~])?$")]
        value: String,
    },
    /// The body is not JSON though it says so.
    InvalidJson {},
    /// A `data.status` that nobody knows.
    StatusValue {
        /// For example `OnHold`; at most 32 characters.
        #[schema(max_length = 32)]
        value: String,
    },
    /// Fields that the document does not know, at both levels of the body.
    ExtraFields {},
    /// `null` where the document promises a string.
    NullField {
        /// A field of `data` (of the body itself for the token endpoint), for example `status`; at most 32
        /// characters.
        #[schema(max_length = 32)]
        field: String,
    },
    /// Any value in place of a field's own, for example `0` for `expires_in`.
    FieldValue {
        /// A field of `data` (of the body itself for the token endpoint); at most 32 characters.
        #[schema(max_length = 32)]
        field: String,
        /// Any JSON of at most 1 KiB.
        #[schema(value_type = Value)]
        value: Value,
    },
    /// A body that is far too large, still JSON.
    OversizeBody {
        /// About how many bytes, at most 64 MiB.
        #[schema(minimum = 0, maximum = 67_108_864)]
        bytes: u64,
    },
}

impl FaultKind {
    /// The name that the control API uses, for example `slow_body`.
    pub fn name(&self) -> &'static str {
        match self {
            FaultKind::Latency { .. } => "latency",
            FaultKind::Status { .. } => "status",
            FaultKind::RefuseConnections { .. } => "refuse_connections",
            FaultKind::Reset { .. } => "reset",
            FaultKind::EmptyReply { .. } => "empty_reply",
            FaultKind::TruncatedBody { .. } => "truncated_body",
            FaultKind::SlowBody { .. } => "slow_body",
            FaultKind::MediaType { .. } => "media_type",
            FaultKind::InvalidJson {} => "invalid_json",
            FaultKind::StatusValue { .. } => "status_value",
            FaultKind::ExtraFields {} => "extra_fields",
            FaultKind::NullField { .. } => "null_field",
            FaultKind::FieldValue { .. } => "field_value",
            FaultKind::OversizeBody { .. } => "oversize_body",
        }
    }
}

/// A fault with its scope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// What goes wrong.
    pub fault: FaultKind,
    /// Only for this operation; all of them when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
    /// Only for this account; all of them when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 128)]
    pub account_id: Option<String>,
    /// The first of the matching calls that is met, counted from 1.
    #[serde(default = "first")]
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub nth: u32,
    /// How many calls are met; all of them when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub times: Option<u32>,
    /// How likely a call is met, 0 to 1.
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

impl From<Duration> for RetryAfter {
    /// Whole seconds, as a number; a fraction is dropped.
    fn from(duration: Duration) -> Self {
        Self {
            seconds: u32::try_from(duration.as_secs()).unwrap_or(u32::MAX),
            form: RetryAfterForm::Seconds,
        }
    }
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
        let ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        Self::delay(Delay::Fixed { ms })
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

    /// The response is sent, and connections are refused from then on, for at most 60 s.
    pub fn refuse_connections(duration: Duration) -> Self {
        let for_ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        Self::new(FaultKind::RefuseConnections { for_ms })
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
        let pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        Self::new(FaultKind::SlowBody { pause_ms })
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

    /// A fault that meets every call.
    pub fn new(fault: FaultKind) -> Self {
        Self {
            fault,
            operation: None,
            account_id: None,
            nth: 1,
            times: None,
            probability: 1.0,
        }
    }

    /// Only calls of this operation.
    #[must_use]
    pub fn on(mut self, operation: Operation) -> Self {
        self.operation = Some(operation);
        self
    }

    /// Only calls of this account.
    #[must_use]
    pub fn for_account(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = Some(account_id.into());
        self
    }

    /// From the `nth` matching call on, counted from 1.
    #[must_use]
    pub fn nth(mut self, nth: u32) -> Self {
        self.nth = nth;
        self
    }

    /// At most so many calls.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Only one call, the next that matches (or the [`nth`](Self::nth)).
    #[must_use]
    pub fn once(self) -> Self {
        self.times(1)
    }

    /// Each call with this probability, 0 to 1, rolled from the seed.
    #[must_use]
    pub fn probability(mut self, probability: f64) -> Self {
        self.probability = probability;
        self
    }

    /// Why this fault cannot be set: the field and what is wrong with it.
    pub(crate) fn problem(&self) -> Option<(&'static str, &'static str)> {
        if !(1..=MAX_CALLS).contains(&self.nth) {
            return Some(("nth", "1 to 1000000: calls are counted from 1"));
        }
        if self
            .times
            .is_some_and(|times| !(1..=MAX_CALLS).contains(&times))
        {
            return Some(("times", "1 to 1000000"));
        }
        if !(0.0..=1.0).contains(&self.probability) {
            return Some(("probability", "0 to 1"));
        }
        let too_long = |ms: u64| ms > MAX_DELAY_MS;
        match &self.fault {
            FaultKind::Latency {
                delay: Delay::Fixed { ms },
            } if too_long(*ms) => Some(("fault.delay.ms", "at most 600000")),
            FaultKind::Latency {
                delay: Delay::Uniform { min_ms, max_ms },
            } if too_long(*min_ms) || too_long(*max_ms) => Some(("fault.delay", "at most 600000")),
            FaultKind::Latency {
                delay: Delay::LogNormal { median_ms, sigma },
            } if too_long(*median_ms) || !(0.0..=10.0).contains(sigma) => Some((
                "fault.delay",
                "a median of at most 600000 ms and a sigma of 0 to 10",
            )),
            FaultKind::Status { status, .. } if !(200..=599).contains(status) => {
                Some(("fault.status", "200 to 599"))
            }
            FaultKind::RefuseConnections { for_ms }
                if Duration::from_millis(*for_ms) > MAX_REFUSAL =>
            {
                Some(("fault.forMs", "at most 60000"))
            }
            FaultKind::Status {
                retry_after: Some(after),
                ..
            } if after.seconds > 86_400 => Some(("fault.retryAfter.seconds", "at most 86400")),
            FaultKind::SlowBody { pause_ms } if *pause_ms == 0 || too_long(*pause_ms) => {
                Some(("fault.pauseMs", "1 to 600000"))
            }
            FaultKind::MediaType { value }
                if value.is_empty()
                    || value.len() > 128
                    || value.trim() != value
                    || !value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) =>
            {
                Some((
                    "fault.value",
                    "1 to 128 printable ASCII characters, no space at either end",
                ))
            }
            FaultKind::StatusValue { value } if value.chars().count() > 32 => {
                Some(("fault.value", "at most 32 characters"))
            }
            FaultKind::NullField { field } | FaultKind::FieldValue { field, .. }
                if field.chars().count() > 32 =>
            {
                Some(("fault.field", "at most 32 characters"))
            }
            FaultKind::FieldValue { value, .. } if value.to_string().len() > MAX_FIELD_VALUE => {
                Some(("fault.value", "at most 1 KiB of JSON"))
            }
            FaultKind::TruncatedBody { keep_bytes } if u64::from(*keep_bytes) > MAX_OVERSIZE => {
                Some(("fault.keepBytes", "at most 67108864"))
            }
            FaultKind::OversizeBody { bytes } if *bytes > MAX_OVERSIZE => {
                Some(("fault.bytes", "at most 67108864"))
            }
            _ if self
                .account_id
                .as_ref()
                .is_some_and(|id| id.chars().count() > 128) =>
            {
                Some(("accountId", "at most 128 characters"))
            }
            _ => None,
        }
    }
}

/// A fault that is set.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActiveFault {
    /// By which it can be removed.
    pub id: u64,
    /// Matching calls so far.
    pub seen: u64,
    /// Calls that it met so far.
    pub met: u32,
    /// What was set.
    #[serde(flatten)]
    pub set: Fault,
}

impl ActiveFault {
    /// Whether the present call is met. Counts it.
    pub(crate) fn meets(
        &mut self,
        operation: Operation,
        account: Option<&str>,
        dice: &mut Chance,
    ) -> bool {
        let set = &self.set;
        if set.operation.is_some_and(|only| only != operation)
            || set
                .account_id
                .as_deref()
                .is_some_and(|only| Some(only) != account)
        {
            return false;
        }
        self.seen = self.seen.saturating_add(1);
        let hit = self.seen >= u64::from(set.nth)
            && !self.is_used_up()
            && (set.probability >= 1.0 || dice.fraction() < set.probability);
        if hit {
            self.met = self.met.saturating_add(1);
        }
        hit
    }

    pub(crate) fn is_used_up(&self) -> bool {
        self.set.times.is_some_and(|times| self.met >= times)
    }
}

/// What the faults do to one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub delay: Duration,
    /// For how long connections are refused from now on.
    pub refuse_for: Option<Duration>,
    pub kinds: Vec<FaultKind>,
    names: Vec<&'static str>,
}

impl Plan {
    pub fn add(&mut self, kind: &FaultKind, dice: &mut Chance) {
        self.names.push(kind.name());
        match kind {
            FaultKind::Latency { delay } => {
                self.delay = self.delay.saturating_add(delay.draw(dice));
            }
            kind => self.kinds.push(kind.clone()),
        }
        if let FaultKind::RefuseConnections { for_ms } = kind {
            self.refuse_for = Some(Duration::from_millis(*for_ms));
        }
    }

    /// What the call met, for the log.
    pub fn names(&self) -> Option<String> {
        let (first, rest) = self.names.split_at(self.names.len().min(MAX_NAMES));
        match (first, rest.len()) {
            ([], _) => None,
            (_, 0) => Some(first.join(", ")),
            (_, more) => Some(format!("{} and {more} more", first.join(", "))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(fault: Fault, calls: usize) -> Vec<bool> {
        let mut active = ActiveFault {
            id: 1,
            seen: 0,
            met: 0,
            set: fault,
        };
        let mut dice = Chance::of(5, "dice");
        (0..calls)
            .map(|_| active.meets(Operation::Token, Some("a"), &mut dice))
            .collect()
    }

    #[test]
    fn a_fault_meets_the_nth_call_and_no_more_than_told() {
        let fault = Fault::new(FaultKind::InvalidJson {}).nth(2).times(2);
        assert_eq!(met(fault, 5), [false, true, true, false, false]);
    }

    #[test]
    fn a_fault_keeps_to_its_operation_and_account() {
        let other = Fault::new(FaultKind::InvalidJson {}).on(Operation::GetStepUp);
        assert_eq!(met(other, 2), [false, false]);
        let other = Fault::new(FaultKind::InvalidJson {}).for_account("b");
        assert_eq!(met(other, 2), [false, false]);
    }

    #[test]
    fn a_probability_is_kept_and_rolled_from_the_seed() {
        let fault = Fault::new(FaultKind::InvalidJson {}).probability(0.25);
        let calls = met(fault.clone(), 4_000);
        let hits = calls.iter().filter(|hit| **hit).count();
        assert!((900..1_100).contains(&hits), "{hits}");
        assert_eq!(calls, met(fault, 4_000));
    }

    #[test]
    fn delays_follow_their_distribution() {
        let mut dice = Chance::of(9, "delay");
        assert_eq!(
            Delay::Fixed { ms: 20 }.draw(&mut dice),
            Duration::from_millis(20)
        );
        let uniform = Delay::Uniform {
            min_ms: 10,
            max_ms: 12,
        };
        let log_normal = Delay::LogNormal {
            median_ms: 100,
            sigma: 0.5,
        };
        let mut long = 0;
        for _ in 0..2_000 {
            let drawn = uniform.draw(&mut dice).as_millis();
            assert!((10..=12).contains(&drawn));
            long += u32::from(log_normal.draw(&mut dice) > Duration::from_millis(100));
        }
        assert!((900..1_100).contains(&long), "{long}");
        let endless = Delay::LogNormal {
            median_ms: MAX_DELAY_MS,
            sigma: 10.0,
        };
        assert!((0..100).all(|_| endless.draw(&mut dice) <= Duration::from_millis(MAX_DELAY_MS)));
    }
}
