//! Index pages: all things of a type, and the tracker of actions.

use crate::model::ix::{ItemIx, NoteIx};
use crate::resolve::names::NameLookup;
use crate::view::cards::action::ActionCard;
use crate::view::cards::card::{
    NoteCard, PartyCard, SourceCard, TopicCard, note_card, party_card, sort_name, source_card,
    topic_card,
};
use crate::view::cards::quote::{QuoteCard, quote_card};
use crate::view::context::ViewContext;
use crate::view::i18n::sentence_case;
use crate::view::index::listings;
use crate::view::index::tracker::{TrackerFilter, tracker_page, tracker_pages};
use crate::view::pages::note::CorrectionView;
use crate::view::text::fill;
use crate::view::{BodyView, LinkView, PagerView};
use onrecord_base::id::{Id, ItemKind};
use onrecord_base::path;
use onrecord_base::text::fold;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// An index page; under the name `list`. One of the lists is filled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ListView {
    /// Its introduction.
    pub body: BodyView,
    /// How many things there are in all, as words: `21 sources`.
    pub count: String,
    /// The pages of the list.
    pub pager: PagerView,
    /// Notes.
    pub notes: Vec<NoteCard>,
    /// Topics, as a tree in order with depths.
    pub topics: Vec<TopicCard>,
    /// Sources.
    pub sources: Vec<SourceCard>,
    /// All sources of the site as files to take away; on the first page of their index.
    pub files: Vec<crate::view::pages::downloads::FileView>,
    /// Persons or organizations.
    pub parties: Vec<PartyCard>,
    /// Quotes.
    pub quotes: Vec<QuoteCard>,
    /// Actions, on the tracker's pages.
    pub tracker: Option<TrackerView>,
    /// The same as data, to download: on the tracker's pages.
    pub data: Vec<LinkView>,
    /// Corrections.
    pub corrections: Vec<CorrectionView>,
    /// Folders below this one, on a folder's page.
    pub folders: Vec<LinkView>,
}

/// A table of actions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TrackerView {
    /// What the table holds: `Policy actions, newest first`.
    pub caption: String,
    /// Its rows.
    pub actions: Vec<ActionCard>,
    /// Ready-made pages with fewer rows, by what they select; empty in a note.
    pub filters: Vec<FilterView>,
}

/// Ready-made pages of the tracker.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct FilterView {
    /// What they select by: `Status`.
    pub name: String,
    /// The pages; the current one has an empty address.
    pub choices: Vec<ChoiceView>,
}

/// One ready-made page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ChoiceView {
    /// What it selects: `In force`.
    pub title: String,
    /// Its address; empty for the page we are on.
    pub url: String,
    /// How many rows it has.
    pub count: u32,
}

/// How many pages the index of a type has.
pub fn index_pages(cx: &ViewContext<'_>, kind: ItemKind) -> usize {
    match kind {
        ItemKind::Action => tracker_pages(cx, &TrackerFilter::default()),
        ItemKind::Note => {
            listings::pages(cx.site.ledger.notes().filter(|n| cx.is_listed(*n)).count())
        }
        ItemKind::Person => listings::pages(people(cx).len()),
        other => listings::pages(cx.site.ledger.of_kind(other).len()),
    }
}

/// One page of the index of a type, from 1; for actions, of the tracker.
pub fn index_page(cx: &ViewContext<'_>, kind: ItemKind, page: usize) -> ListView {
    if kind == ItemKind::Action {
        return tracker_page(cx, &TrackerFilter::default(), page);
    }
    let all = in_order(cx, kind);
    let mut view = ListView {
        body: if page <= 1 { intro(cx, kind) } else { BodyView::default() },
        count: cx.words.count(&format!("n_{}", kind.word()), all.len()),
        folders: if kind == ItemKind::Note && page <= 1 { top_folders(cx) } else { vec![] },
        files: if kind == ItemKind::Source && page <= 1 && !all.is_empty() {
            crate::view::pages::downloads::files(cx, &cx.at("sources/"), "sources")
        } else {
            vec![]
        },
        pager: listings::pager(cx, &format!("{}/", kind.folder()), page, all.len()),
        ..ListView::default()
    };
    for (ix, depth) in listings::slice(all, page) {
        match *ix {
            ItemIx::Note(ix) => view.notes.push(note_card(cx, ix)),
            ItemIx::Topic(ix) => view.topics.push(topic_card(cx, ix, *depth)),
            ItemIx::Source(ix) => view.sources.push(source_card(cx, ix)),
            ItemIx::Quote(ix) => view.quotes.push(quote_card(cx, ix)),
            ItemIx::Person(_) | ItemIx::Organization(_) => {
                view.parties.push(party_card(cx, *ix, *depth));
            }
            ItemIx::Action(_) => {}
        }
    }
    view
}

