//! `onrecord import FILE`: converts a bibliography to source files of the site.

use super::{CommandContext, CommandError, ExitStatus, Terminal, site};
use crate::cli::ImportArgs;
use crate::export::native;
use crate::io::IoError;
use crate::io::read::RootDir;
use crate::io::write;
use crate::pipeline;
use crate::report::{LineIndexes, SeverityCounts, SeverityLevels, apply_levels};
use onrecord_base::code::Severity;
use onrecord_base::diag::{Diagnostic, WithDiagnostics};
use onrecord_base::id::ItemKind;
use onrecord_base::path::stem;
use onrecord_base::text::{count, slug};
use onrecord_cite::bibliography;
use onrecord_cite::bibliography::ImportedSource;
use onrecord_prose::file_text::utf8_of;
use onrecord_prose::options::ProseOptions;
use onrecord_site::input::files::{InputFile, InputFiles, MAX_TEXT};
use onrecord_site::parse::content_file::library;
use onrecord_site::resolve::assemble::assemble;
use onrecord_site::resolve::names::NameLookup;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Runs the command. Writes nothing if an entry is invalid or its id is taken.
pub(super) fn run(
    run: CommandContext<'_>,
    args: &ImportArgs,
    terminal: &mut Terminal,
) -> Result<ExitStatus, CommandError> {
    let at = site::find(run)?;
    let (file, bytes) = bytes_of(&args.file)?;
    let own = site::read(&at)?;
    let WithDiagnostics { value: entries, mut found } = read(&file, &bytes);
    found.extend(taken(&entries, &file, &own, &at.config.libraries()));
    let mut sources = own;
    sources.files.insert(Arc::clone(&file), InputFile::whole(bytes));
    let findings = apply_levels(&found, &SeverityLevels::new(&at.config.lint, &[], false));
    terminal.report(&findings, &LineIndexes::new(&sources))?;
    terminal.say(&format!("{} found", SeverityCounts::of(&findings).words()));
    if findings.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Ok(ExitStatus::Findings);
    }
    let made =
        plan(&entries, &file, args.output.as_deref(), &at.folder.root.join(&at.config.content_dir));
    if let Some((path, _)) = made.iter().find(|(path, _)| path.exists()) {
        let shown = path.display();
        return Err(CommandError::Usage(format!(
            "{shown} already exists; choose another path with `-o`"
        )));
    }
    for (path, text) in &made {
        if !write::create(path, text.as_bytes())? {
            return Err(CommandError::Usage(format!(
                "{} already exists; nothing more was written",
                path.display()
            )));
        }
        terminal.detail(&path.display().to_string());
    }
    let place = made.first().map_or_else(String::new, |(path, _)| {
        let shown = if made.len() == 1 { Some(path.as_path()) } else { path.parent() };
        format!(" in {}", shown.unwrap_or(path).display())
    });
    terminal.print(&format!("{}{place}", count(entries.len(), "source", "sources")))?;
    if at.config.libraries().iter().any(|library| {
        at.folder.root.join(library).canonicalize().ok() == args.file.canonicalize().ok()
    }) {
        terminal.say(
            "the sources are now files of this site: remove the bibliography from `bibliography:` in site.yaml",
        );
    }
    Ok(ExitStatus::Clean)
}

/// Returns the bytes of the file, and the name under which diagnostics show it.
fn bytes_of(path: &Path) -> Result<(Arc<str>, Vec<u8>), CommandError> {
    let whole = path.canonicalize().map_err(IoError::at("read", path))?;
    let (Some(folder), Some(name)) =
        (whole.parent(), whole.file_name().and_then(|name| name.to_str()))
    else {
        return Err(CommandError::Usage(format!(
            "{} is not a file with a plain name",
            path.display()
        )));
    };
    let bytes = RootDir::open(folder)?.whole(name, MAX_TEXT)?;
    Ok((path.to_string_lossy().into(), bytes))
}

/// Returns the entries, with all diagnostics that the build would report for the file alone.
fn read(file: &Arc<str>, bytes: &[u8]) -> WithDiagnostics<Vec<ImportedSource>> {
    let WithDiagnostics { value, mut found } = library(file, bytes, &ProseOptions::default());
    found.extend(assemble([&value]).found);
    let entries = utf8_of(file, bytes).map(|text| bibliography::entries(file, text).value);
    WithDiagnostics { value: entries.unwrap_or_default(), found }
}

/// Returns the ids of the site's own sources, except those of its bibliographies.
fn taken(
    entries: &[ImportedSource],
    file: &Arc<str>,
    own: &InputFiles,
    libraries: &[String],
) -> Vec<Diagnostic> {
    let ledger = pipeline::ledger(own).value;
    let clash = |entry: &ImportedSource| {
        let id = native::id(entry);
        let NameLookup::One(ix) = ledger.find_exact(ItemKind::Source, id) else { return None };
        if libraries.iter().any(|library| **ledger.file(ix) == **library) {
            return None;
        }
        let place = onrecord_base::span::FileSpan::new(file, entry.key.span);
        let diagnostic = Diagnostic::new(
            onrecord_base::code::RuleCode::DuplicateId,
            place,
            format!("the site already has a source `{id}`"),
        );
        Some(
            diagnostic
                .related(ledger.place(ix), "defined here")
                .help("give the entry another key, or remove one of them"),
        )
    };
    entries.iter().filter_map(clash).collect()
}

/// Returns the files to write: one list, or one file per source if `-o` is a folder.
fn plan(
    entries: &[ImportedSource],
    file: &str,
    output: Option<&Path>,
    content: &Path,
) -> Vec<(PathBuf, String)> {
    let is_list =
        |path: &Path| path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
    match output {
        Some(folder) if !is_list(folder) => {
            let one = |entry: &ImportedSource| {
                (folder.join(format!("{}.md", native::id(entry))), native::file(entry))
            };
            entries.iter().map(one).collect()
        }
        _ if entries.is_empty() => vec![],
        Some(list) => vec![(list.to_owned(), native::list(entries))],
        None => {
            let name = slug(stem(file));
            let name = if name.is_empty() { "imported" } else { &name };
            vec![(content.join("sources").join(format!("{name}.yaml")), native::list(entries))]
        }
    }
}
