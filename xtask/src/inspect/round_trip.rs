//! What is sent is what is read: random values of the documents' own schemas through the compiled bindings.
//!
//! The values follow the document as it was given, not as it was prepared, so that a property that
//! preparation lost is missed.

use std::{collections::BTreeMap, fmt::Write as _, fs, process::Command};

use serde_json::{Map, Value, json};

use super::{Inspected, compile, inspect};
use crate::workspace::root;

/// Random values of each document.
const VALUES: usize = 200;

/// Makes random values of a schema in a document.
struct Values<'a> {
    document: &'a Value,
    random: fastrand::Rng,
}

impl Values<'_> {
    fn resolve(&self, schema: &Value) -> Value {
        let mut schema = schema.clone();
        for _ in 0..16 {
            let reference = schema.get("$ref").or_else(|| schema.get("$dynamicRef"));
            let Some(reference) = reference.and_then(Value::as_str) else {
                break;
            };
            let pointer = reference
                .trim_start_matches('#')
                .replace("%20", " ")
                .replace("%7B", "{")
                .replace("%7D", "}");
            let target = self.document.pointer(&pointer);
            let Some(target) = target.or_else(|| self.named(reference)) else {
                return json!({});
            };
            let mut target = target.clone();
            let siblings = schema.as_object().cloned().unwrap_or_default();
            if let Some(members) = target.as_object_mut() {
                let more = siblings.into_iter().filter(|(name, _)| name == "nullable");
                members.extend(more);
            }
            schema = target;
        }
        schema
    }

    /// The component with this `$anchor`, `$dynamicAnchor` or `$id`.
    fn named(&self, reference: &str) -> Option<&Value> {
        let components = self.document.pointer("/components/schemas")?.as_object()?;
        let anchor = reference.strip_prefix('#');
        components.values().find(|schema| {
            let is = |keyword: &str, name: &str| schema.get(keyword).is_some_and(|it| it == name);
            match anchor {
                Some(name) => is("$anchor", name) || is("$dynamicAnchor", name),
                None => is("$id", reference),
            }
        })
    }

    fn text(&mut self) -> String {
        let letters = ["a", "Z", "0", " ", "é", "名", "\"", "/", "-"];
        (0..self.random.usize(1..8))
            .map(|_| letters[self.random.usize(..letters.len())])
            .collect()
    }

    fn any(&mut self) -> Value {
        match self.random.u8(..5) {
            0 => self.text().into(),
            1 => self.random.i32(..).into(),
            2 => self.random.bool().into(),
            3 => json!([self.text()]),
            _ => json!({"k": self.text()}),
        }
    }

    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        let schema = self.resolve(schema);
        let Some(members) = schema.as_object() else {
            return self.any();
        };
        if let Some(constant) = members.get("const") {
            return constant.clone();
        }
        if let Some(values) = members
            .get("enum")
            .and_then(Value::as_array)
            .filter(|values| !values.is_empty())
        {
            return values[self.random.usize(..values.len())].clone();
        }
        let list = |name: &str| -> Vec<Value> {
            let list = schema.get(name).and_then(Value::as_array);
            list.cloned().unwrap_or_default()
        };
        let nullable = members.get("nullable") == Some(&true.into());
        if nullable && self.random.u8(..6) == 0 {
            return Value::Null;
        }
        let mut members = members.clone();
        let mut parts = Vec::new();
        for part in list("allOf") {
            if depth < 12 {
                parts.push(self.value(&part, depth + 1));
            }
        }
        for name in ["oneOf", "anyOf"] {
            let alternatives = list(name);
            if !alternatives.is_empty() && depth < 12 {
                let chosen = &alternatives[self.random.usize(..alternatives.len())];
                if let Some(more) = chosen.get("required").and_then(Value::as_array) {
                    let required = members.entry("required").or_insert_with(|| json!([]));
                    required
                        .as_array_mut()
                        .unwrap()
                        .extend(more.iter().cloned());
                }
                let mut value = self.value(chosen, depth + 1);
                self.tag(&schema, chosen, &mut value);
                parts.push(value);
            }
        }
        let own = self.own(&members, depth);
        if parts.is_empty() {
            return own.unwrap_or_else(|| self.any());
        }
        parts.extend(own);
        let mut merged = Map::new();
        let mut other = None;
        for part in parts {
            match part {
                Value::Object(members) => merged.extend(members),
                scalar => other = Some(scalar),
            }
        }
        match other {
            Some(other) if merged.is_empty() => other,
            _ => merged.into(),
        }
    }

    /// Gives an alternative the value that the discriminator asks for.
    fn tag(&self, schema: &Value, chosen: &Value, value: &mut Value) {
        let property = schema
            .pointer("/discriminator/propertyName")
            .and_then(Value::as_str);
        let reference = chosen.get("$ref").and_then(Value::as_str);
        if let (Some(property), Some(reference), Some(members)) =
            (property, reference, value.as_object_mut())
        {
            let name = reference.rsplit('/').next().unwrap_or_default();
            let mapping = schema
                .pointer("/discriminator/mapping")
                .and_then(Value::as_object);
            let mapped = mapping
                .into_iter()
                .flatten()
                .find(|(_, to)| *to == reference || *to == name);
            let tag = mapped.map_or(name, |(value, _)| value.as_str());
            members.insert(property.to_owned(), tag.into());
        }
    }

    fn own(&mut self, members: &Map<String, Value>, depth: usize) -> Option<Value> {
        let types = match members.get("type") {
            Some(Value::String(name)) => vec![name.clone()],
            Some(Value::Array(names)) => names
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            _ if ["properties", "required"]
                .iter()
                .any(|name| members.contains_key(*name)) =>
            {
                vec!["object".into()]
            }
            _ => return None,
        };
        let name = types.get(self.random.usize(..types.len().max(1)))?;
        Some(match name.as_str() {
            "null" => Value::Null,
            "string" => match members.get("format").and_then(Value::as_str) {
                Some("uuid") => "94099e7e-b391-45fb-9404-b54682f16d03".into(),
                Some("date") => "2024-02-29".into(),
                Some("date-time") => "2024-02-29T12:00:00.123+02:00".into(),
                _ => self.text().into(),
            },
            "integer" => {
                let bound = |name: &str| members.get(name).and_then(Value::as_u64);
                match bound("maximum") {
                    Some(maximum) if maximum > i64::MAX as u64 => maximum.into(),
                    _ if members
                        .get("format")
                        .is_some_and(|format| format == "int64") =>
                    {
                        self.random.i64(..).into()
                    }
                    _ => self.random.i32(..).into(),
                }
            }
            "number" => (self.random.i32(..) as f64 / 8.0).into(),
            "boolean" => self.random.bool().into(),
            "array" => {
                let items = members
                    .get("items")
                    .filter(|items| items.is_object())
                    .cloned();
                let length = if depth > 8 { 0 } else { self.random.usize(..3) };
                (0..length)
                    .map(|_| match &items {
                        Some(items) => self.value(items, depth + 1),
                        None => self.any(),
                    })
                    .collect()
            }
            "object" => self.object(members, depth),
            _ => return None,
        })
    }

    fn object(&mut self, members: &Map<String, Value>, depth: usize) -> Value {
        let mut object = Map::new();
        let required = members
            .get("required")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        for (name, schema) in members
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            // Also as draft 3 of JSON Schema writes it.
            let needed = required.iter().any(|required| required == name)
                || schema.get("required") == Some(&Value::Bool(true));
            // What holds itself comes to an end.
            if needed && depth < 24 || depth < 6 && self.random.u8(..4) > 0 {
                object.insert(name.clone(), self.value(schema, depth + 1));
            }
        }
        if let Some(more) = members
            .get("additionalProperties")
            .filter(|more| **more != Value::Bool(false))
            && depth < 6
            && self.random.bool()
        {
            object.insert("more".into(), self.value(more, depth + 1));
        }
        object.into()
    }
}

