//! Refreshes that are killed at any moment: afterwards either everything matches the lock or `verify` names a
//! file that does not, and the next `generate` or `refresh-spec` writes all of them.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::{
    super::{RefreshSpec, Status},
    TIME, another, content, copy, from_file, passes, refresh,
};
use crate::{
    generate,
    tracked_files::{self, Files, LOCK, UPSTREAM},
    verify, workspace,
};

/// Tells the child process its work tree.
const ROOT: &str = "XTASK_TEST_ROOT";
/// Tells it the document of a whole refresh; without it the child writes two versions of the files in turn.
const FROM: &str = "XTASK_TEST_FROM";

/// The files that a refresh to another document writes, and the same files as they are.
fn versions(root: &Path) -> (Files, Files) {
    let (_file, options) = from_file(another().as_bytes());
    let (_, new) = options.evaluate(root, &passes, TIME).unwrap();
    let old = new
        .iter()
        .map(|(path, _)| (path.clone(), fs::read(root.join(path)).unwrap()));
    (old.collect(), new)
}

/// All files that a refresh may change.
fn tree(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut tree = content(root);
    tree.retain(|path, _| !path.starts_with("target") && !path.starts_with("versions"));
    tree
}

/// Whether the document, the overlay and the generated files belong together.
fn is_consistent(root: &Path) -> bool {
    let upstream = fs::read(root.join(UPSTREAM)).unwrap();
    let lock = tracked_files::read_lock(root).unwrap();
    let generated = tracked_files::TrackedFiles::generate(root, &upstream, lock.clone()).unwrap();
    lock.matches(&upstream) && generated.stale(root).is_empty()
}

/// Nothing is wrong, or `verify` says so; then `generate` and `refresh-spec`, each in a copy, repair it.
fn check_and_repair(root: &Path) {
    let mismatches = verify::mismatches(root).unwrap();
    assert_eq!(mismatches.is_empty(), is_consistent(root), "{mismatches:?}");

    let copied = tempfile::tempdir().unwrap();
    for (path, bytes) in tree(root) {
        let to = copied.path().join(path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, bytes).unwrap();
    }
    generate::run(copied.path(), false).unwrap();
    assert_eq!(
        verify::mismatches(copied.path()).unwrap(),
        Vec::<String>::new()
    );
    assert!(is_consistent(copied.path()));

    let (_file, options) = from_file(another().as_bytes());
    refresh(root, &options);
    assert_eq!(verify::mismatches(root).unwrap(), Vec::<String>::new());
    assert_eq!(fs::read_to_string(root.join(UPSTREAM)).unwrap(), another());
    assert!(is_consistent(root));
    let leftovers = tree(root)
        .into_keys()
        .filter(|path| path.to_string_lossy().contains("xtask-tmp"));
    assert_eq!(leftovers.count(), 0);
}

/// Repeated runs neither lose nor repeat the changelog's entry.
fn check_changelog(root: &Path) {
    let changelog = fs::read_to_string(root.join("CHANGELOG.md")).unwrap();
    assert_eq!(changelog.matches("-> 0.2.0").count(), 1, "{changelog}");
}

#[test]
fn kill_between_any_two_files_is_named_and_repaired() {
    let folder = copy();
    let root = folder.path();
    let (old, new) = versions(root);
    let mut partly_written = 0;
    for written in 0..=new.len() {
        for (path, bytes) in &old {
            fs::write(root.join(path), bytes).unwrap();
        }
        tracked_files::write_first(root, &new, written).unwrap();
        if written > 0 && written < new.len() {
            let lines = verify::mismatches(root).unwrap();
            assert!(
                lines.iter().any(|line| line.starts_with(UPSTREAM)),
                "{lines:?}"
            );
            assert!(lines.last().unwrap().starts_with("next: "), "{lines:?}");
            partly_written += 1;
        }
        check_and_repair(root);
        check_changelog(root);
    }
    assert_eq!(partly_written, new.len() - 1);
}

