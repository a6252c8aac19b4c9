//! Reads `x-roles` from the operations of the document.
//!
//! An operation of the document serves one or more operations of the client (two flows may share one path):
//!
//! ```yaml
//! x-roles:
//!   start_onboarding:
//!     request: { externalRef: /externalRef, provider: /provider }
//!     constants: { /flow: ONBOARDING }
//!     parameters: { sessionId: transactionId, version: { constant: 2 } }
//!     response: { status: /data/status, transactionId: /data/transactionId }
//!     errors: { code: /code, invalidParams: /invalidParams, name: /name, reason: /reason }
//! ```
//!
//! Values are JSON pointers into the body. `name` and `reason` point into an element of `invalidParams`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::operations;

/// What the client can send. The second name is the variant of `role::Input`.
pub const INPUTS: [(&str, &str); 8] = [
    ("defaultDocument", "DefaultDocument"),
    ("device", "Device"),
    ("documentType", "DocumentType"),
    ("documentTypes", "DocumentTypes"),
    ("externalRef", "ExternalRef"),
    ("provider", "Provider"),
    ("transactionId", "TransactionId"),
    ("user", "User"),
];

/// What the client reads from a response. The second name is the field of `SessionFields`.
pub const OUTPUTS: [(&str, &str); 7] = [
    ("activationCode", "activation_code"),
    ("deviceId", "device_id"),
    ("dossierId", "dossier_id"),
    ("processId", "process_id"),
    ("status", "status"),
    ("transactionId", "transaction_id"),
    ("userId", "user_id"),
];

/// What the client reads from an error body. The second name is the field of `ErrorPointers`.
pub const ERRORS: [(&str, &str); 7] = [
    ("code", "code"),
    ("detail", "detail"),
    ("invalidParams", "invalid_params"),
    ("name", "name"),
    ("reason", "reason"),
    ("title", "title"),
    ("traceId", "trace_id"),
];

/// The operations of the client.
pub const OPERATIONS: [&str; 4] = [
    "get_onboarding",
    "get_step_up",
    "start_onboarding",
    "start_step_up",
];

/// The value of a parameter.
pub enum Parameter {
    Role(String),
    Constant(Value),
}

/// The roles of one operation of the client.
pub struct Declaration<'a> {
    /// The operation of the client.
    pub name: String,
    /// `POST /onboarding`.
    pub place: String,
    /// The document's id of the operation.
    pub id: &'a str,
    pub operation: &'a Value,
    pub request: BTreeMap<String, String>,
    pub constants: BTreeMap<String, Value>,
    pub parameters: BTreeMap<String, Parameter>,
    pub response: BTreeMap<String, String>,
    pub errors: BTreeMap<String, String>,
}

impl Declaration<'_> {
    pub fn is_start(&self) -> bool {
        self.name.starts_with("start")
    }

    /// Whether the caller's value for a role is sent anywhere.
    pub fn sends(&self, role: &str) -> bool {
        self.request.contains_key(role)
            || self
                .parameters
                .values()
                .any(|parameter| matches!(parameter, Parameter::Role(name) if name == role))
    }
}

