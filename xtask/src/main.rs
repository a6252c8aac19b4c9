//! Development commands, thin over `openapi-track`.

use std::process::ExitCode;

use clap::Parser;

#[cfg(test)]
mod architecture;
mod async_functions;
mod atomic_write;
mod bench;
mod bindings;
mod compare;
mod exit_code;
mod generate;
#[path = "../../generated/build.rs"]
mod generator;
mod inspect;
mod inventory;
mod judge;
#[cfg(test)]
mod lint_tests;
mod modules;
#[cfg(test)]
mod mutations;
mod output;
mod propose;
mod refresh_spec;
#[cfg(test)]
mod rewrites;
#[cfg(test)]
mod roles_tests;
mod run_lock;
mod snapshot;
mod tracked_files;
mod trial;
mod verify;
mod workspace;

/// Follow the vendor's OpenAPI document.
///
/// Exit codes, unless a command names others: 0 done, or nothing to do; 1 something to report; 2 the
/// document is unusable; 3 the document could not be retrieved; 4 the command failed; 5 the document sends access
/// tokens to a host that was not accepted.
#[derive(Parser)]
#[command(name = "cargo xtask")]
enum Command {
    AsyncFunctions(async_functions::AsyncFunctions),
    Bench(bench::Bench),
    Modules(modules::Modules),
    Generate(generate::Generate),
    RefreshSpec(refresh_spec::RefreshSpec),
    Propose(propose::Propose),
    Compare(compare::Compare),
    Judge(judge::Judge),
    Verify(verify::Verify),
    Inspect(inspect::Inspect),
}

impl Command {
    fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::AsyncFunctions(command) => command.run(),
            Self::Bench(command) => command.run(),
            Self::Modules(command) => command.run(),
            Self::Generate(command) => command.run(),
            Self::RefreshSpec(command) => command.run(),
            Self::Propose(command) => command.run(),
            Self::Compare(command) => command.run(),
            Self::Judge(command) => command.run(),
            Self::Verify(command) => command.run(),
            Self::Inspect(command) => command.run(),
        }
    }
}

fn main() -> ExitCode {
    let command = match Command::try_parse() {
        Ok(command) => command,
        Err(message) => {
            // clap's own code for an invalid option is 2, which stands for an unusable document here.
            let failed = message.use_stderr();
            let _ = message.print();
            return ExitCode::from(if failed {
                exit_code::FAILURE
            } else {
                exit_code::OK
            });
        }
    };
    command.run().unwrap_or_else(|error| {
        output::note(&format!("error: {error:#}"));
        ExitCode::from(exit_code::FAILURE)
    })
}
