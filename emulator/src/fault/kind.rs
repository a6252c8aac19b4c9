//! What a fault does to a call.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    delay::{Delay, MAX_DELAY_MS},
    retry_after::RetryAfter,
};

/// The largest body of [`FaultKind::OversizeBody`]: 64 MiB.
pub const MAX_OVERSIZE: u64 = 64 * 1024 * 1024;
/// The longest time for which connections can be refused.
pub const MAX_REFUSE_DURATION: Duration = Duration::from_secs(60);

/// The largest value of [`FaultKind::FieldValue`], in bytes of JSON.
const MAX_FIELD_VALUE: usize = 1_024;
/// The most fields of [`FaultKind::InvalidParams`].
const MAX_INVALID_FIELDS: usize = 100;

/// One entry of `invalidParams`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvalidField {
    /// Name of the field, for example `videoidProviderOptions.docType`; at most 128 characters.
    #[schema(max_length = 128)]
    pub name: String,
    /// Why it is invalid; at most 128 characters.
    #[schema(max_length = 128)]
    pub reason: String,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultKind {
    /// The response is delayed.
    Latency {
        /// For how long.
        delay: Delay,
    },
    /// From 300 on: a redirect (without a target) or an error with the vendor's error object. Below: the
    /// call's own response with another success status.
    #[serde(rename_all = "camelCase")]
    Status {
        /// 200 to 599, for example 202, 429 or 503.
        #[schema(minimum = 200, maximum = 599)]
        status: u16,
        /// Adds a `Retry-After` header.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<RetryAfter>,
        /// Whether the call takes effect before it fails; with a success status it always does.
        #[serde(default)]
        after_commit: bool,
    },
    /// 422 with the vendor's error object and these `invalidParams`; the call does not take effect.
    InvalidParams {
        /// 1 to 100 fields.
        #[schema(min_items = 1, max_items = 100)]
        params: Vec<InvalidField>,
    },
    /// The call's response is sent and its connection closed; then the whole instance refuses connections
    /// for a while. Without a socket, in-process calls are refused instead.
    #[serde(rename_all = "camelCase")]
    RefuseConnections {
        /// For how long, in milliseconds.
        #[schema(minimum = 0, maximum = 60_000)]
        for_ms: u64,
    },
    /// The connection is reset instead of a response.
    #[serde(rename_all = "camelCase")]
    Reset {
        /// `false`: before the request's body is read; `true`: after the call took effect.
        #[serde(default)]
        after_commit: bool,
    },
    /// The connection is closed without a response.
    #[serde(rename_all = "camelCase")]
    EmptyReply {
        /// `false`: before the request's body is read; `true`: after the call took effect.
        #[serde(default)]
        after_commit: bool,
    },
    /// The connection ends within the body, short of its `Content-Length`.
    #[serde(rename_all = "camelCase")]
    TruncatedBody {
        /// Bytes of the body to send, at most 64 MiB.
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
    /// The response has another `Content-Type`.
    MediaType {
        /// For example `text/html`; 1 to 128 printable ASCII characters.
        #[schema(min_length = 1, max_length = 128, pattern = "^[!-~]([ -~]*[!-~])?$")]
        value: String,
    },
    /// The body is not valid JSON; its `Content-Type` stays.
    InvalidJson {},
    /// The response has another `data.status`.
    StatusValue {
        /// For example `OnHold`; at most 32 characters.
        #[schema(max_length = 32)]
        value: String,
    },
    /// The response has fields that the document does not name, at both levels of the body.
    ExtraFields {},
    /// A field is `null` where the document promises a string.
    NullField {
        /// A field of `data` (of the body itself at the token endpoint), for example `status`; at most 32
        /// characters.
        #[schema(max_length = 32)]
        field: String,
    },
    /// A field has another value, for example `0` for `expires_in`.
    FieldValue {
        /// A field of `data` (of the body itself at the token endpoint); at most 32 characters.
        #[schema(max_length = 32)]
        field: String,
        /// Any JSON of at most 1 KiB.
        #[schema(value_type = Value)]
        value: Value,
    },
    /// The body is very large and still valid JSON.
    OversizeBody {
        /// Bytes, approximately; at most 64 MiB.
        #[schema(minimum = 0, maximum = 67_108_864)]
        bytes: u64,
    },
}

impl FaultKind {
    /// The name in the control API, for example `slow_body`.
    pub fn name(&self) -> &'static str {
        match self {
            FaultKind::Latency { .. } => "latency",
            FaultKind::Status { .. } => "status",
            FaultKind::InvalidParams { .. } => "invalid_params",
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

    /// The field that is out of bounds and its bounds.
    pub(crate) fn validate(&self) -> Result<(), (&'static str, &'static str)> {
        let longer = |text: &str, max: usize| text.chars().count() > max;
        match self {
            FaultKind::Latency { delay } => delay.validate(),
            FaultKind::Status { status, .. } if !(200..=599).contains(status) => {
                Err(("fault.status", "200 to 599"))
            }
            FaultKind::Status {
                retry_after: Some(after),
                ..
            } if after.seconds > 86_400 => Err(("fault.retryAfter.seconds", "at most 86400")),
            FaultKind::InvalidParams { params }
                if !(1..=MAX_INVALID_FIELDS).contains(&params.len())
                    || params
                        .iter()
                        .any(|it| longer(&it.name, 128) || longer(&it.reason, 128)) =>
            {
                Err((
                    "fault.params",
                    "1 to 100 fields with names and reasons of at most 128 characters",
                ))
            }
            FaultKind::RefuseConnections { for_ms }
                if Duration::from_millis(*for_ms) > MAX_REFUSE_DURATION =>
            {
                Err(("fault.forMs", "at most 60000"))
            }
            FaultKind::SlowBody { pause_ms } if !(1..=MAX_DELAY_MS).contains(pause_ms) => {
                Err(("fault.pauseMs", "1 to 600000"))
            }
            FaultKind::MediaType { value }
                if value.is_empty()
                    || value.len() > 128
                    || value.trim() != value
                    || !value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) =>
            {
                Err((
                    "fault.value",
                    "1 to 128 printable ASCII characters, no space at either end",
                ))
            }
            FaultKind::StatusValue { value } if longer(value, 32) => {
                Err(("fault.value", "at most 32 characters"))
            }
            FaultKind::NullField { field } | FaultKind::FieldValue { field, .. }
                if longer(field, 32) =>
            {
                Err(("fault.field", "at most 32 characters"))
            }
            FaultKind::FieldValue { value, .. } if value.to_string().len() > MAX_FIELD_VALUE => {
                Err(("fault.value", "at most 1 KiB of JSON"))
            }
            FaultKind::TruncatedBody { keep_bytes } if u64::from(*keep_bytes) > MAX_OVERSIZE => {
                Err(("fault.keepBytes", "at most 67108864"))
            }
            FaultKind::OversizeBody { bytes } if *bytes > MAX_OVERSIZE => {
                Err(("fault.bytes", "at most 67108864"))
            }
            _ => Ok(()),
        }
    }
}
