//! Thin commands over `openapi-track`.

use std::process::ExitCode;

use clap::Parser;

mod bench;
mod bindings;
mod compare;
mod generate;
#[path = "../../generated/build.rs"]
mod generator;
#[cfg(test)]
mod inventory;
mod judge;
#[cfg(test)]
mod lint_proofs;
#[cfg(test)]
mod mutations;
mod refresh_spec;
mod set;
#[cfg(test)]
mod unhoisted;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Follow the vendor's document.")]
enum Command {
    Bench(bench::Bench),
    Generate(generate::Generate),
    RefreshSpec(refresh_spec::RefreshSpec),
    Compare(compare::Compare),
    Judge(judge::Judge),
}

fn main() -> anyhow::Result<ExitCode> {
    match Command::parse() {
        Command::Bench(command) => command.run(),
        Command::Generate(command) => command.run(),
        Command::RefreshSpec(command) => command.run(),
        Command::Compare(command) => command.run(),
        Command::Judge(command) => command.run(),
    }
}
