//! Makes types that are received robust: they keep members that the document does not name and values that an
//! enum does not list, and do not require what the service does not send.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{
    rewriter::{CONSTANT, DIRECTIONS, OPEN, Rewriter},
    schema::listing,
};
use crate::{
    hoisted::PREFIX,
    names::field_name,
    pointer::{join, unescape},
};

impl Rewriter<'_> {
    /// Relaxes the components, and drops those that nothing refers to and the vendor did not name.
    pub fn relax(&mut self, paths: &Value) {
        let (mut sent, mut received) = (BTreeSet::new(), BTreeSet::new());
        for operation in paths
            .as_object()
            .into_iter()
            .flatten()
            .flat_map(|(_, item)| item.as_object())
            .flatten()
        {
            let operation = operation.1;
            for name in ["parameters", "requestBody"] {
                references(operation.get(name), &mut sent);
            }
            references(operation.get("responses"), &mut received);
        }
        let mut alternatives = BTreeSet::new();
        for schema in self
            .components
            .values()
            .filter(|schema| schema.get("oneOf").is_some())
        {
            references(Some(schema), &mut alternatives);
        }
        let [sent, received, alternatives] =
            [sent, received, alternatives].map(|roots| self.reachable(roots));
        let vendor = self.reachable(self.vendor.clone());
        let used =
            |name: &String| vendor.contains(name) || sent.contains(name) || received.contains(name);
        let components = std::mem::take(&mut self.components);
        let mut kept = BTreeMap::new();
        for (name, mut schema) in components.into_iter().filter(|(name, _)| used(name)) {
            let place = join("/components/schemas", &name);
            let at = self.origins.get(&place).cloned().unwrap_or_default();
            // A schema that only webhooks use, or that is unused, is more likely received than sent.
            let is_received = received.contains(&name) || !sent.contains(&name);
            if let Some(members) = schema.as_object_mut() {
                if is_received {
                    self.widen_enum(members, &at);
                }
                let must_open =
                    members.remove(OPEN).is_some() || is_received || alternatives.contains(&name);
                self.relax_object(members, must_open, is_received, sent.contains(&name), &at);
            }
            kept.insert(name, schema);
        }
        self.components = kept;
    }

    /// All components that these lead to, themselves included.
    fn reachable(&self, roots: BTreeSet<String>) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        let mut open: Vec<_> = roots.into_iter().collect();
        while let Some(name) = open.pop() {
            if let Some(schema) = self.components.get(&name)
                && all.insert(name)
            {
                let mut next = BTreeSet::new();
                references(Some(schema), &mut next);
                open.extend(next);
            }
        }
        all
    }

    fn widen_enum(&mut self, members: &mut Map<String, Value>, at: &str) {
        if members.contains_key(CONSTANT) {
            return;
        }
        if let Some(Value::Array(values)) = members.remove("enum") {
            self.absorbed(
                "enum-received",
                at,
                "the service may send a value that is not listed; any string is accepted",
            );
            members.insert("x-enum".into(), values.clone().into());
            let values: Vec<_> = values.iter().collect();
            let listed = listing(json!({}), &values);
            members.extend(listed.as_object().cloned().unwrap_or_default());
        }
    }

    fn relax_object(
        &mut self,
        members: &mut Map<String, Value>,
        open: bool,
        received: bool,
        sent: bool,
        at: &str,
    ) {
        let directions = members.remove(DIRECTIONS);
        if let (Some(Value::Object(directions)), Some(Value::Array(required))) =
            (&directions, members.get_mut("required"))
        {
            let before = required.len();
            required.retain(|name| {
                match directions
                    .get(name.as_str().unwrap_or_default())
                    .and_then(Value::as_str)
                {
                    Some("readOnly") => !sent,
                    Some("writeOnly") => !received,
                    _ => true,
                }
            });
            if required.len() != before {
                self.absorbed(
                    "required-one-way",
                    at,
                    "a required property is only sent or only received; it is optional in the type",
                );
            }
        }
        if members
            .get("required")
            .and_then(Value::as_array)
            .is_some_and(Vec::is_empty)
        {
            members.remove("required");
        }
        if open && members.contains_key("properties") {
            members
                .entry("additionalProperties")
                .or_insert_with(|| json!({}));
        }
        if !members.contains_key("additionalProperties") {
            return;
        }
        // The generator calls the map of other members `extra`.
        let properties = members
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        let meant: Vec<_> = properties
            .map(|(name, _)| name.clone())
            .filter(|name| field_name(name) == "extra")
            .collect();
        for name in meant {
            if let Some(Value::Object(properties)) = members.get_mut("properties") {
                properties.remove(&name);
            }
            if let Some(Value::Array(required)) = members.get_mut("required") {
                required.retain(|other| *other != name);
            }
            members.insert("additionalProperties".into(), json!({}));
            self.absorbed(
                "property-named-extra",
                at,
                format!("`{name}` is read and sent as a member of the map `extra`"),
            );
        }
        if members
            .get("properties")
            .and_then(Value::as_object)
            .is_some_and(Map::is_empty)
        {
            members.remove("properties");
        }
        if members
            .get("required")
            .and_then(Value::as_array)
            .is_some_and(Vec::is_empty)
        {
            members.remove("required");
        }
    }
}

/// The components that a value refers to.
fn references(value: Option<&Value>, found: &mut BTreeSet<String>) {
    match value {
        Some(Value::Object(members)) => {
            if let Some(name) = members
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|to| to.strip_prefix(PREFIX))
            {
                found.insert(unescape(name));
            }
            for (name, member) in members {
                if name != "example" && !name.starts_with("x-") {
                    references(Some(member), found);
                }
            }
        }
        Some(Value::Array(items)) => items.iter().for_each(|item| references(Some(item), found)),
        _ => {}
    }
}

/// Removes what preparation noted for itself, and spells out the values that the document lists.
pub(super) fn finish(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(finish),
        Value::Object(members) => {
            spell_values(members);
            members
                .iter_mut()
                .filter(|(name, _)| *name != "example" && !name.starts_with("x-"))
                .for_each(|(_, member)| finish(member));
        }
        _ => {}
    }
}

/// Moves the list of values into the description.
fn spell_values(members: &mut Map<String, Value>) {
    if !members.get("x-values").is_some_and(Value::is_string) {
        return;
    }
    let Some(Value::String(values)) = members.remove("x-values") else {
        return;
    };
    let description = members
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if description.contains("The document lists: ") {
        return;
    }
    let space = if description.is_empty() { "" } else { "\n\n" };
    let description = format!("{description}{space}The document lists: {values}.");
    members.insert("description".into(), description.into());
}
