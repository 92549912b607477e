//! The results of a build that the next one may reuse, and the conditions for that.
//!
//! [`BuildCache`] has one cache per pass, and the [`PreviousBuild`]. [`ChangedInputs`] is the difference of
//! the input files. A clean build starts with an empty cache and takes the same path.

use super::Options;
use super::built_site::{BuiltSite, TextOnlyEdit};
use super::files::{CachedFiles, settings};
use crate::render::theme::{Theme, theme};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::{Diagnostic, SortCache, WithDiagnostics};
use onrecord_base::path::SitePath;
use onrecord_cite::csl::{CitationLanguage, CitationStyle};
use onrecord_site::check;
use onrecord_site::check::files::is_image;
use onrecord_site::input::config::{Config, SITE_FILE};
use onrecord_site::input::files::InputFiles;
use onrecord_site::parse::content_kind::{ContentKind, classify_path};
use onrecord_site::parse::file_role::is_of_theme;
use onrecord_site::release::{ReleaseCache, ReleaseOptions, Site};
use onrecord_site::resolve::incremental;
use onrecord_site::resolve::incremental::{ChangeDepth, ItemDelta, ResolvedItems};
use onrecord_site::resolve::links::KnownFiles;
use onrecord_site::verification::{
    InputDelta, SiteVerdicts, VerifyCache, unmatched, update_verdicts,
};
use onrecord_site::view::SiteView;
use onrecord_site::view::context::PageIndex;
use onrecord_site::view::pages::SitePage;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The caches of a series of builds. A build with a cache gives what a clean one gives, byte for byte and
/// diagnostic for diagnostic, in less time.
#[derive(Debug, Default)]
pub struct BuildCache {
    pub(super) previous: Option<PreviousBuild>,
    pub(super) parsed: CachedFiles,
    /// All items, withheld ones included.
    pub(super) resolved: incremental::ResolveCache,
    /// The published items.
    pub(super) released: ReleaseCache,
    pub(super) checks: check::CheckCache,
    pub(super) verdicts: VerifyCache,
    pub(super) order: SortCache,
}

/// The input of [`BuildCache::verify`], besides the items.
#[derive(Debug, Clone, Copy)]
pub(super) struct VerifyInputs<'a> {
    pub(super) sources: &'a InputFiles,
    pub(super) config: &'a Config,
    pub(super) options: &'a Options,
    /// The files that differ from the previous build; `None`: any may.
    pub(super) changed_files: Option<&'a BTreeSet<SitePath>>,
}

impl BuildCache {
    /// Drops what depends on the settings, unless the previous build had the same ones.
    pub(super) fn keep_for(&mut self, previous: Option<&PreviousBuild>) {
        if previous.is_some() {
            return;
        }
        let Self { parsed, verdicts, .. } = std::mem::take(self);
        *self = Self { parsed, verdicts, ..Self::default() };
    }

    /// Compares every quotation with the snapshot of its source.
    pub(super) fn verify(
        &mut self,
        all: &ResolvedItems,
        inputs: &VerifyInputs<'_>,
    ) -> WithDiagnostics<SiteVerdicts> {
        let VerifyInputs { sources, config, options, changed_files } = *inputs;
        let delta = all.delta.as_ref().zip(changed_files);
        let delta = delta.map(|(things, files)| InputDelta { things, files });
        let is_on = |code: RuleCode| {
            config.lint.get(&code).is_some_and(Option::is_some)
                || options.enabled_rules.contains(&code)
        };
        let settings = (config.content_dir.as_str(), is_on(RuleCode::NotVerified));
        let mut checked =
            update_verdicts(&all.linked, sources, settings, (delta, &mut self.verdicts));
        if is_on(RuleCode::UnmatchedWords) {
            checked.found.extend(unmatched(&all.linked, sources));
        }
        checked
    }
}

/// A shared value, and the diagnostics of making it.
pub(super) type Cached<T> = (Arc<T>, Vec<Diagnostic>);

/// The previous build: its input, and the results that can be reused whole.
#[derive(Debug)]
pub(super) struct PreviousBuild {
    pub(super) sources: Arc<InputFiles>,
    pub(super) options: Options,
    pub(super) config: Arc<Config>,
    pub(super) config_diagnostics: Vec<Diagnostic>,
    pub(super) known_files: KnownFiles,
    pub(super) theme: LoadedTheme,
    pub(super) language: Cached<CitationLanguage>,
    pub(super) style: Cached<CitationStyle>,
    pub(super) tables: PageIndex,
    pub(super) pages: Arc<Vec<SitePage>>,
    /// Identifies this build, by its address.
    pub(super) mark: Arc<()>,
}

