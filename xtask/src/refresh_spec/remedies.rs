//! Finds overlay actions that restore names which handwritten code uses: ids of operations that the vendor has
//! renamed or moved, and names of types that came from a schema which is called otherwise now.
//!
//! Every action is applied to the new document before it is offered.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::Context as _;
use openapi_track::{load, overlay::Overlay, prepare::prepare};
use serde_json::{Value, json};

use crate::tracked_files::OVERLAY;

/// Properties followed from the body of an operation.
const MAX_DEPTH: usize = 8;
/// Methods of a path item.
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// An overlay action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    target: String,
    description: String,
    update: Update,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Update {
    OperationId(String),
    TypeName(String),
}

impl Remedy {
    fn action(&self) -> Value {
        let (key, value) = self.update();
        json!({
            "target": self.target,
            "description": self.description,
            "update": { key: value },
        })
    }

    fn update(&self) -> (&'static str, &str) {
        match &self.update {
            Update::OperationId(id) => ("operationId", id),
            Update::TypeName(name) => ("x-rust-name", name),
        }
    }

    /// Whether a prepared document has the name.
    fn is_effective(&self, prepared: &Value) -> bool {
        match &self.update {
            Update::OperationId(id) => operations(prepared).contains_key(id.as_str()),
            Update::TypeName(name) => schemas(prepared).contains(name.as_str()),
        }
    }

    /// The action's lines for the overlay file.
    pub fn to_yaml(&self) -> [String; 3] {
        let (key, value) = self.update();
        [
            format!("- target: {}", json!(self.target)),
            format!("  description: {}", json!(self.description)),
            format!("  update: {{ {key}: {value} }}"),
        ]
    }
}

/// The remedies that work on `upstream`. `old` and `new` are prepared documents, `overlaid` is the vendor's new
/// one with the overlay applied.
///
/// # Errors
/// The overlay cannot be read.
pub fn find(
    root: &Path,
    upstream: &[u8],
    [old, new, overlaid]: [&Value; 3],
) -> anyhow::Result<Vec<Remedy>> {
    let candidates = [operation_ids(old, new), type_names(old, new, overlaid)].concat();
    let overlay = load::parse(&fs::read(root.join(OVERLAY)).context(OVERLAY)?)?;
    let document = load::parse(upstream)?;
    let prepared = |remedies: &[Remedy]| {
        let mut overlay = overlay.clone();
        let actions = overlay.get_mut("actions")?.as_array_mut()?;
        actions.extend(remedies.iter().map(Remedy::action));
        let overlay = Overlay::parse(overlay.to_string().as_bytes()).ok()?;
        prepare(document.clone(), Some(&overlay)).ok()
    };
    // Together if possible: one may need another.
    if let Some(prepared) = prepared(&candidates) {
        let effective = |remedy: &Remedy| remedy.is_effective(&prepared.document);
        return Ok(candidates.into_iter().filter(effective).collect());
    }
    let works_alone = |remedy: &Remedy| {
        prepared(std::slice::from_ref(remedy))
            .is_some_and(|prepared| remedy.is_effective(&prepared.document))
    };
    Ok(candidates.into_iter().filter(works_alone).collect())
}

/// An operation: its path and method.
type Place<'a> = (&'a str, &'a str);

fn operations(document: &Value) -> BTreeMap<&str, Place<'_>> {
    let paths = document.get("paths").and_then(Value::as_object);
    let items = paths.into_iter().flatten();
    let operations = items.flat_map(|(path, item)| {
        METHODS.into_iter().filter_map(move |method| {
            let id = item.get(method)?.get("operationId")?.as_str()?;
            Some((id, (path.as_str(), method)))
        })
    });
    operations.collect()
}

/// Ids that are gone, for the most similar of the operations that are new.
fn operation_ids(old: &Value, new: &Value) -> Vec<Remedy> {
    let (old, new) = (operations(old), operations(new));
    let mut free: BTreeMap<_, _> = new
        .iter()
        .filter(|(id, _)| !old.contains_key(*id))
        .map(|(id, place)| (*id, *place))
        .collect();
    let mut remedies = Vec::new();
    for (id, place) in old.iter().filter(|(id, _)| !new.contains_key(*id)) {
        let best = free
            .iter()
            .map(|(free_id, free_place)| (similarity(*place, *free_place), *free_id))
            .max();
        let Some((similarity, best)) = best else {
            break;
        };
        // At least half of the path.
        if similarity < 50 {
            continue;
        }
        if let Some((path, method)) = free.remove(best) {
            remedies.push(Remedy {
                target: format!("$.paths[{}].{method}", quoted(path)),
                description: format!("Names the operation as the code calls it (vendor: {best})."),
                update: Update::OperationId((*id).to_owned()),
            });
        }
    }
    remedies
}

