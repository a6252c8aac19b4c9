//! Checks that a JSON value is an OpenAPI document that the next steps can work on.

use serde_json::Value;

use super::error::{LoadError, shown};
use crate::pointer::{holds_names, is_data, join, resolve};

/// OpenAPI 3.0 or 3.1, at least one path, and every reference inside the document and leading somewhere.
///
/// # Errors
/// [`LoadError`] with the JSON pointer of the place.
pub fn check(document: &Value) -> Result<(), LoadError> {
    problems(document).into_iter().next().map_or(Ok(()), Err)
}

/// All that [`check`] finds.
pub fn problems(document: &Value) -> Vec<LoadError> {
    let mut found = Vec::new();
    if let Err(error) = check_head(document) {
        found.push(error);
        return found;
    }
    references(document, document, String::new(), false, &mut found);
    found
}

/// What [`check`] says before it looks at references.
///
/// # Errors
/// [`LoadError`] for another version, and for a document without paths.
pub fn check_head(document: &Value) -> Result<(), LoadError> {
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
    Ok(())
}

fn references(
    document: &Value,
    value: &Value,
    pointer: String,
    names: bool,
    found: &mut Vec<LoadError>,
) {
    match value {
        Value::Object(members) => {
            let reference = members
                .get("$ref")
                .and_then(Value::as_str)
                .filter(|_| !names);
            if let Some(reference) = reference
                && resolve(document, reference).is_none()
            {
                let target = shown(reference);
                let pointer = pointer.clone();
                found.push(if reference.starts_with('#') {
                    LoadError::DanglingRef { pointer, target }
                } else {
                    LoadError::ExternalRef { pointer, target }
                });
            }
            for (name, member) in members {
                // An example or an extension may hold anything, references included.
                if names || !is_data(name) {
                    let at = join(&pointer, name);
                    references(document, member, at, !names && holds_names(name), found);
                }
            }
        }
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                references(document, item, join(&pointer, n), false, found);
            }
        }
        _ => {}
    }
}