/// The part of a build that is not in its [`BuiltSite`] and is needed by the next one.
#[derive(Debug)]
pub(super) struct BuildSettings {
    pub(super) options: Options,
    pub(super) config_diagnostics: Vec<Diagnostic>,
    pub(super) known_files: KnownFiles,
    pub(super) theme: LoadedTheme,
    pub(super) language: Cached<CitationLanguage>,
    pub(super) style: Cached<CitationStyle>,
}

/// A theme, its diagnostics, and the site-wide values that its templates already have.
#[derive(Debug, Clone)]
pub(super) struct LoadedTheme {
    pub(super) theme: Arc<Theme>,
    pub(super) found: Vec<Diagnostic>,
    /// `None` until the theme was prepared for a site.
    pub(super) site: Option<SiteView>,
}

/// Returns the settings and their diagnostics; reads them only if `site.yaml` changed.
pub(super) fn update_settings(
    previous: Option<&PreviousBuild>,
    changed_inputs: &ChangedInputs,
    sources: &InputFiles,
    options: &Options,
) -> (Arc<Config>, Vec<Diagnostic>) {
    if let Some(previous) = previous.filter(|_| !changed_inputs.has(InputKind::Settings)) {
        return (Arc::clone(&previous.config), previous.config_diagnostics.clone());
    }
    let mut read = settings(sources);
    if let Some(url) = &options.base_url {
        read.value.rebase(url);
    }
    (Arc::new(read.value), read.found)
}

/// Returns the list of files that texts may link to; lists them only if a file was added or removed.
pub(super) fn update_known_files(
    previous: Option<&PreviousBuild>,
    changed_inputs: &ChangedInputs,
    sources: &InputFiles,
    config: &Config,
) -> KnownFiles {
    match previous {
        Some(previous) if !changed_inputs.has(InputKind::Names) => previous.known_files.clone(),
        _ => known_files(sources, config),
    }
}

/// Returns the list of input files that texts may link to.
pub(super) fn known_files(sources: &InputFiles, config: &Config) -> KnownFiles {
    KnownFiles::new(sources.files.keys(), &config.content_dir, &config.static_dir)
}

/// Returns the theme; reads it only if one of its files changed.
pub(super) fn update_theme(
    previous: Option<&PreviousBuild>,
    changed_inputs: &ChangedInputs,
    sources: &InputFiles,
    config: &Config,
) -> LoadedTheme {
    match previous {
        Some(previous) if !changed_inputs.has(InputKind::Theme) => previous.theme.clone(),
        _ => {
            let read = theme(config, sources);
            LoadedTheme { theme: Arc::new(read.value), found: read.found, site: None }
        }
    }
}

impl Options {
    /// True if two builds have the same options, except for the time.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let gate = ReleaseOptions { now: other.gate.now, ..self.gate };
        gate == other.gate
            && self.base_url == other.base_url
            && self.enabled_rules == other.enabled_rules
    }
}

impl PreviousBuild {
    pub(super) fn of(built: &BuiltSite, settings: BuildSettings) -> Self {
        let BuildSettings { options, config_diagnostics, known_files, theme, language, style } =
            settings;
        Self {
            sources: Arc::clone(&built.sources),
            options,
            config: Arc::clone(&built.config),
            config_diagnostics,
            known_files,
            theme,
            language,
            style,
            tables: built.tables.clone(),
            pages: Arc::clone(&built.pages),
            mark: Arc::clone(&built.mark),
        }
    }

    /// True if the citation style is the same: its file and the words of the theme did not change. (The
    /// settings did not either, or there would be no `PreviousBuild`.)
    pub(super) fn has_style_of(
        &self,
        theme: &LoadedTheme,
        config: &Config,
        changed_files: Option<&BTreeSet<SitePath>>,
    ) -> bool {
        let file = config.citations.style.as_ref();
        let path = file.and_then(|f| onrecord_base::path::join(SITE_FILE, "", &f.v).ok());
        let is_changed =
            |path: &String| changed_files.is_none_or(|files| files.contains(path.as_str()));
        self.theme.theme.words == theme.theme.words && !path.as_ref().is_some_and(is_changed)
    }

