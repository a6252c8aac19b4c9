//! Builds a request of any document from the caller's values and the tables of [`role`](crate::role).

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::role::{Accepts, Content, Input, OperationRoles, ParameterValue};

/// The values that a caller gives for one operation.
#[derive(Clone, Copy, Default)]
pub struct RequestInput<'a> {
    /// The session, for a get.
    pub transaction_id: Option<&'a str>,
    /// The user, for a step-up.
    pub user: Option<&'a str>,
    /// The device of the user, for a step-up.
    pub device: Option<&'a str>,
    /// Who proves the identity.
    pub provider: Option<&'a str>,
    /// The caller's reference.
    pub external_ref: Option<&'a Value>,
    /// The document types that are allowed.
    pub document_types: &'a [u32],
    /// The document type that is shown first.
    pub default_document: Option<u32>,
}

/// Prints no value: they are personal data.
impl fmt::Debug for RequestInput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestInput").finish_non_exhaustive()
    }
}

/// Why the document allows no request with these values. Prints the role, never the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestInputError {
    /// The document requires a value that is not given.
    Missing(Input),
    /// The document has no field or parameter for a value that is given.
    NoField(Input),
    /// The document does not accept the value.
    NotAccepted(Input, Accepts),
    /// The values do not fit the request body together.
    Body,
}

impl fmt::Display for RequestInputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(input) => write!(f, "{} is required", input.name()),
            Self::NoField(input) => write!(f, "the service accepts no {}", input.name()),
            Self::NotAccepted(input, accepts) => {
                write!(f, "the service does not accept this {}", input.name())?;
                match accepts {
                    Accepts::Any => Ok(()),
                    Accepts::Text => f.write_str(": not a text"),
                    Accepts::Integer { min, max } => {
                        write!(f, ": not an integer from {min} to {max}")
                    }
                    Accepts::OneOf(values) => write!(f, ": not one of {}", values.join(", ")),
                }
            }
            Self::Body => f.write_str("the values do not fit the request body"),
        }
    }
}

impl std::error::Error for RequestInputError {}

impl RequestInput<'_> {
    fn value(&self, input: Input) -> Option<Value> {
        let text = |text: Option<&str>| text.map(|text| Value::String(text.to_owned()));
        match input {
            Input::DefaultDocument => self.default_document.map(Value::from),
            Input::Device => text(self.device),
            Input::DocumentType => self.document_types.first().copied().map(Value::from),
            Input::DocumentTypes => {
                (!self.document_types.is_empty()).then(|| Value::from(self.document_types))
            }
            Input::ExternalRef => self.external_ref.cloned(),
            Input::Provider => text(self.provider),
            Input::TransactionId => text(self.transaction_id),
            Input::User => text(self.user),
        }
    }

    /// Checks that each given value has a field, and returns what is sent for the document types.
    fn placed(&self, roles: &OperationRoles) -> Result<DocumentTypes, RequestInputError> {
        let has =
            |input: Input| {
                roles.request.iter().any(
                    |field| matches!(field.content, Content::Input(found, _) if found == input),
                ) || roles
                    .parameters
                    .iter()
                    .any(|parameter| parameter.value == ParameterValue::Input(input))
            };
        let given = [
            (Input::DefaultDocument, self.default_document.is_some()),
            (Input::Device, self.device.is_some()),
            (Input::ExternalRef, self.external_ref.is_some()),
            (Input::Provider, self.provider.is_some()),
            (Input::TransactionId, self.transaction_id.is_some()),
            (Input::User, self.user.is_some()),
        ];
        if let Some((input, _)) = given.into_iter().find(|(input, is)| *is && !has(*input)) {
            return Err(RequestInputError::NoField(input));
        }
        match self.document_types {
            [] => Ok(DocumentTypes::None),
            [_] if has(Input::DocumentType) => Ok(DocumentTypes::One),
            _ if has(Input::DocumentTypes) => Ok(DocumentTypes::Several),
            [_] => Err(RequestInputError::NoField(Input::DocumentType)),
            _ => Err(RequestInputError::NoField(Input::DocumentTypes)),
        }
    }
}

/// In which field the document types are sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DocumentTypes {
    None,
    One,
    Several,
}

