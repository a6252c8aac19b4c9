//! What a refresh writes, reports and returns as its exit code.

use std::{cell::Cell, fs, path::Path, process::ExitCode};

use super::{
    super::{FailOn, RefreshSpec, Status, to_markdown, to_text},
    TIME, another, content, copy, from_file, passes, refresh, replaced, upstream,
};
use crate::{
    generate,
    tracked_files::{
        BINDINGS, BINDINGS_SNAPSHOT, DOCUMENT, DOCUMENT_SNAPSHOT, LOCK, OVERLAY, ROLES, UPSTREAM,
        read_lock as lock,
    },
    trial::TrialResult,
    verify,
};

const CHANGELOG: &str = "CHANGELOG.md";

fn read(root: &Path, file: &str) -> String {
    fs::read_to_string(root.join(file)).unwrap()
}

#[test]
fn same_document_changes_nothing() {
    let folder = copy();
    let before = content(folder.path());
    let (_file, options) = from_file(upstream().as_bytes());
    let result = refresh(folder.path(), &options);
    assert_eq!(
        (result.exit_code(), &result.status),
        (0, &Status::Unchanged)
    );
    assert!(content(folder.path()) == before);
}

#[test]
fn changed_document_updates_all_files_and_the_changelog() {
    let folder = copy();
    let root = folder.path();
    let (_file, options) = from_file(another().as_bytes());
    let result = refresh(root, &options);
    assert_eq!(
        (result.exit_code(), &result.status),
        (0, &Status::Written),
        "{}",
        to_text(&result)
    );
    assert_eq!(
        result.files,
        [
            UPSTREAM,
            DOCUMENT,
            BINDINGS,
            BINDINGS_SNAPSHOT,
            LOCK,
            CHANGELOG
        ]
    );
    assert!(read(root, DOCUMENT).contains("\"locale\""));
    assert!(read(root, BINDINGS).contains("pub locale:"));
    assert!(read(root, BINDINGS_SNAPSHOT).contains("locale"));
    assert!(lock(root).unwrap().matches(another().as_bytes()));
    assert_eq!(verify::mismatches(root).unwrap(), Vec::<String>::new());
    assert!(generate::run(root, true).unwrap() == ExitCode::SUCCESS);
    let changelog = read(root, CHANGELOG);
    assert!(
        changelog.contains("signicat-reuseid-api 0.1.0 -> 0.2.0: safe on the wire, major in Rust")
            && changelog.contains("locale")
            && changelog.contains("The first version"),
        "{changelog}"
    );
    let text = to_text(&result);
    assert!(
        text.contains("changed snapshots:\n    xtask/src/snapshots/"),
        "{text}"
    );
    assert!(text.ends_with("next: cargo test --workspace\n"), "{text}");
    // The second run changes nothing.
    assert_eq!(refresh(root, &options).status, Status::Unchanged);
}

#[test]
fn check_and_dry_run_write_nothing() {
    let folder = copy();
    let before = content(folder.path());
    let (_file, options) = from_file(another().as_bytes());
    let check = RefreshSpec {
        check: true,
        ..options.clone()
    };
    let never = |_: &Path, _: &_| panic!("--check compiles nothing");
    let result = check.refresh(folder.path(), &never, TIME).unwrap();
    assert_eq!(
        (result.exit_code(), &result.status),
        (1, &Status::WouldChange)
    );
    let next = format!(
        "next: cargo xtask refresh-spec --from {}\n",
        options.from.clone().unwrap()
    );
    assert!(to_text(&result).ends_with(&next));

    let tried = Cell::new(false);
    let dry_run = RefreshSpec {
        dry_run: true,
        ..options
    };
    let result = dry_run
        .refresh(
            folder.path(),
            &|root, files| {
                tried.set(true);
                passes(root, files)
            },
            TIME,
        )
        .unwrap();
    assert_eq!((result.exit_code(), &result.status), (0, &Status::Tried));
    assert!(tried.get() && content(folder.path()) == before);
}