/// The introduction of an index page.
pub(crate) fn intro(cx: &ViewContext<'_>, kind: ItemKind) -> BodyView {
    intro_of(cx, kind).map(|ix| fill::texts(cx, ix.into()).body).unwrap_or_default()
}

/// The file that introduces an index page.
pub fn intro_of(cx: &ViewContext<'_>, kind: ItemKind) -> Option<NoteIx> {
    match cx.site.ledger.find(ItemKind::Note, &format!("/{}", kind.folder())) {
        NameLookup::One(ItemIx::Note(ix)) => Some(ix),
        _ => None,
    }
}

/// The things of a type in the order of their index, with depths in a tree.
fn in_order<'a>(cx: &'a ViewContext<'_>, kind: ItemKind) -> &'a [(ItemIx, u32)] {
    cx.orders.indexes[kind as usize].get_or_init(|| order(cx, kind))
}

fn order(cx: &ViewContext<'_>, kind: ItemKind) -> Vec<(ItemIx, u32)> {
    let all = match kind {
        ItemKind::Topic | ItemKind::Organization => return listings::tree(cx, kind),
        ItemKind::Note => cx.notes_newest().iter().copied().map(ItemIx::from).collect(),
        ItemKind::Quote => listings::newest_quotes(cx, cx.site.ledger.quotes().collect())
            .into_iter()
            .map(ItemIx::from)
            .collect(),
        ItemKind::Person => people(cx),
        ItemKind::Source => sources(cx),
        ItemKind::Action => vec![],
    };
    all.into_iter().map(|ix| (ix, 0)).collect()
}

/// People by the name they are sorted by, without those who are no public figures.
fn people(cx: &ViewContext<'_>) -> Vec<ItemIx> {
    let public = |ix: &crate::model::ix::PersonIx| {
        cx.site.ledger[*ix].data.public_figure.as_ref().is_none_or(|p| p.v)
    };
    let mut all: Vec<ItemIx> = cx.site.ledger.people().filter(public).map(ItemIx::from).collect();
    all.sort_by_cached_key(|ix| (fold(&sort_name(cx, *ix)), cx.site.ledger.id(*ix).clone()));
    all
}

/// Sources by title, without marks and an article before it.
fn sources(cx: &ViewContext<'_>) -> Vec<ItemIx> {
    let words = cx.words.get("leading_articles");
    let articles: Vec<&str> = words.split_whitespace().collect();
    let key = |ix: &ItemIx| -> (String, Id) {
        let title = fold(cx.title(*ix));
        let title = title.trim_start_matches(|c: char| !c.is_alphanumeric());
        let rest = title.split_once(' ').filter(|(first, _)| articles.contains(first));
        let title = rest.map_or(title, |(_, rest)| rest);
        (title.to_owned(), cx.site.ledger.id(*ix).clone())
    };
    let mut all: Vec<ItemIx> = cx.site.ledger.sources().map(ItemIx::from).collect();
    all.sort_by_cached_key(key);
    all
}

/// The things on one page of the index of a type.
pub fn listed<'a>(
    cx: &'a ViewContext<'_>,
    kind: ItemKind,
    page: usize,
) -> impl Iterator<Item = ItemIx> + 'a {
    listings::slice(in_order(cx, kind), page).iter().map(|(ix, _)| *ix)
}

