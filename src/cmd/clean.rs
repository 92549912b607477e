//! `onrecord clean`: removes the files that `build` wrote.

use super::{CommandContext, CommandError, ExitStatus, Terminal, site};
use crate::cli::CleanArgs;
use crate::io::write;
use onrecord_base::text::count;

/// Runs the command.
pub(super) fn run(
    run: CommandContext<'_>,
    args: &CleanArgs,
    terminal: &mut Terminal,
) -> Result<ExitStatus, CommandError> {
    // With a folder given, no site is needed: the manifest proves that the files are ours.
    let out = match &args.output_dir {
        Some(out) => out.clone(),
        None => site::find(run)?.output(None),
    };
    if !out.exists() {
        terminal.say(&format!("{} does not exist", out.display()));
        return Ok(ExitStatus::Clean);
    }
    let cleaned = write::clean(&out)?;
    let mut said =
        format!("removed {} from {}", count(cleaned.files, "file", "files"), out.display());
    if cleaned.left > 0 {
        said += "; files not written by onrecord remain";
    }
    terminal.say(&said);
    Ok(ExitStatus::Clean)
}