/// Percentage of equal path segments, all parameters being equal; 0 for different methods.
fn similarity(a: Place<'_>, b: Place<'_>) -> usize {
    if a.1 != b.1 {
        return 0;
    }
    let segments = |path: &str| -> Vec<String> {
        let segments = path.split('/').filter(|segment| !segment.is_empty());
        segments
            .map(|segment| match segment.starts_with('{') {
                true => "{}".to_owned(),
                false => segment.to_owned(),
            })
            .collect()
    };
    let (a, b) = (segments(a.0), segments(b.0));
    let equal = a.iter().filter(|segment| b.contains(segment)).count();
    let longest = a.len().max(b.len()).max(1);
    equal.saturating_mul(100) / longest
}

fn schemas(document: &Value) -> BTreeSet<&str> {
    let schemas = document.pointer("/components/schemas");
    let schemas = schemas.and_then(Value::as_object).into_iter().flatten();
    schemas.map(|(name, _)| name.as_str()).collect()
}

/// Names of types that are gone, for the schemas that are used in the same places now.
fn type_names(old: &Value, new: &Value, overlaid: &Value) -> Vec<Remedy> {
    let (old_uses, new_uses) = (uses(old), uses(new));
    let (old_names, new_names) = (schemas(old), schemas(new));
    let places = operations(new);
    let mut named = BTreeSet::new();
    let mut remedies = Vec::new();
    for (place, old_name) in &old_uses {
        let Some(new_name) = new_uses.get(place) else {
            continue;
        };
        let is_renamed = !new_names.contains(old_name) && !old_names.contains(new_name);
        if !is_renamed || !named.insert((old_name, new_name)) {
            continue;
        }
        let operation = places.get(place.operation.as_str());
        if let Some(target) =
            operation.and_then(|operation| given_place(overlaid, *operation, &place.steps))
        {
            remedies.push(Remedy {
                target,
                description: format!("Names the type as the code calls it (vendor: {new_name})."),
                update: Update::TypeName((*old_name).to_owned()),
            });
        }
    }
    remedies
}

/// Where a schema is used: from the operation to the body and on to a property.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Use {
    operation: String,
    steps: Vec<String>,
}

/// The named schemas that bodies of operations consist of. A shorter way comes first.
fn uses(document: &Value) -> BTreeMap<Use, &str> {
    let mut uses = BTreeMap::new();
    for (id, (path, method)) in operations(document) {
        let operation = document
            .get("paths")
            .and_then(|paths| paths.get(path)?.get(method));
        for (steps, schema) in operation.map(bodies).into_iter().flatten() {
            let at = Use {
                operation: id.to_owned(),
                steps,
            };
            collect(document, schema, at, MAX_DEPTH, &mut uses);
        }
    }
    uses
}

/// The schemas of an operation's request and responses, with the steps from the operation.
fn bodies(operation: &Value) -> Vec<(Vec<String>, &Value)> {
    let request = operation.get("requestBody");
    let request = request.map(|body| (vec!["requestBody".to_owned()], body));
    let responses = operation.get("responses").and_then(Value::as_object);
    let responses = responses
        .into_iter()
        .flatten()
        .map(|(status, response)| (vec!["responses".to_owned(), status.clone()], response));
    let bodies = request.into_iter().chain(responses);
    let schemas = bodies.flat_map(|(steps, body)| {
        let content = body.get("content").and_then(Value::as_object);
        content
            .into_iter()
            .flatten()
            .filter_map(move |(media, content)| {
                let to_schema = ["content".to_owned(), media.clone(), "schema".to_owned()];
                Some(([&steps[..], &to_schema].concat(), content.get("schema")?))
            })
    });
    schemas.collect()
}

fn collect<'a>(
    document: &'a Value,
    schema: &'a Value,
    at: Use,
    depth: usize,
    uses: &mut BTreeMap<Use, &'a str>,
) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    let mut schema = schema;
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let name = reference.strip_prefix("#/components/schemas/");
        let target = reference
            .strip_prefix('#')
            .and_then(|p| document.pointer(p));
        let (Some(name), Some(target)) = (name, target) else {
            return;
        };
        uses.insert(at.clone(), name);
        schema = target;
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    let properties = properties.into_iter().flatten();
    let properties = properties.map(|(name, schema)| (vec!["properties", name.as_str()], schema));
    let items = schema.get("items").map(|items| (vec!["items"], items));
    for (steps, schema) in properties.chain(items) {
        let mut at = at.clone();
        at.steps.extend(steps.into_iter().map(str::to_owned));
        collect(document, schema, at, depth, uses);
    }
}

