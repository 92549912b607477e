//! The order and the pages of the index of each item type, and the notes of each folder.

use crate::model::ix::{ItemIx, NoteIx};
use crate::view::LinkView;
use crate::view::context::ViewContext;
use crate::view::i18n::sentence_case;
use crate::view::index::listings;
use crate::view::index::listings::sort_name;
use crate::view::index::orders::TrackerFilter;
use crate::view::index::tracker::tracker_pages;
use onrecord_base::id::{Id, ItemKind};
use onrecord_base::path;
use onrecord_base::text::fold;
use std::collections::BTreeMap;

/// The number of pages of the index of a type.
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

/// The items of a type in the order of their index, each with its depth in the tree (0 for types
/// without a tree).
pub(crate) fn index_order<'a>(cx: &'a ViewContext<'_>, kind: ItemKind) -> &'a [(ItemIx, u32)] {
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

/// People by sort name, without those who are not public figures.
fn people(cx: &ViewContext<'_>) -> Vec<ItemIx> {
    let public = |ix: &crate::model::ix::PersonIx| {
        cx.site.ledger[*ix].data.public_figure.as_ref().is_none_or(|p| p.v)
    };
    let mut all: Vec<ItemIx> = cx.site.ledger.people().filter(public).map(ItemIx::from).collect();
    all.sort_by_cached_key(|ix| (fold(&sort_name(cx, *ix)), cx.site.ledger.id(*ix).clone()));
    all
}

/// Sources by title, ignoring leading punctuation and articles.
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

/// The items on one page of the index of a type; pages count from 1.
pub fn listed<'a>(
    cx: &'a ViewContext<'_>,
    kind: ItemKind,
    page: usize,
) -> impl Iterator<Item = ItemIx> + 'a {
    listings::slice(index_order(cx, kind), page).iter().map(|(ix, _)| *ix)
}

/// The items in the list of a folder; element 0 contains the items of page 1.
pub fn listed_in(cx: &ViewContext<'_>, folder: &str) -> Vec<Vec<ItemIx>> {
    let notes: Vec<ItemIx> = folder_notes(cx, folder).0.into_iter().map(ItemIx::from).collect();
    notes.chunks(listings::PER_PAGE).map(<[ItemIx]>::to_vec).collect()
}

/// The number of pages of a folder's list.
pub fn folder_pages(cx: &ViewContext<'_>, folder: &str) -> usize {
    listings::pages(folder_notes(cx, folder).0.len())
}

/// True if a note is the `index` file of its folder.
pub(crate) fn is_folder(cx: &ViewContext<'_>, ix: NoteIx) -> bool {
    path::stem(&cx.site.ledger[ix].file) == "index"
}

/// The notes directly in a folder, newest first, and links to the folders directly below it, by
/// title.
pub(crate) fn folder_notes(cx: &ViewContext<'_>, folder: &str) -> (Vec<NoteIx>, Vec<LinkView>) {
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
