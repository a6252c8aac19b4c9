//! What a response says about a session, the same for every document.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

/// The values of a response that have a role.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct SessionFields {
    /// Whether the object that holds the status (or the session's id) is there.
    pub is_present: bool,
    /// The status.
    pub status: Option<String>,
    /// The session.
    pub transaction_id: Option<String>,
    /// The user.
    pub user_id: Option<String>,
    /// The device of the user.
    pub device_id: Option<String>,
    /// The Assure dossier.
    pub dossier_id: Option<String>,
    /// The Assure process.
    pub process_id: Option<String>,
    /// The code that the end user confirms in the app.
    pub activation_code: Option<String>,
    /// What the object that holds the status has beside the documented properties.
    pub unknown_fields: Map<String, Value>,
}

/// Prints no value: they are personal data.
impl fmt::Debug for SessionFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionFields").finish_non_exhaustive()
    }
}

/// The text of a scalar of any type: an enum, a number, a UUID.
pub(crate) fn text(value: &impl Serialize) -> Option<String> {
    scalar(serde_json::to_value(value).ok()?)
}

/// The text of the scalar at a pointer, for types whose fields the generator does not know.
pub(crate) fn text_at(value: &impl Serialize, pointer: &str) -> Option<String> {
    let mut value = serde_json::to_value(value).ok()?;
    scalar(value.pointer_mut(pointer)?.take())
}

/// Whether there is an object at a pointer.
pub(crate) fn object_at(value: &impl Serialize, pointer: &str) -> Option<()> {
    let value = serde_json::to_value(value).ok()?;
    value.pointer(pointer)?.as_object().map(|_| ())
}

/// A map of any type as JSON.
pub(crate) fn members(value: &impl Serialize) -> Option<Map<String, Value>> {
    match serde_json::to_value(value).ok()? {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

fn scalar(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
