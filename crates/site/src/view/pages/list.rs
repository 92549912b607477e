//! Index pages: the items of a type, the tracker of actions, folders of notes, corrections.

use crate::model::ix::{ItemIx, NoteIx};
use crate::resolve::names::NameLookup;
use crate::routes::{PageFile, SiteFile, index_path};
use crate::view::cards::action::action_card;
use crate::view::cards::note::{NoteCard, note_card};
use crate::view::cards::party::{PartyCard, party_card};
use crate::view::cards::quote::{QuoteCard, quote_card};
use crate::view::cards::source::{SourceCard, source_card};
use crate::view::cards::topic::{TopicCard, topic_card};
use crate::view::cards::tracker::{TrackerView, caption, tracker_choices};
use crate::view::context::ViewContext;
use crate::view::index::items::{folder_notes, index_order, is_folder};
use crate::view::index::listings;
use crate::view::index::orders::TrackerFilter;
use crate::view::pages::downloads;
use crate::view::pages::downloads::FileView;
use crate::view::pages::note::CorrectionView;
use crate::view::text::body::BodyView;
use crate::view::text::fill;
use crate::view::{LinkView, PagerView};
use onrecord_base::id::ItemKind;
use serde::Serialize;
use std::cmp::Reverse;

/// An index page; under the name `list`. Only the list of its kind is filled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ListView {
    /// Its introduction.
    pub body: BodyView,
    /// The total number of items, as words: `21 sources`.
    pub count: String,
    /// The pages of the list.
    pub pager: PagerView,
    /// Notes.
    pub notes: Vec<NoteCard>,
    /// Topics in the order of their tree, with depths.
    pub topics: Vec<TopicCard>,
    /// Sources.
    pub sources: Vec<SourceCard>,
    /// All sources of the site as files to download; only on the first page of their index.
    pub files: Vec<FileView>,
    /// Persons or organizations.
    pub parties: Vec<PartyCard>,
    /// Quotes.
    pub quotes: Vec<QuoteCard>,
    /// The table of actions; only on the tracker's pages.
    pub tracker: Option<TrackerView>,
    /// The actions as data files to download; only on the tracker's pages.
    pub data: Vec<LinkView>,
    /// Corrections.
    pub corrections: Vec<CorrectionView>,
    /// The folders below, on pages of folders and on the index of notes.
    pub folders: Vec<LinkView>,
}

/// One page of the index of a type (for actions, of the tracker); pages count from 1.
pub fn index_page(cx: &ViewContext<'_>, kind: ItemKind, page: usize) -> ListView {
    if kind == ItemKind::Action {
        return tracker_page(cx, &TrackerFilter::default(), page);
    }
    let all = index_order(cx, kind);
    let mut view = ListView {
        body: if page <= 1 { intro(cx, kind) } else { BodyView::default() },
        count: cx.words.count(&format!("n_{}", kind.word()), all.len()),
        folders: if kind == ItemKind::Note && page <= 1 { top_folders(cx) } else { vec![] },
        files: if kind == ItemKind::Source && page <= 1 && !all.is_empty() {
            downloads::files(cx, &cx.at(&index_path(kind)), PageFile::Sources)
        } else {
            vec![]
        },
        pager: listings::pager(cx, &index_path(kind), page, all.len()),
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

/// The note that introduces an index page, if any.
pub fn intro_of(cx: &ViewContext<'_>, kind: ItemKind) -> Option<NoteIx> {
    match cx.site.ledger.find(ItemKind::Note, &format!("/{}", kind.folder())) {
        NameLookup::One(ItemIx::Note(ix)) => Some(ix),
        _ => None,
    }
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

/// The top-level folders of notes, by title. Every folder page can be reached from them.
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

/// One page of the tracker; pages count from 1.
pub fn tracker_page(cx: &ViewContext<'_>, filter: &TrackerFilter, page: usize) -> ListView {
    let all = filter.select(cx);
    let table = TrackerView {
        caption: caption(cx, &filter.title(cx)),
        actions: listings::slice(&all, page).iter().map(|ix| action_card(cx, *ix)).collect(),
        filters: tracker_choices(cx, filter),
    };
    let whole = *filter == TrackerFilter::default() && page <= 1;
    let data = |file: SiteFile, words: &str| LinkView {
        title: cx.words.get(words),
        url: cx.at(file.path()),
    };
    ListView {
        data: vec![
            data(SiteFile::ActionsCsv, "data_csv"),
            data(SiteFile::ActionsJson, "data_json"),
            data(SiteFile::Deadlines, "data_ics"),
        ],
        body: if whole { intro(cx, ItemKind::Action) } else { BodyView::default() },
        count: cx.words.count("n_action", all.len()),
        pager: listings::pager(cx, &filter.path(cx), page, all.len()),
        tracker: Some(table),
        ..ListView::default()
    }
}
