//! `onrecord completions`: prints the completion script of a shell.

use super::{CommandError, ExitStatus, Terminal, stdout_failed};
use crate::cli::{Cli, CompletionsArgs};
use clap::CommandFactory as _;
use std::io::Write as _;

/// Runs the command.
pub(super) fn run(
    args: &CompletionsArgs,
    terminal: &mut Terminal,
) -> Result<ExitStatus, CommandError> {
    // Generated in memory first, since the generator panics when its writer fails.
    let mut script = vec![];
    clap_complete::generate(args.shell, &mut Cli::command(), "onrecord", &mut script);
    terminal.out.write_all(&script).map_err(stdout_failed)?;
    Ok(ExitStatus::Clean)
}