/// The JSONPath of a use in the vendor's document, which may spell it with references of its own.
fn given_place(overlaid: &Value, (path, method): Place<'_>, steps: &[String]) -> Option<String> {
    let mut target = format!("$.paths[{}].{method}", quoted(path));
    let mut value = overlaid.get("paths")?.get(path)?.get(method)?;
    for step in steps.iter().map(Some).chain([None]) {
        for _ in 0..MAX_DEPTH {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
                break;
            };
            let pointer = reference.strip_prefix('#')?;
            value = overlaid.pointer(pointer)?;
            let names = pointer.split('/').skip(1);
            let names = names.map(|name| name.replace("~1", "/").replace("~0", "~"));
            target = names.fold("$".to_owned(), |target, name| {
                format!("{target}[{}]", quoted(&name))
            });
        }
        let Some(step) = step else { break };
        value = value.get(step)?;
        target = format!("{target}[{}]", quoted(step));
    }
    Some(target)
}

/// A member name in a JSONPath.
fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\\', "\\\\").replace('\'', "\\'"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracked_files::{DOCUMENT, UPSTREAM};
    use crate::{refresh_spec::tests::copy, tracked_files};

    /// The remedies for the vendor's document after a change of its text, and of the overlay's.
    fn remedies(change: &[(&str, &str)], change_overlay: &[(&str, &str)]) -> Vec<Remedy> {
        let folder = copy();
        let root = folder.path();
        let edit = |path: &str, changes: &[(&str, &str)]| {
            let text = fs::read_to_string(root.join(path)).unwrap();
            let edited = changes
                .iter()
                .fold(text.clone(), |text, (from, to)| text.replace(from, to));
            assert!(changes.is_empty() || edited != text);
            fs::write(root.join(path), edited).unwrap();
        };
        edit(UPSTREAM, change);
        edit(OVERLAY, change_overlay);
        let old = load::parse(&fs::read(root.join(DOCUMENT)).unwrap()).unwrap();
        let upstream = fs::read(root.join(UPSTREAM)).unwrap();
        let lock = tracked_files::read_lock(root).unwrap();
        let new = tracked_files::TrackedFiles::generate(root, &upstream, lock).unwrap();
        find(root, &upstream, [&old, &new.document, &new.overlaid]).unwrap()
    }

    #[test]
    fn restores_the_names_of_types() {
        let found = remedies(
            &[],
            &[("x-rust-name: GetStepUpData", "x-rust-name: StepUpState")],
        );
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            found[0].to_yaml(),
            [
                "- target: \"$.paths['/step-up/{transactionId}'].get['responses']['200']['content']\
                 ['application/json']['schema']['properties']['data']\"",
                "  description: \"Names the type as the code calls it (vendor: StepUpState).\"",
                "  update: { x-rust-name: GetStepUpData }",
            ]
        );
    }

    #[test]
    fn pairs_operations_by_method_and_similar_path() {
        let document = |operations: &[(&str, &str, &str)]| {
            let mut paths = json!({});
            for (path, method, id) in operations {
                paths[path][method] = json!({"operationId": id});
            }
            json!({ "paths": paths })
        };
        let old = document(&[
            ("/onboarding", "post", "start"),
            ("/onboarding/{id}", "get", "read"),
            ("/kept", "get", "kept"),
        ]);
        let new = document(&[
            ("/v2/onboarding", "post", "createOnboarding"),
            ("/v2/onboarding/{transaction}", "get", "fetchOnboarding"),
            ("/kept", "get", "kept"),
            ("/other", "get", "other"),
        ]);
        let found: Vec<_> = operation_ids(&old, &new)
            .into_iter()
            .map(|remedy| (remedy.target, remedy.update))
            .collect();
        let id = |id: &str| Update::OperationId(id.to_owned());
        assert_eq!(
            found,
            [
                (
                    "$.paths['/v2/onboarding/{transaction}'].get".to_owned(),
                    id("read")
                ),
                ("$.paths['/v2/onboarding'].post".to_owned(), id("start")),
            ]
        );
    }

    #[test]
    fn quotes_names_and_follows_references_to_the_given_place() {
        let document = json!({
            "paths": {"/it's": {"get": {"responses": {"200": {"$ref": "#/components/responses/a"}}}}},
            "components": {"responses": {"a": {"content": {}}}},
        });
        let steps = ["responses", "200", "content"].map(str::to_owned);
        assert_eq!(
            given_place(&document, ("/it's", "get"), &steps).unwrap(),
            "$['components']['responses']['a']['content']"
        );
        let start = given_place(&document, ("/it's", "get"), &[]).unwrap();
        assert_eq!(start, "$.paths['/it\\'s'].get");
    }
}
