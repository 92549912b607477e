//! [`ViewContext`]: the input of every view, with the site, its settings, interface texts and page
//! addresses.
//!
//! Titles, addresses and orders over the whole site are computed once and shared by all pages;
//! cards are computed from them when a page needs them. The text of one page never becomes part of
//! another page. This file must not depend on cards, pages or texts.

use crate::input::config::{Config, PageMode};
use crate::input::files::InputFiles;
use crate::model::action::Status;
use crate::model::common_fields::PublicationState;
use crate::model::ix::{ActionIx, ItemIx, NoteIx, OrganizationIx, PersonIx, SourceIx, TopicIx};
use crate::model::ledger::{DefinedIn, MarkdownRole};
use crate::model::party::ResolvedParty;
use crate::release::Site;
use crate::resolve::incremental::{ChangeDepth, EntryChange, ItemDelta};
use crate::resolve::linked::EdgeKind;
use crate::resolve::origins::SourceOrigins;
use crate::resolve::standing::{ActionStatus, standings};
use crate::verification::SiteVerdicts;
use crate::view::i18n::Translations;
use crate::view::index::orders::SiteOrders;
use crate::view::text::languages;
use crate::view::{DateView, LinkView, PartyView};
use onrecord_base::edtf::{EdtfDate, PartialDate, SourcedDate};
use onrecord_base::id::ItemKind;
use onrecord_base::language::{is_rtl, is_same};
use onrecord_base::persistent_vec::PersistentVec;
use onrecord_base::text::encode_path;
use onrecord_cite::csl::CitationStyle;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The input of every view; cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct ViewContext<'a> {
    /// The published part of the site.
    pub site: &'a Site,
    /// The settings of `site.yaml`.
    pub config: &'a Config,
    /// The interface texts.
    pub words: &'a Translations,
    /// The input files, for the dimensions of images.
    pub sources: &'a InputFiles,
    /// The verdicts of the verification, by the id of the quote.
    pub verdicts: &'a SiteVerdicts,
    /// The citation style.
    pub csl: &'a CitationStyle,
    tables: &'a PageIndex,
    /// Orders and counts that many pages share.
    pub(crate) orders: &'a SiteOrders,
}

/// The addresses of pages and files to which texts link, by the path as written (`sources/index.md`
/// → `sources/`). The value is `None` if the build does not produce that file.
pub type LinkAddresses = BTreeMap<String, Option<String>>;

/// The titles of all items and the addresses of those that have a page; computed once per build.
#[derive(Debug, Clone, Default)]
pub struct PageIndex {
    /// The address of the page by item type and position; empty for an item without a page.
    urls: Vec<PersistentVec<Arc<str>>>,
    /// The title by item type and position.
    titles: Vec<PersistentVec<Arc<str>>>,
    link_addresses: Arc<LinkAddresses>,
    /// True if a note is in another language than the site.
    pub is_mixed: bool,
    orders: Arc<SiteOrders>,
}

impl PageIndex {
    /// The index of a site.
    pub fn new(site: &Site, config: &Config) -> Self {
        let each = |one: &dyn Fn(ItemIx) -> Arc<str>| {
            let of = |kind| site.ledger.of_kind(kind).into_iter().map(one).collect();
            ItemKind::ALL.into_iter().map(of).collect()
        };
        Self {
            urls: each(&|ix| url(site, config, ix)),
            titles: each(&|ix| site.ledger.called(ix).into()),
            link_addresses: Arc::default(),
            is_mixed: is_mixed(site, config),
            orders: Arc::default(),
        }
    }

    /// Replaces the addresses to which texts link. Returns true if an address that was already
    /// linked has changed.
    pub fn set_link_addresses(&mut self, addresses: LinkAddresses) -> bool {
        if *self.link_addresses == addresses {
            return false;
        }
        let before = std::mem::replace(&mut self.link_addresses, Arc::new(addresses));
        let now = |written: &String| self.link_addresses.get(written);
        before.iter().any(|(written, address)| now(written).is_some_and(|now| now != address))
    }

