//! Documents of the same API with other paths, names and structures: the overlay's roles alone make the client
//! and the emulator work on them.
//!
//! `cargo test -p xtask client_and_emulator -- --ignored` compiles the raw bindings, the client and the
//! emulator with each document in a copy of the workspace, and runs the example, which onboards a person and
//! steps the person up, and the proof that the bindings lose nothing; with one document also all their tests.

use std::{fs, path::Path, process::Command};

use openapi_track::{compare::wire_changes, load, overlay::Overlay};
use serde_json::{Value, json};

use crate::{
    tracked_files::{OVERLAY, TrackedFiles, UPSTREAM, read_lock},
    trial, workspace,
};

const DOCUMENTS: &str = "xtask/tests/documents";

/// What is run with a document.
#[derive(Clone, Copy)]
enum Run {
    /// All tests that may depend on the document, and the example. Some tests send bodies with today's
    /// property names, so the document has those as well.
    Tests,
    /// The example, which onboards a person and steps the person up, and the proof that nothing is lost.
    Example,
    /// The proof alone, and the example is compiled: nothing can follow a session that the service does not
    /// name, and the client says so after a start.
    Compile,
}

/// A document, its overlay, and what is run with them.
const CASES: [(&str, &str, Run); 5] = [
    (
        "inline-3.1/openapi.json",
        "inline-3.1/overlay.yaml",
        Run::Tests,
    ),
    ("wrapped/openapi.yaml", "wrapped/overlay.yaml", Run::Example),
    (
        "one-path/openapi.yaml",
        "one-path/overlay.yaml",
        Run::Example,
    ),
    (
        "path-parameters/openapi.yaml",
        "path-parameters/overlay.yaml",
        Run::Example,
    ),
    (
        "empty-start/openapi.yaml",
        "empty-start/overlay.yaml",
        Run::Compile,
    ),
];

fn read(file: &str) -> Vec<u8> {
    let path = workspace::root().join(DOCUMENTS).join(file);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn generated(document: &[u8], overlay: &[u8]) -> anyhow::Result<TrackedFiles> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join(OVERLAY);
    fs::create_dir_all(path.parent().unwrap())?;
    fs::write(&path, overlay)?;
    TrackedFiles::generate(folder.path(), document, read_lock(&workspace::root())?)
}

#[test]
fn roles_fit_documents_of_any_structure() {
    for (document, overlay, _) in CASES {
        let generated = generated(&read(document), &read(overlay));
        assert!(
            generated.is_ok(),
            "{document}: {:#}",
            generated.err().unwrap()
        );
    }
}

/// The error for the first document of the cases with an edited overlay.
fn error(from: &str, to: &str) -> String {
    let overlay = String::from_utf8(read("wrapped/overlay.yaml")).unwrap();
    let edited = overlay.replacen(from, to, 1);
    assert_ne!(edited, overlay, "{from}");
    let result = generated(&read("wrapped/openapi.yaml"), edited.as_bytes());
    format!("{:#}", result.err().expect("the overlay is accepted"))
}

#[test]
fn a_role_that_points_nowhere_is_an_error_with_the_nearest_properties() {
    let text = error("/result/session/state", "/result/session/status");
    assert!(
        text.contains("`/result/session/status` is not in the success response; `/result/session` has code, id, state"),
        "{text}"
    );
    let text = error("/result/session/id", "/session/id");
    assert!(text.contains("the body has meta, result"), "{text}");
    let text = error("/input/person/id", "/input/persons/id");
    assert!(text.contains("did you mean"), "{text}");
    let text = error("reason: /message", "reason: /text");
    assert!(text.contains("error role `reason`"), "{text}");
}

#[test]
fn a_role_that_the_client_needs_is_an_error_where_it_is_missing() {
    for (line, expected) in [
        (
            "            transactionId: /result/session/id\n",
            "the client needs the response role `transactionId`",
        ),
        (
            "            status: /result/session/state\n",
            "the client needs the response role `status`",
        ),
        (
            "            user: /input/person/id\n",
            "the client needs the role `user`",
        ),
        (
            "          parameters: { onboardingId: transactionId }\n",
            "the parameter `onboardingId` is required and has no role",
        ),
        (
            "            device: /input/handset\n",
            "the request body requires `/input/handset`, which has no role",
        ),
    ] {
        let text = error(line, "");
        assert!(text.contains(expected), "{text}");
    }
    let text = error("get_step_up:", "get_stepup:");
    assert!(
        text.contains("the client has no operation `get_stepup`")
            && text.contains("no operation has x-roles for `get_step_up`"),
        "{text}"
    );
}

