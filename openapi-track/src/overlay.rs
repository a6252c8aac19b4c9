//! Applies OpenAPI Overlay 1.0: corrections and assumptions about a document, each with its reason.
//!
//! An action that matches nothing or changes nothing is an error: the vendor has corrected the document, and
//! the overlay must contain only actions that are still needed. The specification allows both.

mod nearest;

use std::fmt;

use serde::Deserialize;
use serde_json::Value;
use serde_json_path::JsonPath;

use crate::{
    load::{self, LoadError},
    pointer::{join, unescape},
    provenance::Edits,
};

/// An overlay, ready to be applied.
#[derive(Debug)]
pub struct Overlay {
    actions: Vec<Action>,
}

#[derive(Debug)]
struct Action {
    target: JsonPath,
    /// The target as it is written.
    text: String,
    description: String,
    change: Change,
}

#[derive(Debug)]
enum Change {
    Update(Value),
    Remove,
}

/// Why an overlay cannot be read or applied.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OverlayError {
    /// Neither JSON nor YAML.
    #[error("the overlay: {0}")]
    Load(#[from] LoadError),
    /// Not an Overlay 1.0 document.
    #[error("the overlay is not an OpenAPI Overlay 1.0 document: {0}")]
    Form(String),
    /// One action is not well-formed.
    #[error("overlay action {number}: {problem}")]
    Action {
        /// The action's number, from 1.
        number: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// All actions that match nothing or change nothing in the document.
    #[error("{}", .0.iter().map(Misfit::to_string).collect::<Vec<_>>().join("\n"))]
    Misfits(Vec<Misfit>),
}

/// An action that matches nothing or changes nothing in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The action's number, from 1.
    pub number: usize,
    /// Its description.
    pub description: String,
    /// Its JSONPath.
    pub target: String,
    /// Existing paths that are most similar to the target; `None` if the target exists and the action changes
    /// nothing there.
    pub nearest: Option<Vec<String>>,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            number,
            description,
            target,
            nearest,
        } = self;
        match nearest {
            Some(nearest) => {
                write!(
                    f,
                    "overlay action {number} ({description}) matches nothing: {target}"
                )?;
                match nearest.as_slice() {
                    [] => Ok(()),
                    nearest => write!(f, "; nearest existing: {}", nearest.join(", ")),
                }
            }
            None => write!(
                f,
                "overlay action {number} ({description}) changes nothing at {target}: the document already is as the action wants it; remove the action"
            ),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOverlay {
    overlay: String,
    #[serde(rename = "info")]
    _info: serde::de::IgnoredAny,
    #[serde(rename = "extends")]
    _extends: Option<String>,
    actions: Vec<RawAction>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAction {
    target: String,
    description: String,
    update: Option<Value>,
    #[serde(default)]
    remove: bool,
}

impl Overlay {
    /// Reads an overlay from YAML or JSON. Every action needs a description.
    ///
    /// # Errors
    /// [`OverlayError`], naming the action.
    pub fn parse(bytes: &[u8]) -> Result<Self, OverlayError> {
        let raw: RawOverlay = serde_json::from_value(load::parse(bytes)?)
            .map_err(|error| OverlayError::Form(error.to_string()))?;
        if !raw.overlay.starts_with("1.0") {
            return Err(OverlayError::Form(format!(
                "its version is `{}`",
                raw.overlay
            )));
        }
        let numbered = (1..).zip(raw.actions);
        let actions = numbered.map(|(number, raw)| {
            let wrong = |problem: String| OverlayError::Action { number, problem };
            let target = JsonPath::parse(&raw.target)
                .map_err(|error| wrong(format!("the target `{}`: {error}", raw.target)))?;
            let description = raw.description.trim().to_owned();
            if description.is_empty() {
                return Err(wrong("the description is empty".into()));
            }
            let change = match (raw.update, raw.remove) {
                (Some(update), false) => Change::Update(update),
                (None, true) => Change::Remove,
                _ => return Err(wrong("either `update` or `remove: true` is needed".into())),
            };
            Ok(Action {
                target,
                text: raw.target,
                description,
                change,
            })
        });
        Ok(Self {
            actions: actions.collect::<Result<_, _>>()?,
        })
    }

    /// Applies all actions in their order, and returns how places in the document moved.
    ///
    /// # Errors
    /// All actions that match nothing or change nothing; the others are still applied.
    pub fn apply(&self, document: &mut Value) -> Result<Edits, OverlayError> {
        let mut edits = Edits::default();
        let mut misfits = Vec::new();
        for (number, action) in (1..).zip(&self.actions) {
            let located = action.target.query_located(document);
            let mut places: Vec<_> = located
                .locations()
                .map(|path| path.to_json_pointer())
                .collect();
            let misfit = |nearest| Misfit {
                number,
                description: action.description.clone(),
                target: action.text.clone(),
                nearest,
            };
            if places.is_empty() {
                misfits.push(misfit(Some(nearest::nearest(document, &action.text))));
                continue;
            }
            // Back to front, so that removing an item does not move those still to be removed.
            places.reverse();
            let mut changed = false;
            for place in places {
                changed |= match &action.change {
                    Change::Remove => remove(document, &place, &mut edits),
                    Change::Update(update) => document
                        .pointer_mut(&place)
                        .is_some_and(|target| merge(target, update, &place, number, &mut edits)),
                };
            }
            if !changed {
                misfits.push(misfit(None));
            }
        }
        if misfits.is_empty() {
            Ok(edits)
        } else {
            Err(OverlayError::Misfits(misfits))
        }
    }
}

/// Removes the value at `pointer`; returns whether there was one.
fn remove(document: &mut Value, pointer: &str, edits: &mut Edits) -> bool {
    let Some((parent, last)) = pointer.rsplit_once('/') else {
        return false;
    };
    match document.pointer_mut(parent) {
        Some(Value::Object(members)) => members.remove(&unescape(last)).is_some(),
        Some(Value::Array(items)) => match last.parse() {
            Ok(n) if n < items.len() => {
                items.remove(n);
                edits.removed_item(parent, n);
                true
            }
            _ => false,
        },
        _ => false,
    }
}

/// The specification's merge: objects member by member, arrays by appending, the rest by replacing. Returns
/// whether it changed anything.
fn merge(target: &mut Value, update: &Value, at: &str, action: usize, edits: &mut Edits) -> bool {
    match (target, update) {
        (Value::Object(target), Value::Object(update)) => {
            let mut changed = false;
            for (name, value) in update {
                let at = join(at, name);
                changed |= match target.get_mut(name) {
                    Some(present) => merge(present, value, &at, action, edits),
                    None => {
                        target.insert(name.clone(), value.clone());
                        edits.added(at, action);
                        true
                    }
                };
            }
            changed
        }
        (Value::Array(target), update) => {
            let new = match update {
                Value::Array(items) => items.clone(),
                item => vec![item.clone()],
            };
            for item in &new {
                edits.added(join(at, target.len()), action);
                target.push(item.clone());
            }
            !new.is_empty()
        }
        (target, update) => {
            let changed = target != update;
            if changed && (target.is_object() || update.is_object()) {
                edits.added(at.to_owned(), action);
            }
            *target = update.clone();
            changed
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn apply(actions: &str, mut document: Value) -> Result<Value, String> {
        let text = format!("overlay: 1.0.0\ninfo: {{title: t, version: 1}}\nactions:\n{actions}");
        let overlay = Overlay::parse(text.as_bytes()).map_err(|error| error.to_string())?;
        overlay
            .apply(&mut document)
            .map_err(|error| error.to_string())?;
        Ok(document)
    }

    #[test]
    fn objects_merge_arrays_grow_and_the_rest_is_replaced() {
        let document = json!({"a": {"b": 1, "c": [1], "d": {"e": 1}}});
        let actions = "- {target: $.a, description: d, update: {b: 2, c: [2], d: {f: 2}}}\n";
        let expected = json!({"a": {"b": 2, "c": [1, 2], "d": {"e": 1, "f": 2}}});
        assert_eq!(apply(actions, document).unwrap(), expected);
    }

    #[test]
    fn all_matches_are_removed() {
        let document = json!({"p": [{"in": "query"}, {"in": "path"}, {"in": "query"}]});
        let actions = "- {target: \"$.p[?@.in == 'query']\", description: d, remove: true}\n";
        assert_eq!(
            apply(actions, document).unwrap(),
            json!({"p": [{"in": "path"}]})
        );
    }

    #[test]
    fn an_action_that_matches_or_changes_nothing_is_named() {
        let actions = "- {target: $.a, description: first, update: {b: 2}}\n- {target: $.x, description: the second, remove: true}\n";
        let error = apply(actions, json!({"a": {"b": 1}})).unwrap_err();
        assert_eq!(
            error,
            "overlay action 2 (the second) matches nothing: $.x; nearest existing: $.a"
        );
        let actions = "- {target: $.a, description: needless, update: {b: 1}}\n";
        let error = apply(actions, json!({"a": {"b": 1}})).unwrap_err();
        assert!(
            error.starts_with("overlay action 1 (needless) changes nothing"),
            "{error}"
        );
    }

    #[test]
    fn an_action_without_a_reason_is_refused() {
        assert!(apply("- {target: $.a, remove: true}\n", json!({})).is_err());
        assert!(
            apply(
                "- {target: $.a, description: ' ', remove: true}\n",
                json!({})
            )
            .is_err()
        );
        assert!(apply("- {target: $.a, description: d}\n", json!({})).is_err());
    }
}