#[test]
fn fifty_kills_at_random_moments_leave_whole_files() {
    let folder = copy();
    let root = folder.path();
    let (old, new) = versions(root);
    for (name, files) in [("old", &old), ("new", &new)] {
        for (path, content) in files {
            let to = root.join("versions").join(name).join(path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(to, content).unwrap();
        }
    }
    // The time depends on the disk: the moments are spread over several whole writes.
    let started = Instant::now();
    tracked_files::write(root, &old).unwrap();
    let span = u64::try_from(started.elapsed().as_micros()).unwrap() * 6;
    let mut random = fastrand::Rng::with_seed(5);
    let mut partly_written = 0;
    for _ in 0..50 {
        kill(child(root, None), Duration::from_micros(random.u64(..span)));
        let lock = tracked_files::read_lock(root).unwrap();
        let mut is_new = Vec::new();
        for ((path, old), (_, new)) in old.iter().zip(&new) {
            let now = fs::read(root.join(path)).unwrap();
            assert!(now == *old || now == *new, "{path} is neither old nor new");
            // The lock knows neither the changelog nor the snapshots of handwritten code: they do not follow
            // from the document.
            if lock.files.contains_key(path) || [UPSTREAM, LOCK].contains(&path.as_str()) {
                is_new.push(now == *new);
            }
        }
        if is_new.contains(&true) && is_new.contains(&false) {
            partly_written += 1;
            assert_ne!(verify::mismatches(root).unwrap(), Vec::<String>::new());
        }
    }
    println!("{partly_written} of 50 were killed between two files");
    assert!(
        partly_written > 0,
        "no kill met the child between two files"
    );
    check_and_repair(root);
}

#[test]
fn whole_refreshes_killed_at_random_moments_are_repaired() {
    let document = tempfile::NamedTempFile::new().unwrap();
    fs::write(document.path(), another()).unwrap();
    let started = Instant::now();
    let (_file, options) = from_file(another().as_bytes());
    refresh(copy().path(), &options);
    let span = u64::try_from(started.elapsed().as_micros()).unwrap() * 3 / 2;
    let mut random = fastrand::Rng::with_seed(7);
    let mut unchanged = 0;
    // Grows while nothing is written in time: the process may be slower than this one.
    let mut scale = 1;
    for run in 0..12 {
        let folder = copy();
        let root = folder.path();
        let before = tree(root);
        // The first at once, so that at least one has written nothing.
        let moment = if run == 0 {
            0
        } else {
            random.u64(..span).saturating_mul(scale)
        };
        kill(
            child(root, Some(document.path())),
            Duration::from_micros(moment),
        );
        if tree(root) == before {
            unchanged += 1;
            scale += 1;
        }
        check_and_repair(root);
        check_changelog(root);
        let (_file, options) = from_file(another().as_bytes());
        assert_eq!(refresh(root, &options).status, Status::Unchanged);
    }
    assert!(
        (1..12).contains(&unchanged),
        "{unchanged} of 12 were killed before they wrote anything"
    );
}

/// This test program as the process to be killed, once it is running.
fn child(root: &Path, from: Option<&Path>) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            "--exact",
            "refresh_spec::tests::kills::child_process",
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
            .any(|line| line.contains("child is running"))
    );
    child
}

fn kill(mut child: Child, after: Duration) {
    // Real time on purpose: the moment of the kill is the test's input.
    std::thread::sleep(after);
    let _ = child.kill();
    child.wait().unwrap();
}

/// Run by the tests above, which kill it; without their variables it does nothing.
#[test]
#[ignore = "the process that the tests above kill"]
fn child_process() {
    let Some(root) = std::env::var_os(ROOT).map(PathBuf::from) else {
        return;
    };
    assert_ne!(root, workspace::root());
    if let Some(from) = std::env::var_os(FROM) {
        println!("child is running");
        let options = RefreshSpec {
            from: Some(from.into_string().unwrap()),
            ..RefreshSpec::default()
        };
        refresh(&root, &options);
        return;
    }
    let versions = ["new", "old"].map(|name| -> Files {
        let files = content(&root.join("versions").join(name)).into_iter();
        files
            .map(|(path, content)| (path.to_str().unwrap().to_owned(), content))
            .collect()
    });
    println!("child is running");
    for version in versions.iter().cycle() {
        tracked_files::write(&root, version).unwrap();
    }
}
