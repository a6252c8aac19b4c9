//! `cargo xtask bench [NAME...]`: runs the programs under `benches/` and checks their figures.
//!
//! A program prints one line `figure NAME VALUE BOUND` for each figure; smaller is better. The command reports
//! a figure above its bound and a program that fails or prints no figure.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};

use crate::{exit_code, output, workspace};

/// Measure the client and compare each figure with its bound.
///
/// Exit code 0: all figures within their bounds. 1: a figure above its bound, or a program failed.
#[derive(clap::Args)]
pub struct Bench {
    /// Programs under benches/, without `.rs`; `peer` generates and measures openapi-generator's client.
    /// Without names all but `peer` are run.
    names: Vec<String>,
    /// Print one JSON object, `{name: {"value": v, "bound": b}}`, and the programs' output on stderr.
    #[arg(long)]
    json: bool,
}

/// One figure of a program.
#[derive(Debug, PartialEq, Serialize)]
struct Figure {
    value: f64,
    bound: f64,
}

impl Figure {
    /// False also where one of both is NaN.
    fn is_within_bound(&self) -> bool {
        self.value <= self.bound
    }
}

/// Needs Java and a package from PyPI, so it runs only by name.
const PEER: &str = "peer";

/// The packages that have benchmark programs, with the folder of their manifest. `fleet` needs PostgreSQL.
const PACKAGES: [(&str, &str); 2] = [
    ("signicat-reuseid", "."),
    ("signicat-reuseid-fleet", "fleet"),
];

impl Bench {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let known = programs()?;
        let names: Vec<&str> = if self.names.is_empty() {
            known.keys().map(String::as_str).collect()
        } else {
            self.names.iter().map(String::as_str).collect()
        };
        let (targets, peers): (Vec<&str>, Vec<&str>) =
            names.into_iter().partition(|name| *name != PEER);
        let mut commands = Vec::new();
        for name in targets {
            let Some(package) = known.get(name) else {
                let known: Vec<_> = known.keys().map(String::as_str).collect();
                bail!(
                    "unknown program {name}; known: {} and {PEER}",
                    known.join(", ")
                );
            };
            let mut command = Command::new(cargo());
            command.args(["bench", "--quiet", "--package", package, "--bench", name]);
            commands.push((name, command));
        }
        let mut figures = BTreeMap::new();
        let mut failed = Vec::new();
        for (name, mut command) in commands {
            if !collect(&mut command, self.json, &mut figures)? {
                failed.push(name);
            }
        }
        for name in peers {
            if !collect(
                &mut Command::new("benches/peer.sh"),
                self.json,
                &mut figures,
            )? {
                failed.push(name);
            }
        }
        if self.json {
            output::print(&serde_json::to_string_pretty(&figures)?)?;
        }
        let above: Vec<_> = figures
            .iter()
            .filter(|(_, figure)| !figure.is_within_bound())
            .collect();
        for (name, Figure { value, bound }) in &above {
            output::note(&format!("above its bound: {name} {value} > {bound}"));
        }
        for name in &failed {
            output::note(&format!("failed: {name}"));
        }
        output::note(&format!(
            "{} figures, {} above their bounds",
            figures.len(),
            above.len()
        ));
        Ok(exit_code::finding_if(
            !above.is_empty() || !failed.is_empty(),
        ))
    }
}

fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The benchmark programs and their packages, from the manifests.
fn programs() -> anyhow::Result<BTreeMap<String, &'static str>> {
    #[derive(Deserialize)]
    struct Manifest {
        bench: Vec<Target>,
    }
    #[derive(Deserialize)]
    struct Target {
        name: String,
    }
    let mut programs = BTreeMap::new();
    for (package, folder) in PACKAGES {
        let path = workspace::root().join(folder).join("Cargo.toml");
        let text = std::fs::read_to_string(&path).context("Cargo.toml")?;
        let manifest: Manifest = toml::from_str(&text).context("Cargo.toml")?;
        let targets = manifest.bench.into_iter();
        programs.extend(targets.map(|target| (target.name, package)));
    }
    Ok(programs)
}

/// Runs a program, forwards its output line by line and collects its figures. Returns whether it succeeded
/// and printed any.
fn collect(
    command: &mut Command,
    to_stderr: bool,
    figures: &mut BTreeMap<String, Figure>,
) -> anyhow::Result<bool> {
    let mut child = command
        .current_dir(workspace::root())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{command:?}"))?;
    let before = figures.len();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line?;
            if to_stderr {
                output::note(&line);
            } else {
                output::print(&line)?;
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
    fn parses_figures_and_compares_them_with_their_bounds() {
        let (name, figure) = figure("figure calls_per_get 1.0500 1.05").unwrap();
        assert_eq!(name, "calls_per_get");
        assert!(figure.is_within_bound());
        let worse = Figure {
            value: 1.051,
            ..figure
        };
        assert!(!worse.is_within_bound());
        let unknown = Figure {
            value: f64::NAN,
            bound: 1.0,
        };
        assert!(!unknown.is_within_bound(), "NaN is never within a bound");
    }

    #[test]
    fn ignores_other_lines() {
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
    fn finds_the_programs_in_the_manifest() {
        let programs = programs().unwrap();
        for name in ["cost_allocations", "storms", "waits", "fleet"] {
            assert!(programs.contains_key(name), "{name}");
        }
    }
}