#[test]
fn broken_handwritten_code_is_written_only_when_accepted() {
    let folder = copy();
    let root = folder.path();
    let before = content(root);
    let snapshot = ("tests/snapshots/a.snap".to_owned(), b"new".to_vec());
    let breaks = |_: &Path, _: &_| {
        Ok(TrialResult {
            broken: vec!["src/step_up.rs:1:1: error[E0560]: no field".into()],
            snapshots: vec![snapshot.clone()],
            ..TrialResult::default()
        })
    };
    let (_file, options) = from_file(another().as_bytes());
    let result = options.refresh(root, &breaks, TIME).unwrap();
    assert_eq!((result.exit_code(), &result.status), (1, &Status::Broken));
    for said in ["src/step_up.rs:1:1: error[E0560]", "--accept-breaking\n"] {
        assert!(to_text(&result).contains(said), "{}", to_text(&result));
    }
    assert!(content(root) == before);

    let accepting = RefreshSpec {
        accept_breaking: true,
        ..options
    };
    let result = accepting.refresh(root, &breaks, TIME).unwrap();
    assert_eq!((result.exit_code(), &result.status), (0, &Status::Written));
    assert!(to_markdown(&result).contains("### Broken\n\n- `src/step_up.rs:1:1"));
    assert_eq!(read(root, "tests/snapshots/a.snap"), "new");
    assert_eq!(verify::mismatches(root).unwrap(), Vec::<String>::new());
}

#[test]
fn bindings_that_do_not_compile_are_never_written() {
    let folder = copy();
    let before = content(folder.path());
    let (_file, options) = from_file(another().as_bytes());
    let accepting = RefreshSpec {
        accept_breaking: true,
        ..options
    };
    let breaks = |_: &Path, _: &_| {
        Ok(TrialResult {
            unusable: Some("error: no".into()),
            ..TrialResult::default()
        })
    };
    let result = accepting.refresh(folder.path(), &breaks, TIME).unwrap();
    assert_eq!(result.exit_code(), 2);
    assert!(content(folder.path()) == before);
}

#[test]
fn fail_on_sets_the_exit_code_and_nothing_else() {
    let harmless = replaced(
        "\"summary\": \"Start onboarding\",",
        "\"summary\": \"Start onboarding\", \"deprecated\": true,",
    );
    let breaking = replaced(
        "\"externalRef\": {},",
        "\"externalRef\": {\"type\": \"string\"},",
    );
    for (document, fail_on, exit) in [
        (&harmless, FailOn::None, 0),
        (&harmless, FailOn::Breaking, 0),
        (&harmless, FailOn::Any, 1),
        (&breaking, FailOn::None, 0),
        (&breaking, FailOn::Breaking, 1),
    ] {
        let folder = copy();
        let (_file, options) = from_file(document.as_bytes());
        let result = refresh(folder.path(), &RefreshSpec { fail_on, ..options });
        assert_eq!(
            (result.exit_code(), &result.status),
            (exit, &Status::Written),
            "{fail_on:?}"
        );
        let said = to_text(&result).contains("; the condition of --fail-on is met\n");
        assert_eq!(said, exit == 1, "{fail_on:?}");
    }
}

#[test]
fn next_command_is_quoted_for_a_shell() {
    let folder = copy();
    let file = folder.path().join("the new document & more.json");
    fs::write(&file, another()).unwrap();
    let options = RefreshSpec {
        from: Some(file.to_str().unwrap().to_owned()),
        check: true,
        ..RefreshSpec::default()
    };
    let text = to_text(&refresh(folder.path(), &options));
    let next = text.lines().last().unwrap();
    let words = shlex::split(next.strip_prefix("next: ").unwrap()).unwrap();
    assert_eq!(words.last().unwrap(), file.to_str().unwrap());
}

