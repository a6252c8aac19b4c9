//! Thin commands over `openapi-track`.

use std::process::ExitCode;

use clap::Parser;

mod alone;
mod bench;
mod bindings;
mod compare;
mod format;
mod generate;
#[path = "../../generated/build.rs"]
mod generator;
mod inspect;
mod inventory;
mod judge;
#[cfg(test)]
mod lint_proofs;
#[cfg(test)]
mod mutations;
mod propose;
mod refresh_spec;
#[cfg(test)]
mod rewrites;
mod set;
mod snapshot;
mod verify;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Follow the vendor's document.")]
enum Command {
    Bench(bench::Bench),
    Generate(generate::Generate),
    RefreshSpec(refresh_spec::RefreshSpec),
    Propose(propose::Propose),
    Compare(compare::Compare),
    Judge(judge::Judge),
    Verify(verify::Verify),
    Inspect(inspect::Inspect),
}

/// Exit code for what no command foresees: a wrong option, a full disk, a work tree that cannot be read.
const TROUBLE: u8 = 4;

fn main() -> ExitCode {
    let command = match Command::try_parse() {
        Ok(command) => command,
        Err(said) => {
            // Not clap's own code for a wrong option, 2, which says here that a document is unusable.
            let wrong = said.use_stderr();
            let _ = said.print();
            return ExitCode::from(if wrong { TROUBLE } else { 0 });
        }
    };
    run(command).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(TROUBLE)
    })
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    // The one looks at a work tree as it is, an interrupted refresh included; the other only builds from it.
    let looks = matches!(
        command,
        Command::Verify(_) | Command::Bench(_) | Command::Inspect(_)
    );
    let alone = match looks {
        true => None,
        false => alone::Alone::at(&set::root())?,
    };
    let writes = matches!(
        command,
        Command::Generate(_) | Command::RefreshSpec(_) | Command::Propose(_)
    );
    anyhow::ensure!(
        alone.is_some() || !writes,
        "another cargo xtask is at work here; let it end first"
    );
    match command {
        Command::Bench(command) => command.run(),
        Command::Generate(command) => command.run(),
        Command::RefreshSpec(command) => command.run(),
        Command::Propose(command) => command.run(),
        Command::Compare(command) => command.run(),
        Command::Judge(command) => command.run(),
        Command::Verify(command) => command.run(),
        Command::Inspect(command) => command.run(),
    }
}
