//! `onrecord check`: reports all findings and writes nothing; with `--fix`, applies safe fixes.

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
    // An image that is reported where it is used is not reported again at its file.
    more.retain(|other| !site.found.iter().any(|diagnostic| is_of_image(diagnostic, other)));
    site.found.extend(more);
    let findings = apply_levels(&site.found, &levels);
    Ok((site, findings))
}

/// True if both diagnostics report the same unreadable image.
fn is_of_image(diagnostic: &Diagnostic, other: &Diagnostic) -> bool {
    diagnostic.code == RuleCode::UnreadableImage
        && diagnostic.code == other.code
        && diagnostic.message.contains(&format!("`{}`", other.place.file))
}
