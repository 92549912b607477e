//! A built site: its pages, and the recipe of every file of its output.
//!
//! It does not depend on the passes that made it. Start with [`BuiltSite::plan`]; the paths come from `routes`.

use super::cache::LoadedTheme;
use crate::export::plan::{Plan, Recipe};
use crate::export::{SITE_FILES, SiteFileWriter, annotations, calendar, references};
use crate::render::page::render;
use crate::render::theme::Theme;
use onrecord_base::code::{RuleCode, Severity};
use onrecord_base::edtf::UtcInstant;
use onrecord_base::path::SitePath;
use onrecord_cite::csl::CitationStyle;
use onrecord_site::check::accept::AcceptedFinding;
use onrecord_site::check::public_files::{PublicFile, PublicFiles, SnapshotFiles};
use onrecord_site::input::config::{Config, ReferenceFormat};
use onrecord_site::input::files::InputFiles;
use onrecord_site::model::ix::{ItemIx, QuoteIx, TopicIx};
use onrecord_site::release::{Site, WithheldReason};
use onrecord_site::resolve::linked::ResolvedTarget;
use onrecord_site::routes::{FixedPage, file_of, media_type};
use onrecord_site::verification::SiteVerdicts;
use onrecord_site::verification::site_pass::published_snapshot;
use onrecord_site::view::context::{PageIndex, ViewContext};
use onrecord_site::view::i18n::Translations;
use onrecord_site::view::index::items;
use onrecord_site::view::pages::downloads::ReferenceScope;
use onrecord_site::view::pages::{PageContent, PageKind, PagedList, SitePage};
use onrecord_site::view::text::fill::asset_path;
use onrecord_site::view::text::languages::plain;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::string::FromUtf8Error;
use std::sync::{Arc, OnceLock};

/// The numbers of published items and of pages.
#[derive(Debug, Clone, Copy, Default)]
pub struct ItemCounts {
    /// Notes.
    pub notes: usize,
    /// Sources.
    pub sources: usize,
    /// Quotes.
    pub quotes: usize,
    /// Quotes whose words were found in the archived copy.
    pub checked: usize,
    /// Block quotations that name a source but were not compared with it.
    pub unchecked_blocks: usize,
    /// Actions.
    pub actions: usize,
    /// People.
    pub people: usize,
    /// Organizations.
    pub organizations: usize,
    /// Topics.
    pub topics: usize,
    /// Pages.
    pub pages: usize,
}

/// A built site: the published items, and everything that its files are made from.
#[derive(Debug)]
pub struct BuiltSite {
    /// The settings.
    pub config: Arc<Config>,
    /// `lint:` of `site.yaml`; `None` turns a rule off.
    pub levels: BTreeMap<RuleCode, Option<Severity>>,
    /// The accepted findings.
    pub accepted: Vec<AcceptedFinding>,
    /// The time at which the next embargo ends; `None` if there is none.
    pub next_embargo: Option<UtcInstant>,
    /// Files of which every item is withheld, with the reason. For authors; no page contains it.
    pub held: BTreeMap<SitePath, WithheldReason>,
    pub(super) pages: Arc<Vec<SitePage>>,
    pub(super) site: Site,
    pub(super) tables: PageIndex,
    pub(super) theme: Arc<Theme>,
    /// The texts of the interface, marked with their language if pages may be in another one.
    pub(super) words: Translations,
    pub(super) csl: Arc<CitationStyle>,
    pub(super) verdicts: SiteVerdicts,
    pub(super) sources: Arc<InputFiles>,
    /// The files of snapshots, with the decision whether each may be published.
    pub(super) snapshots: SnapshotFiles,
    /// Identifies this build: `Arc::ptr_eq` is true only for the same one.
    pub(super) mark: Arc<()>,
    /// The difference from the previous build; `None` unless it is known that only texts changed.
    pub(super) edit: Option<TextOnlyEdit>,
    pub(super) others: OnceLock<BTreeMap<String, AssetKind>>,
}

