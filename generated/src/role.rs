//! What the generated adapters in [`roles`](crate::roles) are made of: tables of where the document places
//! each value that a client of the API needs, the same for every document.

use crate::{bindings::operations::Operation, session_fields::SessionFields};

/// A value that the caller of an operation gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Input {
    /// The document type that is shown first.
    DefaultDocument,
    /// The device of the user.
    Device,
    /// The only document type that is allowed.
    DocumentType,
    /// The document types that are allowed.
    DocumentTypes,
    /// The caller's reference.
    ExternalRef,
    /// Who proves the identity.
    Provider,
    /// The session.
    TransactionId,
    /// The user.
    User,
}

impl Input {
    /// The name of the role in `x-roles`.
    pub fn name(self) -> &'static str {
        match self {
            Self::DefaultDocument => "defaultDocument",
            Self::Device => "device",
            Self::DocumentType => "documentType",
            Self::DocumentTypes => "documentTypes",
            Self::ExternalRef => "externalRef",
            Self::Provider => "provider",
            Self::TransactionId => "transactionId",
            Self::User => "user",
        }
    }
}

impl OperationRoles {
    /// The property name by which a value can be found in a truncated body.
    pub fn recoverable_name(&self, output: Output) -> Option<&'static str> {
        let mut names = self.recoverable.iter();
        names
            .find(|(found, _)| *found == output)
            .map(|(_, name)| *name)
    }
}

/// A value that a response gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Output {
    /// The code that the end user confirms in the app.
    ActivationCode,
    /// The device of the user.
    DeviceId,
    /// The Assure dossier.
    DossierId,
    /// The Assure process.
    ProcessId,
    /// The status of the session.
    Status,
    /// The session.
    TransactionId,
    /// The user.
    UserId,
}

impl Output {
    /// The name of the role in `x-roles`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ActivationCode => "activationCode",
            Self::DeviceId => "deviceId",
            Self::DossierId => "dossierId",
            Self::ProcessId => "processId",
            Self::Status => "status",
            Self::TransactionId => "transactionId",
            Self::UserId => "userId",
        }
    }
}

/// The roles of one operation of the client, as the document's `x-roles` place them.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct OperationRoles {
    /// The operation of the client, for example `start_onboarding`.
    pub name: &'static str,
    /// The operation of the document.
    pub operation: Operation,
    /// The parameters that are sent.
    pub parameters: &'static [ParameterRole],
    /// The fields of the request body that are sent, parents before their children.
    pub request: &'static [BodyField],
    /// JSON pointers into the body of a success.
    pub response: &'static [(Output, &'static str)],
    /// Property names by which a value can be found in a body that is truncated: those that a success body
    /// has once.
    pub recoverable: &'static [(Output, &'static str)],
    /// Reads the body of a success.
    pub parse: fn(&[u8]) -> serde_json::Result<SessionFields>,
    /// The values that the document lists for the status.
    pub statuses: &'static [&'static str],
    /// JSON pointers into the body of an error.
    pub errors: ErrorPointers,
}

/// A parameter that is sent.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ParameterRole {
    /// The name in the document.
    pub name: &'static str,
    /// `path`, `query` or `header`.
    pub location: &'static str,
    /// What is sent.
    pub value: ParameterValue,
}

/// What a parameter holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterValue {
    /// A value of the caller.
    Input(Input),
    /// A fixed value (JSON text).
    Constant(&'static str),
}

/// A field of a request body.
#[derive(Clone, Copy, Debug)]
pub struct BodyField {
    /// JSON pointer; `*` stands for each element of an array.
    pub pointer: &'static str,
    /// What it holds.
    pub content: Content,
    /// Whether the object around it must have it.
    pub required: bool,
    /// What is sent (JSON text) where it is required and the caller gives nothing.
    pub default: Option<&'static str>,
}

/// What a field of a request body holds.
#[derive(Clone, Copy, Debug)]
pub enum Content {
    /// A value of the caller.
    Input(Input, Accepts),
    /// A fixed value (JSON text).
    Constant(&'static str),
    /// Nothing but its default, where it is required.
    Default,
    /// An object with other fields of the table.
    Object,
}

/// What a field of the document accepts, as far as it is checked before a request is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepts {
    /// Any value.
    Any,
    /// A text.
    Text,
    /// An integer within bounds.
    Integer {
        /// The least value.
        min: i64,
        /// The greatest value.
        max: i64,
    },
    /// One of these.
    OneOf(&'static [&'static str]),
}

/// Where an error body holds what a client needs, as JSON pointers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorPointers {
    /// The machine-readable code.
    pub code: Option<&'static str>,
    /// The short summary.
    pub title: Option<&'static str>,
    /// What went wrong this time.
    pub detail: Option<&'static str>,
    /// The id of the request in the vendor's logs.
    pub trace_id: Option<&'static str>,
    /// The invalid parameters: an array of objects, or an object of names and reasons.
    pub invalid_params: Option<&'static str>,
    /// The name of a parameter, from its element of `invalid_params`.
    pub name: Option<&'static str>,
    /// The reason, from its element of `invalid_params`.
    pub reason: Option<&'static str>,
}

impl ErrorPointers {
    /// No pointers.
    pub const NONE: Self = Self {
        code: None,
        title: None,
        detail: None,
        trace_id: None,
        invalid_params: None,
        name: None,
        reason: None,
    };
}
