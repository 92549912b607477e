//! Finds, reads and builds the site that a command works on.

use super::{CommandContext, CommandError, ExitStatus};
use crate::cli::{LevelArgs, ReleaseArgs};
use crate::io::read::{self, RootDir, SiteFolder, TEMPLATES, THEMES};
use crate::pipeline::{self, BuildCache, BuiltSite, Options, ReleaseOptions};
use crate::report::LeveledDiagnostic;
use onrecord_base::code::{RuleCode, Severity};
use onrecord_base::diag::Diagnostic;
use onrecord_base::path::SitePath;
use onrecord_base::span::{FileSpan, Span};
use onrecord_site::input::config::{Config, SITE_FILE, config};
use onrecord_site::input::files::{InputFiles, MAX_TEXT};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A site that was read and built; nothing is written yet.
pub(super) struct LoadedSite {
    pub(super) found_at: LocatedSite,
    pub(super) sources: Arc<InputFiles>,
    pub(super) built: BuiltSite,
    pub(super) found: Vec<Diagnostic>,
}

/// A site on disk with its settings, whose diagnostics are reported by the build.
pub(super) struct LocatedSite {
    pub(super) folder: SiteFolder,
    pub(super) config: Config,
}

/// Finds the site of the command line.
pub(super) fn find(run: CommandContext<'_>) -> Result<LocatedSite, CommandError> {
    let global = &run.cli.global;
    let start = global.root.as_deref().unwrap_or(Path::new("."));
    let folder = read::find_site(start, global.config.as_deref())?;
    let bytes = RootDir::open(&folder.root)?.whole(&folder.config, MAX_TEXT)?;
    let config = config(&folder.config, &bytes).value;
    Ok(LocatedSite { folder, config })
}

/// Reads the site.
pub(super) fn read(site: &LocatedSite) -> Result<InputFiles, CommandError> {
    Ok(read_first(site)?.0)
}

/// Reads the site; also returns the cache of files parsed on the way, for the build.
pub(super) fn read_first(site: &LocatedSite) -> Result<(InputFiles, BuildCache), CommandError> {
    let mut wanted = site.config.wanted();
    wanted.files.push(site.folder.config.to_string());
    let mut sources = read::folder(&site.folder.root, &wanted)?;
    // The passes always call the settings file `site.yaml`, whatever file `--config` names.
    if &*site.folder.config != SITE_FILE
        && let Some(config) = sources.files.get(&site.folder.config).cloned()
    {
        sources.files.insert(SITE_FILE.into(), config);
    }
    let mut cache = BuildCache::default();
    let snapshots = pipeline::snapshots_before_build(&sources, &BTreeSet::new(), &mut cache);
    read::more(&site.folder.root, &mut sources, snapshots)?;
    Ok((sources, cache))
}

/// Builds the files that were read.
pub(super) fn build(
    run: CommandContext<'_>,
    (view, levels): (&ReleaseArgs, &LevelArgs),
    found_at: LocatedSite,
    (sources, mut cache): (InputFiles, BuildCache),
) -> LoadedSite {
    let sources = Arc::new(sources);
    let checked = pipeline::rebuild(&sources, &options(run, view, levels), &mut cache);
    let mut found: Vec<Diagnostic> = sources.left_out.iter().map(left_out).collect();
    let built = checked.into(&mut found);
    LoadedSite { found_at, sources, built, found }
}

/// Finds, reads and builds.
pub(super) fn load(
    run: CommandContext<'_>,
    view: &ReleaseArgs,
    levels: &LevelArgs,
) -> Result<LoadedSite, CommandError> {
    let site = find(run)?;
    let sources = read_first(&site)?;
    Ok(build(run, (view, levels), site, sources))
}

impl LocatedSite {
    /// Returns the output folder: `asked`, relative to the working directory; else that of `site.yaml`,
    /// relative to the site.
    pub(super) fn output(&self, asked: Option<&PathBuf>) -> PathBuf {
        match asked {
            Some(out) => out.clone(),
            None => self.folder.root.join(&self.config.output_dir),
        }
    }

    /// Returns the folders that must not be the output.
    pub(super) fn inputs(&self) -> Vec<SitePath> {
        [self.config.content_dir.as_str(), &self.config.static_dir, TEMPLATES, THEMES]
            .map(SitePath::from)
            .into()
    }
}

/// Returns the exit status of a run with these diagnostics.
pub(super) fn exit(diagnostics: &[LeveledDiagnostic]) -> ExitStatus {
    let mut errors = diagnostics.iter().filter(|t| t.severity == Severity::Error).peekable();
    if errors.peek().is_none() {
        return ExitStatus::Clean;
    }
    let is_usage = |t: &LeveledDiagnostic| {
        &*t.diagnostic.place.file == SITE_FILE || t.diagnostic.code == RuleCode::BadOutput
    };
    if errors.any(is_usage) { ExitStatus::Usage } else { ExitStatus::Findings }
}

/// Returns the build options of the command line.
pub(super) fn options(run: CommandContext<'_>, view: &ReleaseArgs, levels: &LevelArgs) -> Options {
    Options {
        gate: ReleaseOptions {
            now: view.now.unwrap_or(run.world.now),
            drafts: view.drafts,
            future: view.future,
            expired: view.expired,
        },
        base_url: view.base_url.clone(),
        enabled_rules: levels.asked(),
    }
}

/// The diagnostic for a file that is left out because of its name.
pub(super) fn left_out(path: &SitePath) -> Diagnostic {
    let message = format!("`{path}` is hidden or private and is not copied");
    Diagnostic::new(RuleCode::LeftOut, FileSpan::new(path, Span::default()), message)
        .help("move it out of the static folder, or rename it")
}
