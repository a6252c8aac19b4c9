//! Finds likely mistakes that the document's schema accepts: misspelled fields, impossible values, `null`
//! for an optional field, legacy spellings.

use serde_json::{Map, Value};

use crate::{
    body_schema::Fields,
    request_log::{kind_of, truncate},
};

/// A field with a mistake.
pub(crate) struct InvalidField {
    /// For example `videoidProviderOptions.docType`.
    pub name: String,
    /// What is wrong or what is expected; follows the name in a sentence.
    pub expected: String,
    /// The kind of its value.
    pub actual: &'static str,
}

/// The providers that the document's description names.
const PROVIDERS: [&str; 2] = ["readid", "signicatvideoid"];
/// Longer names, in bytes, are cut.
const MAX_NAME: usize = 64;

/// The vendor's release notes of 2024 and 2025 call these spellings still accepted: the wrapper `input`, and
/// `eidProviderOptions` for `videoidProviderOptions`. They are legacy only where the document has the newer.
pub(crate) fn legacy_fields(body: &Value, fields: &Fields) -> Vec<InvalidField> {
    if !has_newer_spelling(fields) {
        return Vec::new();
    }
    let inner = body.get("input").unwrap_or(body);
    [("input", body), ("eidProviderOptions", inner)]
        .into_iter()
        .filter_map(|(name, object)| {
            object.get(name).map(|value| InvalidField {
                name: name.to_owned(),
                expected: "is a legacy spelling".to_owned(),
                actual: kind_of(value),
            })
        })
        .collect()
}

/// Replaces legacy spellings by current ones.
pub(crate) fn modernize(body: Value, fields: &Fields) -> Value {
    if !has_newer_spelling(fields) {
        return body;
    }
    let Value::Object(mut members) = body else {
        return body;
    };
    if let Some(Value::Object(inner)) = members.get_mut("input") {
        members = std::mem::take(inner);
    }
    if !members.contains_key("videoidProviderOptions")
        && let Some(options) = members.remove("eidProviderOptions")
    {
        members.insert("videoidProviderOptions".into(), options);
    }
    Value::Object(members)
}

fn has_newer_spelling(fields: &Fields) -> bool {
    fields.0.contains_key("videoidProviderOptions") && !fields.0.contains_key("input")
}

/// Removes optional fields that are `null`, and returns them.
pub(crate) fn remove_nulls(body: &mut Value, fields: &Fields) -> Vec<InvalidField> {
    let mut removed = Vec::new();
    let Value::Object(members) = body else {
        return removed;
    };
    members.retain(|name, value| {
        let Some(field) = fields.0.get(name) else {
            return true;
        };
        let remove = value.is_null() && !field.required && !field.accepts_anything;
        if remove {
            removed.push(InvalidField {
                name: name.clone(),
                expected: "is null, which counts as absent".to_owned(),
                actual: "null",
            });
        } else {
            let inner = remove_nulls(value, &field.fields);
            removed.extend(inner.into_iter().map(|it| it.within(name)));
        }
        !remove
    });
    removed
}

/// The fields that the document does not name.
pub(crate) fn unknown_fields(body: &Value, fields: &Fields) -> Vec<InvalidField> {
    visit(body, fields, |name, value, known| {
        let is_known = known.0.contains_key(name);
        (!is_known && !["input", "eidProviderOptions"].contains(&name)).then(|| InvalidField {
            name: truncate(name, MAX_NAME).to_owned(),
            expected: match similar(name, known) {
                Some(meant) => format!("is not a field of the document; did you mean `{meant}`?"),
                None => "is not a field of the document".to_owned(),
            },
            actual: kind_of(value),
        })
    })
}

/// Values of the right type that the service cannot accept.
pub(crate) fn impossible_values(body: &Value, fields: &Fields) -> Vec<InvalidField> {
    let not_positive = |value: &Value| {
        value
            .as_number()
            .is_some_and(|it| it.as_f64().is_some_and(|it| it <= 0.0))
    };
    visit(body, fields, |name, value, known| {
        let expected = match value {
            Value::String(provider)
                if name == "provider" && !PROVIDERS.contains(&provider.as_str()) =>
            {
                "is not a provider of the document: `readid` or `signicatvideoid`"
            }
            Value::Array(items) if items.iter().any(not_positive) => "must be positive numbers",
            value if not_positive(value) => "must be a positive number",
            _ => return None,
        };
        let is_checked = name == "provider" || known.0.get(name)?.is_integer;
        is_checked.then(|| InvalidField {
            name: name.to_owned(),
            expected: expected.to_owned(),
            actual: kind_of(value),
        })
    })
}

impl InvalidField {
    fn within(self, parent: &str) -> Self {
        Self {
            name: format!("{parent}.{}", self.name),
            ..self
        }
    }
}

/// Applies `check` to every member of the body and of its known objects.
fn visit(
    body: &Value,
    fields: &Fields,
    check: impl Fn(&str, &Value, &Fields) -> Option<InvalidField> + Copy,
) -> Vec<InvalidField> {
    let empty = Map::new();
    let members = body.as_object().unwrap_or(&empty);
    let mut found = Vec::new();
    for (name, value) in members {
        found.extend(check(name, value, fields));
        if let Some(field) = fields.0.get(name)
            && !field.fields.0.is_empty()
        {
            let inner = visit(value, &field.fields, check);
            found.extend(inner.into_iter().map(|it| it.within(name)));
        }
    }
    found
}

/// The known field with the most similar name, if any is similar.
fn similar<'a>(name: &str, known: &'a Fields) -> Option<&'a str> {
    // Comparing names costs the product of their lengths.
    let name = truncate(name, MAX_NAME).to_ascii_lowercase();
    known
        .0
        .keys()
        .map(|it| {
            let similarity = strsim::normalized_levenshtein(&name, &it.to_ascii_lowercase());
            (it.as_str(), similarity)
        })
        .filter(|(_, similarity)| *similarity > 0.7)
        .max_by(|(_, one), (_, other)| one.total_cmp(other))
        .map(|(it, _)| it)
}
