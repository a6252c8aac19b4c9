//! Parses a success body that the generated code rejected.
//!
//! A wait must not fail, and the id of a started session must not be lost, because an optional value has
//! another type than documented.

use serde_json::Value;
use signicat_reuseid_api::{
    SessionFields,
    role::{OperationRoles, Output},
};

use super::exact_numbers::quote_inexact_numbers;
use crate::text::without_byte_order_mark;

/// Skips a byte order mark and accepts values of another type than documented: a number or a boolean becomes
/// a string, and an array or object in place of an optional value becomes an unknown field.
///
/// # Errors
/// The parser's error, if the body cannot be used after these conversions either.
pub(crate) fn parse(body: &[u8], roles: &OperationRoles) -> serde_json::Result<SessionFields> {
    let body = without_byte_order_mark(body).to_vec();
    let body = quote_inexact_numbers(body.into());
    (roles.parse)(&body).or_else(|error| with_text_values(&body, roles).ok_or(error))
}

fn with_text_values(body: &[u8], roles: &OperationRoles) -> Option<SessionFields> {
    let mut value: Value = serde_json::from_slice(body).ok()?;
    let mut unknown = Vec::new();
    let mut is_changed = false;
    for (output, pointer) in roles.response {
        let Some(place) = value.pointer_mut(pointer) else {
            continue;
        };
        let value = place.take();
        is_changed |= !matches!(value, Value::String(_) | Value::Null);
        match value {
            Value::Number(number) => *place = Value::String(number.to_string()),
            Value::Bool(value) => *place = Value::String(value.to_string()),
            value @ (Value::Array(_) | Value::Object(_)) if *output != Output::TransactionId => {
                unknown.push((pointer.rsplit('/').next()?, value));
            }
            other => *place = other,
        }
    }
    // Anything else that is wrong, such as a member that occurs twice, stays an error.
    if !is_changed {
        return None;
    }
    let mut fields = (roles.parse)(&serde_json::to_vec(&value).ok()?).ok()?;
    for (name, value) in unknown {
        fields.unknown_fields.insert(name.to_owned(), value);
    }
    Some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Operation;

    fn parsed(body: &str) -> serde_json::Result<SessionFields> {
        parse(body.as_bytes(), Operation::GetOnboarding.roles())
    }

    #[test]
    fn accepts_values_of_another_type() {
        let fields = parsed(
            "\u{feff}{\"data\":{\"transactionId\":7,\"status\":true,\"userId\":[1],\"dossierId\":{},\"x\":1e999}}",
        )
        .unwrap();
        assert_eq!(fields.transaction_id.as_deref(), Some("7"));
        assert_eq!(fields.status.as_deref(), Some("true"));
        assert!(fields.user_id.is_none() && fields.dossier_id.is_none());
        assert_eq!(fields.unknown_fields["userId"], serde_json::json!([1]));
        assert_eq!(fields.unknown_fields["dossierId"], serde_json::json!({}));
        assert_eq!(fields.unknown_fields["x"], "1e999");
    }

    #[test]
    fn rejects_what_is_not_the_documented_object() {
        for body in [
            "",
            "[]",
            r#"{"data":"x"}"#,
            r#"{"data":{"transactionId":[]}}"#,
            "{",
            r#"{"data":{"transactionId":"a","transactionId":"b"}}"#,
        ] {
            assert!(parsed(body).is_err(), "{body}");
        }
    }
}