#[test]
fn changelog_edits_during_the_trial_are_kept() {
    let folder = copy();
    let root = folder.path();
    let (_file, options) = from_file(another().as_bytes());
    let slow = |root: &Path, _: &_| {
        let text = read(root, CHANGELOG) + "- added meanwhile\n";
        fs::write(root.join(CHANGELOG), text).unwrap();
        Ok(TrialResult::default())
    };
    let result = options.refresh(root, &slow, TIME).unwrap();
    assert_eq!(result.status, Status::Written);
    let changelog = read(root, CHANGELOG);
    assert!(changelog.contains("added meanwhile") && changelog.contains("locale"));
    assert_eq!(changelog.matches("-> 0.2.0").count(), 1);
}

#[test]
fn names_the_overlay_action_that_matches_nothing() {
    let folder = copy();
    let before = content(folder.path());
    let (_file, options) = from_file(replaced("\"/step-up\": {", "\"/stepup\": {").as_bytes());
    let result = refresh(folder.path(), &options);
    assert_eq!(result.exit_code(), 2);
    let text = to_text(&result);
    assert!(
        text.contains("overlay action 3") && text.contains("matches nothing"),
        "{text}"
    );
    assert!(content(folder.path()) == before);
}

#[test]
fn edited_overlay_is_a_change() {
    let folder = copy();
    let root = folder.path();
    let overlay = read(root, OVERLAY).replace("x-rust-name: InvalidParam", "x-rust-name: BadParam");
    fs::write(root.join(OVERLAY), overlay).unwrap();
    let (_file, options) = from_file(upstream().as_bytes());
    let result = refresh(root, &options);
    assert_eq!(result.status, Status::Written);
    assert_eq!(result.files.first().map(String::as_str), Some(DOCUMENT));
    assert!(
        result.files.iter().any(|file| file == DOCUMENT_SNAPSHOT)
            || read(root, BINDINGS_SNAPSHOT).contains("BadParam")
    );
}

#[test]
fn json_is_complete_and_markdown_is_within_the_limit() {
    let folder = copy();
    let (_file, options) = from_file(another().as_bytes());
    let result = refresh(folder.path(), &options);
    let json = result.to_json().unwrap();
    assert_eq!(json["status"], "written");
    assert_eq!(json["exit"], 0);
    assert_eq!(json["report"]["rust"], "major");
    assert_eq!(json["snapshots"].as_array().unwrap().len(), 1);
    assert_eq!(json["next"], "cargo test --workspace");

    let many: Vec<_> = (0..2000)
        .map(|n| format!("\"field{n}\": {{\"type\": \"string\"}}"))
        .collect();
    let large = replaced(
        "\"externalRef\": {},",
        &format!("\"externalRef\": {{}}, {},", many.join(", ")),
    );
    let (_file, options) = from_file(large.as_bytes());
    let markdown = to_markdown(&refresh(folder.path(), &options));
    assert!(markdown.chars().count() <= 65_536);
    assert!(markdown.contains(" entries are "));
    assert!(markdown.ends_with("\nNext: `cargo test --workspace`\n"));
}

#[test]
fn verify_names_every_changed_file() {
    let folder = copy();
    let root = folder.path();
    assert_eq!(verify::mismatches(root).unwrap(), Vec::<String>::new());
    for file in [UPSTREAM, OVERLAY, DOCUMENT, BINDINGS, ROLES] {
        let good = fs::read(root.join(file)).unwrap();
        for place in [0, good.len() / 2, good.len() - 1] {
            let mut bad = good.clone();
            bad[place] ^= 1;
            fs::write(root.join(file), bad).unwrap();
            let lines = verify::mismatches(root).unwrap();
            assert!(
                lines[0].starts_with(&format!("{file}: sha256 is ")),
                "{lines:?}"
            );
            assert!(
                lines.len() == 2 && lines[1].starts_with("next: "),
                "{lines:?}"
            );
        }
        fs::remove_file(root.join(file)).unwrap();
        assert!(verify::mismatches(root).unwrap()[0].starts_with(file));
        fs::write(root.join(file), good).unwrap();
    }
}

