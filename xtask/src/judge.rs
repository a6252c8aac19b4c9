//! `cargo xtask judge DIR`: compares the wire verdict with the expectations of another tool.
//!
//! `DIR` has pairs of documents and an `expected.json`. Where we disagree with an expectation, a ledger
//! lists the pair, the direction and the reason; the figures are printed with and without it.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use openapi_track::compare::Wire;
use openapi_track::report::Report;
use serde::Deserialize;

use crate::compare::load;

/// Least share of the pairs expected to be breaking that have to be found breaking.
const MIN_FOUND: f64 = 0.95;
/// Largest share of the pairs expected to be safe that may be called breaking.
const MAX_FALSE: f64 = 0.03;

/// Compare pairs of documents, and the verdicts with those expected.
#[derive(clap::Args)]
pub struct Judge {
    /// The folder with the documents and expected.json.
    dir: PathBuf,
    /// The pairs on which our verdict differs for a reason.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/judge-ledger.toml"))]
    ledger: PathBuf,
    /// Print each pair whose verdict or ids differ.
    #[arg(long)]
    verbose: bool,
}

#[derive(Deserialize)]
struct Expected {
    pairs: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    base: String,
    revision: String,
    forward: Outcome,
    backward: Outcome,
}

#[derive(Deserialize)]
struct Outcome {
    verdict: String,
    ids: Vec<String>,
}

#[derive(Deserialize)]
struct Ledger {
    #[serde(default)]
    disagreement: Vec<Disagreement>,
}

/// One directed pair with a verdict of our own.
#[derive(Deserialize)]
struct Disagreement {
    old: String,
    new: String,
    /// Our verdict.
    wire: String,
    reason: String,
}

/// How many directed pairs of one expectation there are, and how many were called breaking.
#[derive(Default)]
struct Tally {
    all: usize,
    breaking: usize,
}

impl Tally {
    fn add(&mut self, wire: Wire) {
        self.all += 1;
        self.breaking += usize::from(wire == Wire::Breaking);
    }

    #[allow(clippy::cast_precision_loss, reason = "counts of files")]
    fn share(&self) -> f64 {
        if self.all == 0 {
            0.0
        } else {
            self.breaking as f64 / self.all as f64
        }
    }
}

#[derive(Default)]
struct Figures {
    breaking: Tally,
    safe: Tally,
}

impl Figures {
    fn add(&mut self, expected: &str, wire: Wire) {
        match expected {
            "breaking" => self.breaking.add(wire),
            "safe" => self.safe.add(wire),
            _ => {}
        }
    }

    fn print(&self, title: &str) {
        println!(
            "{title}: expected breaking, found breaking {}/{} ({:.1} %); expected safe, called breaking {}/{} ({:.1} %)",
            self.breaking.breaking,
            self.breaking.all,
            100.0 * self.breaking.share(),
            self.safe.breaking,
            self.safe.all,
            100.0 * self.safe.share(),
        );
    }

    fn is_within_limits(&self) -> bool {
        (self.breaking.all == 0 || self.breaking.share() >= MIN_FOUND)
            && self.safe.share() <= MAX_FALSE
    }
}

impl Judge {
    /// Exit code 0 when both limits are met with the ledger, every document loads, nothing panics, and no
    /// ledger entry is wrong or superfluous.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let path = self.dir.join("expected.json");
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let expected: Expected = serde_json::from_str(&text).context("expected.json")?;
        let text = std::fs::read_to_string(&self.ledger)
            .with_context(|| self.ledger.display().to_string())?;
        let ledger: Ledger = toml::from_str(&text).context("the ledger")?;

        let (mut plain, mut with_ledger) = (Figures::default(), Figures::default());
        let (mut expected_ids, mut found_ids, mut exact, mut directed) = (0, 0, 0, 0);
        let mut failures = Vec::new();
        for pair in &expected.pairs {
            let directions = [
                (&pair.base, &pair.revision, &pair.forward),
                (&pair.revision, &pair.base, &pair.backward),
            ];
            for (old, new, outcome) in directions {
                let found = match self.compare(old, new) {
                    Ok(found) => found,
                    Err(error) => {
                        failures.push(format!("{old} -> {new}: {error:#}"));
                        continue;
                    }
                };
                directed += 1;
                let wire = found.wire();
                plain.add(&outcome.verdict, wire);
                let entry = ledger
                    .disagreement
                    .iter()
                    .find(|entry| entry.old == *old && entry.new == *new);
                if let Some(entry) = entry
                    && (entry.wire != wire.as_str() || entry.wire == outcome.verdict)
                {
                    failures.push(format!(
                        "{old} -> {new}: expected {}, found {}, but the ledger says {}: {}",
                        outcome.verdict,
                        wire.as_str(),
                        entry.wire,
                        entry.reason
                    ));
                }
                with_ledger.add(
                    entry.map_or(outcome.verdict.as_str(), |entry| &entry.wire),
                    wire,
                );

                let ours: BTreeSet<_> = found.changes.iter().map(|c| c.id.as_str()).collect();
                let theirs: BTreeSet<_> = outcome.ids.iter().map(String::as_str).collect();
                // Advice about the version number is not a change of the interface.
                let (ours, theirs) = [ours, theirs]
                    .map(|mut ids| {
                        ids.retain(|id| !id.starts_with("api-version-"));
                        ids
                    })
                    .into();
                expected_ids += theirs.len();
                found_ids += theirs.intersection(&ours).count();
                exact += usize::from(ours == theirs);
                let differs = wire.as_str() != outcome.verdict;
                if self.verbose && (differs || ours != theirs) {
                    let mark = match (differs, entry) {
                        (false, _) => "ids",
                        (true, Some(_)) => "ledger",
                        (true, None) => "VERDICT",
                    };
                    println!(
                        "{mark} {old} -> {new}: expected {}, found {}",
                        outcome.verdict,
                        wire.as_str()
                    );
                    println!(
                        "    missing {:?}",
                        theirs.difference(&ours).collect::<Vec<_>>()
                    );
                    println!(
                        "    more    {:?}",
                        ours.difference(&theirs).collect::<Vec<_>>()
                    );
                }
            }
        }
        println!("{directed} directed pairs");
        plain.print("without the ledger");
        with_ledger.print("with the ledger");
        println!(
            "ids, without those about the version number: {found_ids} of {expected_ids} expected ids found; {exact} of {directed} directed pairs have exactly the expected ids"
        );
        for failure in &failures {
            println!("FAILED {failure}");
        }
        let passed = with_ledger.is_within_limits() && failures.is_empty();
        Ok(if passed {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    fn compare(&self, old: &str, new: &str) -> anyhow::Result<Report> {
        let (old, new) = (load(&self.dir.join(old))?, load(&self.dir.join(new))?);
        catch_unwind(AssertUnwindSafe(|| Report::compare(&old, &new)))
            .map_err(|_| anyhow::anyhow!("the comparison panicked"))
    }
}
