//! What is kept from one build to the next, and for how long. A clean build keeps nothing and is asked for nothing here.

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
use onrecord_site::parse::content_file::{ContentKind, classify_path};
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

/// What a run of builds keeps between them. A build with memos gives what one without would give,
/// byte for byte and finding for finding, sooner.
#[derive(Debug, Default)]
pub struct BuildCache {
    pub(super) last: Option<PreviousBuild>,
    pub(super) parsed: CachedFiles,
    pub(super) all: incremental::ResolveCache,
    pub(super) seen: ReleaseCache,
    pub(super) checks: check::CheckCache,
    pub(super) verdicts: VerifyCache,
    pub(super) order: SortCache,
}

impl BuildCache {
    /// Keeps everything if there is a last build under these settings, else what does not depend on them.
    pub(super) fn keep_for(&mut self, last: Option<&PreviousBuild>) {
        if last.is_some() {
            return;
        }
        let Self { parsed, verdicts, .. } = std::mem::take(self);
        *self = Self { parsed, verdicts, ..Self::default() };
    }

    pub(super) fn verify(
        &mut self,
        all: &ResolvedItems,
        sources: &InputFiles,
        (config, options): (&Config, &Options),
        others: Option<&BTreeSet<SitePath>>,
    ) -> WithDiagnostics<SiteVerdicts> {
        let since =
            all.delta.as_ref().zip(others).map(|(things, files)| InputDelta { things, files });
        let memo = (since, &mut self.verdicts);
        let is_on = |code: RuleCode| {
            config.lint.get(&code).is_some_and(Option::is_some) || options.asked.contains(&code)
        };
        let how = (config.content_dir.as_str(), is_on(RuleCode::NotVerified));
        let mut checked = update_verdicts(&all.linked, sources, how, memo);
        if is_on(RuleCode::UnmatchedWords) {
            checked.found.extend(unmatched(&all.linked, sources));
        }
        checked
    }
}

/// A value with what was found while making it.
pub(super) type Cached<T> = (Arc<T>, Vec<Diagnostic>);

/// The language and the style of citations.
pub(super) type CitationSetup = (Cached<CitationLanguage>, Cached<CitationStyle>);

/// The last build.
#[derive(Debug)]
pub(super) struct PreviousBuild {
    pub(super) sources: Arc<InputFiles>,
    pub(super) options: Options,
    pub(super) config: Arc<Config>,
    pub(super) config_found: Vec<Diagnostic>,
    pub(super) around: KnownFiles,
    pub(super) themed: LoadedTheme,
    pub(super) language: Cached<CitationLanguage>,
    pub(super) styled: Cached<CitationStyle>,
    pub(super) tables: PageIndex,
    pub(super) pages: Arc<Vec<SitePage>>,
    pub(super) mark: Arc<()>,
}

/// A theme, with what was found in it, and what it was given for every page.
#[derive(Debug, Clone)]
pub(super) struct LoadedTheme {
    pub(super) theme: Arc<Theme>,
    pub(super) found: Vec<Diagnostic>,
    pub(super) site: Option<SiteView>,
}

/// The settings, read again where they were edited.
pub(super) fn update_settings(
    last: Option<&PreviousBuild>,
    moved: &ChangedInputs,
    sources: &InputFiles,
    options: &Options,
) -> (Arc<Config>, Vec<Diagnostic>) {
    if let Some(last) = last.filter(|_| !moved.has(InputKind::Settings)) {
        return (Arc::clone(&last.config), last.config_found.clone());
    }
    let mut read = settings(sources);
    if let Some(url) = &options.base_url {
        read.value.rebase(url);
    }
    (Arc::new(read.value), read.found)
}

/// Which files there are, looked up again where one came or went.
pub(super) fn update_known_files(
    last: Option<&PreviousBuild>,
    moved: &ChangedInputs,
    sources: &InputFiles,
    config: &Config,
) -> KnownFiles {
    match last {
        Some(last) if !moved.has(InputKind::Names) => last.around.clone(),
        _ => around(sources, config),
    }
}

/// Which files there are, for whoever is at the desk.
pub(super) fn around(sources: &InputFiles, config: &Config) -> KnownFiles {
    KnownFiles::new(sources.files.keys(), &config.content_dir, &config.static_dir)
}

/// The theme, read again where a file of it was edited.
pub(super) fn update_theme(
    last: Option<&PreviousBuild>,
    moved: &ChangedInputs,
    sources: &InputFiles,
    config: &Config,
) -> LoadedTheme {
    match last {
        Some(last) if !moved.has(InputKind::Theme) => last.themed.clone(),
        _ => {
            let read = theme(config, sources);
            LoadedTheme { theme: Arc::new(read.value), found: read.found, site: None }
        }
    }
}