    /// The index after an edit, and true if the site still has the same pages.
    ///
    /// * `site`: the site after the edit. Settings and date are those of the previous build.
    ///
    /// * `delta`: the items that differ from the site that `self` was computed for.
    #[must_use]
    pub fn updated(&self, site: &Site, config: &Config, delta: &ItemDelta) -> (Self, bool) {
        let mut tables = self.clone();
        let mut same = delta.changed.iter().all(|change| change.depth <= ChangeDepth::Title);
        // Except notes, items are listed by title.
        let is_as_before = |change: &EntryChange| {
            change.depth <= ChangeDepth::Places || change.ix.kind() == ItemKind::Note
        };
        let in_order = delta.changed.iter().all(is_as_before);
        let changed = delta.changed.iter().map(|change| change.ix);
        for ix in changed.chain(delta.turned.iter().copied()) {
            let (kind, at) = (ix.kind() as usize, ix.at());
            let url = url(site, config, ix);
            if tables.urls[kind][at] != url {
                same = false;
                tables.urls[kind].set(at, url);
            }
            let title = site.ledger.called(ix);
            if *tables.titles[kind][at] != *title {
                tables.titles[kind].set(at, title.into());
            }
        }
        tables.is_mixed = is_mixed(site, config);
        same &= tables.is_mixed == self.is_mixed;
        if !same || !in_order {
            tables.orders = Arc::default();
        }
        (tables, same)
    }
}

/// True if a note is in another language than the site.
fn is_mixed(site: &Site, config: &Config) -> bool {
    let is_other = |lang: &str| !is_same(lang, &config.language);
    site.ledger.notes.iter().any(|note| note.shared.lang.as_ref().is_some_and(|l| is_other(l)))
}

/// The address of an item's page; empty if it has none.
fn url(site: &Site, config: &Config, ix: ItemIx) -> Arc<str> {
    if has_page(site, config, ix) { address(site, config, ix).into() } else { "".into() }
}

impl<'a> ViewContext<'a> {
    /// Joins the inputs; `tables` is the page index of `site`.
    pub fn new(
        site: &'a Site,
        config: &'a Config,
        words: &'a Translations,
        (sources, verdicts): (&'a InputFiles, &'a SiteVerdicts),
        (csl, tables): (&'a CitationStyle, &'a PageIndex),
    ) -> Self {
        Self { site, config, words, sources, verdicts, csl, tables, orders: &tables.orders }
    }

    /// The address of an item's page; empty if it has none.
    pub fn url(&self, ix: ItemIx) -> &str {
        self.tables.urls.get(ix.kind() as usize).and_then(|k| k.get(ix.at())).map_or("", |url| url)
    }

