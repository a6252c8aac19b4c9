//! Exit codes, the same for all commands.

use std::process::ExitCode;

/// Done, or nothing to do.
pub const OK: u8 = 0;
/// The command ran and has something to report: files differ, handwritten code fails with the new document,
/// a bound is exceeded, or the condition of an option such as `--fail-on` is met.
pub const FINDING: u8 = 1;
/// The document or its overlay is unusable.
pub const UNUSABLE: u8 = 2;
/// The document could not be retrieved.
pub const NOT_FETCHED: u8 = 3;
/// The command failed: an invalid option, an I/O error, another run in progress, files changed meanwhile.
pub const FAILURE: u8 = 4;
/// Requests and access tokens would go to a host that was not accepted.
pub const REFUSED_HOST: u8 = 5;

/// [`FINDING`] where there is one, or else [`OK`].
pub fn finding_if(found: bool) -> ExitCode {
    ExitCode::from(if found { FINDING } else { OK })
}