#[test]
fn verify_names_files_without_checksum() {
    let folder = copy();
    let root = folder.path();
    for file in [OVERLAY, DOCUMENT, BINDINGS, ROLES] {
        let mut other = lock(root).unwrap();
        other.files.remove(file).unwrap();
        let good = fs::read(root.join(LOCK)).unwrap();
        fs::write(root.join(LOCK), other.to_text().unwrap()).unwrap();
        let lines = verify::mismatches(root).unwrap();
        assert_eq!(
            lines,
            [
                format!("{LOCK}: no checksum of {file}"),
                "next: cargo xtask generate".to_owned()
            ]
        );
        fs::write(root.join(LOCK), good).unwrap();
    }
}

#[test]
fn generate_finds_and_rewrites_changed_files() {
    let folder = copy();
    let path = folder.path().join(BINDINGS);
    fs::write(&path, fs::read_to_string(&path).unwrap() + " ").unwrap();
    assert!(generate::run(folder.path(), true).unwrap() == ExitCode::from(1));
    assert!(generate::run(folder.path(), false).unwrap() == ExitCode::SUCCESS);
    assert!(generate::run(folder.path(), true).unwrap() == ExitCode::SUCCESS);
}

#[test]
fn edits_during_the_trial_are_noticed_and_not_overwritten() {
    for (file, is_conflict) in [
        (OVERLAY, true),
        (BINDINGS, true),
        (LOCK, true),
        ("Cargo.toml", false),
    ] {
        let folder = copy();
        let root = folder.path();
        let edited = read(root, file) + "\n";
        let edits = |root: &Path, _: &_| {
            fs::write(root.join(file), &edited).unwrap();
            Ok(TrialResult::default())
        };
        let (_file, options) = from_file(another().as_bytes());
        let result = options.refresh(root, &edits, TIME).unwrap();
        let text = to_text(&result);
        assert!(text.contains(file), "{text}");
        assert_eq!(read(root, file), edited);
        if is_conflict {
            assert_eq!(result.status, Status::Edited(vec![file.to_owned()]));
            assert_eq!(result.exit_code(), 4);
            assert_eq!(read(root, UPSTREAM), upstream());
        } else {
            assert_eq!(result.status, Status::Written);
            assert_eq!(result.notes.len(), 1);
        }
    }
}

#[test]
fn changed_metadata_is_written_without_a_trial() {
    let folder = copy();
    let (_file, options) = from_file(upstream().as_bytes());
    let confirmed = RefreshSpec {
        origin: Some("vendor".to_owned()),
        ..options
    };
    let never = |_: &Path, _: &_| panic!("nothing to compile");
    let result = confirmed.refresh(folder.path(), &never, TIME).unwrap();
    assert_eq!(
        (&result.status, &result.files[..]),
        (&Status::Written, &[LOCK.to_owned()][..])
    );
    assert_eq!(lock(folder.path()).unwrap().origin, "vendor");
}

#[test]
fn overlay_actions_are_offered_before_accept_breaking() {
    let folder = copy();
    let root = folder.path();
    let overlay =
        read(root, OVERLAY).replace("x-rust-name: GetStepUpData", "x-rust-name: StepUpState");
    fs::write(root.join(OVERLAY), overlay).unwrap();
    let breaks = |_: &Path, _: &_| {
        Ok(TrialResult {
            broken: vec!["src/a.rs:1:1: error[E0412]: cannot find type `GetStepUpData`".into()],
            ..TrialResult::default()
        })
    };
    let (_file, options) = from_file(upstream().as_bytes());
    let result = options.refresh(root, &breaks, TIME).unwrap();
    assert_eq!(result.status, Status::Broken);
    let text = to_text(&result);
    assert!(
        text.contains("      update: { x-rust-name: GetStepUpData }\n"),
        "{text}"
    );
    let next = text.lines().last().unwrap();
    assert!(
        next.starts_with("next: add the overlay actions above"),
        "{next}"
    );
}
