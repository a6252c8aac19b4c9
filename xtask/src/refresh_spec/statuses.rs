//! Finds status words in a document that the client's table does not know.
//!
//! The client counts an unknown word as still running, so a new final status would make waits time out. Only
//! an enum or a constant can be checked: the words of a plain string are not in the document.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::Context as _;
use serde_json::Value;

/// The client's table: one word and its meaning per line.
const TABLE: &str = "src/model/status_table.txt";
/// References and combinations followed in depth; more are a cycle.
const MAX_DEPTH: usize = 32;
/// Schemas visited for one response.
const MAX_VISITS: usize = 10_000;

/// One line for each status word that the table does not list.
///
/// `document` is the vendor's with the overlay applied: preparation opens enums, so the prepared document has
/// none.
///
/// # Errors
/// The table cannot be read.
pub fn unknown(root: &Path, document: &Value) -> anyhow::Result<Vec<String>> {
    let table = fs::read_to_string(root.join(TABLE)).context(TABLE)?;
    let known: Vec<_> = table
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    let unknown = words(document)
        .into_iter()
        .filter(|(_, word)| !known.iter().any(|known| known.eq_ignore_ascii_case(word)));
    let lines = unknown.map(|(place, word)| {
        let word: String = word.chars().filter(|c| !c.is_control()).take(64).collect();
        format!(
            "unknown status `{word}` in {place}: it counts as still running; add it to {TABLE} with its meaning"
        )
    });
    Ok(lines.collect())
}

/// The words that the role `status` may have, with the operation and the role's pointer.
fn words(document: &Value) -> BTreeSet<(String, String)> {
    let mut words = BTreeSet::new();
    let paths = document.get("paths").and_then(Value::as_object);
    let items = paths.into_iter().flatten();
    let operations = items.flat_map(|(path, item)| {
        let operations = item.as_object().into_iter().flatten();
        operations.map(move |(method, operation)| (path, method, operation))
    });
    for (path, method, operation) in operations {
        let roles = operation.get("x-roles").and_then(Value::as_object);
        for (_, roles) in roles.into_iter().flatten() {
            let Some(pointer) = roles.pointer("/response/status").and_then(Value::as_str) else {
                continue;
            };
            let place = format!(
                "{pointer} of the response of {} {path}",
                method.to_uppercase()
            );
            let names: Vec<_> = pointer.split('/').skip(1).map(unescaped).collect();
            for schema in success_schemas(document, operation) {
                let mut search = Search {
                    document,
                    visits: MAX_VISITS,
                    words: Vec::new(),
                };
                search.collect(schema, &names, MAX_DEPTH);
                words.extend(search.words.into_iter().map(|word| (place.clone(), word)));
            }
        }
    }
    words
}

/// The schemas of an operation's successful responses.
fn success_schemas<'a>(
    document: &'a Value,
    operation: &'a Value,
) -> impl Iterator<Item = &'a Value> {
    let responses = operation.get("responses").and_then(Value::as_object);
    let successful = responses
        .into_iter()
        .flatten()
        .filter(|(status, _)| status.starts_with('2') || *status == "default");
    let contents = successful
        .filter_map(move |(_, response)| resolved(document, response)?.get("content")?.as_object());
    contents
        .flatten()
        .filter_map(|(_, media)| media.get("schema"))
}

/// Follows a reference to another part of the document.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> Option<&'a Value> {
    let mut value = value;
    for _ in 0..MAX_DEPTH {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
            return Some(value);
        };
        value = document.pointer(reference.strip_prefix('#')?)?;
    }
    None
}

/// A search for the constants of a property.
struct Search<'a> {
    document: &'a Value,
    visits: usize,
    words: Vec<String>,
}

impl<'a> Search<'a> {
    /// Collects the constants of the property at `names`, in the schema itself or in what it combines.
    fn collect(&mut self, schema: &'a Value, names: &[String], depth: usize) {
        let (Some(depth), Some(visits)) = (depth.checked_sub(1), self.visits.checked_sub(1)) else {
            return;
        };
        self.visits = visits;
        let reference = schema.get("$ref");
        if let Some(target) = reference.and_then(|_| resolved(self.document, schema)) {
            self.collect(target, names, depth);
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            let parts = schema.get(keyword).and_then(Value::as_array);
            for part in parts.into_iter().flatten() {
                self.collect(part, names, depth);
            }
        }
        match names.split_first() {
            Some((name, rest)) => {
                let properties = schema.get("properties");
                if let Some(property) = properties.and_then(|properties| properties.get(name)) {
                    self.collect(property, rest, depth);
                }
            }
            None => {
                let values = schema.get("enum").and_then(Value::as_array);
                let values = values.into_iter().flatten().chain(schema.get("const"));
                self.words
                    .extend(values.filter_map(Value::as_str).map(str::to_owned));
            }
        }
    }
}

fn unescaped(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_unknown_words_through_references_and_combinations() {
        let folder = tempfile::tempdir().unwrap();
        let table = folder.path().join(TABLE);
        fs::create_dir_all(table.parent().unwrap()).unwrap();
        fs::write(table, "Pending running\nCompleted succeeded\n").unwrap();
        let schema = json!({"allOf": [{"$ref": "#/components/schemas/State"}]});
        let document = json!({
            "paths": {"/a": {"get": {
                "x-roles": {"get_a": {"response": {"status": "/data/status"}}},
                "responses": {"200": {"content": {"application/json": {"schema": schema}}}},
            }}},
            "components": {"schemas": {
                "State": {"properties": {"data": {"properties": {"status": {
                    "oneOf": [{"enum": ["PENDING", "Done", null]}, {"const": "Waiting"}],
                }}}}},
            }},
        });
        let lines = unknown(folder.path(), &document).unwrap();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[0].starts_with(
            "unknown status `Done` in /data/status of the response of GET /a: it counts as still running"
        ));
        assert!(lines[1].contains("`Waiting`"));
    }

    #[test]
    fn ends_on_reference_cycles() {
        let document = json!({
            "paths": {"/a": {"get": {
                "x-roles": {"get_a": {"response": {"status": "/status"}}},
                "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/a"}}}}},
            }}},
            "a": {"allOf": [{"$ref": "#/a"}, {"$ref": "#/a"}]},
        });
        assert!(words(&document).is_empty());
    }
}
