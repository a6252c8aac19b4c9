//! Compares each mutation in `openapi-track/tests/mutations` with its expected verdicts; the Rust verdicts
//! are also checked by a program that is compiled with both bindings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use openapi_track::compare::RustLevel;
use openapi_track::report::Report;
use serde::Deserialize;
use serde_json::Value;

use crate::bindings::{bindings, judge};

/// One patch of `base.json` and the expected verdicts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mutation {
    /// The reason for both verdicts.
    why: String,
    patch: json_patch::Patch,
    /// The wire verdict.
    wire: String,
    /// The Rust verdict; null if the generator rejects the patched document.
    rust: Option<String>,
    /// The ids of the changes on the wire.
    ids: BTreeSet<String>,
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

fn folder() -> PathBuf {
    workspace().join("openapi-track/tests/mutations")
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap())
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn base() -> Value {
    read(&folder().join("base.json"))
}

fn mutations() -> BTreeMap<String, Mutation> {
    let files = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    files
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .filter(|path| path.file_stem().unwrap() != "base")
        .map(|path| {
            (
                path.file_stem().unwrap().to_str().unwrap().to_owned(),
                read(&path),
            )
        })
        .collect()
}

fn patched(base: &Value, mutation: &Mutation) -> Value {
    let mut document = base.clone();
    json_patch::patch(&mut document, &mutation.patch).unwrap();
    document
}

fn compared(old: &Value, new: &Value) -> Report {
    let mut report = Report::compare(old, new);
    crate::compare::judge_bindings(&mut report, old, new, None);
    report
}

#[test]
fn mutations_have_the_expected_verdicts() {
    let (base, mutations) = (base(), mutations());
    assert!(mutations.len() >= 40, "only {} mutations", mutations.len());
    let mut wrong = Vec::new();
    for (name, mutation) in mutations {
        assert!(mutation.why.len() > 20, "{name} has no reason");
        let report = compared(&base, &patched(&base, &mutation));
        let wire = report.wire().as_str();
        let rust = report.rust.map(RustLevel::as_str);
        let ids: BTreeSet<_> = report
            .changes
            .iter()
            .filter(|change| !change.id.starts_with("rust-items"))
            .map(|change| change.id.clone())
            .collect();
        if mutation.wire != wire || mutation.rust.as_deref() != rust || mutation.ids != ids {
            wrong.push(format!(
                "{name}: {wire}, {rust:?}, {ids:?} {:?}",
                report.rust_reasons
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// One crate with the bindings of every mutation, each beside the same program. What does not compile is
/// removed and the rest compiled again, because errors of an early phase hide others.
#[test]
fn changes_that_break_compilation_are_major() {
    let (base, mutations) = (base(), mutations());
    let before = bindings(&base).unwrap();
    let mut modules = BTreeMap::from([("base".to_owned(), before.clone())]);
    let mut minor = BTreeSet::from(["base".to_owned()]);
    for (name, mutation) in &mutations {
        let module = name.replace('-', "_");
        let Ok(after) = bindings(&patched(&base, mutation)) else {
            continue;
        };
        // Of the bindings as they are compiled here, without the preparation that absorbs many changes.
        let mut report = Report::compare(&base, &patched(&base, mutation));
        judge(&mut report, Ok(before.clone()), Ok(after.clone()));
        if report.rust != Some(RustLevel::Major) {
            minor.insert(module.clone());
        }
        if after != before {
            modules.insert(module, after);
        }
    }
    let broken = broken(&modules);
    let called_minor: Vec<_> = broken.intersection(&minor).collect();
    assert!(
        called_minor.is_empty(),
        "do not compile, and are not called major: {called_minor:?}"
    );
    // The test is only useful if the program detects what is called major: all of it except what
    // shows at run time, in a type that it does not name, or in a setter whose other type its arguments
    // convert into.
    let unnoticed: Vec<_> = modules
        .keys()
        .filter(|module| !minor.contains(*module) && !broken.contains(*module))
        .collect();
    let silent = [
        "a_query_parameter_becomes_required",
        "a_query_parameter_widens",
        "a_required_header_parameter",
        "a_response_object_takes_only_strings_beside",
    ];
    assert_eq!(unnoticed, silent, "called major, and the program compiles");
}

/// The modules that do not compile.
fn broken(modules: &BTreeMap<String, String>) -> BTreeSet<String> {
    let root = workspace().join("target/mutations");
    std::fs::create_dir_all(root.join("src")).unwrap();
    let program = std::fs::read_to_string(folder().join("program.rs")).unwrap();
    let manifest = std::fs::read_to_string(folder().join("program.toml")).unwrap();
    std::fs::write(root.join("Cargo.toml"), manifest).unwrap();
    std::fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock")).unwrap();
    for (module, bindings) in modules {
        let text = format!("{program}\npub mod bindings {{\n{bindings}\n}}\n");
        std::fs::write(root.join(format!("src/{module}.rs")), text).unwrap();
    }
    let mut broken = BTreeSet::new();
    loop {
        let mut library = String::from(
            "#![allow(warnings)]\npub mod transport {\npub type SharedTransport = std::sync::Arc<dyn std::fmt::Debug + Send + Sync>;\n}\npub use transport::SharedTransport;\n",
        );
        for module in modules.keys().filter(|module| !broken.contains(*module)) {
            library.push_str(&format!("mod {module};\n"));
        }
        std::fs::write(root.join("src/lib.rs"), library).unwrap();
        let output = Command::new(env!("CARGO"))
            .args([
                "check",
                "--offline",
                "--message-format=json",
                "--manifest-path",
            ])
            .arg(root.join("Cargo.toml"))
            .env(
                "CARGO_TARGET_DIR",
                workspace().join("target/mutations/target"),
            )
            .output()
            .unwrap();
        if output.status.success() {
            return broken;
        }
        let found = blamed(&String::from_utf8_lossy(&output.stdout));
        let fresh: Vec<_> = found.difference(&broken).cloned().collect();
        assert!(
            !fresh.is_empty(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        broken.extend(fresh);
    }
}

fn blamed(messages: &str) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for message in messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
    {
        if message["message"]["level"] != "error" {
            continue;
        }
        for span in message["message"]["spans"].as_array().into_iter().flatten() {
            let file = span["file_name"].as_str().unwrap_or_default();
            let module = file
                .rsplit('/')
                .next()
                .and_then(|name| name.strip_suffix(".rs"));
            if file.starts_with("src/") {
                modules.extend(module.filter(|module| *module != "lib").map(str::to_owned));
            }
        }
    }
    modules
}
