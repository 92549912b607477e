//! A site that was built: what it holds, and how each file of its output is made. Knows no pass.

use super::cache::LoadedTheme;
use crate::export::plan::{Plan, Recipe};
use crate::export::{actions, annotations, calendar, references};
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
use onrecord_site::verification::SiteVerdicts;
use onrecord_site::verification::site_pass::published_snapshot;
use onrecord_site::view::context::{PageIndex, ViewContext};
use onrecord_site::view::i18n::Translations;
use onrecord_site::view::index::items;
use onrecord_site::view::pages::downloads::ReferenceScope;
use onrecord_site::view::pages::{PageKind, SitePage, file_of};
use onrecord_site::view::text::fill::asset_path;
use onrecord_site::view::text::languages::plain;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::string::FromUtf8Error;
use std::sync::{Arc, OnceLock};

/// How many of each there are, withheld ones left out.
#[derive(Debug, Clone, Copy, Default)]
pub struct ItemCounts {
    /// Notes.
    pub notes: usize,
    /// Sources.
    pub sources: usize,
    /// Quotes.
    pub quotes: usize,
    /// Quotes whose words were found in the copy we hold.
    pub checked: usize,
    /// Block quotations that name a source and were not compared with it.
    pub unchecked_blocks: usize,
    /// Actions.
    pub actions: usize,
    /// Persons.
    pub people: usize,
    /// Organizations.
    pub organizations: usize,
    /// Topics.
    pub topics: usize,
    /// Pages.
    pub pages: usize,
}

/// A built site: what is published, and how to make every file of it.
#[derive(Debug)]
pub struct BuiltSite {
    /// The settings.
    pub config: Arc<Config>,
    /// `lint:` of `site.yaml`; `None` is off.
    pub levels: BTreeMap<RuleCode, Option<Severity>>,
    /// What was accepted.
    pub accepted: Vec<AcceptedFinding>,
    /// When the next embargo lifts.
    pub next_embargo: Option<UtcInstant>,
    /// Files that are held back whole, and why: for the desk, and in no page.
    pub held: BTreeMap<SitePath, WithheldReason>,
    pub(super) pages: Arc<Vec<SitePage>>,
    pub(super) site: Site,
    pub(super) tables: PageIndex,
    pub(super) theme: Arc<Theme>,
    /// The words of the interface, with their languages where a page may be in another.
    pub(super) words: Translations,
    pub(super) csl: Arc<CitationStyle>,
    pub(super) verdicts: SiteVerdicts,
    pub(super) sources: Arc<InputFiles>,
    /// The files of snapshots, and whether each may be published.
    pub(super) snapshots: SnapshotFiles,
    /// What tells this build from any other.
    pub(super) mark: Arc<()>,
    /// How it differs from the build before, where that is known to go no deeper than prose.
    pub(super) edit: Option<TextOnlyEdit>,
    pub(super) others: OnceLock<BTreeMap<String, AssetKind>>,
}

/// An edit of prose alone.
#[derive(Debug)]
pub(super) struct TextOnlyEdit {
    /// The build before.
    pub(super) since: Arc<()>,
    /// The things whose pages may show the difference: those that were edited or looked up anew, and what their
    /// references lead or led to.
    pub(super) things: Vec<ItemIx>,
}

/// A file that is neither a page nor part of the theme.
#[derive(Debug, Clone)]
pub(super) enum AssetKind {
    Copy(PublicFile),
    ActionsJson,
    ActionsCsv,
    Deadlines,
    DeadlinesOf(TopicIx),
    References(ReferenceFormat, ReferenceScope),
    Annotations(Option<QuoteIx>),
}

impl AssetKind {
    fn recipe<'a>(&self, cx: ViewContext<'a>) -> Recipe<'a> {
        let other = match self {
            Self::Copy(file) => return Recipe::Copy(file.clone()),
            other => other.clone(),
        };
        Recipe::Make(Box::new(move || {
            let bytes = match &other {
                Self::Copy(_) => vec![],
                Self::ActionsJson => actions::json(&cx),
                Self::ActionsCsv => actions::csv(&cx),
                Self::Deadlines => calendar::of_site(&cx),
                Self::DeadlinesOf(topic) => calendar::of_topic(&cx, *topic),
                Self::References(export, what) => references::file(&cx, *export, *what),
                Self::Annotations(quote) => annotations::file(&cx, *quote),
            };
            // Only pages say in which language words are.
            Ok(String::from_utf8(bytes).map_or_else(FromUtf8Error::into_bytes, |text| {
                plain(&text).into_owned().into_bytes()
            }))
        }))
    }
}

impl BuiltSite {
    /// Lists the pages, and gives the theme what every page sees; one that has been given
    /// the same is kept.
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

    /// How many of each there are.
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

