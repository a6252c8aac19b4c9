//! The envelope of an event: the documented members, and all others as they were received.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    event_time,
    subject::{self, EventSubject},
    verify_error::MAX_BODY,
};

/// Longest event id and event name, in bytes.
const MAX_NAME: usize = 256;

/// The names that the vendor documents.
const KNOWN: [&str; 9] = [
    "id",
    "timestamp",
    "sender",
    "eventName",
    "eventData",
    "accountId",
    "organizationId",
    "expiresAt",
    "tags",
];

/// An event of the vendor's Events service.
///
/// Only `id` and `eventName` are required. A member with another type than documented is kept, and its
/// accessor returns `None`; an invalid timestamp is an error. Unknown names and members are kept. An event is
/// a hint: only a GET tells the state of a session.
///
/// It serializes to the envelope that it was read from. `Debug` prints the id, the name, the times and the
/// kinds of the subjects, but not the data.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Map<String, Value>", into = "Map<String, Value>")]
pub struct Event {
    envelope: Map<String, Value>,
    id: Box<str>,
    name: Box<str>,
    timestamp: Option<SystemTime>,
    expires_at: Option<SystemTime>,
    subjects: Vec<EventSubject>,
}

impl Event {
    /// Parses an event from bytes whose origin is already verified: the message of an Azure Service Bus queue
    /// or of a Google Pub/Sub subscription that only the vendor can write to. Verify bytes that were received
    /// over HTTP with a [`WebhookVerifier`](super::WebhookVerifier) first.
    ///
    /// # Errors
    /// [`InvalidEvent`] if the bytes are not a valid event.
    pub fn from_verified_bytes(bytes: &[u8]) -> Result<Self, InvalidEvent> {
        if bytes.len() > MAX_BODY {
            return Err(InvalidEvent::TooLarge);
        }
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(envelope)) => envelope.try_into(),
            Ok(_) => Err(InvalidEvent::NotAnObject),
            Err(error) => Err(InvalidEvent::NotJson {
                line: error.line(),
                column: error.column(),
            }),
        }
    }

    /// The event's id, the same in every delivery of it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The event's name, such as `device.state.change`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The service that sent it, such as `mobileid`.
    pub fn sender(&self) -> Option<&str> {
        self.text("sender")
    }

    /// When it was created.
    pub fn timestamp(&self) -> Option<SystemTime> {
        self.timestamp
    }

    /// When the vendor stops delivering it.
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }

    /// The id of the account.
    pub fn account_id(&self) -> Option<&str> {
        self.text("accountId")
    }

    /// The id of the organization.
    pub fn organization_id(&self) -> Option<&str> {
        self.text("organizationId")
    }

    /// The tags; empty if the event has none.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        let tags = self.envelope.get("tags").and_then(Value::as_array);
        tags.into_iter().flatten().filter_map(Value::as_str)
    }

    /// What happened, in a form that depends on the event. It may contain personal data.
    pub fn data(&self) -> &Value {
        self.envelope.get("eventData").unwrap_or(&Value::Null)
    }

    /// Members of the envelope that the vendor does not document.
    pub fn unknown_fields(&self) -> impl Iterator<Item = (&str, &Value)> {
        let members = self.envelope.iter().map(|(name, value)| (&**name, value));
        members.filter(|(name, _)| !KNOWN.contains(name))
    }

    /// The ids that the event contains anywhere, at most 64.
    pub fn subjects(&self) -> &[EventSubject] {
        &self.subjects
    }

    /// Whether `now` is later than [`expires_at`](Self::expires_at) by more than `tolerance`.
    pub fn is_expired(&self, now: SystemTime, tolerance: Duration) -> bool {
        let end = self.expires_at.map(|end| end.checked_add(tolerance));
        // An end beyond what a clock can show never comes.
        end.flatten().is_some_and(|end| now > end)
    }

    /// Whether [`timestamp`](Self::timestamp) is later than `now` by more than `tolerance`.
    pub fn is_from_future(&self, now: SystemTime, tolerance: Duration) -> bool {
        let latest = now.checked_add(tolerance);
        self.timestamp
            .is_some_and(|time| latest.is_some_and(|latest| time > latest))
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.envelope.get(name)?.as_str()
    }
}

impl TryFrom<Map<String, Value>> for Event {
    type Error = InvalidEvent;

    fn try_from(envelope: Map<String, Value>) -> Result<Self, InvalidEvent> {
        let name = |field| match envelope.get(field) {
            None | Some(Value::Null) => Err(InvalidEvent::MissingField(field)),
            Some(Value::String(text)) if (1..=MAX_NAME).contains(&text.len()) => {
                Ok(text.as_str().into())
            }
            Some(_) => Err(InvalidEvent::InvalidField(field)),
        };
        let time = |field| match envelope.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => event_time::parse(text)
                .map(Some)
                .ok_or(InvalidEvent::InvalidField(field)),
            Some(_) => Err(InvalidEvent::InvalidField(field)),
        };
        let (id, event_name) = (name("id")?, name("eventName")?);
        let (timestamp, expires_at) = (time("timestamp")?, time("expiresAt")?);
        let envelope = Value::Object(envelope);
        let subjects = subject::find(&envelope);
        let Value::Object(envelope) = envelope else {
            return Err(InvalidEvent::NotAnObject);
        };
        Ok(Self {
            envelope,
            id,
            name: event_name,
            timestamp,
            expires_at,
            subjects,
        })
    }
}

impl From<Event> for Map<String, Value> {
    fn from(event: Event) -> Self {
        event.envelope
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("timestamp", &self.timestamp)
            .field("expires_at", &self.expires_at)
            .field("subjects", &self.subjects)
            .finish_non_exhaustive()
    }
}

/// Why bytes are not a valid event. It contains none of them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidEvent {
    /// The bytes are more than [`MAX_BODY`].
    TooLarge,
    /// The bytes are not JSON.
    NotJson {
        /// Line of the syntax error, from 1.
        line: usize,
        /// Column of the syntax error, from 1; 0 at the start of a line.
        column: usize,
    },
    /// The bytes are JSON, but not an object.
    NotAnObject,
    /// A required member is missing.
    MissingField(&'static str),
    /// A member has the wrong type, is empty, is too long or is not a timestamp.
    InvalidField(&'static str),
}

impl fmt::Display for InvalidEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "the event is larger than {MAX_BODY} bytes"),
            Self::NotJson { line, column } => {
                write!(f, "the event is not JSON, line {line} column {column}")
            }
            Self::NotAnObject => f.write_str("the event is not a JSON object"),
            Self::MissingField(name) => write!(f, "the event has no {name}"),
            Self::InvalidField(name) => write!(f, "the event has an invalid {name}"),
        }
    }
}

impl std::error::Error for InvalidEvent {}