    /// The address of the page that contains the texts of an item: that of [`Self::url`], or of the
    /// home or index page that a note introduces.
    pub fn page_of(&self, ix: ItemIx) -> Cow<'_, str> {
        if let ItemIx::Note(note) = ix {
            match self.site.ledger[note].role {
                MarkdownRole::Note => {}
                MarkdownRole::Home => return Cow::Borrowed(&self.config.base),
                MarkdownRole::Intro(kind) => {
                    return Cow::Owned(self.at(&crate::routes::index_path(kind)));
                }
            }
        }
        Cow::Borrowed(self.url(ix))
    }

    /// The address of a page or file of the site to which a text links; `None` if it does not
    /// exist.
    pub fn link_address(&self, written: &str) -> Option<String> {
        self.tables.link_addresses.get(written)?.as_ref().map(|address| self.at(address))
    }

    /// The title of an item.
    pub fn title(&self, ix: ItemIx) -> &str {
        self.tables
            .titles
            .get(ix.kind() as usize)
            .and_then(|k| k.get(ix.at()))
            .map_or("", |title| title)
    }

    /// The language of the page that contains the texts of an item.
    pub fn page_language(&self, ix: ItemIx) -> &str {
        let own = match ix {
            ItemIx::Note(note) => self.site.ledger[note].shared.lang.as_ref(),
            _ => None,
        };
        own.map_or(self.config.language.as_str(), |lang| lang.v.as_str())
    }

    /// The arrow of a link back to a reference, in the reading direction of the page.
    pub fn back_mark(&self, ix: ItemIx) -> String {
        if is_rtl(self.page_language(ix)) { "↪".to_owned() } else { "↩".to_owned() }
    }

    /// True if a page is in another language than the site.
    pub fn is_mixed(&self) -> bool {
        self.tables.is_mixed
    }

    /// The title of an item as pages print it: with its language if that may differ from the
    /// page's.
    pub fn shown_title(&self, ix: ItemIx) -> String {
        self.in_its_language(ix, self.title(ix))
    }

    /// A text in the language of an item, marked with that language if it may differ from the
    /// page's.
    pub fn in_its_language(&self, ix: ItemIx, text: &str) -> String {
        match self.language_of(ix) {
            Some(language) => languages::title(language, text),
            None => text.to_owned(),
        }
    }

    /// The language of an item's title; `None` if it is the language of every page.
    fn language_of(&self, ix: ItemIx) -> Option<&str> {
        let ledger = &self.site.ledger;
        let source = match ix {
            ItemIx::Source(ix) => ledger[ix].data.language.as_ref(),
            // Names have no language.
            ItemIx::Person(_) | ItemIx::Organization(_) => return None,
            _ => None,
        };
        let own = source.or(ledger.shared(ix).lang.as_deref()).map(|lang| lang.v.as_str());
        let site = self.config.language.as_str();
        match own {
            Some(own) => (self.tables.is_mixed || !is_same(own, site)).then_some(own),
            None => self.tables.is_mixed.then_some(site),
        }
    }

    /// Width and height of an image in pixels; `None` if its header does not contain them.
    pub fn image_size(&self, file: &str) -> Option<(usize, usize)> {
        let input = self.sources.files.get(file)?;
        imagesize::blob_size(&input.bytes).ok().map(|size| (size.width, size.height))
    }

    /// The address of a path below the base.
    pub fn at(&self, path: &str) -> String {
        format!("{}{}", self.config.base, encode_path(path))
    }

    /// A link to an item by its title; a link to a source uses its short name.
    pub fn link(&self, ix: impl Into<ItemIx>) -> LinkView {
        let ix = ix.into();
        let title = match ix {
            ItemIx::Source(source) => self.source_name(source),
            ix => self.title(ix).to_owned(),
        };
        LinkView { title: self.in_its_language(ix, &title), url: self.url(ix).to_owned() }
    }

    /// A link to an item's page. An item that is defined in a note and has no page links to the
    /// note.
    pub fn home_of(&self, ix: ItemIx) -> LinkView {
        if self.url(ix).is_empty()
            && let Some(owner) = self.site.ledger.owner(ix)
        {
            return self.link(owner);
        }
        self.link(ix)
    }

    /// A date for people.
    pub fn date(&self, dated: &SourcedDate) -> DateView {
        self.words.date(dated)
    }

    /// A date for people; `None` if neither its value nor the source's wording is known.
    pub fn maybe_date(&self, dated: Option<&SourcedDate>) -> Option<DateView> {
        dated.filter(|d| d.when.is_some() || d.as_given.is_some()).map(|d| self.words.date(d))
    }

    /// The view of a party. The caller fills in the role.
    pub fn party(&self, who: &ResolvedParty) -> PartyView {
        match who {
            ResolvedParty::Person(ix) => self.party_of((*ix).into()),
            ResolvedParty::Organization(ix) => self.party_of((*ix).into()),
            ResolvedParty::Name(name) => PartyView { name: name.clone(), ..PartyView::default() },
            ResolvedParty::Described { words, organization, identity, .. } => PartyView {
                name: words.clone(),
                described: true,
                organization: organization.map(|o| self.link(o)).unwrap_or_default(),
                identity: self.words.identity(*identity),
                ..PartyView::default()
            },
        }
    }

    fn party_of(&self, ix: ItemIx) -> PartyView {
        PartyView {
            name: self.title(ix).to_owned(),
            url: self.url(ix).to_owned(),
            ..PartyView::default()
        }
    }

    /// The view of a party; empty for `None`.
    pub fn maybe_party(&self, who: Option<&ResolvedParty>) -> PartyView {
        who.map(|w| self.party(w)).unwrap_or_default()
    }

    /// The views of several parties.
    pub fn parties(&self, all: &[ResolvedParty]) -> Vec<PartyView> {
        all.iter().map(|w| self.party(w)).collect()
    }

    /// Links to topics, each once.
    pub fn topics(&self, topics: &[TopicIx]) -> Vec<LinkView> {
        let mut seen = BTreeSet::new();
        topics.iter().filter(|t| seen.insert(**t)).map(|t| self.link(*t)).collect()
    }

    /// The notes that lists contain, newest first: without the home page, introductions and
    /// withdrawn notes.
    pub fn notes_newest(&self) -> &[NoteIx] {
        self.orders.notes.get_or_init(|| {
            let mut all: Vec<NoteIx> =
                self.site.ledger.notes().filter(|ix| self.is_listed(*ix)).collect();
            let id = |ix: &NoteIx| self.site.ledger[*ix].id.clone();
            all.sort_by_cached_key(|ix| (std::cmp::Reverse(self.note_date(*ix)), id(ix)));
            all
        })
    }

    /// The status of an action on the day of the build clock.
    pub fn status(&self, ix: ActionIx) -> Status {
        self.action_status(ix).map_or(Status::Unknown, |standing| standing.status)
    }

    /// True if a date lies after the day of the build as a whole.
    pub(crate) fn is_ahead(&self, when: Option<EdtfDate>) -> bool {
        when.is_some_and(|when| when.earliest() > self.site.now().day())
    }

    /// True if a date lies before the day of the build as a whole.
    pub(crate) fn is_past(&self, when: Option<EdtfDate>) -> bool {
        let today = self.site.now().day();
        when.and_then(EdtfDate::latest).is_some_and(|last| last < today)
    }

    /// The derived status of an action on the day of the build clock.
    pub fn action_status(&self, ix: ActionIx) -> Option<ActionStatus> {
        let today = self.site.now().day();
        let all = self.orders.statuses.get_or_init(|| standings(self.site, today));
        all.get(ix.at()).copied()
    }

    /// The origins of all sources and quotes.
    pub fn origins(&self) -> &SourceOrigins {
        self.orders.origins.get_or_init(|| SourceOrigins::of(self.site))
    }

    /// True if lists contain the note: it is not withdrawn and not the text of home or an index
    /// page.
    pub fn is_listed(&self, ix: NoteIx) -> bool {
        let note = &self.site.ledger[ix];
        note.role == MarkdownRole::Note
            && note.shared.state.as_ref().is_none_or(|s| s.v != PublicationState::Withdrawn)
    }

    /// The date that a note is sorted by.
    pub fn note_date(&self, ix: NoteIx) -> Option<PartialDate> {
        self.site.ledger[ix].data.date.as_ref().and_then(|d| d.when).map(EdtfDate::earliest)
    }

    /// The items of a type that refer to an item by the kinds of edges that `way` accepts, in
    /// order, each once.
    pub fn referrers(
        &self,
        ix: ItemIx,
        kind: ItemKind,
        way: impl Fn(EdgeKind) -> bool,
    ) -> Vec<ItemIx> {
        let mut seen = BTreeSet::new();
        let fits = self.site.to(ix).filter(|e| e.from.kind() == kind && way(e.how));
        fits.map(|e| e.from).filter(|from| seen.insert(*from)).collect()
    }

    /// The short name of a source, for chains, links and lists: `short_title`, else its container
    /// if no other source has that name, else its title.
    pub fn source_name(&self, ix: SourceIx) -> String {
        let names = self.orders.source_names.get_or_init(|| source_names(self));
        names
            .get(ix.at())
            .and_then(Option::as_deref)
            .unwrap_or_else(|| self.title(ix.into()))
            .to_owned()
    }

    /// The word that marks an archived item in lists and cards; empty for all others.
    pub fn archived(&self, ix: impl Into<ItemIx>) -> String {
        match self.site.banner(ix.into()) {
            "archived" => self.words.get("archived"),
            _ => String::new(),
        }
    }

    /// The role of a person on a date, from the memberships; empty if not known.
    pub fn role_of(&self, who: &ResolvedParty, at: Option<&SourcedDate>) -> String {
        let ResolvedParty::Person(ix) = who else { return String::new() };
        self.membership(*ix, at).map(|(role, _)| role).unwrap_or_default()
    }

    /// The role and organization of a person on a date; `None` without a date or if no membership
    /// is known to include it, because a role is never guessed.
    pub fn membership(
        &self,
        ix: PersonIx,
        at: Option<&SourcedDate>,
    ) -> Option<(String, Option<OrganizationIx>)> {
        let day = at.and_then(|d| d.when)?;
        let first = day.earliest();
        let last = day.latest().unwrap_or(first);
        let links = &self.site.people[ix.at()].own.memberships;
        self.site.ledger[ix].data.memberships_at(first, Some(last)).find_map(|(nth, membership)| {
            let organization = links.get(nth).and_then(|(organization, _)| *organization);
            Some((membership.role.as_ref()?.v.clone(), organization))
        })
    }
}