/// The Rust type of a schema of a prepared document.
fn rust_type(module: &str, schema: &Value) -> Option<String> {
    let inner = match schema.get("allOf").and_then(|all| all.get(0)) {
        Some(only) => rust_type(module, only)?,
        None => match schema.get("$ref").and_then(Value::as_str) {
            Some(reference) => {
                let name = reference.rsplit('/').next()?;
                format!(
                    "inspected::{module}::types::{}",
                    openapi_track::type_name(name)
                )
            }
            None => match schema.get("type").and_then(Value::as_str) {
                Some("string") => "String".into(),
                Some("integer") => "i64".into(),
                Some("number") => "f64".into(),
                Some("boolean") => "bool".into(),
                Some("array") => format!("Vec<{}>", rust_type(module, schema.get("items")?)?),
                Some("object") => "BTreeMap<String, Value>".into(),
                _ => "Value".into(),
            },
        },
    };
    let nullable = schema.get("nullable") == Some(&Value::Bool(true));
    Some(if nullable {
        format!("Option<{inner}>")
    } else {
        inner
    })
}

/// The JSON body of a request or response of the document as it was given.
fn given_body<'a>(given: &'a Value, holder: &'a Value) -> Option<&'a Value> {
    let mut holder = holder;
    for _ in 0..8 {
        match holder.get("$ref").and_then(Value::as_str) {
            Some(reference) => holder = given.pointer(reference.trim_start_matches('#'))?,
            None => break,
        }
    }
    let content = holder.get("content")?.as_object()?;
    let plain = content
        .iter()
        .find(|(name, _)| name.starts_with("application/json"));
    let json = plain.or_else(|| {
        content
            .iter()
            .find(|(name, _)| name.contains("json") || name.as_str() == "*/*")
    })?;
    json.1.get("schema")
}

