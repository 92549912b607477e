//! `onrecord check`: all findings, nothing written; with `--fix`, the sure ones mended.

use super::build::unchecked;
use super::site::{self, LoadedSite};
use super::{CommandContext, CommandError, ExitStatus, Terminal, fix};
use crate::cli::CheckArgs;
use crate::io::write;
use crate::report::{LeveledDiagnostic, LineIndexes, SeverityCounts, SeverityLevels, apply_levels};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;

/// Runs the command.
pub(super) fn run(
    run: CommandContext<'_>,
    args: &CheckArgs,
    terminal: &mut Terminal,
) -> Result<ExitStatus, CommandError> {
    let (mut site, mut findings) = look(run, args)?;
    if args.fix && fix::apply(&site, &findings, terminal)? > 0 {
        (site, findings) = look(run, args)?;
    }
    terminal.report(&findings, &LineIndexes::new(&site.sources))?;
    let blocks = unchecked(site.built.unchecked_blocks(), "; ");
    terminal.say(&format!("{} found{blocks}", SeverityCounts::of(&findings).words()));
    Ok(site::exit(&findings))
}

fn look(
    run: CommandContext<'_>,
    args: &CheckArgs,
) -> Result<(LoadedSite, Vec<LeveledDiagnostic>), CommandError> {
    let mut site = site::load(run, &args.view, &args.levels)?;
    let levels = SeverityLevels::new(&site.built.levels, &args.levels.flags(), args.levels.strict);
    let mut more = write::findings(&site.built.plan(), &site.found_at.folder.root)?;
    // An image that is told where it is shown is not told again at its file.
    more.retain(|again| !site.found.iter().any(|told| is_of_image(told, again)));
    site.found.extend(more);
    let findings = apply_levels(&site.found, &levels);
    Ok((site, findings))
}

/// Whether both say that one image cannot be read.
fn is_of_image(told: &Diagnostic, again: &Diagnostic) -> bool {
    told.code == RuleCode::UnreadableImage
        && told.code == again.code
        && told.message.contains(&format!("`{}`", again.place.file))
}
