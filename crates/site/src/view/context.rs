//! What every view is made from: the site, its settings and words, and the addresses of pages.
//!
//! Titles, addresses and orders over the whole site are made once and shared by all pages; cards are
//! made from them when a page asks. No page's text is ever put into another page.

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

/// What views are made from.
#[derive(Debug, Clone, Copy)]
pub struct ViewContext<'a> {
    /// What is published.
    pub site: &'a Site,
    /// The settings.
    pub config: &'a Config,
    /// The words.
    pub words: &'a Translations,
    /// The input files, for the dimensions of images.
    pub sources: &'a InputFiles,
    /// What came of comparing quoted words, by the id of the quote.
    pub verdicts: &'a SiteVerdicts,
    /// How citations are written.
    pub csl: &'a CitationStyle,
    tables: &'a PageIndex,
    /// Orders that many pages share.
    pub(crate) orders: &'a SiteOrders,
}

/// The addresses of pages and files to which texts link, by the path as written (`sources/index.md` → `sources/`);
/// `None` if the build does not make it.
pub type LinkAddresses = BTreeMap<String, Option<String>>;

/// Which things have pages and what they are called: worked out once for all pages.
#[derive(Debug, Clone, Default)]
pub struct PageIndex {
    /// For each type and position, the address of the page; empty where there is none.
    urls: Vec<PersistentVec<Arc<str>>>,
    /// For each type and position, the title.
    titles: Vec<PersistentVec<Arc<str>>>,
    link_addresses: Arc<LinkAddresses>,
    /// Whether a note is in another language than the site.
    pub is_mixed: bool,
    orders: Arc<SiteOrders>,
}

impl PageIndex {
    /// Works out which things have pages, where, and what they are called.
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

    /// Takes the addresses to which texts link. Returns whether one that was linked before leads elsewhere now.
    pub fn set_link_addresses(&mut self, addresses: LinkAddresses) -> bool {
        if *self.link_addresses == addresses {
            return false;
        }
        let before = std::mem::replace(&mut self.link_addresses, Arc::new(addresses));
        let now = |written: &String| self.link_addresses.get(written);
        before.iter().any(|(written, address)| now(written).is_some_and(|now| now != address))
    }

