//! Runs one compiled test program and reads the failures from its output.

use std::{
    fmt,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use serde::Deserialize;

/// Characters of a failure's message.
const MAX_MESSAGE: usize = 200;

/// A compiled test program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestProgram {
    executable: PathBuf,
    /// The folder of its package, where cargo would run it.
    folder: PathBuf,
    /// Its main source file, for messages.
    pub source: String,
}

/// A test that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its path within the program.
    pub name: String,
    /// File, line and column of the panic, and its message, where the test panicked.
    panic: Option<String>,
    source: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            panic,
            source,
        } = self;
        match panic {
            Some(panic) => write!(f, "{panic} (test {name} in {source})"),
            None => write!(f, "{source}: test {name} failed"),
        }
    }
}

/// How a run ended.
#[derive(Clone, Debug)]
pub struct TestRun {
    pub failures: Vec<Failure>,
    /// Whether the program ended by itself; it is killed when it takes too long.
    pub finished: bool,
    success: bool,
    status: String,
}

impl TestRun {
    pub fn is_success(&self) -> bool {
        self.success
    }

    /// Why the run failed although no test was reported as failed.
    pub fn abnormal_end(&self) -> Option<String> {
        if !self.finished {
            Some("the tests do not finish".to_owned())
        } else if !self.success && self.failures.is_empty() {
            Some(format!("the test program failed: {}", self.status))
        } else {
            None
        }
    }
}

