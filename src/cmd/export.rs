//! `onrecord export FORMAT`: what is published, for other programs, on stdout.

use super::{Exit, Failure, Run, Terminal, site};
use crate::cli::{ExportArgs, ExportFormat, LevelArgs};
use crate::export::schema;
use crate::report::{Files, Levels, told};
use onrecord_base::code::Severity;
use onrecord_base::id::Kind;
use onrecord_site::input::config::Export;
use serde_json::{Map, Value};

/// Runs the command. Only what is released is exported; a site with errors is not.
pub(super) fn run(
    run: Run<'_>,
    args: &ExportArgs,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    if args.format == ExportFormat::Schema {
        terminal.print(schemas().trim_end())?;
        return Ok(Exit::Clean);
    }
    let loaded = site::load(run, &args.view, &LevelArgs::default())?;
    let levels = Levels::new(&loaded.built.levels, &[], false);
    let mut findings = told(&loaded.found, &levels);
    findings.retain(|told| told.severity == Severity::Error);
    if !findings.is_empty() {
        terminal.tell(&findings, &Files::new(&loaded.sources))?;
        terminal.say("a site with errors cannot be exported");
        return Ok(site::exit(&findings));
    }
    let built = &loaded.built;
    let text = match args.format {
        ExportFormat::Bibtex => built.sources_as(Export::Bib),
        ExportFormat::Csl => built.sources_as(Export::Csl),
        ExportFormat::Ris => built.sources_as(Export::Ris),
        ExportFormat::Json => built.things_json(),
        ExportFormat::Csv => built.things_csv(),
        ExportFormat::Schema => schemas(),
    };
    terminal.print_exactly(&text)?;
    Ok(Exit::Clean)
}

/// The schemas of all files an author writes, by name.
fn schemas() -> String {
    let mut all = Map::new();
    all.insert("site".into(), schema::site());
    for kind in Kind::ALL {
        all.insert(kind.word().into(), schema::thing(kind));
        if kind != Kind::Note {
            all.insert(kind.folder().into(), schema::list(kind));
        }
    }
    schema::text(&Value::Object(all))
}
