//! Finds, reads and builds the site that a command is about.

use super::{Exit, Failure, Run};
use crate::base::code::{Code, Severity};
use crate::base::diag::Diagnostic;
use crate::base::path::SitePath;
use crate::base::span::{Place, Span};
use crate::cli::ViewArgs;
use crate::input::sources::{MAX_TEXT, Sources, Wanted};
use crate::io::read::{self, Beneath, CONFIG, SiteFolder};
use crate::pipeline::{self, Built, Gate, Options};
use crate::report::Told;
use std::path::{Path, PathBuf};

/// A site read and built, nothing written.
pub(super) struct Loaded {
    pub(super) folder: SiteFolder,
    pub(super) wanted: Wanted,
    pub(super) sources: Sources,
    pub(super) built: Built,
    pub(super) found: Vec<Diagnostic>,
}

/// The site of the command line, and what its configuration asks for.
pub(super) fn find(run: Run<'_>) -> Result<(SiteFolder, Wanted), Failure> {
    let global = &run.cli.global;
    let start = global.root.as_deref().unwrap_or(Path::new("."));
    let folder = read::find_site(start, global.config.as_deref())?;
    let bytes = Beneath::open(&folder.root)?.whole(&folder.config, MAX_TEXT)?;
    let mut wanted = pipeline::wanted(&String::from_utf8_lossy(&bytes));
    if !wanted.files.contains(&folder.config) {
        wanted.files.push(folder.config.clone());
    }
    Ok((folder, wanted))
}

/// Reads the site.
pub(super) fn read(folder: &SiteFolder, wanted: &Wanted) -> Result<Sources, Failure> {
    let mut sources = read::folder(&folder.root, wanted)?;
    // The passes know the configuration by one name, whatever file `--config` names.
    if &*folder.config != CONFIG
        && let Some(config) = sources.files.get(&folder.config).cloned()
    {
        sources.files.insert(CONFIG.into(), config);
    }
    Ok(sources)
}

/// Builds what was read.
pub(super) fn build(
    run: Run<'_>,
    view: &ViewArgs,
    (folder, wanted): (SiteFolder, Wanted),
    sources: Sources,
) -> Loaded {
    let checked = pipeline::build(&sources, &options(run, view));
    let mut found: Vec<Diagnostic> = sources.left_out.iter().map(left_out).collect();
    let built = checked.into(&mut found);
    Loaded { folder, wanted, sources, built, found }
}

/// Finds, reads and builds.
pub(super) fn load(run: Run<'_>, view: &ViewArgs) -> Result<Loaded, Failure> {
    let site = find(run)?;
    let sources = read(&site.0, &site.1)?;
    Ok(build(run, view, site, sources))
}

impl Loaded {
    /// The output folder: as asked for, from the working directory; else as `site.yaml` says, from the site.
    pub(super) fn output(&self, asked: Option<&PathBuf>) -> PathBuf {
        match asked {
            Some(out) => out.clone(),
            None => self.folder.root.join(self.built.config.output_dir.trim_end_matches('/')),
        }
    }

    /// Folders that must not be the output.
    pub(super) fn inputs(&self) -> Vec<SitePath> {
        self.wanted.folders().cloned().chain(["themes".into()]).collect()
    }
}

/// How a run with these findings ends.
pub(super) fn exit(told: &[Told]) -> Exit {
    let mut errors = told.iter().filter(|t| t.severity == Severity::Error).peekable();
    if errors.peek().is_none() {
        return Exit::Clean;
    }
    let is_usage =
        |t: &Told| &*t.diagnostic.place.file == CONFIG || t.diagnostic.code == Code::BadOutput;
    if errors.any(is_usage) { Exit::Usage } else { Exit::Findings }
}

fn options(run: Run<'_>, view: &ViewArgs) -> Options {
    Options {
        gate: Gate {
            now: view.now.unwrap_or(run.world.now),
            drafts: view.drafts,
            future: view.future,
            expired: view.expired,
        },
        base_url: view.base_url.clone(),
    }
}

fn left_out(path: &SitePath) -> Diagnostic {
    let message = format!("`{path}` is hidden or private and is left out");
    Diagnostic::new(Code::LeftOut, Place::new(path, Span::default()), message)
        .help("move it out of the static folder, or give it another name")
}