impl Options {
    /// Whether two builds are asked for the same, but for the moment of the build clock.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let gate = ReleaseOptions { now: other.gate.now, ..self.gate };
        gate == other.gate && self.base_url == other.base_url && self.asked == other.asked
    }
}

impl PreviousBuild {
    pub(super) fn of(
        built: &BuiltSite,
        options: Options,
        config_found: Vec<Diagnostic>,
        (around, themed, (language, styled)): (KnownFiles, LoadedTheme, CitationSetup),
    ) -> Self {
        Self {
            sources: Arc::clone(&built.sources),
            options,
            config: Arc::clone(&built.config),
            config_found,
            around,
            themed,
            language,
            styled,
            tables: built.tables.clone(),
            pages: Arc::clone(&built.pages),
            mark: Arc::clone(&built.mark),
        }
    }

    /// Whether the style of citations is still what it was: it depends on the settings, on its file,
    /// and on the theme's words.
    pub(super) fn has_style_of(
        &self,
        themed: &LoadedTheme,
        config: &Config,
        others: Option<&BTreeSet<SitePath>>,
    ) -> bool {
        let file = config.citations.style.as_ref();
        let path = file.and_then(|f| onrecord_base::path::join(SITE_FILE, "", &f.v).ok());
        let is_other = |path: &String| others.is_none_or(|others| others.contains(path.as_str()));
        self.themed.theme.words == themed.theme.words && !path.as_ref().is_some_and(is_other)
    }

    /// Whether pages have the same words, the same style of citations, and the same day.
    pub(super) fn is_of_the_same(
        &self,
        themed: &LoadedTheme,
        style: &Arc<CitationStyle>,
        site: &Site,
    ) -> bool {
        Arc::ptr_eq(&self.styled.0, style)
            && self.themed.theme.words == themed.theme.words
            && self.themed.theme.english == themed.theme.english
            && self.options.gate.now.day() == site.now().day()
    }
}

/// A part of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InputKind {
    /// The settings.
    Settings,
    /// Which files there are.
    Names,
    /// Templates or another part of a theme.
    Theme,
    /// An image: rules look into it, and pages show its size.
    Images,
}

/// What moved of the input since the last build, besides what is read as things.
#[derive(Debug, Default)]
pub(super) struct ChangedInputs {
    parts: Vec<InputKind>,
    /// Files of no such part, which are copied or compared with: styles, scripts, snapshots.
    others: Vec<SitePath>,
}

impl ChangedInputs {
    /// * In: `others`, the files that are other than in the last build.
    pub(super) fn since(
        last: Option<&PreviousBuild>,
        sources: &InputFiles,
        others: Option<&BTreeSet<SitePath>>,
    ) -> Self {
        let parts =
            vec![InputKind::Settings, InputKind::Names, InputKind::Theme, InputKind::Images];
        let everything = Self { parts, others: vec![] };
        let Some((last, others)) = last.zip(others) else { return everything };
        let before = &last.sources;
        let is_here = |path: &SitePath| sources.files.contains_key(path);
        if before.refused != sources.refused
            || before.left_out != sources.left_out
            || before.files.len() != sources.files.len()
            || !others.iter().all(is_here)
        {
            return everything;
        }
        let content = format!("{}/", last.config.content_dir);
        let things = |within: &str| classify_path(within) != ContentKind::Other;
        let mut moved = Self::default();
        for path in others {
            if **path == *SITE_FILE {
                moved.parts.push(InputKind::Settings);
            } else if is_of_theme(path) {
                moved.parts.push(InputKind::Theme);
            } else if is_image(path) {
                moved.parts.push(InputKind::Images);
            } else if !path.strip_prefix(&content).is_some_and(things) {
                moved.others.push(Arc::clone(path));
            }
        }
        moved
    }

    /// Whether no page shows anything of it.
    pub(super) fn is_unseen(&self, verdicts: &VerifyCache) -> bool {
        self.parts.is_empty() && !self.others.iter().any(|path| verdicts.has_seen(path))
    }

    pub(super) fn has(&self, part: InputKind) -> bool {
        self.parts.contains(&part)
    }
}

/// Which things have pages; the pages of the last build where they are the same; what an edit of prose reaches.
pub(super) fn update_page_index(
    kept: Option<(PreviousBuild, ItemDelta)>,
    site: &Site,
    config: &Config,
) -> (PageIndex, Option<Arc<Vec<SitePage>>>, Option<TextOnlyEdit>) {
    let Some((last, delta)) = kept else { return (PageIndex::new(site, config), None, None) };
    let (tables, same) = last.tables.updated(site, config, &delta);
    let is_prose = same && delta.changed.iter().all(|change| change.depth <= ChangeDepth::Places);
    let things = || [delta.stale, delta.turned, delta.beside].concat();
    let edit = is_prose.then(|| TextOnlyEdit { since: last.mark, things: things() });
    (tables, same.then_some(last.pages), edit)
}