#[derive(Deserialize)]
struct Artifact {
    manifest_path: Option<PathBuf>,
    target: Option<Target>,
    profile: Option<Profile>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    src_path: PathBuf,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

/// The test programs that `cargo build --tests --message-format json...` names.
pub fn list(stdout: &str) -> Vec<TestProgram> {
    let artifacts = stdout
        .lines()
        .filter_map(|line| serde_json::from_str::<Artifact>(line).ok());
    let programs = artifacts.filter_map(|artifact| {
        let target = artifact.target?;
        let folder = artifact.manifest_path?.parent()?.to_owned();
        artifact.profile?.test.then_some(())?;
        let source = target
            .src_path
            .strip_prefix(&folder)
            .unwrap_or(&target.src_path);
        let package = folder.file_name().unwrap_or_default().to_string_lossy();
        let source = match source.starts_with("src") {
            true => format!("{package}/{}", source.display()),
            false => source.display().to_string(),
        };
        Some(TestProgram {
            executable: artifact.executable?,
            folder,
            source,
        })
    });
    programs.collect()
}

impl TestProgram {
    /// Runs all tests, or those named, and kills the program after `limit`. `log` is overwritten.
    ///
    /// # Errors
    /// The disk, or the program cannot be started.
    pub fn run(
        &self,
        workspace: &Path,
        log: &Path,
        tests: &[&str],
        limit: Duration,
    ) -> anyhow::Result<TestRun> {
        let file = File::create(log).with_context(|| log.display().to_string())?;
        let mut command = Command::new(&self.executable);
        if !tests.is_empty() {
            command.arg("--exact").args(tests);
        }
        let mut child = command
            .current_dir(&self.folder)
            .env("CARGO_MANIFEST_DIR", &self.folder)
            // Snapshots are written as they come out; changed ones are found by comparing the files.
            .env("INSTA_UPDATE", "always")
            .env("INSTA_FORCE_PASS", "1")
            .env("INSTA_WORKSPACE_ROOT", workspace)
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::null())
            .stderr(file.try_clone()?)
            .stdout(file)
            .spawn()
            .with_context(|| self.executable.display().to_string())?;
        let started = Instant::now();
        let mut finished = true;
        let status: ExitStatus = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if started.elapsed() > limit {
                finished = false;
                child.kill()?;
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        let output = fs::read(log).with_context(|| log.display().to_string())?;
        Ok(TestRun {
            failures: failures(&String::from_utf8_lossy(&output), &self.source),
            finished,
            success: finished && status.success(),
            status: status.to_string(),
        })
    }
}

/// The failed tests in a test program's output.
fn failures(output: &str, source: &str) -> Vec<Failure> {
    let failed = output.lines().filter_map(|line| {
        line.strip_prefix("test ")?
            .strip_suffix(" ... FAILED")
            // A test that should panic has its expectation beside its name.
            .map(|name| name.split(" - should panic").next().unwrap_or(name))
    });
    let failures = failed.map(|name| Failure {
        name: name.to_owned(),
        panic: panic_of(output, name),
        source: source.to_owned(),
    });
    failures.collect()
}

/// Place and message of a test's panic, from the section that libtest prints for it.
fn panic_of(output: &str, name: &str) -> Option<String> {
    let header = format!("---- {name} stdout ----\n");
    let (_, section) = output.split_once(&header)?;
    let section = section.split("\n---- ").next()?;
    let (_, panic) = section.split_once(" panicked at ")?;
    let mut lines = panic.lines();
    let place = lines.next()?.trim_end_matches(':');
    let end = |line: &&str| !line.starts_with("note: ") && !line.is_empty();
    let message: Vec<_> = lines.take_while(end).map(str::trim).collect();
    let text = format!("{place}: {}", message.join(" "));
    Some(text.chars().take(MAX_MESSAGE).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "
running 3 tests
test a::passes ... ok
test a::fails ... FAILED
test returns_an_error ... FAILED
test should_panic - should panic ... FAILED

failures:

---- a::fails stdout ----

thread 'a::fails' (123) panicked at tests/flows.rs:12:5:
assertion `left == right` failed
  left: 1
 right: 2
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace

---- returns_an_error stdout ----
Error: \"no\"

---- should_panic stdout ----
note: test did not panic as expected at tests/flows.rs:3:4

failures:
    a::fails
";

    #[test]
    fn reads_place_and_message_of_failures() {
        let lines: Vec<_> = failures(OUTPUT, "tests/flows.rs")
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            lines,
            [
                "tests/flows.rs:12:5: assertion `left == right` failed left: 1 right: 2 (test a::fails in \
                 tests/flows.rs)",
                "tests/flows.rs: test returns_an_error failed",
                "tests/flows.rs: test should_panic failed",
            ]
        );
    }

    #[test]
    fn lists_test_programs_and_nothing_else() {
        let line = |test: bool, executable: Option<&str>| {
            serde_json::json!({"reason": "compiler-artifact", "manifest_path": "/w/emulator/Cargo.toml",
                "target": {"src_path": "/w/emulator/src/lib.rs"}, "profile": {"test": test},
                "executable": executable})
            .to_string()
        };
        let out = [
            line(true, Some("/t/emulator-1")),
            line(false, Some("/t/emulator")),
            line(true, None),
            "text".to_owned(),
        ];
        let programs = list(&out.join("\n"));
        assert_eq!(
            programs,
            [TestProgram {
                executable: "/t/emulator-1".into(),
                folder: "/w/emulator".into(),
                source: "emulator/src/lib.rs".into(),
            }]
        );
    }

    /// This very program, with a test that fails and one that never finishes.
    #[test]
    fn runs_a_program_and_kills_one_that_does_not_finish() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let program = TestProgram {
            executable: std::env::current_exe().unwrap(),
            folder: folder.path().to_owned(),
            source: "src/main.rs".into(),
        };
        let module = "trial::test_program::tests::lists_test_programs_and_nothing_else";
        let run = program.run(folder.path(), &log, &[module], Duration::from_secs(60));
        let run = run.unwrap();
        assert!(run.is_success() && run.abnormal_end().is_none());

        let sleep = TestProgram {
            executable: "sleep".into(),
            ..program
        };
        // `sleep --exact 60` is an error, which a test program does not report as a failed test.
        let run = sleep.run(folder.path(), &log, &["60"], Duration::from_secs(60));
        let reason = run.unwrap().abnormal_end().unwrap();
        assert!(reason.starts_with("the test program failed"), "{reason}");
        let tail = TestProgram {
            executable: "yes".into(),
            ..sleep
        };
        let run = tail.run(folder.path(), &log, &[], Duration::from_millis(50));
        let reason = run.unwrap().abnormal_end().unwrap();
        assert_eq!(reason, "the tests do not finish");
    }
}