/// The declarations of all operations of the client, and what is wrong with them.
pub fn read<'a>(document: &'a Value, errors: &mut Vec<String>) -> Vec<Declaration<'a>> {
    let mut found: Vec<Declaration<'_>> = Vec::new();
    for placed in operations::all(document) {
        let Some(roles) = placed.operation.get("x-roles") else {
            continue;
        };
        let place = format!("{} {}", placed.method, placed.path);
        let Some(roles) = roles.as_object() else {
            errors.push(format!("{place}: x-roles is not an object"));
            continue;
        };
        for (name, roles) in roles {
            if !OPERATIONS.contains(&name.as_str()) {
                let known = OPERATIONS.join(", ");
                errors.push(format!(
                    "{place}: x-roles: the client has no operation `{name}`; it has {known}"
                ));
                continue;
            }
            if let Some(other) = found.iter().find(|other| other.name == *name) {
                errors.push(format!(
                    "{place}: x-roles: `{name}` already belongs to {}",
                    other.place
                ));
                continue;
            }
            let mut reader = Reader {
                place: format!("{place}: x-roles of {name}"),
                errors,
            };
            reader.unknown_parts(roles);
            found.push(Declaration {
                name: name.clone(),
                place: place.clone(),
                id: placed.id,
                operation: placed.operation,
                request: reader.pointers(roles, "request", &INPUTS),
                constants: reader.constants(roles),
                parameters: reader.parameters(roles),
                response: reader.pointers(roles, "response", &OUTPUTS),
                errors: reader.pointers(roles, "errors", &ERRORS),
            });
        }
    }
    for name in OPERATIONS {
        if !found.iter().any(|declaration| declaration.name == name) {
            errors.push(format!(
                "no operation has x-roles for `{name}`; add them to the operation with an overlay action"
            ));
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

struct Reader<'a> {
    place: String,
    errors: &'a mut Vec<String>,
}

impl Reader<'_> {
    fn error(&mut self, text: String) {
        self.errors.push(format!("{}: {text}", self.place));
    }

    fn part<'v>(&mut self, roles: &'v Value, part: &str) -> Vec<(&'v String, &'v Value)> {
        match roles.get(part) {
            None => Vec::new(),
            Some(Value::Object(members)) => members.iter().collect(),
            Some(_) => {
                self.error(format!("`{part}` is not an object"));
                Vec::new()
            }
        }
    }

    fn pointers(
        &mut self,
        roles: &Value,
        part: &str,
        known: &[(&str, &str)],
    ) -> BTreeMap<String, String> {
        let mut pointers = BTreeMap::new();
        for (role, pointer) in self.part(roles, part) {
            if !known.iter().any(|(name, _)| name == role) {
                self.unknown_role(part, role, known);
                continue;
            }
            match pointer.as_str() {
                Some(pointer) if pointer.is_empty() || pointer.starts_with('/') => {
                    pointers.insert(role.clone(), pointer.to_owned());
                }
                _ => self.error(format!(
                    "{part} role `{role}`: {pointer} is not a JSON pointer"
                )),
            }
        }
        pointers
    }

    fn unknown_role(&mut self, part: &str, role: &str, known: &[(&str, &str)]) {
        let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
        self.error(format!(
            "{part} has no role `{role}`; it has {}",
            names.join(", ")
        ));
    }

    fn constants(&mut self, roles: &Value) -> BTreeMap<String, Value> {
        let mut constants = BTreeMap::new();
        for (pointer, value) in self.part(roles, "constants") {
            if pointer.starts_with('/') {
                constants.insert(pointer.clone(), value.clone());
            } else {
                self.error(format!("constants: `{pointer}` is not a JSON pointer"));
            }
        }
        constants
    }

    fn parameters(&mut self, roles: &Value) -> BTreeMap<String, Parameter> {
        let mut parameters = BTreeMap::new();
        for (name, value) in self.part(roles, "parameters") {
            let parameter = match value {
                Value::String(role) if INPUTS.iter().any(|(name, _)| name == role) => {
                    Parameter::Role(role.clone())
                }
                Value::String(role) => {
                    self.unknown_role("parameters", role, &INPUTS);
                    continue;
                }
                value => match value.get("constant") {
                    Some(constant) => Parameter::Constant(constant.clone()),
                    None => {
                        self.error(format!(
                            "parameter `{name}`: write the name of a role or {{constant: VALUE}}"
                        ));
                        continue;
                    }
                },
            };
            parameters.insert(name.clone(), parameter);
        }
        parameters
    }

    fn unknown_parts(&mut self, roles: &Value) {
        const PARTS: [&str; 5] = ["constants", "errors", "parameters", "request", "response"];
        for part in roles
            .as_object()
            .into_iter()
            .flatten()
            .map(|(part, _)| part)
        {
            if !PARTS.contains(&part.as_str()) {
                self.error(format!("no part `{part}`; there are {}", PARTS.join(", ")));
            }
        }
    }
}
