//! Whether a JSON value is an OpenAPI document that the next steps can work on.

use serde_json::Value;

use super::{LoadError, shown};
use crate::pointer::{holds_names, join, resolve};

/// OpenAPI 3.0 or 3.1, at least one path, and every reference inside the document and leading somewhere.
///
/// # Errors
/// [`LoadError`] with the JSON pointer of the place.
pub fn check(document: &Value) -> Result<(), LoadError> {
    if let Some(version) = document.get("swagger") {
        let version = version
            .as_str()
            .map_or_else(|| version.to_string(), str::to_owned);
        return Err(LoadError::Swagger(shown(&version)));
    }
    match document.get("openapi") {
        None => return Err(LoadError::Version("there is no version".into())),
        Some(version) => {
            let text = version.as_str().unwrap_or_default();
            if !(text.starts_with("3.0.") || text.starts_with("3.1.")) {
                let text = shown(version.as_str().unwrap_or("not a text"));
                return Err(LoadError::Version(format!("the version is `{text}`")));
            }
        }
    }
    let paths = document.get("paths").and_then(Value::as_object);
    if paths.is_none_or(|paths| paths.is_empty()) {
        return Err(LoadError::NoPaths);
    }
    references(document, document, String::new(), false)
}

fn references(
    document: &Value,
    value: &Value,
    pointer: String,
    names: bool,
) -> Result<(), LoadError> {
    match value {
        Value::Object(members) => {
            if let Some(target) = members.get("$ref").and_then(Value::as_str) {
                if !target.starts_with('#') {
                    return Err(LoadError::ExternalRef {
                        pointer,
                        target: shown(target),
                    });
                }
                if resolve(document, target).is_none() {
                    return Err(LoadError::DanglingRef {
                        pointer,
                        target: shown(target),
                    });
                }
            }
            for (name, member) in members {
                // An example may hold anything, references included.
                if names || !matches!(name.as_str(), "example" | "examples") {
                    let at = join(&pointer, name);
                    references(document, member, at, !names && holds_names(name))?;
                }
            }
            Ok(())
        }
        Value::Array(items) => {
            let mut items = items.iter().enumerate();
            items.try_for_each(|(n, item)| references(document, item, join(&pointer, n), false))
        }
        _ => Ok(()),
    }
}
