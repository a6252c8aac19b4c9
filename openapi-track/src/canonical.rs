//! One way to write a document: keys sorted, two spaces, a line feed at the end.
//!
//! The order of keys means nothing in JSON, and vendors' tools shuffle it. Sorted by hand, because whether
//! serde_json's map sorts depends on a feature that any crate in the build may turn on.

use serde_json::{Map, Value};

/// The document's canonical text.
pub fn to_text(document: &Value) -> String {
    // A `Value` has only text keys and finite numbers, so it can always be written.
    format!("{:#}\n", sorted(document))
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(key, _)| *key);
            let members = members
                .into_iter()
                .map(|(key, value)| (key.clone(), sorted(value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        scalar => scalar.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignores_the_order_of_keys() {
        let one = serde_json::from_str(r#"{"b":[{"d":1,"c":2}],"a":null}"#).unwrap();
        let other = serde_json::from_str(r#"{"a":null,"b":[{"c":2,"d":1}]}"#).unwrap();
        assert_eq!(to_text(&one), to_text(&other));
        assert_eq!(
            to_text(&one),
            "{\n  \"a\": null,\n  \"b\": [\n    {\n      \"c\": 2,\n      \"d\": 1\n    }\n  ]\n}\n"
        );
    }
}
