//! Runs git and gh in the work tree.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::Context as _;

/// A program, and the folder to run it in.
#[derive(Debug)]
pub struct Program {
    path: PathBuf,
    folder: PathBuf,
}

impl Program {
    pub fn new(path: PathBuf, folder: PathBuf) -> Self {
        Self { path, folder }
    }

    /// The trimmed standard output.
    ///
    /// # Errors
    /// The program cannot be started or fails; its standard error is in the message.
    pub fn run(&self, arguments: &[&str]) -> anyhow::Result<String> {
        self.run_with(arguments, &[], None)
    }

    /// The same with environment variables and standard input.
    ///
    /// # Errors
    /// As [`Program::run`].
    pub fn run_with(
        &self,
        arguments: &[&str],
        environment: &[(&str, &Path)],
        input: Option<&[u8]>,
    ) -> anyhow::Result<String> {
        let command = || format!("{} {}", self.path.display(), arguments.join(" "));
        let mut child = Command::new(&self.path)
            .current_dir(&self.folder)
            .args(arguments)
            .envs(environment.iter().copied())
            .stdin(if input.is_some() {
                Stdio::piped()
            } else {
                Stdio::null()
            })
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(command)?;
        if let (Some(input), Some(mut stdin)) = (input, child.stdin.take()) {
            stdin.write_all(input).with_context(command)?;
        }
        let output = child.wait_with_output().with_context(command)?;
        let errors = String::from_utf8_lossy(&output.stderr);
        anyhow::ensure!(output.status.success(), "{}: {}", command(), errors.trim());
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}
