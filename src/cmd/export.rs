//! `onrecord export FORMAT`: prints published data for other programs.

use super::{CommandContext, CommandError, ExitStatus, Terminal, site};
use crate::cli::{ExportArgs, ExportFormat, LevelArgs};
use crate::export::schema;
use crate::report::{LineIndexes, SeverityLevels, apply_levels};
use onrecord_base::code::Severity;
use onrecord_base::id::ItemKind;
use onrecord_site::input::config::ReferenceFormat;
use serde_json::{Map, Value};

/// Runs the command. Exports only published items; refuses a site with errors.
pub(super) fn run(
    run: CommandContext<'_>,
    args: &ExportArgs,
    terminal: &mut Terminal,
) -> Result<ExitStatus, CommandError> {
    if args.format == ExportFormat::Schema {
        terminal.print(schemas().trim_end())?;
        return Ok(ExitStatus::Clean);
    }
    let loaded = site::load(run, &args.view, &LevelArgs::default())?;
    let levels = SeverityLevels::new(&loaded.built.levels, &[], false);
    let mut findings = apply_levels(&loaded.found, &levels);
    findings.retain(|diagnostic| diagnostic.severity == Severity::Error);
    if !findings.is_empty() {
        terminal.report(&findings, &LineIndexes::new(&loaded.sources))?;
        terminal.say("a site with errors cannot be exported");
        return Ok(site::exit(&findings));
    }
    let built = &loaded.built;
    let text = match args.format {
        ExportFormat::Bibtex => built.sources_as(ReferenceFormat::Bib),
        ExportFormat::Csl => built.sources_as(ReferenceFormat::Csl),
        ExportFormat::Ris => built.sources_as(ReferenceFormat::Ris),
        ExportFormat::Json => built.things_json(),
        ExportFormat::Csv => built.things_csv(),
        ExportFormat::Schema => schemas(),
    };
    terminal.print_exactly(&text)?;
    Ok(ExitStatus::Clean)
}

/// Returns the schemas of all content files, by name.
fn schemas() -> String {
    let mut all = Map::new();
    all.insert("site".into(), schema::site());
    for kind in ItemKind::ALL {
        all.insert(kind.word().into(), schema::thing(kind));
        if kind != ItemKind::Note {
            all.insert(kind.folder().into(), schema::list(kind));
        }
    }
    schema::text(&Value::Object(all))
}
