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
/// a string, and an array or object in place of an optional value becomes an unknown field. Where the body
/// lacks something that the document requires, the values that are there are read nevertheless: only the id is
/// mandatory, which the caller checks.
///
/// # Errors
/// The parser's error, if the body cannot be used after these conversions either.
pub(crate) fn parse(body: &[u8], roles: &OperationRoles) -> serde_json::Result<SessionFields> {
    let body = without_byte_order_mark(body).to_vec();
    let body = quote_inexact_numbers(body.into());
    (roles.parse)(&body).or_else(|error| {
        let fields = with_text_values(&body, roles);
        // Which of two values counts is not known.
        let is_ambiguous = error.to_string().starts_with("duplicate field");
        let fields = fields.or_else(|| (!is_ambiguous).then(|| by_pointers(&body, roles))?);
        fields.ok_or(error)
    })
}

/// Reads the values where the document has them, whatever else is in the body.
fn by_pointers(body: &[u8], roles: &OperationRoles) -> Option<SessionFields> {
    let mut value: Value = serde_json::from_slice(body).ok()?;
    let mut places = roles.response.iter();
    let (_, id) = places.find(|(output, _)| *output == Output::TransactionId)?;
    let (parent, _) = id.rsplit_once('/')?;
    if !value.pointer(parent).is_some_and(Value::is_object) {
        return None;
    }
    let mut fields = SessionFields::default();
    fields.is_present = true;
    for (output, pointer) in roles.response {
        let text = match value.pointer_mut(pointer).map(Value::take) {
            Some(Value::String(text)) => Some(text),
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(Value::Bool(value)) => Some(value.to_string()),
            Some(Value::Array(_) | Value::Object(_)) if *output == Output::TransactionId => {
                return None;
            }
            _ => None,
        };
        if let (Some((parent, name)), false) = (pointer.rsplit_once('/'), pointer.contains('~'))
            && let Some(Value::Object(members)) = value.pointer_mut(parent)
        {
            members.remove(name);
        }
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
        *field = text;
    }
    if let Some(Value::Object(members)) = value.pointer_mut(parent) {
        fields.unknown_fields = std::mem::take(members);
    }
    Some(fields)
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
            let unknown = fields.unknown_fields.get(name);
            assert!(unknown.is_none_or(|value| *value == json!([1])));
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
