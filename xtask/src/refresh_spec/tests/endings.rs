//! How a refresh ends: what is written, what is said, and the exit code.

use std::{cell::Cell, fs, path::Path, process::ExitCode};

use super::{
    super::{Ending, FailOn, RefreshSpec, rehearsal::Findings},
    another, content, copy, from_file, holds, refresh, replaced, upstream,
};
use crate::{
    generate,
    set::{
        BINDINGS, BINDINGS_SNAPSHOT, DOCUMENT, DOCUMENT_SNAPSHOT, LOCK, OVERLAY, UPSTREAM, lock,
    },
    verify,
};

const CHANGELOG: &str = "CHANGELOG.md";
const TIME: std::time::Duration = std::time::Duration::from_secs(20);

fn read(root: &Path, file: &str) -> String {
    fs::read_to_string(root.join(file)).unwrap()
}

#[test]
fn the_same_document_changes_nothing() {
    let folder = copy();
    let before = content(folder.path());
    let (_file, asked) = from_file(upstream().as_bytes());
    let outcome = refresh(folder.path(), &asked);
    assert_eq!(
        (outcome.exit(), &outcome.ending),
        (0, &Ending::NothingChanged)
    );
    assert!(content(folder.path()) == before);
}

#[test]
fn another_document_changes_the_whole_set_and_the_changelog_advises() {
    let folder = copy();
    let root = folder.path();
    let (_file, asked) = from_file(another().as_bytes());
    let outcome = refresh(root, &asked);
    assert_eq!(
        (outcome.exit(), &outcome.ending),
        (0, &Ending::Written),
        "{}",
        outcome.text()
    );
    assert_eq!(
        outcome.files,
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
    assert!(lock(root).unwrap().holds(another().as_bytes()));
    assert_eq!(verify::wrong(root).unwrap(), Vec::<String>::new());
    assert!(generate::run(root, true).unwrap() == ExitCode::SUCCESS);
    let changelog = read(root, CHANGELOG);
    assert!(
        changelog
            .contains("signicat-reuseid-api 0.1.0 asks for 0.2.0: safe on the wire, major in Rust")
            && changelog.contains("locale")
            && changelog.contains("The first version"),
        "{changelog}"
    );
    let text = outcome.text();
    assert!(
        text.contains("changed snapshots:\n    xtask/src/snapshots/"),
        "{text}"
    );
    assert!(text.ends_with("next: cargo test --workspace\n"), "{text}");
    // Once more is nothing.
    assert_eq!(refresh(root, &asked).ending, Ending::NothingChanged);
}

#[test]
fn check_and_dry_run_write_nothing() {
    let folder = copy();
    let before = content(folder.path());
    let (_file, asked) = from_file(another().as_bytes());
    let check = RefreshSpec {
        check: true,
        ..asked.clone()
    };
    let never = |_: &Path, _: &_| panic!("--check compiles nothing");
    let outcome = check.refresh(folder.path(), &never, TIME).unwrap();
    assert_eq!((outcome.exit(), &outcome.ending), (1, &Ending::WouldChange));
    let next = format!(
        "next: cargo xtask refresh-spec --from {}\n",
        asked.from.clone().unwrap()
    );
    assert!(outcome.text().ends_with(&next));

    let tried = Cell::new(false);
    let dry_run = RefreshSpec {
        dry_run: true,
        ..asked
    };
    let outcome = dry_run
        .refresh(
            folder.path(),
            &|root, files| {
                tried.set(true);
                holds(root, files)
            },
            TIME,
        )
        .unwrap();
    assert_eq!((outcome.exit(), &outcome.ending), (0, &Ending::DryRun));
    assert!(tried.get() && content(folder.path()) == before);
}

#[test]
fn where_handwritten_code_no_longer_holds_nothing_is_written_unless_that_is_accepted() {
    let folder = copy();
    let root = folder.path();
    let before = content(root);
    let snapshot = ("tests/snapshots/a.snap".to_owned(), b"new".to_vec());
    let breaks = |_: &Path, _: &_| {
        Ok(Findings {
            unusable: None,
            broken: vec!["src/step_up.rs:1:1: error[E0560]: no field".into()],
            snapshots: vec![snapshot.clone()],
        })
    };
    let (_file, asked) = from_file(another().as_bytes());
    let outcome = asked.refresh(root, &breaks, TIME).unwrap();
    assert_eq!((outcome.exit(), &outcome.ending), (1, &Ending::Refused));
    for said in ["src/step_up.rs:1:1: error[E0560]", "--accept-breaking\n"] {
        assert!(outcome.text().contains(said), "{}", outcome.text());
    }
    assert!(content(root) == before);

    let accepting = RefreshSpec {
        accept_breaking: true,
        ..asked
    };
    let outcome = accepting.refresh(root, &breaks, TIME).unwrap();
    assert_eq!((outcome.exit(), &outcome.ending), (0, &Ending::Written));
    assert!(
        outcome
            .markdown()
            .contains("### No longer holds\n\n- `src/step_up.rs:1:1")
    );
    assert_eq!(read(root, "tests/snapshots/a.snap"), "new");
    assert_eq!(verify::wrong(root).unwrap(), Vec::<String>::new());
}

#[test]
fn bindings_that_do_not_compile_make_the_document_unusable_whatever_is_accepted() {
    let folder = copy();
    let before = content(folder.path());
    let (_file, asked) = from_file(another().as_bytes());
    let accepting = RefreshSpec {
        accept_breaking: true,
        ..asked
    };
    let breaks = |_: &Path, _: &_| {
        Ok(Findings {
            unusable: Some("error: no".into()),
            ..Findings::default()
        })
    };
    let outcome = accepting.refresh(folder.path(), &breaks, TIME).unwrap();
    assert_eq!(outcome.exit(), 2);
    assert!(content(folder.path()) == before);
}

#[test]
fn fail_on_decides_on_the_exit_code_alone() {
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
        let (_file, asked) = from_file(document.as_bytes());
        let outcome = refresh(folder.path(), &RefreshSpec { fail_on, ..asked });
        assert_eq!(
            (outcome.exit(), &outcome.ending),
            (exit, &Ending::Written),
            "{fail_on:?}"
        );
        let said = outcome.text().contains("; --fail-on is met\n");
        assert_eq!(said, exit == 1, "{fail_on:?}");
    }
}

