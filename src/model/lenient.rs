//! Parses a success body that the generated code rejected.
//!
//! A wait must not fail, and the id of a started session must not be lost, because a value has another type
//! than documented or because something that only the document requires is missing.

use serde_json::Value;
use signicat_reuseid_api::{
    SessionFields,
    role::{OperationRoles, Output},
};

use super::exact_numbers::quote_inexact_numbers;
use crate::text::without_byte_order_mark;

/// Skips a byte order mark. If the generated code rejects the body, reads the values by their places: a number
/// or a boolean becomes a string; an array or object in place of an optional value becomes an unknown field, as
/// does everything else beside the status. Only the id is mandatory, which the caller checks.
///
/// # Errors
/// The generated code's error, if the object with the status is missing, or a member occurs twice, so that it is
/// unknown which value is meant.
pub(crate) fn parse(body: &[u8], roles: &OperationRoles) -> serde_json::Result<SessionFields> {
    let body = without_byte_order_mark(body).to_vec();
    let body = quote_inexact_numbers(body.into());
    (roles.parse)(&body).or_else(|error| {
        let is_ambiguous = error.to_string().starts_with("duplicate field");
        let value = serde_json::from_slice(&body).ok();
        let value = value.filter(|_| !is_ambiguous);
        value.and_then(|value| fields(value, roles)).ok_or(error)
    })
}

/// `None` if the object with the status is missing, or the id is neither a scalar nor null.
fn fields(mut body: Value, roles: &OperationRoles) -> Option<SessionFields> {
    let place = |output| roles.response.iter().find(|(found, _)| *found == output);
    let (_, status) = place(Output::Status).or_else(|| place(Output::TransactionId))?;
    let (owner, _) = status.rsplit_once('/')?;
    let mut unknown_fields = body.pointer(owner)?.as_object()?.clone();
    let mut fields = SessionFields::default();
    for (output, pointer) in roles.response {
        let Some((parent, name)) = pointer.rsplit_once('/') else {
            continue;
        };
        let value = body.pointer_mut(pointer).map(Value::take);
        let name = name.replace("~1", "/").replace("~0", "~");
        if parent == owner {
            unknown_fields.remove(&name);
        }
        let text = match value.unwrap_or_default() {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Bool(value) => value.to_string(),
            Value::Null => continue,
            Value::Array(_) | Value::Object(_) if *output == Output::TransactionId => return None,
            other => {
                unknown_fields.insert(name, other);
                continue;
            }
        };
        let field = match output {
            Output::ActivationCode => &mut fields.activation_code,
            Output::DeviceId => &mut fields.device_id,
            Output::DossierId => &mut fields.dossier_id,
            Output::ProcessId => &mut fields.process_id,
            Output::Status => &mut fields.status,
            Output::TransactionId => &mut fields.transaction_id,
            Output::UserId => &mut fields.user_id,
            _ => continue,
        };
        *field = Some(text);
    }
    fields.is_present = true;
    fields.unknown_fields = unknown_fields;
    Some(fields)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use signicat_reuseid_emulator::{Operation as Emulated, success_body};

    use super::*;
    use crate::model::Operation;

    fn roles() -> &'static OperationRoles {
        Operation::GetOnboarding.roles()
    }

    fn parsed(body: &str) -> serde_json::Result<SessionFields> {
        parse(body.as_bytes(), roles())
    }

    fn pointer(output: Output) -> Option<&'static str> {
        let mut places = roles().response.iter();
        places
            .find(|(found, _)| *found == output)
            .map(|(_, pointer)| *pointer)
    }

    /// A success body with these values.
    fn body(values: &[(Output, Value)]) -> Value {
        let given = [("status", "Pending"), ("transactionId", "t-1")];
        let mut body = success_body(Emulated::GetOnboarding, &given).unwrap();
        for (output, value) in values {
            if let Some(place) = pointer(*output).and_then(|pointer| body.pointer_mut(pointer)) {
                *place = value.clone();
            } else if let Some((parent, name)) = pointer(*output).and_then(|it| it.rsplit_once('/'))
            {
                body.pointer_mut(parent).unwrap()[name] = value.clone();
            }
        }
        body
    }

    #[test]
    fn accepts_values_of_another_type() {
        let mut body = body(&[
            (Output::TransactionId, json!(7)),
            (Output::Status, json!(true)),
            (Output::UserId, json!([1])),
        ]);
        let (parent, _) = pointer(Output::Status).unwrap().rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()["unknown"] = json!("?");
        let text = body.to_string().replace("\"?\"", "1e999");
        let fields = parsed(&format!("\u{feff}{text}")).unwrap();
        assert_eq!(fields.transaction_id.as_deref(), Some("7"));
        assert_eq!(fields.status.as_deref(), Some("true"));
        assert!(fields.user_id.is_none());
        assert_eq!(fields.unknown_fields["unknown"], "1e999");
        if let Some((_, name)) = pointer(Output::UserId).and_then(|it| it.rsplit_once('/')) {
            assert_eq!(fields.unknown_fields[name], json!([1]));
        }
    }

    #[test]
    fn rejects_what_is_not_the_documented_object() {
        let list = body(&[(Output::TransactionId, json!([]))]).to_string();
        let id = format!(
            "\"{}\"",
            pointer(Output::TransactionId)
                .unwrap()
                .rsplit_once('/')
                .unwrap()
                .1
        );
        let whole = body(&[]).to_string();
        let twice = whole.replacen(&id, &format!("{id}:\"a\",{id}"), 1);
        let scalar = json!({"data": "x", "result": 1}).to_string();
        for body in ["", "[]", &scalar, &list, "{", &twice] {
            let fields = parsed(body);
            let is_usable = fields.is_ok_and(|fields| fields.transaction_id.is_some());
            assert!(!is_usable, "{body}");
        }
        assert!(parsed(&twice).is_err() && parsed("{").is_err());
    }

    #[test]
    fn reads_what_is_there_where_required_values_are_missing() {
        let mut strict = *roles();
        strict.parse = |_| Err(serde::de::Error::custom("missing field `userId`"));
        let read = |body: Value| parse(body.to_string().as_bytes(), &strict);
        let fields = read(body(&[])).unwrap();
        assert_eq!(fields.transaction_id.as_deref(), Some("t-1"));
        assert_eq!(fields.status.as_deref(), Some("Pending"));
        let without = read(body(&[(Output::TransactionId, Value::Null)]));
        assert_eq!(without.unwrap().transaction_id, None);
        assert!(read(body(&[(Output::TransactionId, json!(["t-1"]))])).is_err());
        assert!(read(json!([1])).is_err());
    }
}
