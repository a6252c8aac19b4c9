//! Runs that are killed: after the next run's first step the tree is the old set or the new one.
//!
//! A child process puts the old and the new set in place in turn, as fast as it can, so that a kill at a
//! seeded moment nearly always meets it at work; others are killed in the middle of a whole refresh.

use std::{
    collections::BTreeMap,
    fs, io,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use openapi_track::journal;

use super::{RefreshSpec, another, content, copy, from_file, holds, refresh};
use crate::{
    alone::Alone,
    refresh_spec::Ending,
    set::{self, Files, UPSTREAM},
    verify,
};

/// Tells the child its root.
const ROOT: &str = "XTASK_TEST_ROOT";
/// Tells the child the document of a whole refresh; without it the sets are put in place in turn.
const FROM: &str = "XTASK_TEST_FROM";
const TIME: Duration = Duration::from_secs(20);

type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// The files of a tree that a refresh may change.
fn tree(root: &Path) -> Tree {
    let mut tree = content(root);
    tree.retain(|path, _| !path.starts_with("target") && !path.starts_with("sets"));
    tree
}

/// The files that a refresh to another document would put in place, and the same files as they are.
fn sets(root: &Path) -> (Files, Files) {
    let (_file, asked) = from_file(another().as_bytes());
    let dry_run = RefreshSpec {
        dry_run: true,
        ..asked
    };
    let new = std::cell::RefCell::default();
    let keep = |root: &Path, files: &Files| {
        new.replace(files.clone());
        holds(root, files)
    };
    dry_run.refresh(root, &keep, TIME).unwrap();
    let new: Files = new.into_inner();
    let old = new
        .iter()
        .map(|(path, _)| (path.clone(), fs::read(root.join(path)).unwrap()));
    (old.collect(), new)
}

fn with(tree: &Tree, files: &Files) -> Tree {
    let mut tree = tree.clone();
    tree.extend(
        files
            .iter()
            .map(|(path, content)| (path.into(), content.clone())),
    );
    tree
}

fn next_run(root: &Path) {
    assert!(Alone::at(root).unwrap().is_some());
    assert!(!root.join(journal::FOLDER).exists());
}

#[test]
fn a_refresh_that_dies_at_any_step_leaves_the_old_set_or_the_new_and_verify_names_the_mix() {
    let folder = copy();
    let root = folder.path();
    let (old, new) = sets(root);
    let before = tree(root);
    let after = with(&before, &new);
    let (mut undone, mut completed, mut named) = (0, 0, 0);
    for step in 0.. {
        set::put(root, &old).unwrap();
        let mut left = step;
        let died = journal::put(root, &new, &mut || {
            left -= 1;
            if left < 0 {
                Err(io::Error::other("killed"))
            } else {
                Ok(())
            }
        });
        let mixed = [&before, &after].into_iter().all(|whole| {
            let mut now = tree(root);
            now.retain(|path, _| !path.starts_with(journal::FOLDER));
            now != *whole
        });
        if mixed {
            let lines = verify::wrong(root).unwrap();
            let of = |state: &str| lines.iter().filter(|line| line.contains(state)).count();
            assert!(
                of(": new, of a refresh") > 0 && of(": old, of a refresh") > 0,
                "{lines:?}"
            );
            assert_eq!(of("next: cargo xtask generate"), 1);
            named += 1;
        }
        next_run(root);
        match tree(root) {
            now if now == before => undone += 1,
            now if now == after => completed += 1,
            _ => panic!("a mix after step {step}"),
        }
        if died.is_ok() {
            break;
        }
    }
    assert_eq!((undone, completed), (new.len() + 3, new.len() + 3));
    assert_eq!(named, new.len() - 1);
}

#[test]
fn fifty_runs_killed_at_random_moments_leave_no_mix() {
    let folder = copy();
    let root = folder.path();
    let before = tree(root);
    let (old, new) = sets(root);
    let after = with(&before, &new);
    for (name, files) in [("old", &old), ("new", &new)] {
        for (path, content) in files {
            let to = root.join("sets").join(name).join(path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(to, content).unwrap();
        }
    }
    // How long it takes depends on the disk: the moments are spread over several whole runs.
    let begin = std::time::Instant::now();
    set::put(root, &old).unwrap();
    let span = u64::try_from(begin.elapsed().as_micros()).unwrap() * 6;
    let mut random = fastrand::Rng::with_seed(5);
    let (mut interrupted, mut news) = (0, 0);
    for run in 0..50 {
        kill(child(root, None), Duration::from_micros(random.u64(..span)));
        interrupted += usize::from(root.join(journal::FOLDER).exists());
        next_run(root);
        let now = tree(root);
        assert!(now == before || now == after, "a mix after run {run}");
        news += usize::from(now == after);
    }
    // How many depends on the machine; without any of one kind nothing was shown.
    println!("{interrupted} of 50 were met at work, {news} ended with the new set");
    assert!(interrupted > 0, "none was met at work");
    assert!(
        (1..50).contains(&news),
        "{news} of 50 ended with the new set"
    );
}

#[test]
fn twenty_whole_refreshes_killed_at_random_moments_leave_no_mix() {
    let document = tempfile::NamedTempFile::new().unwrap();
    fs::write(document.path(), another()).unwrap();
    let begin = std::time::Instant::now();
    let (_file, asked) = from_file(another().as_bytes());
    refresh(copy().path(), &asked);
    let span = u64::try_from(begin.elapsed().as_micros()).unwrap() * 3 / 2;
    let mut random = fastrand::Rng::with_seed(7);
    let mut olds = 0;
    for run in 0..20 {
        let folder = copy();
        let root = folder.path();
        let before = tree(root);
        // The first at once, so that one surely is undone.
        let moment = if run == 0 { 0 } else { random.u64(..span) };
        kill(
            child(root, Some(document.path())),
            Duration::from_micros(moment),
        );
        next_run(root);
        let is_old = tree(root) == before;
        let upstream = fs::read_to_string(root.join(UPSTREAM)).unwrap();
        assert!(is_old || upstream == another(), "a mix after run {run}");
        olds += usize::from(is_old);
        // Whatever it was, the next refresh ends with the new set.
        let (_file, asked) = from_file(another().as_bytes());
        let expected = if is_old {
            Ending::Written
        } else {
            Ending::NothingChanged
        };
        assert_eq!(refresh(root, &asked).ending, expected);
        assert_eq!(verify::wrong(root).unwrap(), Vec::<String>::new());
    }
    assert!(
        (1..20).contains(&olds),
        "{olds} of 20 were killed before they counted"
    );
}

/// This test program again, as the process to be killed, once it says that it is at work.
fn child(root: &Path, from: Option<&Path>) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            "--exact",
            "refresh_spec::tests::kills::the_child",
            "--ignored",
            "--nocapture",
        ])
        .env(ROOT, root)
        .env_remove(FROM)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if let Some(from) = from {
        command.env(FROM, from);
    }
    let mut child = command.spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(
        lines
            .map_while(Result::ok)
            .any(|line| line.contains("at work"))
    );
    child
}

fn kill(mut child: Child, after: Duration) {
    // Real time on purpose: the moment is what is tried.
    std::thread::sleep(after);
    let _ = child.kill();
    child.wait().unwrap();
}

#[test]
#[ignore = "the process that the tests here kill"]
fn the_child() {
    let root = PathBuf::from(std::env::var_os(ROOT).unwrap());
    if let Some(from) = std::env::var_os(FROM) {
        println!("at work");
        let asked = RefreshSpec {
            from: Some(from.into_string().unwrap()),
            ..RefreshSpec::default()
        };
        refresh(&root, &asked);
        return;
    }
    let sets = ["new", "old"].map(|name| -> Files {
        let files = content(&root.join("sets").join(name)).into_iter();
        files
            .map(|(path, content)| (path.to_str().unwrap().to_owned(), content))
            .collect()
    });
    println!("at work");
    for set in sets.iter().cycle() {
        set::put(&root, set).unwrap();
    }
}
