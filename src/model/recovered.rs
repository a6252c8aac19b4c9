//! Recovers the session's id and activation code from a start's response that cannot be parsed as a whole.
//!
//! A success status means that the session exists. The caller needs its id to resume it, so a body that is
//! truncated or has another shape than documented is searched for it.

use serde_json::{Deserializer, Value};
use signicat_reuseid_api::role::{OperationRoles, Output};

use super::{activation_code::ActivationCode, ids::TransactionId};

/// How much of a body is searched, in bytes. A start's response has less than 1 KiB.
const MAX_SEARCHED: usize = 64 * 1024;

/// The parts of a start's response without which the session is lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recovered {
    pub(crate) transaction_id: Option<TransactionId>,
    pub(crate) activation_code: Option<ActivationCode>,
}

impl Recovered {
    /// Searches a body that may be truncated. A quoted member name cannot occur inside a JSON string, where
    /// its quotes would be escaped, so a match is a member at some depth.
    pub(crate) fn from_body(body: &[u8], roles: &OperationRoles) -> Self {
        let body = body.get(..MAX_SEARCHED).unwrap_or(body);
        let scalars = |output| {
            let name = roles.recoverable_name(output);
            let name = name.and_then(|name| serde_json::to_string(name).ok());
            name.into_iter()
                .flat_map(|name| scalars(body, name).collect::<Vec<_>>())
        };
        Self {
            transaction_id: scalars(Output::TransactionId)
                .find_map(|id| TransactionId::new(id).ok()),
            activation_code: scalars(Output::ActivationCode).find_map(ActivationCode::new),
        }
    }

    /// Fills what is missing here from `other`.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            transaction_id: self.transaction_id.or(other.transaction_id),
            activation_code: self.activation_code.or(other.activation_code),
        }
    }
}

/// The texts and numbers that follow `name` and a colon, in the order of the body.
fn scalars(body: &[u8], name: String) -> impl Iterator<Item = String> {
    let quotes = body.iter().enumerate().filter(|(_, byte)| **byte == b'"');
    quotes.filter_map(move |(start, _)| {
        let rest = body.get(start..)?.strip_prefix(name.as_bytes())?;
        let value = rest.trim_ascii_start().strip_prefix(b":")?;
        match Deserializer::from_slice(value)
            .into_iter::<Value>()
            .next()?
        {
            Ok(Value::String(text)) => Some(text),
            // A number at the very end may continue in the missing part.
            Ok(Value::Number(number))
                if value.trim_ascii_start().len() > number.to_string().len() =>
            {
                Some(number.to_string())
            }
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Operation;

    /// The property names are replaced by those of the document.
    fn recovered(body: &str) -> (Option<String>, Option<String>) {
        let roles = Operation::StartOnboarding.roles();
        let name = |output: Output| roles.recoverable_name(output).unwrap_or(output.name());
        let body = body
            .replace("transactionId", name(Output::TransactionId))
            .replace("activationCode", name(Output::ActivationCode));
        let recovered = Recovered::from_body(body.as_bytes(), roles);
        (
            recovered.transaction_id.map(|id| id.as_str().to_owned()),
            recovered
                .activation_code
                .map(|code| code.as_str().to_owned()),
        )
    }

    #[test]
    fn finds_id_and_code_in_whole_truncated_and_differently_shaped_bodies() {
        let both = (Some("t-1".to_owned()), Some("42".to_owned()));
        for body in [
            r#"{"data":{"transactionId":"t-1","activationCode":"42"}}"#,
            r#"{"transactionId" : "t-1", "activationCode":42, "#,
            r#"{"data":[{"transactionId":"t-1","activationCode":"42","userId":"u"#,
            r#"{"data":{"transactionId":"","transactionId":"t-1","activationCode":"42""#,
        ] {
            assert_eq!(recovered(body), both, "{body}");
        }
    }

    #[test]
    fn takes_nothing_that_is_incomplete_or_quoted() {
        for body in [
            "",
            r#"{"data":{"transactionId":"t-"#,
            r#"{"data":{"transactionId"#,
            r#"{"note":"\"transactionId\":\"t-1\""}"#,
            r#"{"transactionId":"a/b"}"#,
            r#"{"transactionId":"t-"#,
            r#"{"activationCode":42"#,
        ] {
            assert_eq!(recovered(body), (None, None), "{body}");
        }
    }
}
