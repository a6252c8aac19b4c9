//! Thin commands over `openapi-track`.
use std::process::ExitCode;

use clap::Parser;

mod judge;

#[derive(Parser)]
enum Command {
    Judge(judge::Judge),
}

fn main() -> anyhow::Result<ExitCode> {
    match Command::parse() {
        Command::Judge(command) => command.run(),
    }
}
