//! Which pages a site has.
//!
//! A [`SitePage`] is an address and what stands there; what its template sees is made by `view::show`, and
//! only when it is asked for. Addresses are unique: a clash is found by the checks before any page is
//! made.

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

use crate::model::ix::{
    ActionIx, ItemIx, NoteIx, OrganizationIx, PersonIx, QuoteIx, SourceIx, TopicIx,
};
use crate::model::ledger::MarkdownRole;
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
    /// Its address below the base: `topics/data/`, `404.html`.
    pub path: String,
    /// What stands there.
    pub what: PageKind,
}

/// What stands on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageKind {
    /// The home page.
    Home,
    /// A note.
    Note(NoteIx),
    /// A topic, with the number of the page of its notes, from 1.
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
    /// All things of a type, with the number of the page, from 1.
    Index(ItemKind, usize),
    /// The notes of a folder, with the number of the page, from 1.
    Folder(String, usize),
    /// Actions, all or some, with the number of the page, from 1.
    Tracker(TrackerFilter, usize),
    /// A timeline, with the number of the page, from 1.
    Timeline(TimelineScope, usize),
    /// All corrections.
    Corrections,
    /// How evidence is handled.
    Evidence,
    /// What stands at addresses that are none.
    NotFound,
    /// What keeps the address of something withdrawn, by its number.
    Tombstone(usize),
    /// What leads on from an old address.
    Redirect(ItemIx),
}

/// The pages of a site, in the order of their addresses.
pub fn pages(cx: &ViewContext<'_>) -> Vec<SitePage> {
    let mut all = vec![];
    let mut put = |path: String, what: PageKind| all.push(SitePage { path, what });
    put(String::new(), PageKind::Home);
    put("404.html".into(), PageKind::NotFound);
    put("about/evidence/".into(), PageKind::Evidence);
    put("corrections/".into(), PageKind::Corrections);
    for ix in cx.site.ledger.all() {
        if cx.url(ix).is_empty() {
            continue;
        }
        let path = below(cx, cx.url(ix));
        match ix {
            // A withdrawn note's address is its tombstone's.
            ItemIx::Note(note) if cx.is_listed(note) => put(path, PageKind::Note(note)),
            ItemIx::Note(_) => {}
            ItemIx::Topic(topic) => {
                for n in 1..=topic::topic_pages(cx, topic).max(1) {
                    put(numbered(&path, n), PageKind::Topic(topic, n));
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
        let path = match stone.kind {
            ItemKind::Note => stone.address.clone(),
            kind => format!("{}/{}/", kind.folder(), stone.address),
        };
        put(path, PageKind::Tombstone(at));
    }
    redirects(cx, &mut put);
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all.dedup_by(|b, a| a.path == b.path);
    all
}

/// A path below the base, undone from its address.
fn below(cx: &ViewContext<'_>, url: &str) -> String {
    url.strip_prefix(&cx.config.base).unwrap_or(url).to_owned()
}

fn numbered(path: &str, n: usize) -> String {
    if n == 1 { path.to_owned() } else { format!("{path}page/{n}/") }
}

/// The pages of a person or organization after the first.
fn further(cx: &ViewContext<'_>, ix: ItemIx, path: &str, put: &mut impl FnMut(String, PageKind)) {
    for n in 2..=party::party_pages(cx, ix) {
        put(numbered(path, n), PageKind::Party(ix, n));
    }
}

fn indexes(cx: &ViewContext<'_>, put: &mut impl FnMut(String, PageKind)) {
    for kind in ItemKind::ALL {
        if kind == ItemKind::Action {
            continue;
        }
        for n in 1..=items::index_pages(cx, kind).max(1) {
            put(numbered(&format!("{}/", kind.folder()), n), PageKind::Index(kind, n));
        }
    }
    for filter in std::iter::once(TrackerFilter::default()).chain(tracker::tracker_filters(cx)) {
        for n in 1..=tracker::tracker_pages(cx, &filter).max(1) {
            put(numbered(&filter.path(cx), n), PageKind::Tracker(filter.clone(), n));
        }
    }
    for range in index::timeline::timeline_pages(cx) {
        for n in 1..=index::timeline::page_count(cx, range) {
            put(numbered(&range.path(), n), PageKind::Timeline(range, n));
        }
    }
    for folder in folders(cx) {
        for n in 1..=items::folder_pages(cx, &folder).max(1) {
            put(numbered(&format!("{folder}/"), n), PageKind::Folder(folder.clone(), n));
        }
    }
}

/// Folders of notes that have no note of their own, with every folder above them.
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
    folders.into_iter().filter(|f| !taken.contains(f.as_str()) && f != "notes").collect()
}

/// Old addresses: aliases that begin with `/`, and names of id form beside the thing's own address.
fn redirects(cx: &ViewContext<'_>, put: &mut impl FnMut(String, PageKind)) {
    for ix in cx.site.ledger.all() {
        let url = cx.page_of(ix);
        if url.is_empty() {
            continue;
        }
        // The texts of home and index pages have old addresses, and no address of their own to be beside.
        let has_own = !cx.url(ix).is_empty();
        for alias in &cx.site.ledger.shared(ix).aliases {
            let path = alias_path(&below(cx, &url), &alias.v);
            if let Some(path) = path.filter(|_| has_own || alias.starts_with('/')) {
                put(path, PageKind::Redirect(ix));
            }
        }
    }
}

/// The old address that an alias stands for, below the base; `None` where it is a name alone.
pub fn alias_path(own: &str, alias: &str) -> Option<String> {
    if alias.starts_with('/') {
        // Any other is told, and has no page in a preview either.
        let path = crate::check::old_address(alias).ok()?;
        let file = path.ends_with('/') || onrecord_base::path::ending(&path) == "html";
        return Some(if file { path } else { format!("{path}/") });
    }
    onrecord_base::id::Id::parse(alias).ok()?;
    let (folder, _) = own.trim_end_matches('/').rsplit_once('/').unwrap_or(("", ""));
    let path = if folder.is_empty() { format!("{alias}/") } else { format!("{folder}/{alias}/") };
    (path != own).then_some(path)
}

/// The file of an address: `topics/data/` → `topics/data/index.html`.
pub fn file_of(path: &str) -> String {
    if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    }
}

/// The main navigation: at most six entries, the same order everywhere, none that leads to nothing.
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

/// Links at the foot of every page.
pub fn footer(cx: &ViewContext<'_>) -> Vec<LinkView> {
    ["about/evidence", "quotes", "organizations", "corrections"]
        .into_iter()
        .map(|path| LinkView {
            title: cx.words.get(&format!("foot_{}", path.rsplit('/').next().unwrap_or(path))),
            url: cx.at(&format!("{path}/")),
        })
        .collect()
}