/// The short name of every source; `None` if that is the title.
fn source_names(cx: &ViewContext<'_>) -> Vec<Option<String>> {
    let short = |ix: SourceIx| cx.site.ledger[ix].data.short_title.as_ref().map(|s| s.v.clone());
    let container = |ix: SourceIx| match cx.site.sources[ix.at()].own.container {
        Some(organization) => Some(cx.title(organization.into()).to_owned()),
        None => cx.site.ledger[ix].data.container_title.as_ref().map(|c| c.v.clone()),
    };
    let named: Vec<(SourceIx, Option<String>)> =
        cx.site.ledger.sources().map(|ix| (ix, short(ix).or_else(|| container(ix)))).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in named.iter().filter_map(|(_, name)| name.as_deref()) {
        *counts.entry(name).or_default() += 1;
    }
    let is_sole = |name: &String| counts.get(name.as_str()) == Some(&1);
    named.iter().map(|(ix, name)| short(*ix).or_else(|| name.clone().filter(is_sole))).collect()
}

/// True if an item has its own page.
fn has_page(site: &Site, config: &Config, ix: ItemIx) -> bool {
    let paging = match ix {
        ItemIx::Note(note) => return site.ledger[note].role == MarkdownRole::Note,
        ItemIx::Person(person)
            if site.ledger[person].data.public_figure.as_ref().is_some_and(|p| !p.v) =>
        {
            return false;
        }
        ItemIx::Person(_) => config.pages.people,
        ItemIx::Topic(_) => config.pages.topics,
        ItemIx::Organization(_) => config.pages.organizations,
        ItemIx::Source(_) => config.pages.sources,
        ItemIx::Quote(_) => config.pages.quotes,
        ItemIx::Action(_) => config.pages.actions,
    };
    match paging {
        PageMode::Always => true,
        PageMode::Never => false,
        // Topics, parties and timelines link statements and actions, so these always have a page.
        PageMode::Auto => {
            matches!(ix, ItemIx::Quote(_) | ItemIx::Action(_))
                || site.ledger.origin(ix) != DefinedIn::List
                || site.to(ix).next().is_some()
                || !site.ledger.texts(ix).note.is_empty()
        }
    }
}

fn address(site: &Site, config: &Config, ix: ItemIx) -> String {
    let path = match ix {
        ItemIx::Note(note) => site.ledger[note].address.clone(),
        other => crate::routes::item_path(other.kind(), site.ledger.id(other).as_str()),
    };
    format!("{}{}", config.base, encode_path(&path))
}
