//! `cargo xtask bench [NAME...]`: runs the programs under `benches/` and collects what they promise.
//!
//! A program prints `figure NAME VALUE BOUND` for each of its promises, smaller is better, and whatever else
//! helps to read it. The command fails when a figure is above its bound or a program does not end well.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};

use crate::set;

/// Measure what the client promises.
#[derive(clap::Args)]
pub struct Bench {
    /// Programs under benches/, without `.rs`; `peer` makes and measures openapi-generator's client. All but
    /// `peer` when none is given.
    names: Vec<String>,
    /// Print one JSON object, `{name: {"value": v, "bound": b}}`, and the rest on stderr.
    #[arg(long)]
    json: bool,
}

/// What one program says of one promise.
#[derive(Debug, PartialEq, Serialize)]
struct Figure {
    value: f64,
    bound: f64,
}

impl Figure {
    fn holds(&self) -> bool {
        self.value <= self.bound
    }
}

/// Needs Java and a package of PyPI's, so it runs only when it is named.
const PEER: &str = "peer";

impl Bench {
    /// Exit code 1 where a figure is above its bound or a program failed.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let known = programs()?;
        let names = if self.names.is_empty() {
            &known
        } else {
            &self.names
        };
        let (targets, apart): (Vec<_>, Vec<_>) = names.iter().partition(|name| *name != PEER);
        if let Some(unknown) = targets.iter().find(|name| !known.contains(name)) {
            bail!(
                "no program {unknown}; there are {} and {PEER}",
                known.join(", ")
            );
        }
        let mut figures = BTreeMap::new();
        let mut failed = Vec::new();
        for name in targets {
            let mut command = Command::new(cargo());
            command.args([
                "bench",
                "--quiet",
                "--package",
                "signicat-reuseid",
                "--bench",
            ]);
            if !collect(command.arg(name), self.json, &mut figures)? {
                failed.push(name);
            }
        }
        for name in apart {
            if !collect(
                &mut Command::new("benches/peer.sh"),
                self.json,
                &mut figures,
            )? {
                failed.push(name);
            }
        }
        if self.json {
            println!("{}", serde_json::to_string_pretty(&figures)?);
        }
        let above: Vec<_> = figures
            .iter()
            .filter(|(_, figure)| !figure.holds())
            .collect();
        for (name, Figure { value, bound }) in &above {
            eprintln!("above its bound: {name} {value} > {bound}");
        }
        for name in &failed {
            eprintln!("failed: {name}");
        }
        eprintln!(
            "{} figures, {} above their bounds",
            figures.len(),
            above.len()
        );
        Ok(ExitCode::from(u8::from(
            !above.is_empty() || !failed.is_empty(),
        )))
    }
}

fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The client's benchmark programs, as its manifest names them.
fn programs() -> anyhow::Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Manifest {
        bench: Vec<Target>,
    }
    #[derive(Deserialize)]
    struct Target {
        name: String,
    }
    let path = set::root().join("Cargo.toml");
    let text = std::fs::read_to_string(&path).context("Cargo.toml")?;
    let manifest: Manifest = toml::from_str(&text).context("Cargo.toml")?;
    Ok(manifest
        .bench
        .into_iter()
        .map(|target| target.name)
        .collect())
}

/// Runs a program, shows what it prints as it comes, and keeps its figures; whether it ended well and had any.
fn collect(
    command: &mut Command,
    quiet: bool,
    figures: &mut BTreeMap<String, Figure>,
) -> anyhow::Result<bool> {
    let mut child = command
        .current_dir(set::root())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{command:?}"))?;
    let before = figures.len();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line?;
            if quiet {
                writeln!(std::io::stderr(), "{line}")?;
            } else {
                writeln!(std::io::stdout(), "{line}")?;
            }
            figures.extend(figure(&line));
        }
    }
    Ok(child.wait()?.success() && figures.len() > before)
}

/// Reads `figure NAME VALUE BOUND`.
fn figure(line: &str) -> Option<(String, Figure)> {
    let mut words = line.strip_prefix("figure ")?.split(' ');
    let name = words.next()?.to_owned();
    let value = words.next()?.parse().ok()?;
    let bound = words.next()?.parse().ok()?;
    words
        .next()
        .is_none()
        .then_some((name, Figure { value, bound }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_read_and_held_against_its_bound() {
        let (name, figure) = figure("figure calls_per_get 1.0500 1.05").unwrap();
        assert_eq!(name, "calls_per_get");
        assert!(figure.holds());
        let worse = Figure {
            value: 1.051,
            ..figure
        };
        assert!(!worse.holds());
        let unknown = Figure {
            value: f64::NAN,
            bound: 1.0,
        };
        assert!(!unknown.holds(), "what is no number keeps no promise");
    }

    #[test]
    fn other_lines_are_no_figures() {
        for line in [
            "",
            "figure",
            "figure a 1",
            "figure a x 1",
            "a figure b 1 2",
            "figure a 1 2 3",
        ] {
            assert_eq!(figure(line), None, "{line:?}");
        }
    }

    #[test]
    fn every_program_of_the_client_is_known() {
        let programs = programs().unwrap();
        for name in ["cost_allocations", "storms", "waits"] {
            assert!(programs.iter().any(|program| program == name), "{name}");
        }
    }
}
