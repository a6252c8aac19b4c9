//! Thin commands over `openapi-track`.

use std::process::ExitCode;

use clap::Parser;

mod compare;
#[path = "../../generated/build.rs"]
mod generator;
mod judge;
#[cfg(test)]
mod mutations;

#[derive(Parser)]
#[command(name = "cargo xtask")]
enum Command {
    Compare(compare::Compare),
    Judge(judge::Judge),
}

fn main() -> anyhow::Result<ExitCode> {
    match Command::parse() {
        Command::Compare(command) => command.run(),
        Command::Judge(command) => command.run(),
    }
}
