//! Finds, reads and builds the site that a command is about.

use super::{Exit, Failure, Run};
use crate::cli::{LevelArgs, ViewArgs};
use crate::io::read::{self, Beneath, SiteFolder, TEMPLATES, THEMES};
use crate::pipeline::{self, Built, Gate, Memos, Options};
use crate::report::Told;
use onrecord_base::code::{Code, Severity};
use onrecord_base::diag::Diagnostic;
use onrecord_base::path::SitePath;
use onrecord_base::span::{Place, Span};
use onrecord_site::input::config::{Config, SITE_FILE, config};
use onrecord_site::input::sources::{MAX_TEXT, Sources};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A site read and built, nothing written.
pub(super) struct Loaded {
    pub(super) found_at: Found,
    pub(super) sources: Arc<Sources>,
    pub(super) built: Built,
    pub(super) found: Vec<Diagnostic>,
}

/// A site on disk with its settings; what is wrong with them is told when it is built.
pub(super) struct Found {
    pub(super) folder: SiteFolder,
    pub(super) config: Config,
}

/// The site of the command line.
pub(super) fn find(run: Run<'_>) -> Result<Found, Failure> {
    let global = &run.cli.global;
    let start = global.root.as_deref().unwrap_or(Path::new("."));
    let folder = read::find_site(start, global.config.as_deref())?;
    let bytes = Beneath::open(&folder.root)?.whole(&folder.config, MAX_TEXT)?;
    let config = config(&folder.config, &bytes).value;
    Ok(Found { folder, config })
}

/// Reads the site.
pub(super) fn read(site: &Found) -> Result<Sources, Failure> {
    Ok(read_first(site)?.0)
}

/// Reads the site, and gives what was worked out on the way, for the build.
pub(super) fn read_first(site: &Found) -> Result<(Sources, Memos), Failure> {
    let mut wanted = site.config.wanted();
    wanted.files.push(site.folder.config.to_string());
    let mut sources = read::folder(&site.folder.root, &wanted)?;
    // The passes know the configuration by one name, whatever file `--config` names.
    if &*site.folder.config != SITE_FILE
        && let Some(config) = sources.files.get(&site.folder.config).cloned()
    {
        sources.files.insert(SITE_FILE.into(), config);
    }
    let mut memos = Memos::default();
    let snapshots = pipeline::snapshots_first(&sources, &BTreeSet::new(), &mut memos);
    read::more(&site.folder.root, &mut sources, snapshots)?;
    Ok((sources, memos))
}

/// Builds what was read.
pub(super) fn build(
    run: Run<'_>,
    (view, levels): (&ViewArgs, &LevelArgs),
    found_at: Found,
    (sources, mut memos): (Sources, Memos),
) -> Loaded {
    let sources = Arc::new(sources);
    let checked = pipeline::build_again(&sources, &options(run, view, levels), &mut memos);
    let mut found: Vec<Diagnostic> = sources.left_out.iter().map(left_out).collect();
    let built = checked.into(&mut found);
    Loaded { found_at, sources, built, found }
}

/// Finds, reads and builds.
pub(super) fn load(run: Run<'_>, view: &ViewArgs, levels: &LevelArgs) -> Result<Loaded, Failure> {
    let site = find(run)?;
    let sources = read_first(&site)?;
    Ok(build(run, (view, levels), site, sources))
}

impl Found {
    /// The output folder: as asked for, from the working directory; else as `site.yaml` says, from the site.
    pub(super) fn output(&self, asked: Option<&PathBuf>) -> PathBuf {
        match asked {
            Some(out) => out.clone(),
            None => self.folder.root.join(&self.config.output_dir),
        }
    }

    /// Folders that must not be the output.
    pub(super) fn inputs(&self) -> Vec<SitePath> {
        [self.config.content_dir.as_str(), &self.config.static_dir, TEMPLATES, THEMES]
            .map(SitePath::from)
            .into()
    }
}

/// How a run with these findings ends.
pub(super) fn exit(told: &[Told]) -> Exit {
    let mut errors = told.iter().filter(|t| t.severity == Severity::Error).peekable();
    if errors.peek().is_none() {
        return Exit::Clean;
    }
    let is_usage =
        |t: &Told| &*t.diagnostic.place.file == SITE_FILE || t.diagnostic.code == Code::BadOutput;
    if errors.any(is_usage) { Exit::Usage } else { Exit::Findings }
}

/// What a build is asked for on the command line.
pub(super) fn options(run: Run<'_>, view: &ViewArgs, levels: &LevelArgs) -> Options {
    Options {
        gate: Gate {
            now: view.now.unwrap_or(run.world.now),
            drafts: view.drafts,
            future: view.future,
            expired: view.expired,
        },
        base_url: view.base_url.clone(),
        asked: levels.asked(),
    }
}

/// Tells of a file that is left out by its name.
pub(super) fn left_out(path: &SitePath) -> Diagnostic {
    let message = format!("`{path}` is hidden or private and is not copied");
    Diagnostic::new(Code::LeftOut, Place::new(path, Span::default()), message)
        .help("move it out of the static folder, or rename it")
}
