//! The pages of a site.
//!
//! A [`SitePage`] is an address and the kind of its page. `page_view` makes the view for its template when the page is
//! rendered. The paths come from `routes`. Start with [`pages`]; OR019 reports duplicate addresses before.

pub mod action;
pub mod downloads;
pub mod home;
pub mod list;
pub mod note;
pub mod page_view;
pub mod party;
pub mod quote;
pub mod source;
pub mod timeline;
pub mod topic;

use crate::check::alias_path;
use crate::model::ix::{
    ActionIx, ItemIx, NoteIx, OrganizationIx, PersonIx, QuoteIx, SourceIx, TopicIx,
};
use crate::model::ledger::MarkdownRole;
use crate::routes::{self, FixedPage, index_path, numbered_path};
use crate::view::context::ViewContext;
use crate::view::index;
use crate::view::index::items;
use crate::view::index::orders::{TimelineScope, TrackerFilter};
use crate::view::index::tracker;
use crate::view::{LinkView, NavView};
use onrecord_base::id::ItemKind;
use onrecord_base::text::encode_url;
use std::collections::BTreeSet;

/// A page of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitePage {
    /// Its path below the base: `topics/data/`, `404.html`.
    pub path: String,
    /// Its kind, with the item or list that it shows.
    pub what: PageKind,
}

/// The kind of a page, with what it shows. Page numbers start at 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageKind {
    /// A page that every site has once: the home page, `404.html`, …
    Fixed(FixedPage),
    /// A note.
    Note(NoteIx),
    /// A topic, with the number of the page of its notes.
    Topic(TopicIx, usize),
    /// A source.
    Source(SourceIx),
    /// A person.
    Person(PersonIx),
    /// An organization.
    Organization(OrganizationIx),
    /// A further page of the lists of a person or organization, from 2.
    Party(ItemIx, usize),
    /// A quote.
    Quote(QuoteIx),
    /// An action.
    Action(ActionIx),
    /// All items of a type, with the number of the page.
    Index(ItemKind, usize),
    /// The notes of a folder, with the number of the page.
    Folder(String, usize),
    /// All actions or a selection, with the number of the page.
    Tracker(TrackerFilter, usize),
    /// A timeline, with the number of the page.
    Timeline(TimelineScope, usize),
    /// The page that replaces a withdrawn item, by its position in the tombstones of the site.
    Tombstone(usize),
    /// A redirect from an old address of an item.
    Redirect(ItemIx),
}

/// What a page takes from the texts of items, from which follows whether an edit of a text can change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageContent<'a> {
    /// The text of one item, or of what refers to it.
    Item(ItemIx),
    /// The texts of the items on page `n` of a list; on its first page also the text that introduces it.
    List(PagedList<'a>, usize),
    /// Any text.
    AnyText,
    /// No text: titles, dates and addresses only.
    NoText,
}

/// A list of items whose pages show texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PagedList<'a> {
    /// All items of a type.
    Index(ItemKind),
    /// The notes of a folder.
    Folder(&'a str),
}

impl PageKind {
    /// What the page takes from the texts of items.
    pub fn content(&self) -> PageContent<'_> {
        match self {
            Self::Note(ix) => PageContent::Item((*ix).into()),
            Self::Topic(ix, _) => PageContent::Item((*ix).into()),
            Self::Source(ix) => PageContent::Item((*ix).into()),
            Self::Person(ix) => PageContent::Item((*ix).into()),
            Self::Organization(ix) => PageContent::Item((*ix).into()),
            Self::Quote(ix) => PageContent::Item((*ix).into()),
            Self::Action(ix) => PageContent::Item((*ix).into()),
            Self::Party(ix, _) => PageContent::Item(*ix),
            Self::Index(kind, n) => PageContent::List(PagedList::Index(*kind), *n),
            Self::Folder(folder, n) => PageContent::List(PagedList::Folder(folder), *n),
            Self::Fixed(FixedPage::Evidence | FixedPage::NotFound)
            | Self::Redirect(_)
            | Self::Timeline(..)
            | Self::Tracker(..)
            | Self::Tombstone(_) => PageContent::NoText,
            // Safe for every new page: it is compared after each edit.
            Self::Fixed(_) => PageContent::AnyText,
        }
    }
}

/// The pages of a site, sorted by path.
pub fn pages(cx: &ViewContext<'_>) -> Vec<SitePage> {
    let mut all = vec![];
    let mut put = |path: String, what: PageKind| all.push(SitePage { path, what });
    for page in FixedPage::ALL {
        put(page.path().to_owned(), PageKind::Fixed(*page));
    }
    for ix in cx.site.ledger.all() {
        if cx.url(ix).is_empty() {
            continue;
        }
        let path = below(cx, cx.url(ix));
        match ix {
            // A note that is withdrawn has a tombstone at its address.
            ItemIx::Note(note) if cx.is_listed(note) => put(path, PageKind::Note(note)),
            ItemIx::Note(_) => {}
            ItemIx::Topic(topic) => {
                for n in 1..=topic::topic_pages(cx, topic).max(1) {
                    put(numbered_path(&path, n), PageKind::Topic(topic, n));
                }
            }
            ItemIx::Person(person) => {
                further(cx, ix, &path, &mut put);
                put(path, PageKind::Person(person));
            }
            ItemIx::Organization(organization) => {
                further(cx, ix, &path, &mut put);
                put(path, PageKind::Organization(organization));
            }
            ItemIx::Source(ix) => put(path, PageKind::Source(ix)),
            ItemIx::Quote(ix) => put(path, PageKind::Quote(ix)),
            ItemIx::Action(ix) => put(path, PageKind::Action(ix)),
        }
    }
    indexes(cx, &mut put);
    for (at, stone) in cx.site.tombstones().iter().enumerate() {
        put(routes::item_path(stone.kind, &stone.address), PageKind::Tombstone(at));
    }
    redirects(cx, &mut put);
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all.dedup_by(|b, a| a.path == b.path);
    all
}