/// An edit that changed only texts.
#[derive(Debug)]
pub(super) struct TextOnlyEdit {
    /// The previous build.
    pub(super) since: Arc<()>,
    /// The items whose pages may have changed: those that were edited or resolved again, and the targets of their
    /// references before and after.
    pub(super) things: Vec<ItemIx>,
}

/// A file that is neither a page nor an asset of the theme.
#[derive(Debug, Clone)]
pub(super) enum AssetKind {
    Copy(PublicFile),
    Site(SiteFileWriter),
    DeadlinesOf(TopicIx),
    References(ReferenceFormat, ReferenceScope),
    AnnotationOf(QuoteIx),
}

impl AssetKind {
    fn recipe<'a>(&self, cx: ViewContext<'a>) -> Recipe<'a> {
        let asset = match self {
            Self::Copy(file) => return Recipe::Copy(file.clone()),
            asset => asset.clone(),
        };
        Recipe::Make(Box::new(move || {
            let bytes = match &asset {
                Self::Copy(_) => vec![],
                Self::Site(writer) => (writer.write)(&cx),
                Self::DeadlinesOf(topic) => calendar::of_topic(&cx, *topic),
                Self::References(format, scope) => references::file(&cx, *format, *scope),
                Self::AnnotationOf(quote) => annotations::of_quote(&cx, *quote),
            };
            // The marks for the languages of words are for pages only.
            Ok(String::from_utf8(bytes).map_or_else(FromUtf8Error::into_bytes, |text| {
                plain(&text).into_owned().into_bytes()
            }))
        }))
    }
}