#[test]
fn the_next_command_can_be_pasted_into_a_shell() {
    let folder = copy();
    let file = folder.path().join("the new document & more.json");
    fs::write(&file, another()).unwrap();
    let asked = RefreshSpec {
        from: Some(file.to_str().unwrap().to_owned()),
        check: true,
        ..RefreshSpec::default()
    };
    let text = refresh(folder.path(), &asked).text();
    let next = text.lines().last().unwrap();
    let words = shlex::split(next.strip_prefix("next: ").unwrap()).unwrap();
    assert_eq!(words.last().unwrap(), file.to_str().unwrap());
}

#[test]
fn what_was_written_into_the_changelog_during_the_check_stays() {
    let folder = copy();
    let root = folder.path();
    let (_file, asked) = from_file(another().as_bytes());
    let slow = |root: &Path, _: &_| {
        let text = read(root, CHANGELOG) + "- written meanwhile\n";
        fs::write(root.join(CHANGELOG), text).unwrap();
        Ok(Findings::default())
    };
    let outcome = asked.refresh(root, &slow, TIME).unwrap();
    assert_eq!(outcome.ending, Ending::Written);
    let changelog = read(root, CHANGELOG);
    assert!(changelog.contains("written meanwhile") && changelog.contains("locale"));
    assert_eq!(changelog.matches("asks for 0.2.0").count(), 1);
}

#[test]
fn an_overlay_action_that_fits_no_longer_is_named() {
    let folder = copy();
    let before = content(folder.path());
    let (_file, asked) = from_file(replaced("\"/step-up\": {", "\"/stepup\": {").as_bytes());
    let outcome = refresh(folder.path(), &asked);
    assert_eq!(outcome.exit(), 2);
    let text = outcome.text();
    assert!(
        text.contains("overlay action 3") && text.contains("matches nothing"),
        "{text}"
    );
    assert!(content(folder.path()) == before);
}

#[test]
fn an_edit_of_the_overlay_is_a_change_too() {
    let folder = copy();
    let root = folder.path();
    let overlay = read(root, OVERLAY).replace("x-rust-name: InvalidParam", "x-rust-name: BadParam");
    fs::write(root.join(OVERLAY), overlay).unwrap();
    let (_file, asked) = from_file(upstream().as_bytes());
    let outcome = refresh(root, &asked);
    assert_eq!(outcome.ending, Ending::Written);
    assert_eq!(outcome.files.first().map(String::as_str), Some(DOCUMENT));
    assert!(
        outcome.files.iter().any(|file| file == DOCUMENT_SNAPSHOT)
            || read(root, BINDINGS_SNAPSHOT).contains("BadParam")
    );
}

#[test]
fn json_says_everything_and_markdown_fits() {
    let folder = copy();
    let (_file, asked) = from_file(another().as_bytes());
    let outcome = refresh(folder.path(), &asked);
    let json = outcome.json().unwrap();
    assert_eq!(json["ending"], "written");
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
    let (_file, asked) = from_file(large.as_bytes());
    let markdown = refresh(folder.path(), &asked).markdown();
    assert!(markdown.chars().count() <= 65_536);
    assert!(markdown.contains("left out here"));
    assert!(markdown.ends_with("\nNext: `cargo test --workspace`\n"));
}

#[test]
fn a_flipped_byte_in_any_file_is_named() {
    let folder = copy();
    let root = folder.path();
    assert_eq!(verify::wrong(root).unwrap(), Vec::<String>::new());
    for file in [UPSTREAM, OVERLAY, DOCUMENT, BINDINGS] {
        let good = fs::read(root.join(file)).unwrap();
        for place in [0, good.len() / 2, good.len() - 1] {
            let mut bad = good.clone();
            bad[place] ^= 1;
            fs::write(root.join(file), bad).unwrap();
            let lines = verify::wrong(root).unwrap();
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
        assert!(verify::wrong(root).unwrap()[0].starts_with(file));
        fs::write(root.join(file), good).unwrap();
    }
}

#[test]
fn a_lock_that_names_a_file_no_longer_is_named() {
    let folder = copy();
    let root = folder.path();
    for file in [OVERLAY, DOCUMENT, BINDINGS] {
        let mut other = lock(root).unwrap();
        other.files.remove(file).unwrap();
        let good = fs::read(root.join(LOCK)).unwrap();
        fs::write(root.join(LOCK), other.to_text().unwrap()).unwrap();
        let lines = verify::wrong(root).unwrap();
        assert_eq!(
            lines,
            [
                format!("{LOCK}: it does not name {file}"),
                "next: cargo xtask generate".to_owned()
            ]
        );
        fs::write(root.join(LOCK), good).unwrap();
    }
}

#[test]
fn a_changed_file_is_found_by_generate_and_mended() {
    let folder = copy();
    let path = folder.path().join(BINDINGS);
    fs::write(&path, fs::read_to_string(&path).unwrap() + " ").unwrap();
    assert!(generate::run(folder.path(), true).unwrap() == ExitCode::from(1));
    assert!(generate::run(folder.path(), false).unwrap() == ExitCode::SUCCESS);
    assert!(generate::run(folder.path(), true).unwrap() == ExitCode::SUCCESS);
}