/// The overlays of these documents say where the values are and nothing else.
#[test]
fn overlays_with_roles_change_nothing_on_the_wire() {
    for (document, overlay, _) in CASES {
        let given = load::parse(&read(document)).unwrap();
        let mut overlaid = given.clone();
        let overlay = Overlay::parse(&read(overlay)).unwrap();
        overlay.apply(&mut overlaid).unwrap();
        let changes = wire_changes(&given, &overlaid);
        let places: Vec<_> = changes.iter().map(|change| &change.location).collect();
        assert_eq!(places, [""; 0], "{document}");
        assert_ne!(given, overlaid, "{document}");
    }
}

type Addition = (&'static str, fn(&mut Value));

#[test]
fn additions_to_the_vendors_document_need_no_edit() {
    let root = workspace::root();
    let upstream: Value = serde_json::from_slice(&fs::read(root.join(UPSTREAM)).unwrap()).unwrap();
    let overlay = fs::read(root.join(OVERLAY)).unwrap();
    let additions: [Addition; 3] = [
        ("a request field", |operation| {
            let schema = operation.pointer_mut("/requestBody/content/application~1json/schema");
            schema.unwrap()["properties"]["addition"] = json!({"type": "string"});
        }),
        ("a response header", |operation| {
            operation["responses"]["200"]["headers"]["X-Addition"] =
                json!({"schema": {"type": "string"}});
        }),
        ("an optional query parameter", |operation| {
            let addition = json!({"name": "addition", "in": "query", "schema": {"type": "string"}});
            match operation
                .get_mut("parameters")
                .and_then(Value::as_array_mut)
            {
                Some(parameters) => parameters.push(addition),
                None => operation["parameters"] = json!([addition]),
            }
        }),
    ];
    for (what, add) in additions {
        let mut document = upstream.clone();
        let paths = document["paths"].as_object_mut().unwrap();
        let operations = paths.values_mut().filter_map(|item| item.get_mut("post"));
        operations.for_each(add);
        let generated = generated(document.to_string().as_bytes(), &overlay);
        assert!(generated.is_ok(), "{what}: {:#}", generated.err().unwrap());
    }
}

/// Runs cargo in a copy of the workspace.
fn cargo(builds: &Path, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .current_dir(builds.join("workspace"))
        .env("CARGO_TARGET_DIR", builds.join("target"))
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env_remove("SIGNICAT_CLIENT_ID")
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .map_err(|error| error.to_string())?;
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

#[test]
#[ignore = "compiles the client and the emulator with each document and runs their tests"]
fn client_and_emulator_pass_unchanged_with_documents_of_any_structure() {
    let _lock = trial::FOLDER_LOCK.lock();
    let root = workspace::root();
    let builds = trial::folder(&root).unwrap();
    let mut failures = Vec::new();
    for (document, overlay, run) in CASES {
        println!("{document}");
        let files = generated(&read(document), &read(overlay)).unwrap().files;
        let mut broken = Vec::new();
        if let Run::Tests = run {
            let result = trial::run_in(&builds, &root, &files).unwrap();
            broken.extend(result.unusable);
            broken.extend(result.broken);
        } else {
            trial::WorkspaceCopy::create(&root, &files, &builds.join("workspace")).unwrap();
            let lossless = ["test", "--quiet", "-p", "signicat-reuseid-api"];
            broken.extend(cargo(&builds, &[&lossless[..], &["--test", "lossless"]].concat()).err());
        }
        let action = match run {
            Run::Tests | Run::Example => "run",
            Run::Compile => "check",
        };
        broken.extend(cargo(&builds, &[action, "--quiet", "--example", "onboarding"]).err());
        failures.extend(broken.into_iter().map(|line| format!("{document}: {line}")));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