    /// True if pages have the same interface words, the same citation style, and the same date.
    pub(super) fn is_of_the_same(
        &self,
        theme: &LoadedTheme,
        style: &Arc<CitationStyle>,
        site: &Site,
    ) -> bool {
        Arc::ptr_eq(&self.style.0, style)
            && self.theme.theme.words == theme.theme.words
            && self.theme.theme.english == theme.theme.english
            && self.options.gate.now.day() == site.now().day()
    }
}

/// A kind of input whose change reaches further than the items of the edited file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InputKind {
    /// `site.yaml`.
    Settings,
    /// The set of file names: a file was added, removed or refused.
    Names,
    /// A file of a theme, e.g. a template.
    Theme,
    /// An image: rules read it, and pages show its size.
    Images,
}

/// The input that changed since the previous build, except content files, whose changes are in the
/// `ItemDelta`.
#[derive(Debug, Default)]
pub(super) struct ChangedInputs {
    kinds: Vec<InputKind>,
    /// Files of no such kind, which are copied or compared with: styles, scripts, snapshots.
    other_files: Vec<SitePath>,
}

impl ChangedInputs {
    /// Returns every kind without a previous build, or if a file was added, removed or refused.
    ///
    /// * In: `changed_files`, the files that differ from the previous build.
    pub(super) fn since(
        previous: Option<&PreviousBuild>,
        sources: &InputFiles,
        changed_files: Option<&BTreeSet<SitePath>>,
    ) -> Self {
        let kinds =
            vec![InputKind::Settings, InputKind::Names, InputKind::Theme, InputKind::Images];
        let everything = Self { kinds, other_files: vec![] };
        let Some((previous, changed_files)) = previous.zip(changed_files) else {
            return everything;
        };
        let before = &previous.sources;
        let is_here = |path: &SitePath| sources.files.contains_key(path);
        if before.refused != sources.refused
            || before.left_out != sources.left_out
            || before.files.len() != sources.files.len()
            || !changed_files.iter().all(is_here)
        {
            return everything;
        }
        let content = format!("{}/", previous.config.content_dir);
        let is_content = |within: &str| classify_path(within) != ContentKind::Other;
        let mut changed = Self::default();
        for path in changed_files {
            if **path == *SITE_FILE {
                changed.kinds.push(InputKind::Settings);
            } else if is_of_theme(path) {
                changed.kinds.push(InputKind::Theme);
            } else if is_image(path) {
                changed.kinds.push(InputKind::Images);
            } else if !path.strip_prefix(&content).is_some_and(is_content) {
                changed.other_files.push(Arc::clone(path));
            }
        }
        changed
    }

    /// True if no page shows anything of these inputs.
    pub(super) fn is_on_no_page(&self, verdicts: &VerifyCache) -> bool {
        self.kinds.is_empty() && !self.other_files.iter().any(|path| verdicts.has_seen(path))
    }

    pub(super) fn has(&self, kind: InputKind) -> bool {
        self.kinds.contains(&kind)
    }
}

/// The result of [`update_page_index`].
pub(super) struct PageList {
    pub(super) tables: PageIndex,
    /// The pages of the previous build, if no address changed.
    pub(super) pages: Option<Arc<Vec<SitePage>>>,
    /// The items of an edit that changed only texts.
    pub(super) edit: Option<TextOnlyEdit>,
}

/// Updates the page index, reuses the page list if no address changed, and returns what a text-only edit
/// can affect.
///
/// * In: `same_look`, the previous build and the difference of the items, if everything else that pages
///   show is the same.
pub(super) fn update_page_index(
    same_look: Option<(PreviousBuild, ItemDelta)>,
    site: &Site,
    config: &Config,
) -> PageList {
    let Some((previous, delta)) = same_look else {
        return PageList { tables: PageIndex::new(site, config), pages: None, edit: None };
    };
    let (tables, same) = previous.tables.updated(site, config, &delta);
    let is_text = same && delta.changed.iter().all(|change| change.depth <= ChangeDepth::Places);
    let things = || [delta.stale, delta.turned, delta.beside].concat();
    let edit = is_text.then(|| TextOnlyEdit { since: previous.mark, things: things() });
    PageList { tables, pages: same.then_some(previous.pages), edit }
}
