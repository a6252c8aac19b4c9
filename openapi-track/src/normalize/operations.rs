//! Rewrites paths and operations: ids that Rust can tell apart, and paths that the generator can read.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::rewriter::{Part, Rewriter, extensions, shown};
use crate::{
    names::{field_name, folded, is_plain_operation, is_reserved_operation, pascal},
    pointer::{METHODS, join},
};

/// An operation with where it was found.
struct Found<'a> {
    path: String,
    method: &'static str,
    operation: Part<'a>,
    item: Part<'a>,
}

impl<'a> Rewriter<'a> {
    /// All path items.
    pub fn paths(&mut self) -> Value {
        let found = self.found();
        let ids = self.ids(&found);
        let mut paths: Map<String, Value> = Map::new();
        for (found, id) in found.iter().zip(ids) {
            let (path, operation) = self.operation(found, &id);
            let at = join(&join("/paths", &path), found.method);
            self.origins.insert(at, found.operation.1.clone());
            let item = paths.entry(path).or_insert_with(|| self.item(&found.item));
            if let Some(item) = item.as_object_mut() {
                item.insert(found.method.to_owned(), operation);
            }
        }
        paths.into()
    }

    /// The operations, in the order of their paths, which alone decides on names.
    fn found(&mut self) -> Vec<Found<'a>> {
        let mut found = Vec::new();
        let paths = self.source.get("paths").and_then(Value::as_object);
        let mut paths: Vec<_> = paths
            .into_iter()
            .flatten()
            .filter(|(path, _)| !path.starts_with("x-"))
            .collect();
        paths.sort_by_key(|(path, _)| *path);
        for (path, item) in paths {
            let at = join("/paths", path);
            let Some(own) = self.follow_item(item, &at) else {
                continue;
            };
            let Some(path) = self.template(path, &at) else {
                continue;
            };
            for method in METHODS {
                let holder = own
                    .iter()
                    .find_map(|part| Some((part, part.0.get(method)?)));
                if let Some((part, operation)) =
                    holder.filter(|(_, operation)| operation.is_object())
                {
                    found.push(Found {
                        path: path.clone(),
                        method,
                        operation: (operation, join(&part.1, method)),
                        item: part.clone(),
                    });
                }
            }
        }
        found
    }

    /// A path item and the one that its reference names: members beside the reference count, too.
    fn follow_item(&mut self, item: &'a Value, at: &str) -> Option<Vec<Part<'a>>> {
        let mut parts = vec![(item, at.to_owned())];
        if item.get("$ref").is_some() {
            parts.push(self.follow(item, at.to_owned())?);
        }
        Some(parts)
    }

    /// A path that the generator can read; `None` is reported.
    fn template(&mut self, path: &str, at: &str) -> Option<String> {
        let mut open = false;
        for c in path.chars() {
            let fits = match c {
                '{' => !open,
                '}' => open,
                '/' => !open,
                _ => true,
            };
            if !fits {
                open = true;
                break;
            }
            open = if c == '{' { true } else { open && c != '}' };
        }
        if open {
            self.decide(
                "path-template",
                at,
                format!("the braces of `{}` are unbalanced", shown(path)),
                "correct the path: remove it and add the right one with overlay actions",
            );
            return None;
        }
        if path.starts_with('/') {
            return Some(path.to_owned());
        }
        self.absorbed(
            "path-without-slash",
            at,
            "the path does not start with a slash; one is added",
        );
        Some(format!("/{path}"))
    }

    /// An id for each operation, unlike all others.
    fn ids(&mut self, found: &[Found<'a>]) -> Vec<String> {
        let given = |found: &Found<'a>| {
            found
                .operation
                .0
                .get("operationId")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        // An id that is given is kept before one that is made up, and the first of two that are alike.
        let mut owners: HashMap<String, usize> = HashMap::new();
        for (n, operation) in found.iter().enumerate() {
            let id = given(operation);
            if is_plain_operation(&id) && !is_reserved_operation(&id) {
                owners.entry(folded(&id)).or_insert(n);
            }
        }
        let mut taken: HashSet<String> = owners.keys().cloned().collect();
        let mut ids = Vec::new();
        for (n, operation) in found.iter().enumerate() {
            let id = given(operation);
            let at = &operation.operation.1;
            if owners.get(&folded(&id)) == Some(&n) {
                ids.push(id);
                continue;
            }
            let base = match folded(&id).is_empty() {
                true => derived(operation.method, &operation.path),
                false if !is_plain_operation(&id) => field_name(&id),
                false if is_reserved_operation(&id) => format!("{id}_operation"),
                false => id.clone(),
            };
            let free = |id: &String| !taken.contains(&folded(id)) && !is_reserved_operation(id);
            let new = [base.clone()]
                .into_iter()
                .chain((2_usize..).map(|n| format!("{base}_{n}")))
                .find(free)
                .unwrap_or(base);
            taken.insert(folded(&new));
            if id.is_empty() {
                self.absorbed(
                    "operation-id-missing",
                    at,
                    format!("the operation has no id; it is `{}`", shown(&new)),
                );
            } else {
                let message = format!(
                    "`{}` names another operation or item in Rust; this one is `{}`",
                    shown(&id),
                    shown(&new)
                );
                self.absorbed("operation-ids-alike", &join(at, "operationId"), message);
            }
            ids.push(new);
        }
        ids
    }

    fn item(&self, part: &Part<'a>) -> Value {
        let members = part.0.as_object();
        let mut item: Map<String, Value> = members.into_iter().flat_map(extensions).collect();
        for keyword in ["summary", "description"] {
            if let Some(text) = members
                .and_then(|members| members.get(keyword))
                .filter(|text| text.is_string())
            {
                item.insert(keyword.into(), text.clone());
            }
        }
        item.into()
    }

    fn operation(&mut self, found: &Found<'a>, id: &str) -> (String, Value) {
        let (source, at) = &found.operation;
        let name = pascal(id);
        let mut written = Map::from_iter([("operationId".to_owned(), id.into())]);
        let members = source.as_object();
        for keyword in ["summary", "description"] {
            if let Some(text) = source.get(keyword).filter(|text| text.is_string()) {
                written.insert(keyword.into(), text.clone());
            }
        }
        if source.get("deprecated") == Some(&Value::Bool(true)) {
            written.insert("deprecated".into(), true.into());
        }
        let tags = source.get("tags").and_then(Value::as_array);
        let mut tags: Vec<_> = tags
            .into_iter()
            .flatten()
            .filter(|tag| tag.is_string())
            .cloned()
            .collect();
        if !tags.is_empty() {
            tags.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
            written.insert("tags".into(), tags.into());
        }
        if let Some(security) = source.get("security").and_then(super::head::security) {
            written.insert("security".into(), security);
        }
        for (holder, at) in [(*source, at), (found.item.0, &found.item.1)] {
            if holder
                .get("servers")
                .and_then(Value::as_array)
                .is_some_and(|servers| !servers.is_empty())
            {
                self.lost(
                    "operation-servers",
                    &join(at, "servers"),
                    "the bindings send every operation to the base URL of their client, not to these servers",
                    "make another client with the other base URL for these operations",
                );
            }
        }
        if source
            .get("callbacks")
            .and_then(Value::as_object)
            .is_some_and(|all| !all.is_empty())
        {
            self.lost(
                "callbacks",
                &join(at, "callbacks"),
                "the bindings do not receive callbacks",
                "receive them with a server of your own",
            );
        }
        let parameters = self.parameters(&found.operation, &found.item, &found.path, &name);
        let path = parameters.path;
        let mut all = parameters.all;
        if !all.is_empty() {
            all.sort_by_cached_key(|parameter| {
                ["in", "name"].map(|key| parameter.get(key).map(Value::to_string))
            });
            written.insert("parameters".into(), all.into());
        }
        if let Some(body) = source.get("requestBody").filter(|body| body.is_object()) {
            let body = self.request_body(body, join(at, "requestBody"), &name);
            written.extend(body.map(|body| ("requestBody".to_owned(), body)));
        }
        let (responses, accept) =
            self.responses(source.get("responses"), &join(at, "responses"), &name);
        written.insert("responses".into(), responses);
        written.extend(members.into_iter().flat_map(extensions));
        written.remove("x-accept");
        if let Some(accept) = accept {
            written.insert("x-accept".into(), accept.into());
        }
        (path, written.into())
    }
}

/// `get /users/{id}/keys` is `get_users_by_id_keys`.
fn derived(method: &str, path: &str) -> String {
    let mut words = vec![method.to_owned()];
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        let parameter = segment.starts_with('{');
        let word: String = segment
            .chars()
            .map(|c| if c.is_alphanumeric() { c } else { '_' })
            .collect();
        let word = word.trim_matches('_').to_owned();
        if !word.is_empty() {
            words.push(if parameter {
                format!("by_{word}")
            } else {
                word
            });
        }
    }
    words.join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_derived_from_method_and_path() {
        assert_eq!(derived("get", "/users/{id}/keys"), "get_users_by_id_keys");
        assert_eq!(derived("post", "/"), "post");
        assert_eq!(derived("get", "/a.json"), "get_a_json");
    }
}