    /// The same after an edit, and whether the site has the pages it had.
    ///
    /// * In: the site now; what is other in it than in the site that `self` is of. Settings and day
    ///   are the same.
    #[must_use]
    pub fn updated(&self, site: &Site, config: &Config, delta: &ItemDelta) -> (Self, bool) {
        let mut tables = self.clone();
        let mut same = delta.changed.iter().all(|change| change.depth <= ChangeDepth::Title);
        // Sources, persons and so on are listed by what they are called.
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

/// Whether a note is in another language than the site.
fn is_mixed(site: &Site, config: &Config) -> bool {
    let is_other = |lang: &str| !is_same(lang, &config.language);
    site.ledger.notes.iter().any(|note| note.shared.lang.as_ref().is_some_and(|l| is_other(l)))
}

/// The address of a thing's page; empty where it has none.
fn url(site: &Site, config: &Config, ix: ItemIx) -> Arc<str> {
    if has_page(site, config, ix) { address(site, config, ix).into() } else { "".into() }
}

impl<'a> ViewContext<'a> {
    /// What views are made from; `tables` are those of the site.
    pub fn new(
        site: &'a Site,
        config: &'a Config,
        words: &'a Translations,
        (sources, verdicts): (&'a InputFiles, &'a SiteVerdicts),
        (csl, tables): (&'a CitationStyle, &'a PageIndex),
    ) -> Self {
        Self { site, config, words, sources, verdicts, csl, tables, orders: &tables.orders }
    }

    /// The address of a thing's page; empty where it has none.
    pub fn url(&self, ix: ItemIx) -> &str {
        self.tables.urls.get(ix.kind() as usize).and_then(|k| k.get(ix.at())).map_or("", |url| url)
    }

    /// The address of the page on which a text is: that of [`Self::url`], and for the texts of home and
    /// index pages the address of those.
    pub fn page_of(&self, ix: ItemIx) -> Cow<'_, str> {
        if let ItemIx::Note(note) = ix {
            match self.site.ledger[note].role {
                MarkdownRole::Note => {}
                MarkdownRole::Home => return Cow::Borrowed(&self.config.base),
                MarkdownRole::Intro(kind) => {
                    return Cow::Owned(self.at(&format!("{}/", kind.folder())));
                }
            }
        }
        Cow::Borrowed(self.url(ix))
    }

    /// The address of a page or file of the site to which a text links; `None` if there is none.
    pub fn link_address(&self, written: &str) -> Option<String> {
        self.tables.link_addresses.get(written)?.as_ref().map(|address| self.at(address))
    }

    /// What a thing is called.
    pub fn title(&self, ix: ItemIx) -> &str {
        self.tables
            .titles
            .get(ix.kind() as usize)
            .and_then(|k| k.get(ix.at()))
            .map_or("", |title| title)
    }

    /// The language of the page on which the texts of an item are.
    pub fn page_language(&self, ix: ItemIx) -> &str {
        let own = match ix {
            ItemIx::Note(note) => self.site.ledger[note].shared.lang.as_ref(),
            _ => None,
        };
        own.map_or(self.config.language.as_str(), |lang| lang.v.as_str())
    }

    /// What leads back to a reference, the way the page is read.
    pub fn back_mark(&self, ix: ItemIx) -> String {
        if is_rtl(self.page_language(ix)) { "↪".to_owned() } else { "↩".to_owned() }
    }

    /// Whether a page is in another language than the site.
    pub fn is_mixed(&self) -> bool {
        self.tables.is_mixed
    }

    /// What an item is called, as pages print it: with its language, where that may not be the page's.
    pub fn shown_title(&self, ix: ItemIx) -> String {
        self.in_its_language(ix, self.title(ix))
    }

    /// A text in the language of an item, with that language, where it may not be the page's.
    pub fn in_its_language(&self, ix: ItemIx, text: &str) -> String {
        match self.language_of(ix) {
            Some(language) => languages::title(language, text),
            None => text.to_owned(),
        }
    }

    /// The language of an item's title, where that may not be the page's.
    fn language_of(&self, ix: ItemIx) -> Option<&str> {
        let ledger = &self.site.ledger;
        let source = match ix {
            ItemIx::Source(ix) => ledger[ix].data.language.as_ref(),
            // A name is in no language.
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

    /// Width and height of an image in pixels, where its first bytes say them.
    pub fn image_size(&self, file: &str) -> Option<(usize, usize)> {
        let input = self.sources.files.get(file)?;
        imagesize::blob_size(&input.bytes).ok().map(|size| (size.width, size.height))
    }

    /// An address below the base.
    pub fn at(&self, path: &str) -> String {
        format!("{}{}", self.config.base, encode_path(path))
    }

    /// A link to a thing by its title, to a source by its short name.
    pub fn link(&self, ix: impl Into<ItemIx>) -> LinkView {
        let ix = ix.into();
        let title = match ix {
            ItemIx::Source(source) => self.source_name(source),
            ix => self.title(ix).to_owned(),
        };
        LinkView { title: self.in_its_language(ix, &title), url: self.url(ix).to_owned() }
    }

    /// The address of a thing's page, or of the page it stands on: an inline thing without a page
    /// of its own stands on its note's.
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

    /// A date for people, where its value is known or its words are given.
    pub fn maybe_date(&self, dated: Option<&SourcedDate>) -> Option<DateView> {
        dated.filter(|d| d.when.is_some() || d.as_given.is_some()).map(|d| self.words.date(d))
    }

    /// Who is meant. The role is left for the caller.
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

    /// Who is meant; an empty view for nobody.
    pub fn maybe_party(&self, who: Option<&ResolvedParty>) -> PartyView {
        who.map(|w| self.party(w)).unwrap_or_default()
    }

    /// Several parties.
    pub fn parties(&self, all: &[ResolvedParty]) -> Vec<PartyView> {
        all.iter().map(|w| self.party(w)).collect()
    }

    /// Links to topics, each once.
    pub fn topics(&self, topics: &[TopicIx]) -> Vec<LinkView> {
        let mut seen = BTreeSet::new();
        topics.iter().filter(|t| seen.insert(**t)).map(|t| self.link(*t)).collect()
    }

    /// Notes for lists, newest first: no home, no introductions, nothing withdrawn.
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

    /// Where an action stands on the day of the build clock.
    pub fn action_status(&self, ix: ActionIx) -> Option<ActionStatus> {
        let today = self.site.now().day();
        let all = self.orders.statuses.get_or_init(|| standings(self.site, today));
        all.get(ix.at()).copied()
    }

    /// Where chains begin.
    pub fn origins(&self) -> &SourceOrigins {
        self.orders.origins.get_or_init(|| SourceOrigins::of(self.site))
    }

    /// Whether a note stands in lists.
    pub fn is_listed(&self, ix: NoteIx) -> bool {
        let note = &self.site.ledger[ix];
        note.role == MarkdownRole::Note
            && note.shared.state.as_ref().is_none_or(|s| s.v != PublicationState::Withdrawn)
    }

    /// The day a note is sorted by.
    pub fn note_date(&self, ix: NoteIx) -> Option<PartialDate> {
        self.site.ledger[ix].data.date.as_ref().and_then(|d| d.when).map(EdtfDate::earliest)
    }

    /// Things of a type that refer to one in a certain way, in order, each once.
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

    /// The short name of a source, in chains, links and lists: `short_title`, else what it appeared in if
    /// no other source has that name, else its title.
    pub fn source_name(&self, ix: SourceIx) -> String {
        let names = self.orders.source_names.get_or_init(|| source_names(self));
        names
            .get(ix.at())
            .and_then(Option::as_deref)
            .unwrap_or_else(|| self.title(ix.into()))
            .to_owned()
    }

    /// The mark of an archived item in lists and cards; empty for all others.
    pub fn archived(&self, ix: impl Into<ItemIx>) -> String {
        match self.site.banner(ix.into()) {
            "archived" => self.words.get("archived"),
            _ => String::new(),
        }
    }

    /// The role of a person on a date: an explicit one wins, else the membership that holds then.
    pub fn role_of(&self, who: &ResolvedParty, at: Option<&SourcedDate>) -> String {
        let ResolvedParty::Person(ix) = who else { return String::new() };
        self.membership(*ix, at).map(|(role, _)| role).unwrap_or_default()
    }

    /// The role and organization of a person on a date. Without a date, or where no membership is
    /// known to hold then, nothing is said: a role is never guessed.
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

/// The short name of every source; `None` where its title is its name.
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

/// Whether a thing gets a page of its own.
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
        // A statement or action is always worth an address: topics, parties and timelines show it.
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
        other => format!("{}/{}/", other.kind().folder(), site.ledger.id(other)),
    };
    format!("{}{}", config.base, encode_path(&path))
}