/// The things in the list of a folder, by the number of its page less one.
pub fn listed_in(cx: &ViewContext<'_>, folder: &str) -> Vec<Vec<ItemIx>> {
    let notes: Vec<ItemIx> = folder_notes(cx, folder).0.into_iter().map(ItemIx::from).collect();
    notes.chunks(listings::PER_PAGE).map(<[ItemIx]>::to_vec).collect()
}

/// How many pages a folder's list has.
pub fn folder_pages(cx: &ViewContext<'_>, folder: &str) -> usize {
    listings::pages(folder_notes(cx, folder).0.len())
}

/// One page of a folder: its own text, the folders below it, its notes, newest first.
///
/// * `folder`: its path as in addresses, without slashes at the ends: `briefings`.
pub fn folder_page(cx: &ViewContext<'_>, folder: &str, page: usize) -> ListView {
    let (notes, folders) = folder_notes(cx, folder);
    let first = page <= 1;
    let own = || match cx.site.ledger.find(ItemKind::Note, folder) {
        NameLookup::One(ItemIx::Note(ix)) if is_folder(cx, ix) => fill::texts(cx, ix.into()).body,
        _ => BodyView::default(),
    };
    ListView {
        body: if first { own() } else { BodyView::default() },
        count: cx.words.count("n_note", notes.len()),
        pager: listings::pager(cx, &format!("{folder}/"), page, notes.len()),
        notes: listings::slice(&notes, page).iter().map(|note| note_card(cx, *note)).collect(),
        folders: if first { folders } else { vec![] },
        ..ListView::default()
    }
}

/// Whether a note is the note of its folder.
fn is_folder(cx: &ViewContext<'_>, ix: NoteIx) -> bool {
    path::stem(&cx.site.ledger[ix].file) == "index"
}

/// The notes right in a folder, newest first, and the folders right below it, by title.
fn folder_notes(cx: &ViewContext<'_>, folder: &str) -> (Vec<NoteIx>, Vec<LinkView>) {
    let mut notes = vec![];
    let mut folders: BTreeMap<String, LinkView> = BTreeMap::new();
    for ix in cx.notes_newest().iter().copied() {
        let address = cx.site.ledger[ix].address.as_str();
        let below = address.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        let below = if folder.is_empty() { Some(address) } else { below };
        let Some((name, rest)) = below.and_then(|below| below.split_once('/')) else { continue };
        if rest.is_empty() && !is_folder(cx, ix) {
            notes.push(ix);
        } else if !name.is_empty() {
            let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            let link = LinkView {
                title: sentence_case(&name.replace('-', " ")),
                url: cx.at(&format!("{path}/")),
            };
            let slot = folders.entry(name.to_owned()).or_insert(link);
            if rest.is_empty() {
                cx.title(ix.into()).clone_into(&mut slot.title);
            }
        }
    }
    let mut folders: Vec<LinkView> = folders.into_values().collect();
    folders.sort_by_cached_key(|link| (fold(&link.title), link.url.clone()));
    (notes, folders)
}

/// The folders of notes at the top, by title: every list of a folder is reached from here.
fn top_folders(cx: &ViewContext<'_>) -> Vec<LinkView> {
    let mut folders = folder_notes(cx, "").1;
    folders.retain(|link| link.url != cx.at("notes/"));
    folders
}

/// All corrections, newest first.
pub fn corrections_page(cx: &ViewContext<'_>) -> ListView {
    let mut all = vec![];
    for ix in cx.notes_newest().iter().copied() {
        for correction in &cx.site.ledger[ix].data.corrections {
            let when = correction.date.as_ref().and_then(|d| d.when);
            let text = |value: &Option<String>| value.clone().unwrap_or_default();
            let view = CorrectionView {
                date: cx.maybe_date(correction.date.as_ref()),
                kind: cx.words.of("correction", correction.kind.word()),
                text: text(&correction.text),
                was: text(&correction.was),
                now: text(&correction.now),
                note: cx.link(ix),
            };
            all.push((when, view));
        }
    }
    all.sort_by_key(|(when, _)| Reverse(*when));
    ListView {
        count: match all.len() {
            0 => cx.words.get("no_corrections"),
            n => cx.words.count("n_correction", n),
        },
        corrections: all.into_iter().map(|(_, view)| view).collect(),
        ..ListView::default()
    }
}
