//! The four operations, and what follows from which one it is.

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
    /// The operation's id in the document.
    pub fn id(self) -> &'static str {
        match self {
            Self::StartOnboarding => "start_onboarding",
            Self::GetOnboarding => "get_onboarding",
            Self::StartStepUp => "start_step_up",
            Self::GetStepUp => "get_step_up",
        }
    }

    /// Whether sending it twice is the same as sending it once.
    pub(crate) fn is_repeatable(self) -> bool {
        matches!(self, Self::GetOnboarding | Self::GetStepUp)
    }

    /// Its path as the document spells it, with the parameter's name instead of an id: safe for telemetry.
    pub(crate) fn path_template(self) -> &'static str {
        document().paths.get(self.id()).map_or("", String::as_str)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// What the client takes from the document, so that nothing handwritten spells a path.
struct Document {
    server: String,
    paths: BTreeMap<String, String>,
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
                let operations = item.as_object().into_iter().flat_map(|item| item.values());
                operations.map(move |operation| (path, operation))
            });
        let paths = operations
            .filter_map(|(path, operation)| {
                Some((
                    operation.get("operationId")?.as_str()?.to_owned(),
                    path.clone(),
                ))
            })
            .collect();
        Document {
            server: server.unwrap_or_default().to_owned(),
            paths,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_stands_in_the_document() {
        for operation in [
            Operation::StartOnboarding,
            Operation::GetOnboarding,
            Operation::StartStepUp,
            Operation::GetStepUp,
        ] {
            assert!(!operation.path_template().is_empty(), "{operation}");
        }
        assert!(default_base_url().starts_with("https://"));
    }
}