/// The path of a URL of the site, relative to the base.
pub(super) fn below(cx: &ViewContext<'_>, url: &str) -> String {
    url.strip_prefix(&cx.config.base).unwrap_or(url).to_owned()
}

/// The pages of a person or organization after the first.
fn further(cx: &ViewContext<'_>, ix: ItemIx, path: &str, put: &mut impl FnMut(String, PageKind)) {
    for n in 2..=party::party_pages(cx, ix) {
        put(numbered_path(path, n), PageKind::Party(ix, n));
    }
}

fn indexes(cx: &ViewContext<'_>, put: &mut impl FnMut(String, PageKind)) {
    for kind in ItemKind::ALL {
        if kind == ItemKind::Action {
            continue;
        }
        for n in 1..=items::index_pages(cx, kind).max(1) {
            put(numbered_path(&index_path(kind), n), PageKind::Index(kind, n));
        }
    }
    for filter in std::iter::once(TrackerFilter::default()).chain(tracker::tracker_filters(cx)) {
        for n in 1..=tracker::tracker_pages(cx, &filter).max(1) {
            put(numbered_path(&filter.path(cx), n), PageKind::Tracker(filter.clone(), n));
        }
    }
    for range in index::timeline::timeline_pages(cx) {
        for n in 1..=index::timeline::page_count(cx, range) {
            put(numbered_path(&range.path(), n), PageKind::Timeline(range, n));
        }
    }
    for folder in folders(cx) {
        for n in 1..=items::folder_pages(cx, &folder).max(1) {
            put(numbered_path(&format!("{folder}/"), n), PageKind::Folder(folder.clone(), n));
        }
    }
}

/// Folders that contain notes, and the folders above them, if no note has the address of the folder.
fn folders(cx: &ViewContext<'_>) -> BTreeSet<String> {
    let mut folders = BTreeSet::new();
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for ix in cx.site.ledger.notes() {
        let note = &cx.site.ledger[ix];
        if note.role != MarkdownRole::Note {
            continue;
        }
        taken.insert(note.address.trim_end_matches('/'));
        if !cx.is_listed(ix) {
            continue;
        }
        let mut at = note.address.trim_end_matches('/');
        while let Some((folder, _)) = at.rsplit_once('/') {
            folders.insert(folder.to_owned());
            at = folder;
        }
    }
    folders
        .into_iter()
        .filter(|f| !taken.contains(f.as_str()) && f != ItemKind::Note.folder())
        .collect()
}

/// Redirects: from aliases that start with `/`, and from aliases that are ids, next to the address of the item.
fn redirects(cx: &ViewContext<'_>, put: &mut impl FnMut(String, PageKind)) {
    for ix in cx.site.ledger.all() {
        let url = cx.page_of(ix);
        if url.is_empty() {
            continue;
        }
        // The text of the home page or of a list has no page of its own; of its aliases only paths are redirects.
        let has_own = !cx.url(ix).is_empty();
        for alias in &cx.site.ledger.shared(ix).aliases {
            let path = alias_path(&below(cx, &url), &alias.v);
            if let Some(path) = path.filter(|_| has_own || alias.starts_with('/')) {
                put(path, PageKind::Redirect(ix));
            }
        }
    }
}

/// The main navigation: `nav:` of `site.yaml`, or the six sections that every site has.
pub fn navigation(cx: &ViewContext<'_>) -> Vec<NavView> {
    if let Some(nav) = &cx.config.nav {
        return nav
            .iter()
            .map(|(title, url)| {
                let section = url.trim_matches('/').split('/').next().unwrap_or("").to_owned();
                let url = encode_url(url.trim_start_matches('/'));
                NavView { title: title.clone(), url: format!("{}{url}", cx.config.base), section }
            })
            .collect();
    }
    ["notes", "topics", "actions", "timeline", "people", "sources"]
        .into_iter()
        .map(|section| NavView {
            title: cx.words.get(&format!("nav_{section}")),
            url: cx.at(&format!("{section}/")),
            section: section.to_owned(),
        })
        .collect()
}

/// The links at the foot of every page.
pub fn footer(cx: &ViewContext<'_>) -> Vec<LinkView> {
    ["about/evidence", "quotes", "organizations", "corrections"]
        .into_iter()
        .map(|path| LinkView {
            title: cx.words.get(&format!("foot_{}", path.rsplit('/').next().unwrap_or(path))),
            url: cx.at(&format!("{path}/")),
        })
        .collect()
}
