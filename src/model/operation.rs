//! The operations of the API, with what the document says about each.

use std::{collections::BTreeMap, fmt, sync::OnceLock};

/// An operation of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// Creates a user and starts an onboarding session.
    StartOnboarding,
    /// Reads an onboarding session.
    GetOnboarding,
    /// Starts a step-up session of an existing user.
    StartStepUp,
    /// Reads a step-up session.
    GetStepUp,
}

impl Operation {
    /// The operation's id in the document, for example `get_onboarding`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::StartOnboarding => "start_onboarding",
            Self::GetOnboarding => "get_onboarding",
            Self::StartStepUp => "start_step_up",
            Self::GetStepUp => "get_step_up",
        }
    }

    /// Whether sending it twice has the effect of sending it once. A start is not idempotent: the vendor
    /// documents no idempotency key.
    pub(crate) fn is_idempotent(self) -> bool {
        matches!(self, Self::GetOnboarding | Self::GetStepUp)
    }

    /// Its HTTP method, in capitals.
    pub(crate) fn method(self) -> &'static str {
        document().at(self).map_or("_OTHER", |(method, _)| method)
    }

    /// Its path with the parameter's name instead of an id, as telemetry needs it.
    pub(crate) fn path_template(self) -> &'static str {
        document().at(self).map_or("", |(_, path)| path)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

impl AsRef<str> for Operation {
    fn as_ref(&self) -> &str {
        self.id()
    }
}

/// What the client takes from the document, so that no path is written by hand.
struct Document {
    server: String,
    /// Method and path by the operation's id.
    operations: BTreeMap<String, (String, String)>,
}

impl Document {
    fn at(&self, operation: Operation) -> Option<(&str, &str)> {
        let (method, path) = self.operations.get(operation.id())?;
        Some((method, path))
    }
}

/// The base URL that the document names.
pub(crate) fn default_base_url() -> &'static str {
    &document().server
}

fn document() -> &'static Document {
    static DOCUMENT: OnceLock<Document> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let document: serde_json::Value =
            serde_json::from_str(signicat_reuseid_api::OPENAPI).unwrap_or_default();
        let server = document
            .pointer("/servers/0/url")
            .and_then(|url| url.as_str());
        let operations = document
            .get("paths")
            .and_then(|paths| paths.as_object())
            .into_iter()
            .flatten()
            .flat_map(|(path, item)| {
                let operations = item.as_object().into_iter().flatten();
                operations.map(move |(method, operation)| (method, path, operation))
            });
        let operations = operations
            .filter_map(|(method, path, operation)| {
                let id = operation.get("operationId")?.as_str()?.to_owned();
                Some((id, (method.to_ascii_uppercase(), path.clone())))
            })
            .collect();
        Document {
            server: server.unwrap_or_default().to_owned(),
            operations,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn document_contains_every_operation() {
        for operation in [
            Operation::StartOnboarding,
            Operation::GetOnboarding,
            Operation::StartStepUp,
            Operation::GetStepUp,
        ] {
            assert!(!operation.path_template().is_empty(), "{operation}");
            let expected = if operation.is_idempotent() {
                "GET"
            } else {
                "POST"
            };
            assert_eq!(operation.method(), expected);
        }
        assert!(default_base_url().starts_with("https://"));
    }
}