/// The body of a request.
pub(crate) fn body<T: DeserializeOwned>(
    roles: &OperationRoles,
    input: &RequestInput<'_>,
) -> Result<T, RequestInputError> {
    let document_types = input.placed(roles)?;
    let mut body = Value::Object(Map::new());
    for field in roles.request {
        let value = match field.content {
            Content::Constant(text) => serde_json::from_str(text).ok(),
            Content::Input(Input::DocumentType, _) if document_types != DocumentTypes::One => None,
            Content::Input(Input::DocumentTypes, _) if document_types != DocumentTypes::Several => {
                None
            }
            Content::Input(role, accepts) => match input.value(role) {
                None => None,
                Some(value) => Some(
                    accepted(value, accepts)
                        .ok_or(RequestInputError::NotAccepted(role, accepts))?,
                ),
            },
            Content::Default | Content::Object => None,
        };
        if let Some(value) = value {
            set(&mut body, &segments(field.pointer), value);
        }
    }
    // Parents come before their children, so an object that is added here gets its own fields.
    for field in roles.request.iter().filter(|field| field.required) {
        let (parent, _) = field.pointer.rsplit_once('/').unwrap_or_default();
        if body.pointer(field.pointer).is_some() || body.pointer(parent).is_none() {
            continue;
        }
        let value = match (field.content, field.default) {
            (_, Some(default)) => serde_json::from_str(default).ok(),
            (Content::Object, None) => Some(Value::Object(Map::new())),
            (Content::Input(role, _), None) => return Err(RequestInputError::Missing(role)),
            (Content::Constant(_) | Content::Default, None) => None,
        };
        if let Some(value) = value {
            set(&mut body, &segments(field.pointer), value);
        }
    }
    serde_json::from_value(body).map_err(|_| RequestInputError::Body)
}

/// Checks the values of a request without a body.
pub(crate) fn no_body(
    roles: &OperationRoles,
    input: &RequestInput<'_>,
) -> Result<(), RequestInputError> {
    input.placed(roles).map(|_| ())
}

/// The value of a text parameter; `None` where the caller gives none.
pub(crate) fn text(role: Input, input: &RequestInput<'_>) -> Option<String> {
    input.value(role).map(|value| match value {
        Value::String(text) => text,
        value => value.to_string(),
    })
}

/// The value of a parameter of another type; `None` where the caller gives none.
pub(crate) fn parameter<T: DeserializeOwned>(
    role: Input,
    input: &RequestInput<'_>,
) -> Result<Option<T>, RequestInputError> {
    let Some(value) = input.value(role) else {
        return Ok(None);
    };
    let parsed = T::deserialize(&value).ok().or_else(|| match &value {
        Value::String(text) => serde_json::from_str(text).ok(),
        value => serde_json::from_value(Value::String(value.to_string())).ok(),
    });
    parsed
        .ok_or(RequestInputError::NotAccepted(role, Accepts::Any))
        .map(Some)
}

/// The fixed value of a parameter.
pub(crate) fn constant<T: DeserializeOwned>(text: &str) -> Result<T, RequestInputError> {
    serde_json::from_str(text).map_err(|_| RequestInputError::Body)
}

/// The value as the field takes it, if it does.
fn accepted(value: Value, accepts: Accepts) -> Option<Value> {
    if let Value::Array(values) = value {
        let values = values.into_iter().map(|value| accepted(value, accepts));
        return values.collect::<Option<Vec<_>>>().map(Value::Array);
    }
    match (accepts, value) {
        (Accepts::Any, value) => Some(value),
        (Accepts::Text, Value::String(text)) => Some(Value::String(text)),
        (Accepts::Text, Value::Number(number)) => Some(Value::String(number.to_string())),
        (Accepts::Integer { min, max }, value) => {
            let number = match &value {
                Value::String(text) => text.parse().ok()?,
                value => value.as_i64()?,
            };
            (min..=max).contains(&number).then(|| Value::from(number))
        }
        (Accepts::OneOf(values), Value::String(text)) => values
            .contains(&text.as_str())
            .then_some(Value::String(text)),
        (Accepts::OneOf(values), Value::Number(number)) => values
            .contains(&number.to_string().as_str())
            .then_some(Value::Number(number)),
        (Accepts::Text | Accepts::OneOf(_), _) => None,
    }
}

fn segments(pointer: &str) -> Vec<String> {
    let parts = pointer.split('/').skip(1);
    parts
        .map(|part| part.replace("~1", "/").replace("~0", "~"))
        .collect()
}

/// Writes a value below a body, with the objects on the way; `*` spreads an array over objects.
fn set(at: &mut Value, path: &[String], value: Value) {
    let Some((first, rest)) = path.split_first() else {
        *at = value;
        return;
    };
    if first == "*" {
        let (Value::Array(values), false) = (value, rest.is_empty()) else {
            return;
        };
        if !at.is_array() {
            *at = Value::Array(Vec::new());
        }
        let Value::Array(elements) = at else { return };
        elements.resize(values.len(), Value::Null);
        for (element, value) in elements.iter_mut().zip(values) {
            set(element, rest, value);
        }
        return;
    }
    if !at.is_object() {
        *at = Value::Object(Map::new());
    }
    if let Value::Object(members) = at {
        set(
            members.entry(first.clone()).or_insert(Value::Null),
            rest,
            value,
        );
    }
}