/// The part of the build that makes a file of the output.
#[derive(Debug, Clone, Copy)]
enum Producer<'a> {
    Page(&'a SitePage),
    ThemeAsset(&'a Arc<[u8]>),
    Asset(&'a AssetKind),
}

/// A file of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Its path below the output folder: `briefings/tiktok/index.html`.
    pub path: String,
    /// Its media type.
    pub media_type: &'static str,
    /// The item whose page it is; `None` for lists, exports, copies and assets.
    pub item: Option<ItemIx>,
}

impl BuiltSite {
    /// Lists the pages and passes the site view to the theme. A theme that already has the same view is
    /// reused.
    pub(super) fn finish(
        mut self,
        pages: Option<Arc<Vec<SitePage>>>,
        themed: LoadedTheme,
    ) -> (Self, LoadedTheme) {
        self.pages =
            pages.unwrap_or_else(|| Arc::new(onrecord_site::view::pages::pages(&self.cx())));
        let site = crate::render::page::site_view(&self.cx(), &themed.theme);
        if themed.site.as_ref() == Some(&site) {
            return (self, themed);
        }
        self.theme = Arc::new(themed.theme.for_site(&site));
        let themed = LoadedTheme { theme: Arc::clone(&self.theme), site: Some(site), ..themed };
        (self, themed)
    }

    /// The numbers of published items and of pages.
    pub fn counts(&self) -> ItemCounts {
        let cx = self.cx();
        let ledger = &self.site.ledger;
        ItemCounts {
            notes: ledger.notes().filter(|ix| cx.is_listed(*ix)).count(),
            sources: ledger.sources.len(),
            quotes: ledger.quotes.len(),
            checked: self.checked(),
            unchecked_blocks: self.unchecked_blocks(),
            actions: ledger.actions.len(),
            people: ledger.people.len(),
            organizations: ledger.organizations.len(),
            topics: ledger.topics.len(),
            pages: self.pages.len(),
        }
    }

    pub(super) fn cx(&self) -> ViewContext<'_> {
        ViewContext::new(
            &self.site,
            &self.config,
            &self.words,
            (&self.sources, &self.verdicts),
            (&self.csl, &self.tables),
        )
    }

    /// The files of the output with their recipes; without pages if the theme cannot be used, which has been
    /// reported.
    pub fn plan(&self) -> Plan<'_> {
        let files = self.producers().map(|(path, producer)| (path, self.recipe_of(producer)));
        Plan { files: files.collect() }
    }

    /// The recipe of one file of the output, by its path below the output folder: `briefings/tiktok/index.html`. The same
    /// as in [`Self::plan`], without the others.
    pub fn recipe(&self, file: &str) -> Option<Recipe<'_>> {
        let producer = self.theme.is_usable.then(|| self.producer(file)).flatten();
        producer.map(|producer| self.recipe_of(producer))
    }

    /// True if the output has a file, even if the theme cannot be used.
    pub(super) fn makes(&self, file: &str) -> bool {
        self.producer(file).is_some()
    }

    /// Every file of the output. The table has one row per file: a path that two inputs ask for is a finding (OR019).
    pub fn output_files(&self) -> impl Iterator<Item = OutputFile> {
        self.producers().map(|(path, producer)| {
            let item = match producer {
                Producer::Page(page) => match page.what.content() {
                    PageContent::Item(ix) => Some(ix),
                    _ => None,
                },
                Producer::ThemeAsset(_) | Producer::Asset(_) => None,
            };
            OutputFile { media_type: media_type(&path), path, item }
        })
    }

    fn producers(&self) -> impl Iterator<Item = (String, Producer<'_>)> {
        let pages = if self.theme.is_usable { &self.pages[..] } else { &[] };
        let pages = pages.iter().map(|page| (file_of(&page.path), Producer::Page(page)));
        let theme = self.theme.assets.iter();
        let theme = theme.map(|(path, bytes)| (path.clone(), Producer::ThemeAsset(bytes)));
        let assets = self.assets().iter();
        let assets = assets.map(|(path, asset)| (path.clone(), Producer::Asset(asset)));
        pages.chain(theme).chain(assets)
    }

    fn producer(&self, file: &str) -> Option<Producer<'_>> {
        let page = self.page_at(file).map(Producer::Page);
        let theme = || self.theme.assets.get(file).map(Producer::ThemeAsset);
        page.or_else(theme).or_else(|| self.assets().get(file).map(Producer::Asset))
    }

    fn recipe_of<'a>(&'a self, producer: Producer<'a>) -> Recipe<'a> {
        match producer {
            Producer::Page(page) => {
                Recipe::Make(Box::new(move || render(&self.cx(), &self.theme, page)))
            }
            Producer::ThemeAsset(bytes) => Recipe::Bytes(Arc::clone(bytes)),
            Producer::Asset(asset) => asset.recipe(self.cx()),
        }
    }

    /// The paths of pages (except `404.html`), and of files that are neither pages nor assets of the theme.
    pub(super) fn addresses(&self) -> impl Iterator<Item = &str> {
        let pages =
            self.pages.iter().filter(|page| page.what != PageKind::Fixed(FixedPage::NotFound));
        pages.map(|page| page.path.as_str()).chain(self.assets().keys().map(String::as_str))
    }

    /// The page that is written to a file.
    fn page_at(&self, file: &str) -> Option<&SitePage> {
        let path = file.strip_suffix("index.html").unwrap_or(file);
        let at = self.pages.binary_search_by(|page| page.path.as_str().cmp(path)).ok()?;
        self.pages.get(at).filter(|page| file_of(&page.path) == file)
    }

    /// The files that are neither pages nor assets of the theme, by path. Computed when it is first needed.
    fn assets(&self) -> &BTreeMap<String, AssetKind> {
        self.others.get_or_init(|| {
            let cx = self.cx();
            let mut files = BTreeMap::new();
            // A file that is not public is an error (OR035, OR337); it is not copied in any case.
            let public = self.public_files();
            for file in self.copied() {
                if let Ok(public) = public.get(&file) {
                    files.insert(asset_path(&cx, &file), AssetKind::Copy(public));
                }
            }
            let fixed = format!("{}/", self.config.static_dir);
            for path in self.sources.files.keys() {
                let Some(within) = path.strip_prefix(&fixed) else { continue };
                if let Ok(public) = public.get(path) {
                    files.insert(within.to_owned(), AssetKind::Copy(public));
                }
            }
            for writer in SITE_FILES.iter().filter(|writer| (writer.exists)(&cx)) {
                files.insert(writer.file.path().to_owned(), AssetKind::Site(*writer));
            }
            for (path, topic) in calendar::files(&cx) {
                files.insert(path, AssetKind::DeadlinesOf(topic));
            }
            for (path, format, scope) in references::files(&cx) {
                files.insert(path, AssetKind::References(format, scope));
            }
            for (path, quote) in annotations::files(&cx) {
                files.insert(path, AssetKind::AnnotationOf(quote));
            }
            files
        })
    }

    /// All published sources, in one of the formats of `exports:`.
    pub fn sources_as(&self, format: ReferenceFormat) -> String {
        plain(&references::text(&self.cx(), format, ReferenceScope::All)).into_owned()
    }

    /// All published items, as JSON.
    pub fn things_json(&self) -> String {
        plain(&format!("{:#}\n", references::things(&self.cx()))).into_owned()
    }

    /// All published items, as comma-separated values.
    pub fn things_csv(&self) -> String {
        plain(&references::table(&self.cx())).into_owned()
    }

    /// Decides which files may be copied.
    pub(super) fn public_files(&self) -> PublicFiles<'_> {
        PublicFiles::new(&self.config, &self.snapshots)
    }

    /// The files next to notes that a published item refers to, and the snapshots of sources with `publish: true`.
    /// [`Self::public_files`] decides which of them may be copied.
    pub(super) fn copied(&self) -> BTreeSet<Arc<str>> {
        let mut files = BTreeSet::new();
        for source in &self.site.ledger.sources {
            files.extend(published_snapshot(source, &self.sources, &self.config.content_dir));
        }
        for ix in self.site.ledger.all() {
            for goal in self.site.goals_of(ix).iter().flatten() {
                if let ResolvedTarget::File(file) = goal {
                    files.insert(Arc::clone(file));
                }
            }
        }
        files
    }

    /// The address of the page of the first item that a content file defines; `None` if no item of it has a page.
    pub fn address_of(&self, file: &str) -> Option<String> {
        let cx = self.cx();
        let ledger = &self.site.ledger;
        let all = ledger.all();
        let mut here = all.iter().filter(|ix| &**ledger.file(**ix) == file);
        here.find(|ix| !cx.url(**ix).is_empty()).map(|ix| cx.url(*ix).to_owned())
    }

    /// The pages of the site.
    pub fn pages(&self) -> &[SitePage] {
        &self.pages
    }

    /// The pages that may differ from those of the previous build, sorted by path; `None` if any page may
    /// differ.
    pub fn affected_pages(&self, before: &Self) -> Option<Vec<&SitePage>> {
        let edit = self.edit.as_ref().filter(|edit| Arc::ptr_eq(&edit.since, &before.mark))?;
        let ledger = &self.site.ledger;
        let shown =
            |ix: &ItemIx| [Some(*ix), ledger.owner(*ix).map(ItemIx::from)].into_iter().flatten();
        let referrers = edit.things.iter().flat_map(|ix| self.site.to(*ix).map(|edge| edge.from));
        let things: HashSet<ItemIx> =
            edit.things.iter().copied().chain(referrers).flat_map(|ix| shown(&ix)).collect();
        let cx = self.cx();
        let mut folders: HashMap<String, Vec<Vec<ItemIx>>> = HashMap::new();
        let mut is_affected = |page: &&SitePage| match page.what.content() {
            PageContent::Item(ix) => things.contains(&ix),
            // The first page of a list also has a text that introduces it.
            PageContent::List(_, 1) | PageContent::AnyText => true,
            PageContent::List(PagedList::Index(kind), n) => {
                items::listed(&cx, kind, n).any(|ix| things.contains(&ix))
            }
            PageContent::List(PagedList::Folder(folder), n) => {
                let pages = folders.entry(folder.to_owned());
                let pages = pages.or_insert_with(|| items::listed_in(&cx, folder));
                pages.get(n - 1).is_none_or(|on| on.iter().any(|ix| things.contains(ix)))
            }
            PageContent::NoText => false,
        };
        Some(self.pages.iter().filter(|page| is_affected(page)).collect())
    }
}