    /// The files of the output, each with how it is made; without pages when no template can be used, which has been
    /// told.
    pub fn plan(&self) -> Plan<'_> {
        let mut plan = Plan::default();
        let pages = if self.theme.is_usable { &self.pages[..] } else { &[] };
        for page in pages {
            plan.files.insert(file_of(&page.path), self.page(page));
        }
        for (path, bytes) in &self.theme.assets {
            plan.files.insert(path.clone(), Recipe::Bytes(Arc::clone(bytes)));
        }
        let others = self.assets().iter();
        plan.files.extend(others.map(|(path, other)| (path.clone(), other.recipe(self.cx()))));
        plan
    }

    /// How one file of the output is made, by its path below the output folder:
    /// `briefings/tiktok/index.html`. The same as in the plan, without making the plan.
    pub fn recipe(&self, file: &str) -> Option<Recipe<'_>> {
        if !self.theme.is_usable {
            return None;
        }
        if let Some(page) = self.page_at(file) {
            return Some(self.page(page));
        }
        match self.theme.assets.get(file) {
            Some(bytes) => Some(Recipe::Bytes(Arc::clone(bytes))),
            None => self.assets().get(file).map(|other| other.recipe(self.cx())),
        }
    }

    /// Whether the output has a file, by its path: that of [`Self::recipe`], even when no template can be used.
    pub(super) fn makes(&self, file: &str) -> bool {
        self.page_at(file).is_some()
            || self.theme.assets.contains_key(file)
            || self.assets().contains_key(file)
    }

    /// The addresses of pages, and of files that are neither pages nor parts of the theme.
    pub(super) fn addresses(&self) -> impl Iterator<Item = &str> {
        let pages = self.pages.iter().filter(|page| !matches!(page.what, PageKind::NotFound));
        pages.map(|page| page.path.as_str()).chain(self.assets().keys().map(String::as_str))
    }

    /// The page that becomes a file.
    fn page_at(&self, file: &str) -> Option<&SitePage> {
        let path = file.strip_suffix("index.html").unwrap_or(file);
        let at = self.pages.binary_search_by(|page| page.path.as_str().cmp(path)).ok()?;
        self.pages.get(at).filter(|page| file_of(&page.path) == file)
    }

    fn page<'a>(&'a self, page: &'a SitePage) -> Recipe<'a> {
        Recipe::Make(Box::new(move || render(&self.cx(), &self.theme, page)))
    }

    /// The files that are neither pages nor parts of the theme.
    fn assets(&self) -> &BTreeMap<String, AssetKind> {
        self.others.get_or_init(|| {
            let cx = self.cx();
            let mut files = BTreeMap::new();
            // What is not public is an error of the build (OR035, OR337); here it is left out all the same.
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
            // The tracker as data, and deadlines for calendars.
            files.insert(actions::JSON.to_owned(), AssetKind::ActionsJson);
            files.insert(actions::CSV.to_owned(), AssetKind::ActionsCsv);
            files.insert(calendar::FILE.to_owned(), AssetKind::Deadlines);
            for topic in calendar::topics(&cx) {
                if !cx.url(topic.into()).is_empty() {
                    let id = &cx.site.ledger[topic].id;
                    let path = format!("topics/{id}/{}", calendar::FILE);
                    files.insert(path, AssetKind::DeadlinesOf(topic));
                }
            }
            for (path, export, what) in references::files(&cx) {
                files.insert(path, AssetKind::References(export, what));
            }
            for (path, quote) in annotations::files(&cx) {
                files.insert(path, AssetKind::Annotations(quote));
            }
            files
        })
    }

    /// All sources that are published, in one of the formats of `exports:`.
    pub fn sources_as(&self, format: ReferenceFormat) -> String {
        plain(&references::text(&self.cx(), format, ReferenceScope::All)).into_owned()
    }

    /// All things that are published, as JSON.
    pub fn things_json(&self) -> String {
        plain(&format!("{:#}\n", references::things(&self.cx()))).into_owned()
    }

    /// All things that are published, as a table of comma-separated values.
    pub fn things_csv(&self) -> String {
        plain(&references::table(&self.cx())).into_owned()
    }

    /// Decides which files may be copied.
    pub(super) fn public_files(&self) -> PublicFiles<'_> {
        PublicFiles::new(&self.config, &self.snapshots)
    }

    /// Files beside notes to which something published refers, and snapshots whose sources say `publish: true`. Which
    /// of them may be copied, [`Self::public_files`] decides.
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

    /// The address of the page of what a file of the content is about; `None` when it has none.
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

    /// The pages that may differ from those of the build before, in the order of their addresses; `None` where any
    /// page may.
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
        let mut is_near = |page: &&SitePage| match &page.what {
            PageKind::Note(ix) => things.contains(&(*ix).into()),
            PageKind::Topic(ix, _) => things.contains(&(*ix).into()),
            PageKind::Source(ix) => things.contains(&(*ix).into()),
            PageKind::Person(ix) => things.contains(&(*ix).into()),
            PageKind::Organization(ix) => things.contains(&(*ix).into()),
            PageKind::Quote(ix) => things.contains(&(*ix).into()),
            PageKind::Action(ix) => things.contains(&(*ix).into()),
            PageKind::Party(ix, _) => things.contains(ix),
            // The first page has a text of its own.
            PageKind::Index(kind, n) => {
                *n == 1 || items::listed(&cx, *kind, *n).any(|ix| things.contains(&ix))
            }
            PageKind::Folder(folder, n) => {
                let pages = folders.entry(folder.clone());
                let pages = pages.or_insert_with(|| items::listed_in(&cx, folder));
                *n == 1
                    || pages.get(*n - 1).is_none_or(|on| on.iter().any(|ix| things.contains(ix)))
            }
            PageKind::Home | PageKind::Corrections => true,
            PageKind::Redirect(_)
            | PageKind::Timeline(..)
            | PageKind::Tracker(..)
            | PageKind::Evidence
            | PageKind::NotFound
            | PageKind::Tombstone(_) => false,
        };
        Some(self.pages.iter().filter(|page| is_near(page)).collect())
    }
}
