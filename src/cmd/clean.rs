//! `onrecord clean`: removes what build wrote.

use super::{Exit, Failure, Run, Terminal, site};
use crate::base::text::count;
use crate::cli::{CleanArgs, ViewArgs};
use crate::io::write;

/// Runs the command.
pub(super) fn run(
    run: Run<'_>,
    args: &CleanArgs,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let out = if let Some(out) = &args.output_dir {
        out.clone()
    } else {
        let view =
            ViewArgs { base_url: None, drafts: false, future: false, expired: false, now: None };
        site::load(run, &view)?.output(None)
    };
    if !out.exists() {
        terminal.say(&format!("there is no {}", out.display()));
        return Ok(Exit::Clean);
    }
    let cleaned = write::clean(&out)?;
    let mut said =
        format!("removed {} from {}", count(cleaned.files, "file", "files"), out.display());
    if cleaned.left > 0 {
        said += "; what onrecord did not write is still there";
    }
    terminal.say(&said);
    Ok(Exit::Clean)
}