/// Random bodies with the Rust type that reads them.
fn bodies(number: usize, given: &Value, inspected: &Inspected) -> Vec<(String, Value)> {
    let prepared = inspected.prepared.as_ref().unwrap();
    let module = compile::module(number, &inspected.file);
    let mut roots = Vec::new();
    for (path, item) in prepared.document["paths"].as_object().unwrap() {
        for (method, operation) in item
            .as_object()
            .unwrap()
            .iter()
            .filter(|(_, operation)| operation.get("operationId").is_some())
        {
            let pointer = format!(
                "/paths/{}/{method}",
                path.replace('~', "~0").replace('/', "~1")
            );
            let Some(source) = prepared
                .origins
                .get(&pointer)
                .and_then(|origin| given.pointer(origin))
            else {
                continue;
            };
            let mut add = |written: &Value, holder: &Value| {
                let schema = written.pointer("/content/application~1json/schema");
                if let (Some(schema), Some(body)) = (schema, given_body(given, holder))
                    && let Some(ty) = rust_type(&module, schema)
                {
                    roots.push((ty, body.clone()));
                }
            };
            if let (Some(written), Some(body)) =
                (operation.get("requestBody"), source.get("requestBody"))
            {
                add(written, body);
            }
            for (status, written) in operation["responses"].as_object().unwrap() {
                let range = format!("{}XX", &status[..1]);
                let candidates = [status.as_str(), &range, &range.to_lowercase(), "default"];
                if let Some(response) = candidates
                    .iter()
                    .find_map(|status| source.get("responses")?.get(status))
                {
                    add(written, response);
                }
            }
        }
    }
    let mut values = Values {
        document: given,
        random: fastrand::Rng::with_seed(7),
    };
    let all = (0..if roots.is_empty() { 0 } else { VALUES }).map(|n| {
        let (ty, schema) = &roots[n % roots.len()];
        (ty.clone(), values.value(schema, 0))
    });
    all.collect()
}

/// The program that reads and writes the values; its function `types` is added.
const PROGRAM: &str = include_str!("round_trip/program.rs.txt");

/// The documents of a folder of tests.
fn folder(name: &str) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(root().join("openapi-track/tests/documents").join(name)).unwrap();
    let mut all: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), fs::read(path).unwrap()))
        .collect();
    all.sort();
    all
}

#[test]
fn bindings_of_all_documents_are_generated_without_names_twice_or_missing_crates() {
    let mut wrong = Vec::new();
    for (file, bytes) in folder("cases").into_iter().chain(folder("vendors")) {
        let inspected = inspect(&file, &bytes, None);
        for finding in inspected.findings {
            if ["generator-failed", "defined-twice", "crate-missing"].contains(&finding.code) {
                wrong.push(format!("{file}: {finding}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "compiles a crate of its own; run it by name with --ignored"]
fn all_bindings_compile_and_read_what_is_sent() {
    let mut all = Vec::new();
    let mut given = Vec::new();
    for (file, bytes) in folder("cases").into_iter().chain(folder("vendors")) {
        let inspected = inspect(&file, &bytes, None);
        if inspected.is_usable() {
            given.push(openapi_track::load::parse(&bytes).unwrap());
            all.push(inspected);
        }
    }
    compile::check_all(&mut all).unwrap();
    let broken: Vec<_> = all
        .iter()
        .flat_map(|one| {
            one.findings
                .iter()
                .filter(|finding| finding.code == "bindings-do-not-compile")
                .map(move |finding| format!("{}: {finding}", one.file))
        })
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));

    let mut lines = String::new();
    let mut types = BTreeMap::new();
    for (n, (inspected, given)) in all.iter().zip(&given).enumerate() {
        for (ty, value) in bodies(n, given, inspected) {
            writeln!(lines, "{}", json!([inspected.file, ty, value])).unwrap();
            types.insert(ty, ());
        }
    }
    let mut program = PROGRAM.to_owned();
    program += "fn types() -> BTreeMap<&'static str, fn(&Value) -> Result<Value, String>> {\n    let mut all: BTreeMap<&'static str, fn(&Value) -> Result<Value, String>> = BTreeMap::new();\n";
    for ty in types.keys() {
        writeln!(program, "    all.insert({ty:?}, trip::<{ty}>);").unwrap();
    }
    program += "    all\n}\n";
    let folder = compile::write_crate("round-trip", &all, Some(&program)).unwrap();
    fs::write(folder.join("values.jsonl"), lines).unwrap();
    let output = Command::new("cargo")
        .args(["run", "--offline", "--quiet"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", root().join("target/inspect/target"))
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let (count, wrong): (Vec<_>, Vec<_>) = printed
        .lines()
        .partition(|line| line.starts_with("values: "));
    let count: usize = count[0].trim_start_matches("values: ").parse().unwrap();
    assert!(count > 20_000, "only {count} values");
    assert!(
        wrong.is_empty(),
        "{} of {count} values:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
